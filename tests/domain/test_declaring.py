"""Proposing and declaring: by whom, when, and what is refused."""

from datetime import datetime

import pytest

from domain.errors import Refused
from domain.incident import alerts, declaring, moves, requests, searching, triage
from domain.incident.state import Incident
from domain.lifecycle import IncidentState, Role
from domain.messages import EscalationReport, Purpose
from domain.organisation import Channel
from domain.policies import Seniority
from domain.reliance.contact_plan import ContactPlan
from domain.requests import AnyRequest, Declare, Mitigate, Propose, Reopen, StandDown
from domain.timeline import Kind
from tests.domain.builders import CODE, NIGHT, actor, alert, at, card
from tests.domain.incidents import ANA, HEAD, held_by_ana, move_of, report, stop_order, told, words_told

S = IncidentState


def with_statement(case: Incident) -> Incident:
    """Return the incident with an impact statement."""
    case.card = card(customer_effect="customers cannot check out")
    case.surroundings.looked_around = case.surroundings.looked_at_changes = case.surroundings.looked_back = True
    case.episode.contacts = ContactPlan(service="checkout")
    return case


def proposed() -> Incident:
    """Return an incident that Ana has proposed, and for which somebody senior is searched."""
    case = with_statement(held_by_ana())
    granted(case, Propose(actor=ANA, reason="orders are down by half"), at(5))
    searching.start_search(case, Purpose.DECLARE, "storefront", at(5))
    return case


def granted(case: Incident, request: AnyRequest, when: datetime) -> str:
    """Have a request granted, and the search told that whoever asks is alive; return the words said back."""
    reply = requests.grant(case, request, when)
    case.told_of_life = True
    return reply.words


def refused(case: Incident, request: AnyRequest, when: datetime) -> str:
    """Return why a request is refused, and see that nothing has changed."""
    before = case.model_dump_json()
    with pytest.raises(Refused) as why:
        requests.check(case, request, when)
    assert before == case.model_dump_json()
    return str(why.value)


def test_who_has_it_proposes_it_and_somebody_senior_is_searched() -> None:
    """P11: the first contact proposes; the search for the head of department begins, and the one for triage goes on."""
    case = with_statement(held_by_ana())
    words = granted(case, Propose(actor=ANA, reason="orders are down by half"), at(5))

    assert f"{CODE} is proposed as a major incident. The head of department is called to declare it." == words
    entry = case.timeline.entries[-1]
    assert ("proposed as a major incident", "Ana", "orders are down by half (code 4821)") == (
        entry.what,
        entry.who,
        entry.why,
    )
    assert moves.StartSearch(purpose=Purpose.DECLARE, team="storefront") == moves.next_move(case, at(5))
    searching.start_search(case, Purpose.DECLARE, "storefront", at(5))
    words_told(case, at(5))
    assert (S.PROPOSED, moves.Listen) == (case.state, move_of(case, at(5)))


def test_nobody_else_proposes() -> None:
    """A colleague who does not have it is told who may."""
    case = with_statement(held_by_ana())

    assert "Only the one who has it may do that." == refused(case, Propose(actor=actor("dee")), at(5))


def test_the_head_of_department_declares() -> None:
    """P11: somebody senior declares, for the impact that is stated; every search for it ends with that word."""
    case = proposed()
    words = granted(case, Declare(actor=HEAD), at(8))

    assert (S.DECLARED, "Cy", at(8)) == (case.state, case.episode.declared_by, case.episode.declared_at)
    assert f"{CODE} is declared as a major incident. You lead it." == words
    assert "customers cannot check out (code 4821)" == case.timeline.entries[-2].why
    assert ("Cy", "leads the incident") == (case.timeline.entries[-1].who, told(case)[-1])
    assert moves.StopSearch(search=_search(case, Purpose.TRIAGE)) == moves.next_move(case, at(8))
    assert f"{CODE} is declared a major incident by Cy." == stop_order(case, at(8)).notice
    assert moves.StopSearch(search=_search(case, Purpose.DECLARE)) == moves.next_move(case, at(8))


def test_who_is_not_senior_does_not_declare_while_somebody_senior_may_answer() -> None:
    """P11, P12: the first contact hears how long to wait; a colleague is refused at any time."""
    case = proposed()

    assert (
        "Only the head of department or their deputy may declare; if none of them answers, you may in 5 minutes."
        == refused(case, Declare(actor=ANA), at(15))
    )
    assert "Only the one who has it may do that." == refused(case, Declare(actor=actor("dee")), at(40))


