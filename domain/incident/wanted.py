"""Which searches an incident needs as it stands: what a search is for decides how long it goes on."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from domain.incident import business_call, joining, leads
from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.messages import Purpose

_NEEDED_WHILE: Mapping[Purpose, Callable[[IncidentState], bool]] = {
    Purpose.TRIAGE: lambda state: state.first_contact_manages,
    Purpose.DECLARE: lambda state: state.awaits_declaration,
    Purpose.REOPEN: lambda state: state.impact_over,
}
"""Where an incident stands while it needs a search for this purpose.

The first contact has it until it is declared for good, and as long somebody senior is looked for (P12).
"""


_NO_TEAM = ""
"""A stakeholder is told by their own channels, not by those that the technical team in charge has agreed on."""


class Due(NamedTuple):
    """A search that is to begin: for what, and in which team; `person` is who is asked by name, if that is its purpose."""

    purpose: Purpose
    team: str
    person: str | None = None

    @property
    def whom(self) -> str:
        """The team that is searched, or the person who is asked by name."""
        return self.person or self.team


def searches_due(incident: Incident, now: datetime) -> list[Due]:
    """Return the searches that are to begin now; that for triage, which alerts ask for, is not among them."""
    if incident.card is None:
        return []
    running = {(search.purpose, search.whom) for search in incident.searches.running}
    decisions = (Purpose.DECLARE, Purpose.REOPEN, Purpose.LEAD)
    due = [Due(purpose, incident.card.team) for purpose in decisions if _needed(incident, purpose)]
    due += [Due(Purpose.JOIN, team) for team in joining.teams_due(incident, now)]
    due += [Due(Purpose.OFFER_LEAD, incident.card.team, person) for person in leads.offered_to(incident)]
    due += [Due(Purpose.BUSINESS_CALL, _NO_TEAM, person) for person in business_call.invited(incident)]
    return [each for each in due if (each.purpose, each.whom) not in running]


def is_wanted(incident: Incident, search: Search) -> bool:
    """Whether the purpose of a search is not settled yet."""
    if search.purpose is Purpose.OFFER_LEAD:
        return leads.is_about_the_offer(incident, search)
    if search.purpose is Purpose.BUSINESS_CALL:
        return search.whom in business_call.invited(incident)
    if search.purpose is Purpose.JOIN:
        return search.team in joining.missing_teams(incident)
    return _needed(incident, search.purpose)


def _needed(incident: Incident, purpose: Purpose) -> bool:
    if purpose is Purpose.LEAD:
        lead = incident.leadership.lead
        return lead is not None and (lead.answer_due is not None or lead.ladder_called_at is not None)
    if purpose is Purpose.REOPEN and incident.episode.recurred_at is None:
        return False
    return _NEEDED_WHILE[purpose](incident.state)
