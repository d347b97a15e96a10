"""It is not over after all (P24): somebody leads it again, rounds go on, and whom the lead names is called back."""

from datetime import datetime

from domain.errors import Refused
from domain.incident import leads
from domain.incident.state import Incident
from domain.leading import PersonCard, begin, says_who_leads
from domain.lifecycle import Actor, Command, apply, check_leads_or_heads
from domain.requests import Reopen
from domain.silent_lead import AskTheLead, ask_the_lead
from domain.timeline import Kind
from domain.writing import one_line, said_by

_MOST_CALLED_BACK = 30
"""Each has a search of their own; more than come on one call need not be called by name: their teams are called again."""


def reopen(incident: Incident, request: Reopen, now: datetime) -> str:
    """Note that it is not over, and why, and see to it that somebody leads it (P13); return the words to say back.

    Raises:
        Refused: not by the team in charge, who owns its service, or who led it; not after mitigation; without a reason; or people
            are called back by somebody who then neither leads it nor heads the department.

    """
    reason = one_line(request.reason, missing="Say why it is not over.")
    called_back = _called_back(incident, request)
    apply(incident, Command.REOPEN, request.actor)
    episode, actor = incident.episode, request.actor
    episode.mitigated_at = episode.resolved_at = episode.closed_at = episode.recurred_at = None
    episode.closing, episode.called_back = episode.closing.reopened(), called_back
    episode.reopened_at = now
    incident.write(now, Kind.STATE, "reopened", **said_by(actor, reason))
    if incident.leadership.lead is None:
        _begin_to_lead(incident, actor, now)
    for person in dict.fromkeys([incident.lead_id, incident.last_lead_id]):
        if person and person != actor.contact:
            leads_it = says_who_leads(incident.leadership, person)
            incident.tell(person, f"{incident.code} is reopened by {actor.name}: {reason}. {leads_it}")
    said = f"{incident.code} is reopened. {says_who_leads(incident.leadership, actor.contact)}"
    if not called_back:
        return said
    names = ", ".join(called_back.values())
    incident.write(now, Kind.NOTE, f"calls back: {names}", **said_by(actor))
    return f"{said} Called back: {names}."


def _called_back(incident: Incident, request: Reopen) -> dict[str, str]:
    """Return whom the lead calls back, names by ids: nobody needs to call themselves.

    Raises:
        Refused: not by who leads it from now on, nor the head of department; or they are too many.

    """
    people = {each.id: each.name for each in request.call_back if each.id != request.actor.contact}
    if people:
        check_leads_or_heads(request.actor, _leads_then(incident, request.actor))
    if len(people) > _MOST_CALLED_BACK:
        raise Refused(
            f"At most {_MOST_CALLED_BACK} people are called back by name: have their teams called for the others."
        )
    return people


def _leads_then(incident: Incident, actor: Actor) -> str | None:
    """Return who leads it once this person has reopened it, by their id."""
    return incident.lead_id or (actor.contact if _takes_it(incident, actor) else incident.last_lead_id)


def _takes_it(incident: Incident, actor: Actor) -> bool:
    """Whether this person leads what nobody leads, when they reopen it: who is senior, or led it last."""
    return incident.last_lead_id in {None, actor.contact} or actor.heads_the_department


def _begin_to_lead(incident: Incident, actor: Actor, now: datetime) -> None:
    """Put somebody in charge of what was resolved: who is senior or led it leads it, else who led it last, who is called about it.

    They may be asleep by then: while they do not answer, the ladder of leads is called, as of any lead who is silent.
    """
    leadership, last = incident.leadership, incident.episode.last_lead
    if last is None or _takes_it(incident, actor):
        begin(leadership, PersonCard.of(actor), now, incident.write, "reopened it")
        return
    begin(leadership, last, now, incident.write, "led it until it was resolved")
    until = now + leads.policy(incident).answer_within
    ask_the_lead(leadership, AskTheLead(until=until, because=f"{actor.name} has reopened it"), now, incident.write)
