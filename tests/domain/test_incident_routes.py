"""Routes of alerts: what pages, what only tells, what is for the record only; and what makes more of it."""

from datetime import timedelta

from domain.alerts import Route
from domain.incident import alerts, moves, searching, triage, views
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.organisation import Urgency
from tests.domain.builders import NIGHT, alert, at, card, incident
from tests.domain.incidents import (
    HEAD,
    in_triage,
    move_of,
    report,
    searches_begun,
    start_search,
    stood_down,
    stop_order,
    supersede,
    told,
    triage_of,
    words_told,
)

PAGE, TEXT, RECORD = Route.PAGE, Route.TEXT, Route.RECORD


def reported(*routes: Route) -> Incident:
    """Return an incident that is looked up and has an alert of each of these routes."""
    case = incident()
    for number, route in enumerate(routes):
        alerts.receive(case, alert(f"f{number}", route=route), NIGHT)
    triage.identify(case, card(), NIGHT)
    return case


def told_only() -> Incident:
    """Return an incident whose on-call engineer is told, and nobody is called."""
    return in_triage(alert("f0", route=TEXT))


def test_what_is_to_be_told_begins_a_search_of_low_urgency() -> None:
    """The search knows that nobody is to be called, and the timeline says so."""
    case = told_only()

    assert (IncidentState.TRIAGE, Urgency.LOW) == (case.state, triage_of(case).urgency)
    assert "triage starts with Storefront: the on-call engineer is told, and nobody is called" == told(case)[-1]
    assert moves.Listen is move_of(case, NIGHT)


def test_the_most_urgent_of_several_alerts_decides() -> None:
    """Of alerts that come together one that pages is enough, wherever it stands."""
    for routes in ((RECORD, TEXT, PAGE), (PAGE, TEXT, RECORD)):
        case = reported(*routes)
        start_search(case, NIGHT)

        assert Urgency.HIGH is triage_of(case).urgency


def test_an_alert_that_pages_replaces_a_search_that_only_tells() -> None:
    """The search of low urgency is superseded and one that calls begins at once, without waiting for its end."""
    case = told_only()
    alerts.receive(case, alert("f1"), at(3))
    assert moves.SupersedeSearch is move_of(case, at(3))

    supersede(case)
    assert moves.StartSearch is move_of(case, at(3))

    start_search(case, at(3))
    assert (2, Urgency.HIGH, "triage starts anew with Storefront") == (
        searches_begun(case),
        triage_of(case).urgency,
        told(case)[-1],
    )


def test_who_was_only_told_and_took_it_is_called_for_when_it_gets_worse() -> None:
    """To have read a text is not to be awake: an alert that pages calls people though somebody has it."""
    case = told_only()
    searching.escalation_reported(case, report("ana"), at(1))
    alerts.receive(case, alert("f1"), at(3))
    supersede(case)
    start_search(case, at(3))

    assert (None, None) == (case.first_contact, case.first_contact_name)


def test_who_was_only_told_is_not_made_to_wait_for_a_look_at_others() -> None:
    """While somebody may still have to be called, nothing is looked up that could delay it."""
    case = told_only()
    searching.escalation_reported(case, report("ana"), at(1))

    assert moves.Listen is move_of(case, at(1))


def test_less_urgent_alerts_change_nothing_about_a_search_that_calls() -> None:
    """What joins while people are called is a fact, and starts nothing."""
    case = in_triage()
    alerts.receive(case, alert("f2", route=TEXT), at(1))
    alerts.receive(case, alert("f3", route=RECORD), at(1))
    alerts.receive(case, alert("f4"), at(1))

    words_told(case, at(1))
    assert (4, moves.Listen) == (case.alerts_seen, move_of(case, at(1)))


def test_what_is_for_the_record_tells_nobody() -> None:
    """It is on the timeline, with the reason; no search begins, and whoever looks reads why."""
    case = reported(RECORD)

    entry = case.timeline.entries[0]
    assert ("CheckoutDown (critical): Checkout is returning 5xx", True) == (entry.what, case.for_the_record)
    assert "by the company's routes it is for the record only" == entry.why
    assert (IncidentState.REPORTED, moves.Listen) == (case.state, move_of(case, NIGHT))
    assert (True, True) == (views.view(case).for_the_record, "nobody: for the record only" in views.details(case))