def test_without_an_impact_statement_nothing_is_declared() -> None:
    """P11: nobody can approve what nobody has said."""
    case = held_by_ana()
    granted(case, Propose(actor=ANA), at(5))

    assert refused(case, Declare(actor=HEAD), at(6)).startswith("There is no impact statement yet")


def test_who_has_it_and_is_senior_declares_with_one_word() -> None:
    """The head of department whom the ladder reached proposes to nobody."""
    case = with_statement(held_by_ana())
    searching.escalation_reported(case, report("cy"), at(3))
    granted(case, Propose(actor=HEAD), at(5))

    expected = ["proposed as a major incident", "declared a major incident", "leads the incident"]
    assert expected == told(case)[-3:]


def test_an_owner_who_has_it_declares_where_the_company_says_so() -> None:
    """P11: a first contact who is senior enough by the policy proposes to nobody."""
    case = owners_declare(with_statement(held_by_ana()))
    searching.escalation_reported(case, report("bo"), at(3))
    granted(case, Propose(actor=actor("bo", Role.SERVICE_OWNER)), at(5))

    assert (S.DECLARED, "Bo", "bo") == (case.state, case.episode.declared_by, case.lead_id)


def test_whoever_is_called_to_declare_is_named() -> None:
    """P11: every sentence about who may declare says who really may."""
    case = owners_declare(with_statement(held_by_ana()))
    senior = "service owner, and then the head of department,"

    assert f"{CODE} is proposed as a major incident. The {senior} is called to declare it." == granted(
        case, Propose(actor=ANA), at(5)
    )
    assert (
        "Only the service owner, the head of department, or whoever stands in for them may declare; "
        "if none of them answers, you may in 5 minutes."
    ) == refused(case, Declare(actor=ANA), at(15))
    assert f"{CODE} is declared provisionally: you lead it, and the {senior} is called on." == granted(
        case, Declare(actor=ANA), at(21)
    )
    granted(case, Declare(actor=actor("bo", Role.SERVICE_OWNER)), at(30))
    assert ("declaration confirmed", S.DECLARED) == (told(case)[-2], case.state)


def owners_declare(case: Incident) -> Incident:
    """Return the incident of a company whose service owners declare."""
    assert case.card is not None
    case.card = case.card.model_copy(update={"seniority": Seniority.SERVICE_OWNER})
    return case


def test_the_first_contact_declares_provisionally_when_nobody_senior_answers() -> None:
    """P12: after the policy's time they are told once that they may, and the search for somebody senior goes on."""
    case = proposed()
    words_told(case, at(5))
    assert [moves.Listen, moves.TellNobodySenior] == [move_of(case, when) for when in (at(19.9), at(20))]
    assert at(20) == moves.wakes_at(case, NIGHT)

    declaring.nobody_senior(case, at(20))
    words = "nobody senior answers yet, and they are called on. MAJOR and your code declares it provisionally."
    assert [("ana", f"{CODE}: {words}")] == [(each.person, each.notice.body) for each in case.to_tell]
    case.to_tell.clear()
    assert moves.Listen is move_of(case, at(20))

    words = granted(case, Propose(actor=ANA), at(21))
    assert f"{CODE} is declared provisionally: you lead it, and the head of department is called on." == words
    assert (S.PROVISIONALLY_DECLARED, moves.Listen) == (case.state, move_of(case, at(21)))


def test_somebody_senior_confirms_or_overrules_a_provisional_declaration() -> None:
    """P12: confirmed it is declared for good; overruled it is stood down."""
    for request, state, what, lead in (
        (Declare(actor=HEAD), S.DECLARED, "declaration confirmed", "cy"),
        (StandDown(actor=HEAD, reason="a test of the load"), S.STOOD_DOWN, "stood down as not major", None),
    ):
        case = proposed()
        granted(case, Declare(actor=ANA), at(21))
        assert "ana" == case.lead_id
        granted(case, request, at(30))

        assert (state, lead) == (case.state, case.lead_id)
        assert what in told(case)[-2:]


