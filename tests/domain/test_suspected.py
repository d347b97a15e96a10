"""P9: a person reports what may be a major incident, without an alert or beside one."""

from domain.incident import alerts, moves, triage
from domain.messages import Purpose, Suspected
from tests.domain.builders import NIGHT, alert, at, card, incident
from tests.domain.incidents import held_by_ana, in_triage, move_of, stood_down, told
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