def test_what_is_for_the_record_ends_when_its_alerts_clear() -> None:
    """Nobody was told, so nothing is kept open; who closed it is said."""
    case = reported(RECORD, RECORD)
    alerts.receive(case, alert("f0", route=RECORD, firing=False), at(5))
    assert moves.Listen is move_of(case, at(5))

    alerts.receive(case, alert("f1", route=RECORD, firing=False), at(6))
    assert moves.CloseByItself is move_of(case, at(6))

    triage.close_by_itself(case, at(6))
    assert (IncidentState.STOOD_DOWN, moves.End) == (case.state, move_of(case, at(6)))
    assert ("it was for the record only", "its alerts have cleared") == (
        case.episode.closed_because,
        case.timeline.entries[-1].why,
    )


def test_what_is_for_the_record_ends_after_the_quiet_time() -> None:
    """An alert that never clears keeps it open until the quiet time since the latest new one has passed."""
    case = reported(RECORD)
    alerts.receive(case, alert("f1", route=RECORD), at(60))
    end = at(60) + card().quiet_for

    assert end == moves.wakes_at(case, at(1))
    assert moves.Listen is move_of(case, end - timedelta(seconds=1))
    assert moves.CloseByItself is move_of(case, end)

    triage.close_by_itself(case, end)
    assert (moves.End, "its quiet time has passed") == (move_of(case, end), case.timeline.entries[-1].why)


def test_an_alert_that_pages_makes_an_incident_of_what_was_for_the_record() -> None:
    """Triage begins with the first alert that asks for it."""
    case = reported(RECORD)
    alerts.receive(case, alert("f1"), at(3))

    assert (False, moves.StartSearch) == (case.for_the_record, move_of(case, at(3)))


def test_a_worse_telling_of_an_alert_that_is_known_asks_for_more() -> None:
    """The same alert with a route that sets more in motion starts the search it asks for."""
    case = reported(RECORD)
    alerts.receive(case, alert("f0", route=PAGE, level=1), at(3))

    assert ("alert is worse now: CheckoutDown (critical)", 0) == (told(case)[-1], case.repeats)
    assert moves.StartSearch is move_of(case, at(3))


def test_a_worse_telling_while_people_are_called_is_a_fact() -> None:
    """A higher severity is on the timeline once; told again it is a repeat, as is a lower one."""
    case = in_triage(alert(level=1))
    alerts.receive(case, alert(level=2), at(1))
    alerts.receive(case, alert(level=2), at(2))
    alerts.receive(case, alert(level=0), at(3))
    alerts.receive(case, alert(level=2), at(4))

    assert (1, 3, moves.Listen) == (case.alerts_seen, case.repeats, move_of(case, at(4)))
    assert ["alert is worse now: CheckoutDown (critical)"] == [each for each in told(case) if "worse" in each]


def test_a_worse_telling_after_a_stand_down_reopens_triage() -> None:
    """The same alert with a higher severity is not what was judged; told as before it wakes nobody."""
    case = stood_down()
    alerts.receive(case, alert(level=0), at(12))
    assert moves.StayQuiet is move_of(case, at(12))

    alerts.receive(case, alert(level=1), at(13))
    assert moves.StartSearch is move_of(case, at(13))


def test_after_a_stand_down_what_only_tells_only_tells() -> None:
    """A new alert that is for the record leaves it quiet; one that is to be told reopens triage with low urgency."""
    case = stood_down()
    alerts.receive(case, alert("f1", route=RECORD), at(12))
    assert moves.StayQuiet is move_of(case, at(12))

    alerts.receive(case, alert("f2", route=TEXT), at(13))
    start_search(case, at(13))
    assert Urgency.LOW is triage_of(case).urgency


def test_a_head_of_department_may_stand_down_what_is_for_the_record() -> None:
    """Then its repeats are quiet like any other's."""
    case = reported(RECORD)
    triage.stand_down(case, HEAD, "known", at(5))

    assert moves.StayQuiet is move_of(case, at(5))


def test_a_stand_down_says_by_whom() -> None:
    """What those who were paged are told, and why their pages end."""
    case = stood_down()

    assert "stood down as not major by Ana" == stop_order(case, at(10)).because


def test_what_came_without_an_alert_pages() -> None:
    """An incident nobody has said anything about is not taken for one that is for the record only."""
    case = incident()
    triage.identify(case, card(), NIGHT)

    assert (False, moves.StartSearch) == (case.for_the_record, move_of(case, NIGHT))
