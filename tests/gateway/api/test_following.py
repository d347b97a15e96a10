"""Following an incident over HTTP: entries as they come, however many follow, over broken connections."""

import asyncio
import json
from dataclasses import dataclass, field

import httpx
import pytest
from fastapi import FastAPI
from fastapi.sse import _PING_INTERVAL
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.incident_index import NoSuchIncident
from config.settings import Settings
from domain.codes import read_incident_code
from domain.errors import MimpError
from gateway.api.following import Watch
from gateway.app import create_app
from gateway.engine import Gone, TemporalUnavailable
from tests.domain.builders import NIGHT
from tests.gateway.api.builders import entry, seen, shows
from tests.gateway.builders import CODE
from tests.gateway.company import organisation
from tests.gateway.fake_client import Pauses
from tests.gateway.fakes import FakeTemporal

EVENTS = f"/incidents/{CODE}/events"


@dataclass
class Event:
    """What a client understands of one event."""

    id: str | None = None
    data: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, lines: str) -> "Event":
        """Read one, as the HTML standard says."""
        event = cls()
        for line in lines.splitlines():
            name, _, text = line.partition(":")
            text = text.removeprefix(" ")
            if name == "":
                event.comments.append(text)
            elif name == "data":
                event.data.append(text)
            elif name == "id":
                event.id = text
        return event


async def followed(client: httpx.AsyncClient, **headers: str) -> list[Event]:
    """Follow until the end, and return the events."""
    response = await client.get(EVENTS, headers=headers)
    assert (200, "text/event-stream; charset=utf-8") == (response.status_code, response.headers["content-type"])
    return [Event.read(block) for block in response.text.split("\n\n") if block]


async def test_entries_come_as_they_happen_until_it_is_over(
    ana: httpx.AsyncClient, temporal: FakeTemporal, pauses: Pauses
) -> None:
    """What is there comes first, each entry once, and the stream ends with the incident; looks are a second apart."""
    temporal.seen[CODE] = [
        seen(entry(1)),
        seen(entry(1)),
        seen(entry(1), entry(2)),
        seen(entry(1), entry(2), over=True),
    ]
    events = await followed(ana)

    assert ["incident/checkout#7K3Q:1", "incident/checkout#7K3Q:2"] == [event.id for event in events]
    assert [1, 1, 1] == pauses.taken


async def test_an_event_is_an_entry(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Its data is what the timeline shows of it, in one line whatever was written, and its id is its name."""
    temporal.seen[CODE] = [seen(entry(1, what="one\ntwo\r\n\r\ndata: three"), over=True)]
    [event] = await followed(ana)
    shown = (await ana.get(f"/incidents/{CODE}/timeline")).json()["entries"][0]

    assert shown == json.loads("\n".join(event.data))
    assert (shown["name"], "one\ntwo\r\n\r\ndata: three") == (event.id, shown["what"])


async def test_whoever_was_cut_off_goes_on(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """The last id a client has names where it goes on; browsers send it by themselves."""
    temporal.seen[CODE] = [seen(*(entry(number) for number in range(1, 5)), over=True)]
    events = await followed(ana, **{"Last-Event-ID": "incident/checkout#7K3Q:2"})

    assert ["incident/checkout#7K3Q:3", "incident/checkout#7K3Q:4"] == [event.id for event in events]


@pytest.mark.parametrize("rubbish", ["", "x", "incident/checkout#7K3Q:99", "incident/checkout#7K3Q:1:1"])
async def test_an_id_that_names_nothing_is_the_beginning(
    ana: httpx.AsyncClient, temporal: FakeTemporal, rubbish: str
) -> None:
    """Nothing is left out for somebody whose last entry is not kept any more."""
    temporal.seen[CODE] = [seen(entry(1), entry(2), over=True)]

    assert 2 == len(await followed(ana, **{"Last-Event-ID": rubbish}))


async def test_a_silence_of_the_engine_breaks_nothing_off(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """While nobody answers the connection stays, with a comment that says so, and goes on afterwards."""
    silence = TemporalUnavailable("Temporal did not answer within 4 seconds.")
    temporal.seen[CODE] = [seen(entry(1)), silence, seen(entry(1), entry(2), over=True)]
    events = await followed(ana)

    assert ["incident/checkout#7K3Q:1", None, "incident/checkout#7K3Q:2"] == [event.id for event in events]
    assert ["Temporal did not answer within 4 seconds. Trying again."] == events[1].comments


@pytest.mark.parametrize("gone", [Gone("incident/checkout has ended."), NoSuchIncident("There is no incident.")])
async def test_an_incident_that_is_forgotten_meanwhile_is_the_end(
    ana: httpx.AsyncClient, temporal: FakeTemporal, gone: MimpError
) -> None:
    """When Temporal does not know it any more there is nothing to follow."""
    temporal.seen[CODE] = [seen(entry(1)), gone]

    assert 1 == len(await followed(ana))


async def test_one_look_serves_all_who_follow(temporal: FakeTemporal, pauses: Pauses) -> None:
    """Twenty followers cost as much as one: the first who wants news looks for all."""
    temporal.seen[CODE] = [seen(), seen(entry(1))]
    watch = Watch(temporal, read_incident_code(CODE), pauses)
    first = await asyncio.gather(*(watch.newer_than(None) for _ in range(20)))
    second = await asyncio.gather(*(watch.newer_than(first[0]) for _ in range(20)))

    assert ([seen()] * 20, [seen(entry(1))] * 20) == (first, second)
    assert (["incident"] * 2, [1]) == (temporal.requests, pauses.taken)


async def test_whoever_leaves_while_they_look_leaves_the_others_nothing_to_wait_for(temporal: FakeTemporal) -> None:
    """When the one who looks for all is cut off, the next takes over."""
    temporal.seen[CODE] = [seen(), seen(entry(1))]
    paused = asyncio.Event()

    async def pause(_: float) -> None:
        """Wait for ever the first time."""
        if not paused.is_set():
            paused.set()
            await asyncio.Event().wait()

    watch = Watch(temporal, read_incident_code(CODE), pause)
    first = await watch.newer_than(None)
    looks, waits = (asyncio.ensure_future(watch.newer_than(first)) for _ in range(2))
    await paused.wait()
    looks.cancel()

    assert seen(entry(1)) == await waits


async def test_a_comment_keeps_the_connection_alive(
    settings: Settings, temporal: FakeTemporal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When nothing happens a comment comes every 15 seconds, so that no proxy takes the silence for the end."""
    commented = asyncio.Event()

    async def pause(_: float) -> None:
        """Wait until a comment has come."""
        await commented.wait()

    app = create_app(settings, organisation(), temporal, lambda: NIGHT, pause=pause)
    transport = httpx.ASGITransport(app=noticing(app, b": ping\n\n", commented))
    assert 15 == _PING_INTERVAL  # the framework's own, which it made to be changed by tests
    monkeypatch.setattr("fastapi.routing._PING_INTERVAL", 0.01)
    temporal.seen[CODE] = [seen(), seen(over=True)]
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=shows("mimp_ana")) as client:
        events = await followed(client)

    assert {("ping",)} == {tuple(event.comments) for event in events}


def noticing(app: FastAPI, body: bytes, noticed: asyncio.Event) -> ASGIApp:
    """Return the application, which notices when it sends this."""

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""

        async def noting(message: Message) -> None:
            """Pass on what is sent."""
            await send(message)
            if message.get("body") == body:
                noticed.set()

        await app(scope, receive, noting)

    return served
