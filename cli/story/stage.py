"""Where the story is played: a running installation, and what can be seen of it from outside."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import temporalio.client

from cli import incidents
from cli.installation import Installation
from cli.quick import Tempo
from cli.reviews import review_view
from cli.rounds import ask_rounds, both_views
from cli.story.cast import SERVICE, Cast
from config.clock import wall_clock
from domain.codes import read_incident_code, review_of
from domain.comms.dispatch.delivery import Receipt
from domain.comms.dispatch.receipts import standing
from domain.comms.rounds.requests import CommsRequest
from domain.comms.rounds.views import CommsView
from domain.errors import Refused
from domain.incident.view import IncidentView
from domain.lifecycle import Actor
from domain.organisation import Person
from domain.requests import AnyRequest
from domain.review.requests import ReviewAsk, ReviewRequest
from domain.review.views import ReviewView
from domain.roles import who_asks
from domain.timeline import TimelineEntry
from records.database import open_records
from records.receipts import Receipts

_LOOK_EVERY_SECONDS = 0.3
_HEARD_OF_WITHIN_SECONDS = 10

Phones = dict[str, Any]
"""Everything the phone company and the mail company remember, as the simulator shows it."""

Line = tuple[str, bool]
"""A line of the story, and whether it happened."""


@dataclass
class Stage:
    """A running installation with one incident; `show` is given each entry of its timeline once, as it comes.

    `tell` is given what no timeline says.
    """

    running: Installation
    http: httpx.AsyncClient
    code: str
    cast: Cast
    tempo: Tempo
    tell: Callable[[str], None]
    show: Callable[[TimelineEntry], None]
    _shown: set[tuple[str, int]] = field(default_factory=set)

    @property
    def client(self) -> temporalio.client.Client:
        """The client by which the command line asks."""
        assert self.running.client is not None  # noqa: S101 - a running installation is connected
        return self.running.client

    def actor(self, person: Person) -> Actor:
        """Return who asks, as on the command line."""
        return who_asks(
            self.running.organisation, person.id, self.cast.team, wall_clock(), service=SERVICE, proof="the demo"
        )

    async def ask(self, request: AnyRequest) -> None:
        """Ask something of the incident; raises `Refused`."""
        await incidents.request(self.client, self.code, request)

    async def ask_rounds(self, request: CommsRequest) -> None:
        """Ask something of the rounds for one audience, again while it is refused for a moment; then raises `Refused`.

        Who leads, and who sees to what is overdue, the rounds hear from the incident a little later than whoever asks.
        """
        over_at = time.monotonic() + _HEARD_OF_WITHIN_SECONDS
        while True:
            try:
                await ask_rounds(self.client, read_incident_code(self.code), request)
            except Refused:
                if time.monotonic() > over_at:
                    raise
                await asyncio.sleep(_LOOK_EVERY_SECONDS)
            else:
                return

    async def ask_review(self, request: ReviewRequest) -> None:
        """Ask something of the review; raises `Refused`."""
        code = read_incident_code(self.code)
        handle = self.client.get_workflow_handle(review_of(code))
        await incidents.bring(handle, ReviewAsk(request=request), gone=f"There is no review of {code}.")

    async def review(self) -> ReviewView:
        """Return how the review stands."""
        return await review_view(self.client, read_incident_code(self.code))

    def zone(self, person: Person) -> ZoneInfo:
        """Return the time zone somebody lives in."""
        return ZoneInfo(person.time_zone)

    async def incident(self) -> IncidentView:
        """Return how the incident stands, and show what is new on its timeline. Raises `ProcessFailed` when a part has stopped."""
        self.running.household.check()
        seen = await incidents.view(self.client, self.code)
        for entry in seen.timeline:
            if (entry.origin, entry.sequence) not in self._shown:
                self._shown.add((entry.origin, entry.sequence))
                self.show(entry)
        return seen

    async def rounds(self) -> tuple[CommsView, CommsView]:
        """Return how the rounds stand: those of the business, then those of technical teams."""
        return await both_views(self.client, read_incident_code(self.code))

    async def receipts(self) -> list[Receipt]:
        """Return the last word on each message of the rounds, as `mimp comms CODE receipts` reads it."""
        url = self.running.settings.records_url.get_secret_value()
        return standing(await asyncio.to_thread(Receipts(open_records(url)).of, self.code))

    async def phones(self) -> Phones:
        """Return what the phones and mailboxes have seen."""
        seen: Phones = (await self.http.get(f"{self.running.settings.simulator_url}/sim/state")).json()
        return seen

    async def until(self, happened: Callable[[], Awaitable[bool]], within_seconds: float) -> bool:
        """Wait until it has happened, showing what comes meanwhile; return whether it has before the time was over."""
        over_at = time.monotonic() + within_seconds
        while not (has_happened := await happened()) and time.monotonic() < over_at:
            await self.incident()
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
        await self.incident()
        return has_happened
