"""The incident's first hours: triage, stood down, quiet."""

from datetime import timedelta

import pytest

from domain.errors import Refused
from domain.incident import alerts, moves, requests, searching, triage, views
from domain.incident.page_words import page_words
from domain.lifecycle import IncidentState
from domain.messages import FactsRecorded, Purpose
from domain.requests import StandDown
from domain.timeline import Journal, Kind
from tests.domain.builders import CODE, NIGHT, actor, alert, at, card, incident
from tests.domain.incidents import (
    ANA,
    HEAD,
    held_by_ana,
    in_triage,
    move_of,
    report,
    searches_begun,
    start_search,
    stood_down,
    stop_order,
    told,
    triage_of,
)


def test_an_incident_names_its_service() -> None:
    """Its service is called as the organisation calls it, else as the alert does, else it is unnamed."""
    unnamed, labelled, known = incident(), incident(), incident()
    alerts.receive(unnamed, alert(service=None), NIGHT)
    alerts.receive(labelled, alert(service="till-7"), NIGHT)
    triage.identify(known, card(), NIGHT)

    assert ["an unnamed service", "till-7", "Checkout"] == [each.service_name for each in (unnamed, labelled, known)]


def test_the_headline_says_what_customers_notice() -> None:
    """A page begins with what the trouble means for customers, or with what the alert says when nobody wrote that down."""
    case = in_triage()
    before = case.headline
    triage.identify(case, card(customer_effect="customers cannot check out"), NIGHT)

    assert "Checkout: Checkout is returning 5xx." == before
    assert "Checkout: customers cannot check out." == case.headline


def test_an_unknown_service_is_said() -> None:
    """When the organisation knows no such service the note says who is paged instead, and the alert is not dropped."""
    case = incident()
    triage.identify(case, card(note="nobody owns 'till-7'; the catch-all team is called"), NIGHT)

    assert ["nobody owns 'till-7'; the catch-all team is called"] == told(case)
    assert "an alert is never dropped" == case.timeline.entries[0].why


def test_triage_starts_with_the_team() -> None:
    """The start of the search is a state, a fact on the timeline, and takes note of the alerts so far."""
    case = in_triage()

    assert (IncidentState.TRIAGE, True, 1, None) == (
        case.state,
        triage_of(case).running,
        searches_begun(case),
        case.asked_for,
    )
    assert "triage starts with Storefront" == told(case)[-1]


def test_who_has_it_is_known() -> None:
    """The incident knows who has it, and knows when nobody has it any more."""
    case = held_by_ana()
    assert ("ana", "Ana") == (case.first_contact, case.first_contact_name)

    searching.escalation_reported(case, report(None), at(2))
    assert (None, None) == (case.first_contact, case.first_contact_name)


def test_a_search_that_ended_keeps_who_had_it() -> None:
    """The end of the search is not the end of having it."""
    case = held_by_ana()
    searching.escalation_reported(case, report(None, ended=True), at(2))

    assert ("ana", False) == (case.first_contact, triage_of(case).running)


def test_the_one_who_has_it_stands_it_down() -> None:
    """P11: the first contact closes it as not major; who, why, and how that was proven are on the timeline."""
    case = held_by_ana()

    words = triage.stand_down(case, ANA, "a test of the load", at(10))

    entry = case.timeline.entries[-1]
    quiet = "nobody is called for the same alert for 4 hours"
    assert f"Incident {CODE} is stood down: {quiet}." == words
    assert (IncidentState.STOOD_DOWN, "Ana", "a test of the load (code 4821)") == (case.state, entry.who, entry.why)
    order = stop_order(case, at(10))
    assert "stood down as not major by Ana" == order.because
    assert f"{CODE} is stood down as not major by Ana: {quiet}. Nothing more to do." == order.notice


def test_a_refused_stand_down_changes_nothing() -> None:
    """Who may not stand it down is told why, by the check and by the deed, and the incident stays as it is."""
    case = held_by_ana()
    before = case.model_dump_json()

    for attempt in (
        lambda: requests.check(case, StandDown(actor=actor("dee"), reason="no"), at(10)),
        lambda: triage.stand_down(case, actor("dee"), "no", at(10)),
    ):
        with pytest.raises(Refused, match="Only the one who has it, or the head of department, may stand it down"):
            attempt()
    assert before == case.model_dump_json()


