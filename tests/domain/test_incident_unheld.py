"""Since when nobody has an incident that people are called for: what an alarm about unclaimed incidents goes by."""

from domain.alerts import Route
from domain.incident import alerts, searching, triage, views
from tests.domain.builders import alert, at, card, incident
from tests.domain.incidents import (
    HEAD,
    held_by_ana,
    in_triage,
    report,
    search_ended,
    start_search,
    stood_down,
    supersede,
)


def test_an_incident_is_unheld_from_the_start_of_its_search() -> None:
    """Nobody has it from the instant somebody is called, until somebody takes it."""
    case = in_triage()
    assert (at(0), "nobody") == (case.unheld_since, views.holder(case))

    searching.escalation_reported(case, report("ana"), at(1))
    assert (None, "ana") == (case.unheld_since, views.holder(case))


def test_what_is_passed_on_is_unheld_from_then_on() -> None:
    """The time runs from when the last holder gave it up, not from the beginning."""
    case = held_by_ana()
    searching.escalation_reported(case, report(None), at(5))
    searching.escalation_reported(case, report(None), at(6))

    assert at(5) == case.unheld_since


def test_nobody_needs_to_have_what_was_only_told() -> None:
    """An alert of low urgency that nobody takes alarms nobody."""
    case = in_triage(alert(route=Route.TEXT))
    searching.escalation_reported(case, report(None), at(5))

    assert (None, "nobody needed") == (case.unheld_since, views.holder(case))


def test_whoever_takes_what_was_only_told_has_it() -> None:
    """The engineer who was told may take it like any other."""
    case = in_triage(alert(route=Route.TEXT))
    searching.escalation_reported(case, report("ana"), at(5))

    assert (None, "ana") == (case.unheld_since, views.holder(case))


def test_nobody_needs_to_have_what_is_for_the_record() -> None:
    """What nobody is told of is with nobody, as it should be."""
    case = incident()
    alerts.receive(case, alert(route=Route.RECORD), at(0))
    triage.identify(case, card(), at(0))

    assert (None, "nobody needed") == (case.unheld_since, views.holder(case))


def test_what_gets_worse_is_unheld_from_then_on() -> None:
    """When people are called for what was only told so far, the time runs from that call."""
    case = in_triage(alert(route=Route.TEXT))
    alerts.receive(case, alert("f2"), at(7))
    supersede(case)
    start_search(case, at(7))

    assert (at(7), "nobody") == (case.unheld_since, views.holder(case))


def test_a_search_that_starts_anew_does_not_start_the_time_anew() -> None:
    """Whoever ends the search by hand does not silence the alarm."""
    case = in_triage()
    search_ended(case, at(3))
    start_search(case, at(4))

    assert at(0) == case.unheld_since


def test_an_incident_that_is_reopened_is_unheld_from_then_on() -> None:
    """The time an incident was closed does not count."""
    case = stood_down()
    assert case.unheld_since is None
    alerts.receive(case, alert("f2"), at(12))
    start_search(case, at(12))

    assert at(12) == case.unheld_since


def test_what_is_closed_is_with_nobody_and_alarms_nobody() -> None:
    """A stand-down before anybody had it, and a close by itself, stop the time; a late report does not start it again."""
    down, clear = in_triage(), in_triage()
    triage.stand_down(down, HEAD, "a test", at(2))
    searching.escalation_reported(down, report(None), at(3))
    triage.close_by_itself(clear, at(20))

    assert (None, None) == (down.unheld_since, clear.unheld_since)
