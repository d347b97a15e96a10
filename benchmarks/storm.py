"""Hundreds of alerts at once, few people: nothing may be lost, phones ring at once, and answers are still heard.

Half of the people take every call they get, the others let their phones ring.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from temporalio.service import RPCError

from benchmarks.alerts import Stored
from benchmarks.company import Desk, Person
from benchmarks.figures import Figure, single, timing
from benchmarks.phones import Call
from benchmarks.stage import Stage
from domain.incident.view import IncidentView
from domain.names import Query, incident_id
from domain.timeline import Kind

STORM, DELIVERIES = "storm", "deliveries"
_TAKES_IT = {"do": "answer", "after_rings": 1, "press": ["1", "3"], "think": 2.0}
_ALERTS_PER_DELIVERY = 50
_TOLD_WITHIN_SECONDS = 240
_LOOK_EVERY_SECONDS = 2.0
_LOOK_WITHIN_SECONDS = 10


@dataclass(frozen=True)
class Outcome:
    """What came of a storm: what the source was told, what the engine's record says, what the phones say. `started` is UTC."""

    started: float
    stored_after: float
    stored: list[Stored]
    views: dict[str, IncidentView | None]
    calls: list[Call]


async def storm(stage: Stage) -> list[Figure]:
    """One delivery for each alert, all at once."""
    desks = stage.company.storm
    return _figures(STORM, desks, await _rage(stage, desks, 1))


async def deliveries(stage: Stage) -> list[Figure]:
    """As many alerts in few deliveries."""
    desks = stage.company.deliveries
    return _figures(DELIVERIES, desks, await _rage(stage, desks, _ALERTS_PER_DELIVERY))


async def _rage(stage: Stage, desks: Sequence[Desk], together: int) -> Outcome:
    people = _people(desks)
    await stage.phones.script([person.phone for person in people[::2]], _TAKES_IT)
    await stage.phones.script([person.phone for person in people[1::2]], {"do": "ignore"})
    services = [desk.service for desk in desks]
    batches = [services[start : start + together] for start in range(0, len(services), together)]
    started, clock = time.time(), time.monotonic()
    stored = await asyncio.gather(*(stage.source.deliver(batch) for batch in batches))
    stored_after = time.monotonic() - clock
    views = await _all_told(stage, services)
    calls = await stage.phones.calls(person.phone for person in people)
    return Outcome(started, stored_after, stored, views, calls)


async def _all_told(stage: Stage, services: Sequence[str]) -> dict[str, IncidentView | None]:
    """Return each incident as it stands once somebody was told of it; those of whom nobody was told in time as they are.

    One incident is asked at a time, and the next only when it is told: looking costs the engine next to nothing.
    """
    until = time.monotonic() + _TOLD_WITHIN_SECONDS
    views: dict[str, IncidentView | None] = {}
    for service in services:
        views[service] = await _view(stage, service)
        while _told_at(views[service]) is None and time.monotonic() < until:
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            views[service] = await _view(stage, service)
    return views


async def _view(stage: Stage, service: str) -> IncidentView | None:
    """Return how an incident stands; None while the engine has no time to say, or there is none."""
    handle = stage.client.get_workflow_handle(incident_id(service))
    try:
        seen: IncidentView = await handle.query(
            Query.SNAPSHOT, result_type=IncidentView, rpc_timeout=timedelta(seconds=_LOOK_WITHIN_SECONDS)
        )
    except RPCError:
        return None
    return seen


def _told_at(view: IncidentView | None) -> float | None:
    """Return when the first call, text or mail about it was begun, or when it was taken in a call for another (UTC)."""
    entries = view.timeline if view else []
    told = [entry.at for entry in entries if entry.kind in {Kind.ATTEMPT, Kind.ANSWER} and entry.channel]
    return min(told).timestamp() if told else None


def _figures(case: str, desks: Sequence[Desk], found: Outcome) -> list[Figure]:
    alerts = len(desks)
    told = [at - found.started for view in found.views.values() if (at := _told_at(view)) is not None]
    rings = _first_rings(_people(desks), found)
    answered = [call for call in found.calls if call.key_pressed]
    return [
        single(case, f"all {alerts} alerts stored", found.stored_after, most=8),
        single(case, "stored a second", alerts / found.stored_after, "1/s"),
        timing(case, "alert posted → stored", [each.seconds for each in found.stored]),
        single(case, "deliveries turned away and sent again", sum(each.turned_away for each in found.stored), "times"),
        single(
            case, "alerts lost", alerts - sum(view.alerts for view in found.views.values() if view), "alerts", most=0
        ),
        single(case, "incidents nobody was told of", alerts - len(told), "incidents", most=0),
        timing(case, "first post → told, each incident", told),
        single(case, "all told", max(told, default=0)),
        single(case, "people whose phone never rang", len(_people(desks)) - len(rings), "people", most=0),
        single(case, "first phone rings", min(rings, default=0), most=5),
        single(case, f"phone of person {len(rings)} rings", max(rings, default=0), most=10),
        timing(case, "picked up → first words", [call.first_words for call in answered if call.first_words]),
        timing(case, "key press → spoken confirmation", _confirmations(answered), p99=4),
    ]


def _confirmations(answered: Sequence[Call]) -> list[float]:
    return [call.confirmation for call in answered if call.confirmation is not None]


def _first_rings(people: Sequence[Person], found: Outcome) -> list[float]:
    """Return how long after the first post each person's phone rang for the first time."""
    rings = {
        person.phone: min((call.rang for call in found.calls if call.to == person.phone and call.rang), default=None)
        for person in people
    }
    return [rang.timestamp() - found.started for rang in rings.values() if rang]


def _people(desks: Sequence[Desk]) -> list[Person]:
    return list(dict.fromkeys(desk.person for desk in desks))