def test_what_is_declared_provisionally_may_be_mitigated() -> None:
    """P12: the first contact manages it to its end; the searches end with one text, which says that nobody senior confirmed it."""
    case = proposed()
    granted(case, Declare(actor=ANA), at(21))
    granted(case, Mitigate(actor=ANA, what="rolled back"), at(30))

    assert (S.MITIGATED, "ana") == (case.state, case.lead_id)
    for purpose in (Purpose.TRIAGE, Purpose.DECLARE):
        assert moves.StopSearch(search=_search(case, purpose)) == moves.next_move(case, at(30))
        order = searching.stop_order(case, case.searches.for_purpose(purpose)[0], at(30))
        never = "It was declared provisionally, and never confirmed."
        assert f"{CODE} is mitigated by Ana. {never} Nothing more to do." == order.notice


def test_what_was_never_confirmed_is_provisional_again_when_it_is_reopened() -> None:
    """P11: somebody senior is called once more; confirmed, it stays declared for good."""
    case = proposed()
    granted(case, Declare(actor=ANA), at(21))
    granted(case, Mitigate(actor=ANA, what="rolled back"), at(30))
    for search in case.searches.running:
        searching.search_ended(case, search, at(30))
    granted(case, Reopen(actor=ANA, reason="orders are down again"), at(40))
    assert (S.PROVISIONALLY_DECLARED, "ana") == (case.state, case.lead_id)
    assert moves.StartSearch(purpose=Purpose.DECLARE, team="storefront") == moves.next_move(case, at(40))

    granted(case, Declare(actor=HEAD), at(41))
    granted(case, Mitigate(actor=HEAD, what="rolled back again"), at(50))
    granted(case, Reopen(actor=ANA, reason="orders are down again"), at(60))
    assert S.DECLARED is case.state


def test_once_proposed_only_somebody_senior_stands_it_down_and_never_by_text() -> None:
    """P11: a text can be forged, so standing down takes a key on a call we placed, or a person at a command line."""
    case = proposed()
    by_text = HEAD.model_copy(update={"channel": Channel.TEXT})

    assert "only the head of department" in refused(case, StandDown(actor=ANA, reason="no"), at(6))
    assert "not stood down by text" in refused(case, StandDown(actor=by_text, reason="no"), at(6))
    granted(case, StandDown(actor=HEAD, reason="a test"), at(6))
    assert S.STOOD_DOWN is case.state


def test_a_request_by_signal_that_is_refused_is_on_the_timeline() -> None:
    """Whoever sends it with Temporal's own tools hears nothing back, so the reason is written down, and nothing changes."""
    case = proposed()
    requests.grant_signal(case, Declare(actor=actor("dee")), at(6))

    entry = case.timeline.entries[-1]
    assert (S.PROPOSED, Kind.NOTE, "refused: declare", "Dee") == (case.state, entry.kind, entry.what, entry.who)
    requests.grant_signal(case, Declare(actor=HEAD), at(7))
    assert S.DECLARED is case.state


def test_an_alert_after_triage_is_a_fact_for_those_who_have_it() -> None:
    """Who has it is not taken from them, and no second search for triage begins."""
    for case in (proposed(), _declared()):
        alerts.receive(case, alert("f9"), at(9))
        assert case.first_contact == "ana"
        assert not isinstance(moves.next_move(case, at(9)), moves.StartSearch | moves.SupersedeSearch)


def test_whom_another_search_finds_is_not_the_first_contact() -> None:
    """The head of department looks into it, and Ana still has it."""
    case = proposed()
    found = EscalationReport(
        escalation=_search(case, Purpose.DECLARE), purpose=Purpose.DECLARE, holder="cy", holder_name="Cy"
    )
    searching.escalation_reported(case, found, at(6))

    assert "ana" == case.first_contact


def test_every_search_ends_with_a_stand_down() -> None:
    """None rings on, and the incident is over only when all have ended."""
    case = proposed()
    triage.stand_down(case, HEAD, "a test", at(6))
    for purpose in (Purpose.TRIAGE, Purpose.DECLARE):
        move = moves.next_move(case, at(6))
        assert moves.StopSearch(search=_search(case, purpose)) == move
        searching.stop_order(case, case.searches.for_purpose(purpose)[0], at(6))
    assert moves.Listen is move_of(case, at(6))
    assert at(66) == moves.wakes_at(case, NIGHT)


def _declared() -> Incident:
    case = proposed()
    granted(case, Declare(actor=HEAD), at(8))
    return case


def _search(case: Incident, purpose: Purpose) -> str:
    return case.searches.for_purpose(purpose)[0].id