def test_the_check_of_a_stand_down_changes_nothing() -> None:
    """Asking whether it may be stood down leaves it in triage."""
    case = held_by_ana()
    before = case.model_dump_json()
    requests.check(case, StandDown(actor=HEAD, reason="a test"), at(10))

    assert before == case.model_dump_json()


def test_a_stand_down_of_an_earlier_incident_does_not_touch_this_one() -> None:
    """Who means an incident that is over is told so, although its service has a new one."""
    with pytest.raises(Refused) as refused:
        requests.check(held_by_ana(), StandDown(actor=ANA, code="checkout-AAAA", reason="a test"), at(10))

    assert f"Incident checkout-AAAA is over; {CODE} is another one." == str(refused.value)
    requests.check(held_by_ana(), StandDown(actor=ANA, reason="a test"), at(10))


def test_who_stands_down_what_is_closed_hears_who_closed_it_and_when() -> None:
    """A second stand-down is refused with what happened, and changes nothing."""
    case = stood_down()
    before = case.model_dump_json()
    with pytest.raises(Refused) as refused:
        triage.stand_down(case, HEAD, "known", at(22.5))

    assert f"Incident {CODE} is closed already: Ana stood it down, 12 minutes ago." == str(refused.value)
    assert before == case.model_dump_json()


def test_who_stands_down_what_closed_by_itself_hears_so() -> None:
    """Nobody stood it down, and nobody is said to have."""
    case = in_triage()
    alerts.receive(case, alert(firing=False), at(1))
    triage.close_by_itself(case, at(16))
    with pytest.raises(Refused) as refused:
        triage.stand_down(case, HEAD, "known", at(16.5))

    assert f"Incident {CODE} is closed already: it cleared by itself, a moment ago." == str(refused.value)
    shown = views.view(case)
    assert (None, "it cleared by itself") == (shown.stood_down_by, shown.closed_because)


def test_how_it_was_closed_is_told_of_the_last_time() -> None:
    """What was stood down, came back and closed by itself is nobody's doing; stood down once more it is somebody's again."""
    case = stood_down()
    alerts.receive(case, alert("f2"), at(20))
    start_search(case, at(20))
    triage.close_by_itself(case, at(21))
    by_itself = views.view(case)
    alerts.receive(case, alert("f3"), at(40))
    start_search(case, at(40))
    triage.stand_down(case, HEAD, "known", at(41))
    by_somebody = views.view(case)

    assert [(None, "it cleared by itself"), ("Cy", None)] == [
        (shown.stood_down_by, shown.closed_because) for shown in (by_itself, by_somebody)
    ]


@pytest.mark.parametrize(("code", "told_of"), [(CODE, ["call placed"]), ("checkout-AAAA", [])])
def test_only_facts_of_this_incident_are_on_its_timeline(code: str, told_of: list[str]) -> None:
    """What pagers did for an earlier incident of the same service is not told of this one."""
    case, journal = incident(), Journal(origin="pager/ana#AAAA")
    journal.write(code, NIGHT, Kind.ATTEMPT, "call placed")

    triage.record(case, FactsRecorded(code=code, entries=journal.take()[code]))

    assert told(case) == told_of


def test_after_a_stand_down_it_stays_quiet_for_the_agreed_time() -> None:
    """While the same alert goes on firing, nobody is called until the policy's quiet time has passed."""
    case = stood_down()
    end = at(10) + card().quiet_for
    times = (at(10), end - timedelta(seconds=1), end)

    assert end == moves.over_at(case)
    assert [moves.StayQuiet, moves.StayQuiet, moves.End] == [move_of(case, when) for when in times]


def test_it_is_over_when_the_alert_clears() -> None:
    """A stood-down incident whose alerts have cleared waits only for what pagers have still to tell."""
    case = stood_down()
    alerts.receive(case, alert(firing=False), at(10.1))

    assert at(10.5) == moves.over_at(case)
    assert [moves.StayQuiet, moves.End] == [move_of(case, when) for when in (at(10.4), at(10.5))]


def test_a_repeat_after_a_stand_down_pages_nobody() -> None:
    """The same alert told again is counted, and the incident stays quiet."""
    case = stood_down()
    alerts.receive(case, alert(), at(12))

    assert (1, moves.StayQuiet) == (case.repeats, move_of(case, at(12)))


