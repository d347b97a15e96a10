"""Alerts that clear: nothing ends by that alone; what nobody has and stays clear closes after the policy's time."""

from datetime import timedelta

import pytest

from domain.alerts import Alert
from domain.incident import alerts, moves, searching, triage, views
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.lookups import RecentIncident, RecentIncidents
from domain.timeline import Kind
from tests.domain.builders import CODE, NIGHT, alert, at, card, incident
from tests.domain.incidents import (
    ANA,
    held_by_ana,
    in_triage,
    move_of,
    report,
    search_ended,
    search_told,
    start_search,
    stop_order,
    told,
    words_told,
)

CLEARED = alert(firing=False)
HOUR = timedelta(hours=1)


def cleared() -> Incident:
    """Return an incident nobody has, whose only alert cleared three minutes into the night, and whose search knows."""
    case = in_triage()
    alerts.receive(case, CLEARED, at(3))
    search_told(case, at(3))
    words_told(case, at(3))
    return case


def closed_by_itself() -> Incident:
    """Return that incident fifteen minutes later."""
    case = cleared()
    triage.close_by_itself(case, at(18))
    return case


def test_the_search_is_told_when_all_alerts_have_cleared() -> None:
    """Not for one of two; once for all; and again when one fires again."""
    case = in_triage(alert("f1"), alert("f2"))
    alerts.receive(case, alert("f1", firing=False), at(1))
    words_told(case, at(1))
    assert moves.Listen is move_of(case, at(1))

    for minute, news, cleared in ((2, alert("f2", firing=False), True), (3, alert("f1"), False)):
        alerts.receive(case, news, at(minute))
        assert moves.TellSearch is move_of(case, at(minute))
        assert cleared is search_told(case, at(minute))
        words_told(case, at(minute))
        assert moves.Listen is move_of(case, at(minute))


def test_what_came_without_an_alert_has_not_cleared() -> None:
    """A search that no alert has asked for is told nothing of alerts, and does not close by itself."""
    case = incident()
    triage.identify(case, card(), NIGHT)
    start_search(case, NIGHT)

    assert (False, None, moves.Listen) == (case.all_clear, moves.closes_at(case), move_of(case, at(30)))


def test_what_nobody_has_and_stays_clear_closes_by_itself() -> None:
    """After the policy's time to the second, with the reason; who was paged gets one text; then it is over."""
    case = cleared()
    assert [moves.Listen, moves.CloseByItself] == [move_of(case, when) for when in (at(17.99), at(18))]
    assert at(18) == moves.wakes_at(case, at(1))

    triage.close_by_itself(case, at(18))
    entry, order = case.timeline.entries[-1], stop_order(case, at(18))

    assert ("closed as cleared by itself", "all its alerts stayed clear for 15 minutes, and nobody had taken it") == (
        entry.what,
        entry.why,
    )
    assert (IncidentState.STOOD_DOWN, "it cleared by itself") == (case.state, views.view(case).closed_because)
    assert ("it cleared by itself", f"{CODE} cleared by itself and is closed. Nothing more to do.") == (
        order.because,
        order.notice,
    )
    searching.escalation_reported(case, report(None, ended=True), at(18))
    assert [moves.StayQuiet, moves.End] == [move_of(case, when) for when in (at(18), at(18.5))]


def test_that_it_will_close_is_said_when_the_last_alert_clears() -> None:
    """The timeline tells what follows, and only when all alerts are clear."""
    case = in_triage(alert("f1"), alert("f2"))
    alerts.receive(case, alert("f1", firing=False), at(1))
    alerts.receive(case, alert("f2", firing=False), at(2))

    assert [
        "an alert that clears never ends a page by itself",
        "all alerts are clear: if they stay so for 15 minutes and nobody takes it, it closes by itself",
    ] == [entry.why for entry in case.timeline.entries if entry.what.startswith("alert cleared")]


@pytest.mark.parametrize("another", [alert(), alert("f2"), alert(starts_at=at(5))], ids=["again", "new", "anew"])
def test_an_alert_that_fires_meanwhile_stops_the_clock(another: Alert) -> None:
    """Whatever fires while it is clear, the whole time begins when all are clear again."""
    case = cleared()
    alerts.receive(case, another, at(5))
    assert (None, moves.TellSearch) == (moves.closes_at(case), move_of(case, at(18)))

    alerts.receive(case, another.model_copy(update={"status": CLEARED.status}), at(20))
    assert at(35) == moves.closes_at(case)


def test_what_somebody_has_stays_theirs() -> None:
    """However long its alerts are clear, whoever has it decides."""
    case = held_by_ana()
    alerts.receive(case, CLEARED, at(3))
    search_told(case, at(3))
    words_told(case, at(3))
    case.surroundings.looked_around = case.surroundings.looked_at_changes = case.surroundings.looked_back = True

    assert (None, moves.Listen) == (moves.closes_at(case), move_of(case, at(50)))


def test_what_is_passed_on_while_it_is_clear_is_given_the_whole_time() -> None:
    """It does not close under the next person's hands: the clock begins when it is passed on."""
    case = held_by_ana()
    alerts.receive(case, CLEARED, at(3))
    searching.escalation_reported(case, report(None), at(40))

    assert at(55) == moves.closes_at(case)


