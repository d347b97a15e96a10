"""The alerts of an incident: new, repeated, cleared, counted, told."""

import pytest

from domain.alerts import Alert, Route
from domain.incident import alerts, moves, triage
from domain.incident.page_words import page_words
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.messages import Purpose
from domain.organisation import Urgency
from domain.timeline import Kind
from tests.domain.builders import NIGHT, alert, at, incident
from tests.domain.incidents import HEAD, held_by_ana, in_triage, move_of, search_ended, told


def test_a_new_alert_is_a_fact_on_the_timeline() -> None:
    """The first alert is taken in, names the service, and is written down with its severity and source."""
    case = incident()
    alerts.receive(case, alert(), at(1))

    entry = case.timeline.entries[0]
    assert ("CheckoutDown (critical): Checkout is returning 5xx", "alertmanager", at(1), Kind.ALERT) == (
        entry.what,
        entry.who,
        entry.at,
        entry.kind,
    )
    assert (1, 0, Urgency.HIGH, "checkout") == (case.alerts_seen, case.repeats, case.asked_for, case.service_label)


def test_a_long_summary_is_cut_on_the_timeline() -> None:
    """A source that sends pages of text does not fill the record."""
    case = incident()
    alerts.receive(case, alert(summary="word " * 500), NIGHT)

    assert len(told(case)[0]) <= len("CheckoutDown (critical): ") + 200


def test_a_repeat_is_counted_and_written_nowhere() -> None:
    """The same alert told again is a number, not an entry."""
    case = incident()
    for _ in range(5):
        alerts.receive(case, alert(), NIGHT)

    assert (1, 4, 1) == (case.alerts_seen, case.repeats, len(told(case)))


@pytest.mark.parametrize("another", [alert("f2"), alert("f1", starts_at=at(30))], ids=["fingerprint", "start"])
def test_other_trouble_is_a_new_alert(another: Alert) -> None:
    """A new fingerprint, or the same one that began anew, is new trouble and not a repeat."""
    case = incident()
    alerts.receive(case, alert("f1"), NIGHT)
    alerts.receive(case, another, at(30))

    assert (2, 0) == (case.alerts_seen, case.repeats)


def test_an_alert_that_clears_is_noted_and_ends_nothing() -> None:
    """That the source says it is over is on the timeline, with why nothing follows from it."""
    case = held_by_ana()
    alerts.receive(case, alert(firing=False), at(3))

    entry = case.timeline.entries[-1]
    assert ("alert cleared: CheckoutDown", "an alert that clears never ends a page by itself") == (
        entry.what,
        entry.why,
    )
    assert (IncidentState.TRIAGE, False) == (case.state, case.any_firing)


def test_an_alert_that_fires_again_is_noted() -> None:
    """An alert that comes back with the same beginning is the same trouble, there again."""
    case = in_triage()
    alerts.receive(case, alert(firing=False), at(3))
    alerts.receive(case, alert(), at(4))

    assert ("alert fires again: CheckoutDown", 1, True) == (told(case)[-1], case.alerts_seen, case.any_firing)


def test_an_alert_that_fires_again_is_not_explained_as_one_that_clears() -> None:
    """The reason on the timeline belongs to what happened."""
    case = in_triage()
    alerts.receive(case, alert(firing=False), at(3))
    alerts.receive(case, alert(), at(4))

    assert "clears" not in (case.timeline.entries[-1].why or "")


def test_a_clearing_of_what_was_never_told_is_nothing() -> None:
    """An alert first heard of when it is over opens nothing and counts as nothing."""
    case = incident()
    alerts.receive(case, alert(firing=False), NIGHT)

    assert (0, 0, [], None) == (case.alerts_seen, case.repeats, told(case), case.asked_for)


def test_a_storm_is_counted_beyond_what_a_run_should_hold() -> None:
    """Fifty alerts are held, further ones are counted; nothing grows without bound."""
    case = incident()
    for number in range(80):
        alerts.receive(case, alert(f"f{number}"), NIGHT)

    assert (50, 80, 0) == (len(case.alerts), case.alerts_seen, case.repeats)


