"""A page says what holds now: when that changes every search is told, once, and nothing is told when nothing changed."""

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alerts import Alert
from domain.assessment import Impact, Judge, Question
from domain.errors import Refused
from domain.hand_over import AcceptLead, OfferLead
from domain.impact import WordImpact
from domain.incident import alerts, contacts, moves, requests, searching
from domain.incident.page_words import digest, page_words
from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.messages import Purpose
from domain.reliance.contact_plan import ContactPlan, Stakeholder
from domain.requests import AnyRequest, OpenBusinessCall, Propose
from tests.domain.builders import PATIENT, actor, alert, at, card
from tests.domain.incidents import ANA, HEAD, held_by_ana, in_triage, tell_rounds, triage_of, words_told
from tests.domain.leads import card_of
from tests.domain.test_closing import mitigated
from tests.domain.test_joining import declared as with_teams

EVE = Stakeholder(id="eve", name="Eve", because="owner of Sales")


def grant(case: Incident, request: AnyRequest, now: datetime) -> None:
    """Have a request granted; whoever is owed words is told."""
    requests.grant(case, request, now)
    case.told_of_life = True
    case.to_tell.clear()


def settle(case: Incident, now: datetime) -> list[str]:
    """Do what comes next until there is only to listen; return whom searches that were told words look for, in order."""
    reworded: list[str] = []
    for _ in range(50):
        tell_rounds(case, now)
        match moves.next_move(case, now):
            case moves.Listen():
                return reworded
            case moves.StartSearch() as move:
                searching.start_search(case, move.purpose, move.team, now, person=move.person)
            case moves.TellSearch() as move:
                searching.search_told(case, named(case, move.search), now)
            case moves.RewordSearch() as move:
                search = named(case, move.search)
                searching.words_told(case, search, now)
                reworded.append(f"{search.purpose}/{search.whom}")
            case move:
                raise AssertionError(f"nothing else is expected: {move}")
    raise AssertionError("the incident never comes to rest")


def named(case: Incident, search_id: str) -> Search:
    """Return the search a move is about."""
    search = case.searches.named(search_id)
    assert search is not None
    return search


def judged(question: Question, impact: Impact) -> Judge:
    """Return Ana's answer to one question."""
    return Judge(actor=ANA, question=question, impact=impact)


def proposed() -> Incident:
    """Return an incident that is proposed by the first yes, and for which somebody senior is searched."""
    case = held_by_ana()
    case.card = card(customer_effect="customers cannot check out")
    case.surroundings.looked_around = case.surroundings.looked_at_changes = case.surroundings.looked_back = True
    case.episode.contacts = ContactPlan(service="checkout")
    grant(case, judged(Question.SLA, Impact.IMMINENT), at(2))
    settle(case, at(2))
    return case


def test_whoever_is_asked_to_declare_is_told_every_answer() -> None:
    """The first yes calls them; each answer after it is in what they hear, and nothing is told to the search twice."""
    case = proposed()
    assert [] == settle(case, at(3))

    for question in (Question.TRADE, Question.REPUTATION):
        grant(case, judged(question, Impact.NO), at(4))
        assert ["declare/storefront"] == settle(case, at(4))

    said = page_words(case, Purpose.DECLARE).detail
    assert "Yes, imminent: SLA breach. No: trade, reputation. Not judged: law, work." in said
    assert [] == settle(case, at(5))


def test_a_reworded_impact_reaches_every_search() -> None:
    """Whoever is called to judge or to declare hears the new statement first."""
    case = proposed()
    grant(case, WordImpact(actor=ANA, text="nobody can pay by card"), at(4))

    assert ["triage/storefront", "declare/storefront"] == settle(case, at(4))
    for purpose in (Purpose.TRIAGE, Purpose.DECLARE):
        assert "nobody can pay by card" in page_words(case, purpose).headline


