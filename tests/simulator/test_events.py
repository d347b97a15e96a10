"""The stream of what happens."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx

from tests.simulator.conftest import Served
from tests.simulator.world import ADA, bridge, response

Event = tuple[str, dict[str, Any]]


async def events(response: httpx.Response) -> AsyncIterator[Event]:
    """Read server-sent events as they come."""
    kind = ""
    async for line in response.aiter_lines():
        if line.startswith("event: "):
            kind = line.removeprefix("event: ")
        if line.startswith("data: "):
            yield kind, json.loads(line.removeprefix("data: "))


async def test_a_listener_has_the_whole_state_and_then_every_change(served: Served) -> None:
    """The first event is everything; each change follows, with the call as it then stands."""
    async with httpx.AsyncClient(trust_env=False) as http, http.stream("GET", f"{served.url}/sim/events") as stream:
        coming = events(stream)
        kind, state = await anext(coming)
        assert (kind, state["calls"]) == ("state", [])

        call = await served.world.call(Timeout="5")
        await served.world.to_the_end()
        seen = [await anext(coming) for _ in range(6)]

    calls = [(data["sid"], data["status"]) for kind, data in seen if kind == "call"]
    assert calls == [(call.sid, status) for status in ("queued", "queued", "ringing", "no-answer")]
    assert [data["words"] for kind, data in seen if kind == "news"] == [
        f"{ADA}: the phone rings",
        f"{ADA}: call over (no-answer)",
    ]


async def test_a_listener_follows_conferences(served: Served) -> None:
    """Whoever comes and goes, and how a conference stands then, is on the stream."""
    served.world.customer.answers["/voice"] = response(bridge())
    async with httpx.AsyncClient(trust_env=False) as http, http.stream("GET", f"{served.url}/sim/events") as stream:
        coming = events(stream)
        await anext(coming)
        call = await served.world.picked_up()
        served.world.simulator.hang_up(call.sid)
        await served.world.to_the_end()
        served.world.simulator.end_streams()
        seen = [data async for kind, data in coming if kind == "conference"]

    assert [
        ("init", [ADA]),
        ("init", []),
        ("completed", []),
    ] == [(data["status"], [each["phone"] for each in data["participants"]]) for data in seen]


async def test_listening_does_not_count_as_going_on(served: Served) -> None:
    """An open stream does not keep the simulator from being quiet."""
    async with httpx.AsyncClient(trust_env=False) as http, http.stream("GET", f"{served.url}/sim/events") as stream:
        await anext(events(stream))

        await served.world.simulator.settle()
        assert served.world.simulator.is_quiet()


async def test_an_open_stream_does_not_hold_up_the_stop(served: Served) -> None:
    """A server told to stop ends its streams and stops."""
    async with httpx.AsyncClient(trust_env=False) as http, http.stream("GET", f"{served.url}/sim/events") as stream:
        coming = events(stream)
        await anext(coming)
        served.server.should_exit = True

        async with asyncio.timeout(20):
            assert [event async for event in coming] == []


async def test_a_stream_opened_too_late_ends_at_once(served: Served) -> None:
    """Whoever connects while the server stops is not kept waiting."""
    served.world.simulator.end_streams()
    async with httpx.AsyncClient(trust_env=False) as http, http.stream("GET", f"{served.url}/sim/events") as stream:
        kinds = [kind async for kind, _ in events(stream)]

    assert kinds == ["state"]