def test_a_new_alert_after_a_stand_down_reopens_triage() -> None:
    """New trouble goes back to triage, and nobody has it until somebody answers again."""
    case = stood_down()
    alerts.receive(case, alert("f2"), at(12))
    assert moves.StartSearch is move_of(case, at(12))

    start_search(case, at(12))

    assert (IncidentState.TRIAGE, None, None, 2) == (
        case.state,
        case.first_contact,
        case.episode.quiet_until,
        searches_begun(case),
    )


def test_what_comes_next() -> None:
    """Looked up, searched for, listened to, told to stop, quiet, over: each stage has its own next move."""
    fresh, known, searching_now, stopped = incident(), incident(), in_triage(), held_by_ana()
    triage.identify(known, card(), NIGHT)
    triage.stand_down(stopped, ANA, "a test", at(10))
    told_to_stop = stopped.model_copy(deep=True)
    triage_of(told_to_stop).told_to_stop = True

    assert [
        moves.Identify,
        moves.StartSearch,
        moves.Listen,
        moves.StopSearch,
        moves.Listen,
        moves.StayQuiet,
    ] == [move_of(case, at(10)) for case in (fresh, known, searching_now, stopped, told_to_stop, stood_down())]
    assert moves.End is move_of(stood_down(), at(10) + card().quiet_for)


def test_a_stand_down_waits_for_the_search_to_end_before_triage_is_reopened() -> None:
    """New trouble right after a stand-down waits until the old search has ended, so that two never run at once."""
    case = held_by_ana()
    triage.stand_down(case, ANA, "a test", at(10))
    alerts.receive(case, alert("f2"), at(11))
    assert moves.StopSearch is move_of(case, at(11))

    searching.escalation_reported(case, report("ana", ended=True), at(11))
    assert moves.StartSearch is move_of(case, at(11))


def test_the_view_shows_what_the_incident_knows() -> None:
    """What may be shown is the code, the service, the state, the team, who has it, and the counts."""
    case = held_by_ana()
    alerts.receive(case, alert(), at(1))
    shown = views.view(case)

    assert (CODE, "Checkout", IncidentState.TRIAGE, "Storefront", "Ana", 1, 1) == (
        shown.code,
        shown.service,
        shown.state,
        shown.team,
        shown.holder,
        shown.alerts,
        shown.repeats,
    )
    assert (case.timeline.entries, 0) == (shown.timeline, shown.older_entries)


def test_a_manager_reads_where_it_stands() -> None:
    """The details say state, headline, team and who has it, before anybody has it as well."""
    assert "Team: being looked up. In hand with: nobody yet." in views.details(incident())
    assert views.details(held_by_ana()).startswith(f"**{CODE}** is in triage")
    assert "Team: Storefront. In hand with: Ana." in views.details(held_by_ana())
    handed_on = held_by_ana()
    handed_on.state = IncidentState.DECLARED
    assert "In hand with" not in views.details(handed_on)


def test_what_an_alert_says_is_no_markup() -> None:
    """The words of alerts, and the names of services nobody knows, are text in Temporal's page."""
    case = in_triage()
    case.card = card().model_copy(update={"name": "[pay](http://evil.example)", "team_name": "_shop_"})
    case.surroundings.also_opened = "login-7K3Q (**login**)"

    shown = views.details(case)
    assert r"\[pay\](<http://evil.example>)" in shown
    assert r"Team: \_shop\_." in shown
    assert r"login-7K3Q (\*\*login\*\*)" in shown


def test_a_page_knows_what_closing_it_would_silence() -> None:
    """Before anybody closes it as not major they can be told for how long nobody is called; unknown before it is looked up."""
    for purpose in (Purpose.TRIAGE, Purpose.DECLARE):
        assert [card().quiet_for, None] == [page_words(case, purpose).quiet_for for case in (in_triage(), incident())]


def test_quiet_for_is_the_services_own() -> None:
    """How long it stays quiet is the policy the service card carries."""
    case = held_by_ana()
    case.card = card(quiet_minutes=30)
    triage.stand_down(case, ANA, "a test", at(10))

    assert at(40) == case.episode.quiet_until


def test_how_long_it_took_until_anybody_had_it_is_measured_once() -> None:
    """The first to have it ends the wait; whoever has it later, or again, is no second answer."""
    case = in_triage()
    measured = [
        searching.escalation_reported(case, report(person), at(minute))
        for person, minute in ((None, 1), ("ana", 3), (None, 4), ("ana", 9))
    ]

    assert [None, at(3) - case.opened_at, None, None] == measured
