"""Which searches an incident needs as it stands: what a search is for decides how long it goes on."""

from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.messages import Purpose

_STATES: dict[Purpose, frozenset[IncidentState]] = {
    Purpose.TRIAGE: frozenset({IncidentState.TRIAGE, IncidentState.PROPOSED, IncidentState.PROVISIONALLY_DECLARED}),
    Purpose.DECLARE: frozenset({IncidentState.PROPOSED, IncidentState.PROVISIONALLY_DECLARED}),
    Purpose.REOPEN: frozenset({IncidentState.MITIGATED, IncidentState.RESOLVED}),
}
"""Where an incident stands while it needs a search for this purpose.

The first contact has it until it is declared for good, and as long somebody senior is looked for (P12).
"""


def searches_due(incident: Incident) -> list[Purpose]:
    """Return what the team in charge is to be searched for and is not; triage, which alerts ask for, is not among it."""
    running = {search.purpose for search in incident.searches.running}
    return [
        each
        for each in (Purpose.DECLARE, Purpose.REOPEN, Purpose.LEAD)
        if each not in running and _needed(incident, each)
    ]


def is_wanted(incident: Incident, search: Search) -> bool:
    """Whether the purpose of a search is not settled yet."""
    return _needed(incident, search.purpose)


def _needed(incident: Incident, purpose: Purpose) -> bool:
    if purpose is Purpose.LEAD:
        lead = incident.leadership.lead
        return lead is not None and (lead.answer_due is not None or lead.ladder_called_at is not None)
    if purpose is Purpose.REOPEN and incident.recurred_at is None:
        return False
    return incident.state in _STATES[purpose]