def test_new_trouble_after_it_closed_by_itself_opens_it_again() -> None:
    """Before its search has ended an alert comes: when the old search has ended a new one begins."""
    case = closed_by_itself()
    alerts.receive(case, alert("f2"), at(18))
    assert moves.StopSearch is move_of(case, at(18))

    searching.escalation_reported(case, report(None, ended=True), at(18))
    assert moves.StartSearch is move_of(case, at(18))


def test_the_same_alert_after_it_closed_by_itself_is_no_repeat_of_something_judged() -> None:
    """Nobody has judged it: firing again it opens triage again, where a stand-down would have kept it quiet."""
    case = closed_by_itself()
    alerts.receive(case, alert(), at(18))
    searching.escalation_reported(case, report(None, ended=True), at(18))

    assert moves.StartSearch is move_of(case, at(18))


def test_the_end_of_an_earlier_occurrence_may_be_lost() -> None:
    """An alert that begins anew had ended before, so that alone keeps nothing open when the later one clears."""
    case = in_triage()
    alerts.receive(case, alert(starts_at=at(5)), at(5))
    alerts.receive(case, alert(starts_at=at(5), firing=False), at(9))

    assert (2, False, at(24)) == (case.alerts_seen, case.any_firing, moves.closes_at(case))


def test_old_news_of_an_alert_that_began_anew_is_a_repeat() -> None:
    """A delivery that was overtaken opens nothing."""
    case = in_triage(alert(starts_at=at(5)))
    alerts.receive(case, alert(starts_at=NIGHT), at(6))

    assert (1, 1) == (case.alerts_seen, case.repeats)


def test_alerts_that_were_only_counted_keep_it_open_until_they_clear() -> None:
    """Of what is too much to be held it is still known whether it has cleared."""
    case = in_triage(*(alert(f"f{number}") for number in range(52)))
    for number in range(51):
        alerts.receive(case, alert(f"f{number}", firing=False), at(1))
    assert case.any_firing

    alerts.receive(case, alert("f51", firing=False), at(2))
    assert (False, at(17)) == (case.any_firing, moves.closes_at(case))


def test_a_search_is_asked_every_hour_whether_it_is_there() -> None:
    """An hour after it was last heard of it is told how things stand, which fails if somebody has terminated it."""
    case = in_triage()
    assert NIGHT + HOUR == moves.wakes_at(case, at(1))
    assert [moves.Listen, moves.TellSearch] == [move_of(case, when) for when in (at(59.9), at(60))]

    search_told(case, at(60))
    assert (moves.Listen, at(120)) == (move_of(case, at(60)), moves.wakes_at(case, at(1)))


def test_a_search_that_was_ended_from_outside_starts_anew() -> None:
    """It is on the timeline, the next search has an id of its own, and nobody has it until somebody answers again."""
    case = held_by_ana()
    search_ended(case, at(60))
    assert ("the search had stopped: it starts anew", Kind.NOTE) == (told(case)[-1], case.timeline.entries[-1].kind)
    assert moves.StartSearch is move_of(case, at(60))


def test_a_search_that_ends_though_nothing_is_settled_starts_anew() -> None:
    """Somebody stopped it by hand: the incident does not wait for ever."""
    case = in_triage()
    searching.escalation_reported(case, report(None, ended=True), at(5))

    assert moves.StartSearch is move_of(case, at(5))


def test_a_stop_that_is_never_confirmed_is_sent_again() -> None:
    """A search that was terminated after it was told to stop does not keep a closed incident waiting."""
    case = closed_by_itself()
    stop_order(case, at(18))
    assert [moves.Listen, moves.StopSearch] == [move_of(case, when) for when in (at(77), at(78))]

    search_ended(case, at(78))
    assert moves.End is move_of(case, at(78))


def test_whoever_takes_it_is_told_what_else_was_opened() -> None:
    """Once for each search, it is looked up which other incidents were opened; the view and the timeline say it."""
    case = held_by_ana()
    assert moves.LookAround is move_of(case, at(2))

    case.surroundings.looked_around = case.surroundings.looked_at_changes = case.surroundings.looked_back = True
    triage.others_seen(
        case, RecentIncidents(incidents=[RecentIncident(code="payments-AAAA", service="Payments")]), at(2)
    )

    assert "opened in the last 15 minutes too: payments-AAAA (Payments)" == told(case)[-1]
    assert ("payments-AAAA (Payments)", moves.Listen) == (views.view(case).also_opened, move_of(case, at(2)))


def test_many_other_incidents_are_counted() -> None:
    """Ten are named, and how many there are beyond."""
    case = held_by_ana()
    others = [RecentIncident(code=f"s{number}-AAAA", service=f"S{number}") for number in range(12)]
    triage.others_seen(case, RecentIncidents(incidents=others), at(2))

    assert (case.surroundings.also_opened or "").endswith("s9-AAAA (S9), and 2 more")


def test_without_others_nothing_is_said() -> None:
    """None is no news; that nobody could tell is."""
    case = held_by_ana()
    before = told(case)
    triage.others_seen(case, RecentIncidents(), at(2))
    assert before == told(case)

    triage.others_seen(case, None, at(2))
    assert "other incidents of late could not be looked up" == told(case)[-1]


def test_a_head_who_stands_down_what_is_clear_has_stood_it_down() -> None:
    """What a person has closed is not said to have closed by itself."""
    case = held_by_ana()
    alerts.receive(case, CLEARED, at(3))
    triage.stand_down(case, ANA, "known", at(4))

    assert (False, "Ana") == (case.episode.closed_by_itself, case.episode.stood_down_by)
