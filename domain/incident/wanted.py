"""Which searches an incident needs as it stands: what a search is for decides how long it goes on."""

from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.messages import Purpose

_STATES: dict[Purpose, frozenset[IncidentState]] = {
    Purpose.TRIAGE: frozenset({IncidentState.TRIAGE, IncidentState.PROPOSED, IncidentState.PROVISIONALLY_DECLARED}),
}
"""Where an incident stands while it needs a search for this purpose. Until it is declared the first contact has it (P12)."""


def is_wanted(incident: Incident, search: Search) -> bool:
    """Whether the purpose of a search is not settled yet."""
    return incident.state in _STATES[search.purpose]
