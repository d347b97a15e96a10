"""What is said and shown of an incident: to those who are paged, to managers, to the command line."""

from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.incident.triage import LATELY
from domain.lifecycle import IncidentState, in_words
from domain.messages import IncidentView, PageWords
from domain.wording import duration_in_words

_FACTS_SHOWN = 3


def page_words(incident: Incident) -> PageWords:
    """Return what a page says of this incident."""
    firing = [alert for alert in incident.alerts.values() if alert.firing]
    told = "; ".join(f"{alert.name}: {alert.summary}" for alert in firing[:_FACTS_SHOWN])
    more = f"; and {len(firing) - _FACTS_SHOWN} more" if len(firing) > _FACTS_SHOWN else ""
    return PageWords(headline=incident.headline, detail=f"{told}{more}." if told else "", service=incident.service_name)


def search_summary(incident: Incident, search: Search) -> str:
    """Return in a line what a search is for, as the Temporal UI shows it."""
    team = incident.card.team_name if incident.card else search.team
    return f"{incident.code}: find someone in {team} who judges it"


def holder(incident: Incident) -> str:
    """Return who has it, by their id, for lists to filter by: "nobody", or "nobody needed" where that is as it should be."""
    return incident.first_contact or ("nobody needed" if incident.nobody_needed else "nobody")


def details(incident: Incident) -> str:
    """Return what a manager reads in the Temporal UI (Markdown)."""
    holder = incident.first_contact_name or ("nobody: for the record only" if incident.for_the_record else "nobody yet")
    team = incident.card.team_name if incident.card else "being looked up"
    lines = [
        f"**{incident.code}** is {in_words(incident.state)}",
        incident.headline,
        f"Team: {team}. In hand with: {holder}.",
        f"Alerts: {incident.alerts_seen}, repeats: {incident.repeats}.",
    ]
    if incident.also_opened:
        lines.append(f"Opened in the last {duration_in_words(LATELY)} too: {incident.also_opened}.")
    return "\n\n".join(lines)


def view(incident: Incident) -> IncidentView:
    """Return what may be shown of the incident."""
    return IncidentView(
        code=incident.code,
        service=incident.service_name,
        state=incident.state,
        team=incident.card.team_name if incident.card else "",
        team_id=incident.card.team if incident.card else "",
        holder=incident.first_contact_name,
        stood_down_by=incident.stood_down_by if incident.state is IncidentState.STOOD_DOWN else None,
        quiet_until=incident.quiet_until,
        opened_at=incident.opened_at,
        alerts=incident.alerts_seen,
        repeats=incident.repeats,
        headline=incident.headline,
        older_entries=incident.timeline.older,
        timeline=incident.timeline.entries,
        also_opened=incident.also_opened,
        for_the_record=incident.for_the_record,
    )
