"""What an alert sets in motion, by the company's routes."""

import pytest

from domain.alerts import Alert, Route
from domain.organisation import AlertRoute, AlertRouting
from domain.routing import level_of, route_of, routed
from tests.domain.builders import alert

PAGE, TEXT, RECORD = Route.PAGE, Route.TEXT, Route.RECORD


def routing(*routes: AlertRoute) -> AlertRouting:
    """Return the routing of a company with three severities."""
    return AlertRouting(catch_all_team="shop", severities=("info", "warning", "critical"), routes=routes)


def told(severity: str | None = "warning", service: str | None = "checkout", source: str = "alertmanager") -> Alert:
    """Return an alert with these marks."""
    return alert(service=service).model_copy(update={"severity": severity, "source": source})


def test_without_a_route_people_are_paged() -> None:
    """A company that has said nothing, or whose routes all speak of other alerts, is called."""
    elsewhere = AlertRoute(service=("search",), do=RECORD)

    assert [PAGE, PAGE] == [route_of(told(), routing()), route_of(told(), routing(elsewhere))]


def test_the_first_route_that_fits_counts() -> None:
    """Order decides, as it is written."""
    first, second = AlertRoute(severity=("warning",), do=TEXT), AlertRoute(do=RECORD)

    assert [TEXT, RECORD] == [route_of(told(), each) for each in (routing(first, second), routing(second, first))]


@pytest.mark.parametrize(
    ("route", "fits"),
    [
        (AlertRoute(do=RECORD), True),
        (AlertRoute(severity=("info", "warning"), do=RECORD), True),
        (AlertRoute(severity=("Warning",), do=RECORD), True),
        (AlertRoute(severity=("info",), do=RECORD), False),
        (AlertRoute(service=("checkout",), do=RECORD), True),
        (AlertRoute(service=("search", "payments"), do=RECORD), False),
        (AlertRoute(source=("alertmanager",), do=RECORD), True),
        (AlertRoute(source=("grafana",), do=RECORD), False),
        (AlertRoute(severity=("warning",), service=("checkout",), source=("alertmanager",), do=RECORD), True),
        (AlertRoute(severity=("warning",), service=("search",), do=RECORD), False),
    ],
)
def test_a_route_fits_when_all_its_conditions_do(route: AlertRoute, fits: bool) -> None:
    """Of the values given one must be the alert's; what is left out fits everything."""
    assert (RECORD if fits else PAGE) == route_of(told(), routing(route))


def test_a_service_is_known_by_its_id_however_the_source_writes_it() -> None:
    """A route names the id of the organisation file; labels come in any case."""
    route = AlertRoute(service=("order-desk",), do=TEXT)

    assert TEXT == route_of(told(service="Order Desk"), routing(route))


@pytest.mark.parametrize("condition", ["severity", "service"])
def test_an_alert_that_does_not_say_fits_no_condition(condition: str) -> None:
    """Without a severity or a service no route that asks for one takes the alert away from people."""
    route = AlertRoute.model_validate({condition: ["warning", "checkout"], "do": "record"})

    assert PAGE == route_of(told(severity=None, service=None), routing(route))


def test_severities_rank_as_the_company_lists_them() -> None:
    """The lowest first; a word that is not listed, or none at all, ranks above all others."""
    words = ("info", "Warning", "critical", "apocalyptic", None)

    assert [0, 1, 2, 3, 3] == [level_of(word, routing()) for word in words]


def test_an_alert_keeps_what_was_decided_when_it_came() -> None:
    """Route and rank are stored with the alert."""
    stored = routed(told(severity="critical"), routing(AlertRoute(severity=("critical",), do=TEXT)))

    assert (TEXT, 2) == (stored.route, stored.level)


def test_an_alert_stored_before_there_were_routes_pages_people() -> None:
    """What an older version has stored is read as it was meant."""
    old = alert().model_dump(mode="json", exclude={"route", "level"})
    read = Alert.model_validate(old)

    assert (PAGE, 0) == (read.route, read.level)
