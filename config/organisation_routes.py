"""What must hold in the routes of alerts: a route that can never be taken loses or wakes somebody, and nobody sees why."""

from collections.abc import Iterator

from config.organisation_mistakes import Mistake, did_you_mean
from config.yaml_nodes import Node
from domain.alerts import SOURCES

_CONDITIONS = ("source", "severity", "service")


def severities_are_listed(root: Node) -> Iterator[Mistake]:
    """A route for a severity that is misspelt would never be taken (P9)."""
    listed = [written.casefold() for _, written, _ in root.texts("alerts.severities.*")]
    for pattern in ("alerts.routes.*.severity", "alerts.routes.*.severity.*"):
        for path, written, node in root.texts(pattern):
            if written.casefold() not in listed:
                what = f"{_route(path[2])} has the severity '{written}', which is not listed under 'severities'."
                otherwise = f"List '{written}' there, in its place from the lowest to the highest, or name another."
                yield node.mistake(what, did_you_mean(written, listed, otherwise))


def sources_are_known(root: Node) -> Iterator[Mistake]:
    """A route for a source that is misspelt would never be taken (P9)."""
    for pattern in ("alerts.routes.*.source", "alerts.routes.*.source.*"):
        for path, written, node in root.texts(pattern):
            if written.strip().casefold() not in SOURCES:
                what = f"{_route(path[2])} has the source '{written}', from which no alerts come."
                yield node.mistake(what, did_you_mean(written, SOURCES, f"There is {', '.join(SOURCES)}."))


def severities_are_ranked_once(root: Node) -> Iterator[Mistake]:
    """A severity has one rank."""
    ranked: set[str] = set()
    for _, written, node in root.texts("alerts.severities.*"):
        if written.casefold() in ranked:
            yield node.mistake(f"the severity '{written}' is listed twice.", "Keep it in one place.")
        ranked.add(written.casefold())


def routes_can_be_taken(root: Node) -> Iterator[Mistake]:
    """The first route that fits counts, so none is reached behind one that fits every alert."""
    catches_all: int | str | None = None
    for path, route in root.find("alerts.routes.*"):
        if catches_all is not None:
            what = f"{_route(path[2])} is never reached: {_route(catches_all)} takes every alert."
            yield route.mistake(what, "Put it before that one, or leave it out.")
        elif isinstance(route.value, dict) and not any(route.child(name) for name in _CONDITIONS):
            catches_all = path[2]


def _route(position: int | str) -> str:
    return f"route {int(position) + 1} of the section 'alerts'"


ROUTE_RULES = (sources_are_known, severities_are_listed, severities_are_ranked_once, routes_can_be_taken)
"""Every rule for routes."""