def test_teams_hear_who_leads_now() -> None:
    """After a hand-over every team that is still called hears the new name."""
    case = with_teams()
    lead = actor("cy")
    settle(case, at(0))
    grant(case, OfferLead(actor=lead, to=card_of("dee")), at(5))
    settle(case, at(5))
    grant(case, AcceptLead(actor=actor("dee")), at(6))
    offer = next(iter(case.searches.for_purpose(Purpose.OFFER_LEAD)))
    searching.search_ended(case, offer, at(6))

    assert ["join/storefront", "join/platform"] == settle(case, at(6))
    assert "Led by Dee." == page_words(case, Purpose.JOIN).detail


def test_invitations_say_the_impact_as_it_is_worded_now() -> None:
    """P17: who is invited to the business call reads the statement of the moment."""
    case = with_teams()
    case.card, case.episode.called = card(customer_effect="customers cannot pay"), {}
    contacts.planned(case, ContactPlan(service="checkout", stakeholders=(EVE,)), at(0))
    grant(case, OpenBusinessCall(actor=actor("cy")), at(1))
    settle(case, at(1))
    grant(case, WordImpact(actor=actor("cy"), text="nobody can pay by card"), at(2))

    assert ["business_call/eve"] == settle(case, at(2))
    assert "Major incident: nobody can pay by card." == page_words(case, Purpose.BUSINESS_CALL).headline


def test_an_alert_that_cleared_after_mitigation_is_said_to_have_cleared() -> None:
    """Whoever is asked whether to reopen it is not told of an alert that fires when none does."""
    case = mitigated()
    for firing, fires in ((True, "an alert fires."), (False, "an alert fired that has cleared since.")):
        alerts.receive(case, alert("f2", firing=firing), at(40))
        assert page_words(case, Purpose.REOPEN).headline.endswith(f"was mitigated, and {fires}")


@pytest.mark.parametrize("state", [IncidentState.STOOD_DOWN, IncidentState.DECLARED])
def test_a_search_that_is_settled_is_told_no_more_words(state: IncidentState) -> None:
    """It is told to stop, and its pages end; what they would say is nobody's concern."""
    case = held_by_ana()
    case.surroundings.looked_around = case.surroundings.looked_at_changes = case.surroundings.looked_back = (
        case.told_of_life
    ) = True
    case.episode.contacts = ContactPlan(service="checkout")
    case.state, case.episode.closed_at = state, at(3)
    case.episode.declared_by = "Cy"
    searching.stop_order(case, triage_of(case), at(3))
    alerts.receive(case, alert("f2"), at(4))

    assert not isinstance(moves.next_move(case, at(4)), moves.RewordSearch)


def test_a_search_an_earlier_version_began_is_told_once() -> None:
    """Of a search that was carried over without what it was told nothing is known, so that it is told."""
    case = in_triage()
    triage_of(case).told_words = ""

    assert ["triage/storefront"] == settle(case, at(1))
    assert [] == settle(case, at(1))


@PATIENT
@given(
    st.lists(
        st.one_of(
            st.builds(judged, st.sampled_from(list(Question)), st.sampled_from(list(Impact))),
            st.builds(lambda text: WordImpact(actor=HEAD, text=text), st.sampled_from(["a", "b"])),
            st.just(Propose(actor=ANA)),
            st.builds(alert, st.sampled_from(["f1", "f2"]), firing=st.booleans()),
        ),
        max_size=8,
    )
)
def test_in_any_order_each_search_knows_what_holds_and_is_told_at_most_once_a_move(
    happened: list[AnyRequest | Alert],
) -> None:
    """Whatever happens, after it no search says anything else than what holds, and each was told at most once."""
    case = held_by_ana()
    case.card = card(customer_effect="customers cannot check out")
    case.surroundings.looked_around = case.surroundings.looked_at_changes = case.surroundings.looked_back = True
    case.episode.contacts = ContactPlan(service="checkout")
    words_told(case, at(1))
    for each in happened:
        _happens(case, each)
        told = settle(case, at(2))

        assert len(set(told)) == len(told)
        searches = case.searches.running
        assert [digest(page_words(case, each.purpose)) for each in searches] == [each.told_words for each in searches]


def _happens(case: Incident, each: AnyRequest | Alert) -> None:
    """What is refused changes nothing."""
    if isinstance(each, Alert):
        alerts.receive(case, each, at(2))
        return
    with suppress(Refused):
        requests.check(case, each, at(2))
        grant(case, each, at(2))
