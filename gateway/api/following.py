"""Following an incident: its timeline entries as server-sent events, from one look a second however many follow."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any
from weakref import WeakValueDictionary

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent

from config.incident_index import NoSuchIncident, SeenIncident
from domain.codes import IncidentCode
from domain.following import Follower, name_of
from gateway.api.doors import Code
from gateway.api.models import EntryShown
from gateway.api.problems import OF_AN_INCIDENT, beside_a_stream
from gateway.engine import Engine, Gone, TemporalUnavailable

_LOOKS_EVERY_SECONDS = 1

Pause = Callable[[float], Awaitable[None]]
Look = SeenIncident | TemporalUnavailable | NoSuchIncident | Gone
"""What came of one look at an incident."""

LastEventId = Annotated[
    str | None, Header(description="The name of the last entry that was received: what came after it is sent.")
]

_AS_EVENTS: dict[str, Any] = {
    "responses": {
        "200": {
            "description": "Events, each with an entry as its data and the entry's name as its id.",
            "content": {
                "text/event-stream": {
                    "itemSchema": {
                        "properties": {
                            "data": {
                                "type": "string",
                                "contentMediaType": "application/json",
                                "contentSchema": {"$ref": f"#/components/schemas/{EntryShown.__name__}"},
                            }
                        }
                    }
                }
            },
        }
    }
}
"""What the framework cannot know of the events: what their data is."""


class Watch:
    """The latest look at one incident, shared by all who follow it: whoever wants a newer one first takes it for all."""

    def __init__(self, engine: Engine, code: IncidentCode, pause: Pause) -> None:
        self._engine = engine
        self._code = code
        self._pause = pause
        self._latest: Look | None = None
        self._one_at_a_time = asyncio.Lock()

    async def newer_than(self, last: Look | None) -> Look:
        """Return a look that is not the one last had; with None the latest there is."""
        async with self._one_at_a_time:
            if self._latest is None:
                self._latest = await self._look()
            elif self._latest is last:
                await self._pause(_LOOKS_EVERY_SECONDS)
                self._latest = await self._look()
            return self._latest

    async def _look(self) -> Look:
        try:
            return await self._engine.incident(self._code)
        except (TemporalUnavailable, NoSuchIncident, Gone) as error:
            return error


class Following:
    """Sends an incident's timeline to those who follow it, until it is over."""

    def __init__(self, engine: Engine, pause: Pause) -> None:
        self._engine = engine
        self._pause = pause
        self._watches: WeakValueDictionary[str, Watch] = WeakValueDictionary()  # each lives as long as somebody follows

    def routes(self, router: APIRouter) -> None:
        """Add the route to a router."""

        async def events(
            watch: Annotated[Watch, Depends(self._watch)], last_event_id: LastEventId = None
        ) -> AsyncIterator[ServerSentEvent]:
            """Send the timeline's entries as they come, those that are there first, and end when the incident is over.

            A comment comes every 15 seconds in which nothing happens. Whoever is cut off gives the header `Last-Event-ID`, and goes
            on there; what happened in the minute before may come again, under the same name.
            """
            async for event in _events(watch, Follower(last_event_id)):
                yield event

        router.add_api_route(
            "/incidents/{code}/events",
            events,
            response_class=EventSourceResponse,
            responses=beside_a_stream(OF_AN_INCIDENT),
            summary="Follow an incident: its timeline as it grows",
            openapi_extra=_AS_EVENTS,
        )

    async def _watch(self, code: Code) -> Watch:
        """Return the watch of an incident, once the first look has shown that there is one."""
        watch = self._watches.get(str(code)) or Watch(self._engine, code, self._pause)
        self._watches[str(code)] = watch
        first = await watch.newer_than(None)
        if not isinstance(first, SeenIncident):
            raise first
        return watch


async def _events(watch: Watch, follower: Follower) -> AsyncIterator[ServerSentEvent]:
    look: Look | None = None
    while True:
        look = await watch.newer_than(look)
        match look:
            case SeenIncident(view=view, over=over):
                for entry in follower.news(view.timeline):
                    yield ServerSentEvent(id=name_of(entry), data=EntryShown.of(entry))
                if over:
                    return
            case TemporalUnavailable():
                yield ServerSentEvent(comment=f"{look} Trying again.")
            case NoSuchIncident() | Gone():
                return
