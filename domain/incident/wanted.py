"""Which searches an incident needs as it stands: what a search is for decides how long it goes on."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from domain.incident import business_call, joining, leads, reminding
from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.messages import Purpose

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
    due = [Due(purpose, incident.card.team) for purpose, needed in _DECIDED.items() if needed(incident)]
    due += [Due(Purpose.JOIN, team) for team in joining.teams_due(incident, now)]
    due += [Due(Purpose.CALL_BACK, incident.card.team, person) for person in joining.called_back(incident)]
    due += [Due(Purpose.OFFER_LEAD, incident.card.team, person) for person in leads.offered_to(incident)]
    due += [Due(Purpose.ROUND_DUE, incident.card.team, person) for person in reminding.who_is_nudged(incident)]
    due += [Due(Purpose.BUSINESS_CALL, _NO_TEAM, person) for person in business_call.invited(incident)]
    return [each for each in due if (each.purpose, each.whom) not in running]


def is_wanted(incident: Incident, search: Search) -> bool:
    """Whether the purpose of a search is not settled yet."""
    needed = _DECIDED.get(search.purpose)
    return needed(incident) if needed else _WANTED[search.purpose](incident, search)


def _reopening_needed(incident: Incident) -> bool:
    return incident.state.impact_over and incident.episode.recurred_at is not None


def _lead_needed(incident: Incident) -> bool:
    lead = incident.leadership.lead
    return lead is not None and (lead.answer_due is not None or lead.ladder_called_at is not None)


_DECIDED: Mapping[Purpose, Callable[[Incident], bool]] = {
    Purpose.DECLARE: lambda incident: incident.state.awaits_declaration,
    Purpose.REOPEN: _reopening_needed,
    Purpose.SILENT_LEAD: _lead_needed,
    Purpose.ROUND_OVERDUE: lambda incident: bool(reminding.overdue(incident)),
}
"""Whether a decision is still needed for which somebody of the team in charge is asked, or who stands above it."""

_WANTED: Mapping[Purpose, Callable[[Incident, Search], bool]] = {
    # The first contact has it until it is declared for good, and as long somebody senior is looked for (P12).
    Purpose.TRIAGE: lambda incident, _: incident.state.first_contact_manages,
    Purpose.JOIN: lambda incident, search: search.team in joining.missing_teams(incident),
    Purpose.CALL_BACK: lambda incident, search: search.whom in joining.called_back(incident),
    Purpose.OFFER_LEAD: leads.is_about_the_offer,
    Purpose.ROUND_DUE: reminding.nudge_goes_on,
    Purpose.BUSINESS_CALL: lambda incident, search: search.whom in business_call.invited(incident),
}
"""Every other purpose that is searched for, with what is asked as long as it is not settled."""
