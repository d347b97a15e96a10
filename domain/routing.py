"""What an alert sets in motion: decided when it arrives, by the company's own routes, and kept with the alert (P9)."""

from collections.abc import Iterable

from domain.alerts import Alert, Route
from domain.codes import slug
from domain.organisation import AlertRoute, AlertRouting


def routed(alert: Alert, routing: AlertRouting) -> Alert:
    """Return the alert with its route and the rank of its severity."""
    return alert.model_copy(update={"route": route_of(alert, routing), "level": level_of(alert.severity, routing)})


def route_of(alert: Alert, routing: AlertRouting) -> Route:
    """Return what the first route that fits says; an alert that none fits pages people."""
    return next((route.do for route in routing.routes if _fits(route, alert)), Route.PAGE)


def level_of(severity: str | None, routing: AlertRouting) -> int:
    """Return the rank of a severity, from 0; one that is not listed ranks above all others: no page is lost to a new word."""
    ranks = {_plain(known): rank for rank, known in enumerate(routing.severities)}
    return ranks.get(_plain(severity or ""), len(ranks))


def _fits(route: AlertRoute, alert: Alert) -> bool:
    service = slug(alert.service) if alert.service else None
    return (
        _among(alert.source, route.source)
        and _among(alert.severity, route.severity)
        and (route.service is None or service in {slug(each) for each in route.service})
    )


def _among(given: str | None, wanted: Iterable[str] | None) -> bool:
    return wanted is None or (given is not None and _plain(given) in {_plain(each) for each in wanted})


def _plain(word: str) -> str:
    """Severities and sources are words that people type: `Critical` is `critical`."""
    return word.strip().casefold()
