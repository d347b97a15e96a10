"""Whom an incident tells by itself when somebody else ends it, or says that it is not over: searches tell those they paged."""

from domain.incident.state import Incident
from domain.lifecycle import Actor


def whom_no_search_tells(incident: Incident, *others: str) -> list[str]:
    """Return who has it, who leads it, who is on its technical call, and these others, by their ids, each once.

    Whoever has it is left out while the search that found them goes on: it texts them when it is told to stop.
    """
    triage = incident.searches.triage
    told = incident.first_contact if triage and triage.running and not triage.told_to_stop else None
    people = [*others, incident.first_contact, incident.lead_id]
    people += [each.person for each in incident.on_call.on_it.values()]
    return [person for person in dict.fromkeys(people) if person and person != told]


def tell_concerned(incident: Incident, words: str, by: Actor | None = None) -> None:
    """Have words texted to everybody whom it concerns and no search tells, but for who did it and hears the reply."""
    for person in whom_no_search_tells(incident):
        if by is None or person != by.contact:
            incident.tell(person, words)
