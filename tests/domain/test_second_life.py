"""An incident that comes back to life after a stand-down is judged, declared and arranged anew."""

import pytest

from domain.assessment import Impact, Judge, Question
from domain.incident import alerts, contacts, moves, requests, searching
from domain.incident.episode import Episode
from domain.incident.state import Incident
from domain.incident.views import view
from domain.lifecycle import IncidentState
from domain.messages import Purpose
from domain.reliance.contact_plan import ContactPlan
from domain.requests import Declare, DropTeam, MuteBoard, Propose, StandDown
from tests.domain.builders import CODE, alert, at
from tests.domain.incidents import ANA, HEAD, held_by_ana, report, start_search, told, triage_of
from tests.domain.test_closing import declared, grant
from tests.domain.test_joining import PLATFORM, STOREFRONT

S = IncidentState
TEAMS = ContactPlan(service="checkout", teams_to_call=(STOREFRONT, PLATFORM))


def first_life() -> Incident:
    """Return an incident that was declared and arranged, and that Cy has stood down after a quarter of an hour."""
    case = declared()
    contacts.planned(case, TEAMS, at(4))
    grant(case, DropTeam(actor=HEAD, team="platform", reason="not them"), 5)
    grant(case, MuteBoard(actor=ANA), 6)
    grant(case, StandDown(actor=HEAD, reason="a test of the load"), 15)
    for search in case.searches.running:
        searching.search_ended(case, search, at(15))
    return case


def second_life() -> Incident:
    """Return that incident when a new alert has come, which Ana has."""
    case = first_life()
    alerts.receive(case, alert("f2"), at(20))
    search = start_search(case, at(20))
    found = report("ana").model_copy(update={"escalation": search.id})
    searching.escalation_reported(case, found, at(21))
    return case


def test_nothing_of_the_first_life_counts_in_the_second() -> None:
    """What was judged, decided and arranged is on the timeline; the incident stands as one that is new."""
    case = second_life()

    assert Episode.of(CODE) == case.episode
    assert (S.TRIAGE, "ana", None, None) == (case.state, case.first_contact, view(case).declared_by, view(case).lead)
    assert {"declared a major incident", "stood down as not major"} <= set(told(case))


def test_its_teams_are_called_again() -> None:
    """Declared a second time it has a contact plan of its own, and a team that was dropped before is called with the others."""
    case = second_life()
    grant(case, Propose(actor=ANA), 22)
    grant(case, Declare(actor=HEAD), 23)
    assert contacts.are_due(case)
    contacts.planned(case, TEAMS, at(24))
    for search in (triage_of(case), *case.searches.for_purpose(Purpose.DECLARE)):
        searching.search_ended(case, search, at(24))

    assert moves.StartSearch(purpose=Purpose.JOIN, team="storefront") == moves.next_move(case, at(24))
    assert ("Storefront", "Platform") == view(case).missing


def test_a_no_proposes_nothing_whatever_was_judged_before() -> None:
    """A yes of the first life, or of the head of department, is not made a proposal by somebody else's no."""
    again, judged_by_the_head = second_life(), held_by_ana()
    requests.grant(judged_by_the_head, judges(Question.TRADE, Impact.HAPPENING, by_head=True), at(2))
    for case in (again, judged_by_the_head):
        words = requests.grant(case, judges(Question.SLA, Impact.NO), at(30)).words

        assert S.TRIAGE is case.state
        assert "proposed" not in words


@pytest.mark.parametrize("impact", [Impact.IMMINENT, Impact.HAPPENING])
def test_a_yes_proposes_it_again(impact: Impact) -> None:
    """Whoever has it in its second life proposes it with the first yes, as in the first."""
    case = second_life()
    requests.grant(case, judges(Question.SLA, impact), at(30))

    assert (S.PROPOSED, "Ana") == (case.state, case.episode.proposed_by)


def judges(question: Question, impact: Impact, *, by_head: bool = False) -> Judge:
    """Return an answer to one question, of Ana or of the head of department."""
    return Judge(actor=HEAD if by_head else ANA, question=question, impact=impact)