def stood_down_storm(count: int, *, route: Route = Route.PAGE) -> Incident:
    """Return an incident with so many firing alerts, stood down ten minutes into the night."""
    case = in_triage(*(alert(f"f{number}", route=route) for number in range(count)))
    triage.stand_down(case, HEAD, "a test of the load", at(10))
    search_ended(case, at(10))
    return case


@pytest.mark.parametrize("count", [60, 600])
def test_repeats_of_a_storm_page_nobody_after_a_stand_down(count: int) -> None:
    """However many alerts fire, told again they wake nobody until the quiet time has passed."""
    case = stood_down_storm(count)
    for minute in (11, 12):
        for number in range(count):
            alerts.receive(case, alert(f"f{number}"), at(minute))

    assert (moves.StayQuiet, 2 * count, count) == (move_of(case, at(12)), case.repeats, case.alerts_seen)


@pytest.mark.parametrize("count", [60, 600])
def test_repeats_of_a_storm_page_nobody_when_another_alert_has_made_room(count: int) -> None:
    """That one of the alerts clears does not make a new one of another that was only counted."""
    case = stood_down_storm(count)
    for number in (7, 55):
        alerts.receive(case, alert(f"f{number}", firing=False), at(11))
    alerts.receive(case, alert(f"f{count - 1}"), at(12))

    assert moves.StayQuiet is move_of(case, at(12))


def test_what_asks_for_more_than_a_storm_did_still_reopens_triage() -> None:
    """After a storm of which people were only told, an alert that pages is new, remembered or not."""
    case = stood_down_storm(600, route=Route.TEXT)
    alerts.receive(case, alert("f700", route=Route.TEXT), at(11))
    assert moves.StayQuiet is move_of(case, at(11))

    alerts.receive(case, alert("f700"), at(12))
    assert moves.StartSearch is move_of(case, at(12))


def test_what_begins_anew_after_a_storm_reopens_triage() -> None:
    """An alert that is remembered and began again is new trouble, however many others there were."""
    case = stood_down_storm(600)
    alerts.receive(case, alert("f1", starts_at=at(11)), at(11))

    assert moves.StartSearch is move_of(case, at(11))


def test_a_storm_stays_small() -> None:
    """However many alerts come, an incident remembers the digests of five hundred beyond those it holds."""
    assert 500 == len(stood_down_storm(600).counted)


def test_what_has_cleared_makes_room() -> None:
    """When fifty are held, the oldest that cleared is forgotten for a new one."""
    case = incident()
    for number in range(50):
        alerts.receive(case, alert(f"f{number}"), NIGHT)
    alerts.receive(case, alert("f7", firing=False), NIGHT)
    alerts.receive(case, alert("f50"), NIGHT)

    assert (50, 51, False) == (len(case.alerts), case.alerts_seen, alert("f7").identity in case.alerts)


def test_a_page_tells_the_first_alerts_and_how_many_more() -> None:
    """The details name three alerts that fire, and say how many there are beyond."""
    case = in_triage(*(alert(f"f{number}", summary=f"s{number}") for number in range(5)))

    words = page_words(case, Purpose.TRIAGE)

    assert "CheckoutDown: s0; CheckoutDown: s1; CheckoutDown: s2; and 2 more." == words.detail
    assert case.headline == words.headline


def test_a_page_tells_nothing_of_alerts_that_have_cleared() -> None:
    """What is over is not told; with nothing firing only the headline is left."""
    case = in_triage(alert("f1"), alert("f2", summary="queue is long"))
    alerts.receive(case, alert("f1", firing=False), at(1))
    assert "CheckoutDown: queue is long." == page_words(case, Purpose.TRIAGE).detail

    alerts.receive(case, alert("f2", firing=False), at(2))
    assert "" == page_words(case, Purpose.TRIAGE).detail


def test_how_many_more_counts_only_what_fires() -> None:
    """Alerts that have cleared are not announced as more trouble."""
    case = in_triage(*(alert(f"f{number}") for number in range(5)))
    for number in range(1, 5):
        alerts.receive(case, alert(f"f{number}", firing=False), at(1))

    assert "CheckoutDown: Checkout is returning 5xx." == page_words(case, Purpose.TRIAGE).detail
