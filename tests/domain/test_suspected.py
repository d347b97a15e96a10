"""P9: a person reports what may be a major incident, without an alert or beside one."""

from domain.incident import alerts, moves, triage
from domain.messages import Purpose, Suspected
from tests.domain.builders import NIGHT, alert, at, card, incident
from tests.domain.incidents import (
    ANA,
    held_by_ana,
    in_triage,
    move_of,
    search_ended,
    search_told,
    start_search,
    stood_down,
    told,
    words_told,
)
from tests.domain.test_closing import mitigated


def report(number: int = 1, what: str = "nobody can pay") -> Suspected:
    """Return what Helen reports."""
    return Suspected(report_id=f"r{number}", person="helen", name="Helen", what=what, proof="the command line")


def test_what_a_person_reports_is_searched_for_somebody_who_judges_it() -> None:
    """Their words are the headline where nobody has said what it means for customers; it never clears by itself."""
    case = incident()
    alerts.suspect(case, report(), NIGHT)
    triage.identify(case, card(), NIGHT)

    assert ("Checkout: nobody can pay.", ["reported: nobody can pay"]) == (case.headline, told(case))
    assert moves.StartSearch(purpose=Purpose.TRIAGE, team="storefront") == moves.next_move(case, NIGHT)
    assert moves.closes_at(case) is None


def test_the_same_report_twice_is_one() -> None:
    """A delivery that is repeated says nothing new; another report is a fact beside it, and pages nobody twice."""
    case = in_triage()
    for each in (report(), report(), report(2, "the app hangs")):
        alerts.suspect(case, each, at(1))

    assert ["reported: nobody can pay", "reported: the app hangs"] == told(case)[-2:]
    assert moves.Listen is move_of(case, at(1))


def test_a_report_after_a_stand_down_opens_triage_again() -> None:
    """A person who reports it has seen something that was not judged."""
    case = stood_down()
    alerts.suspect(case, report(), at(12))

    assert moves.StartSearch is move_of(case, at(12))


def test_a_report_after_mitigation_asks_the_lead() -> None:
    """It is no new triage, as with an alert."""
    case = mitigated()
    alerts.suspect(case, report(), at(40))

    assert moves.StartSearch(purpose=Purpose.REOPEN, team="storefront") == moves.next_move(case, at(40))


def test_what_is_reported_beside_an_alert_keeps_the_alerts_words() -> None:
    """Whoever has it keeps it; the report is on the timeline."""
    case = held_by_ana()
    before = case.headline
    alerts.suspect(case, report(), at(2))
    alerts.receive(case, alert("f2"), at(3))

    assert (before, "ana") == (case.headline, case.first_contact)


def test_alerts_that_clear_end_nothing_that_a_person_reported() -> None:
    """Reported at first, then an alert joins and clears: phones ring on, and nothing closes before somebody judges it."""
    case = incident()
    alerts.suspect(case, report(), NIGHT)
    triage.identify(case, card(), NIGHT)
    start_search(case, NIGHT)
    alerts.receive(case, alert(), at(1))
    alerts.receive(case, alert(firing=False), at(2))
    words_told(case, at(2))

    assert (False, None, moves.Listen) == (case.all_clear, moves.closes_at(case), move_of(case, at(59)))
    assert "a person has reported it, too: it is for a person to judge" == case.timeline.entries[-1].why


def test_a_report_after_all_is_clear_stops_the_clock() -> None:
    """It was about to close by itself: its search is told that it has not cleared, and it stays open."""
    case = in_triage()
    alerts.receive(case, alert(firing=False), at(2))
    assert search_told(case, at(2))
    alerts.suspect(case, report(), at(10))

    assert (moves.TellSearch, None) == (move_of(case, at(10)), moves.closes_at(case))
    assert not search_told(case, at(10))
    words_told(case, at(10))
    assert moves.Listen is move_of(case, at(30))


def test_what_was_reported_and_then_judged_may_clear() -> None:
    """Stood down by somebody, it is no reason any more: in a second life its alerts end by themselves again."""
    case = held_by_ana()
    alerts.suspect(case, report(), at(2))
    triage.stand_down(case, ANA, "a test of the load", at(10))
    search_ended(case, at(10))
    alerts.receive(case, alert("f2"), at(20))
    start_search(case, at(20))
    for each in ("f1", "f2"):
        alerts.receive(case, alert(each, firing=False), at(21))

    assert at(36) == moves.closes_at(case)
