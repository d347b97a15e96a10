"""Telephone time: rings, pauses, speech and delays all pass on one clock, real or moved by hand."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from simulator.work import Work

Action = Callable[[], object]
"""What is run when its time has come: plain, synchronous, quick."""


class Timer(Protocol):
    """Something set to happen later, that can be called off."""

    def cancel(self) -> None:
        """Call it off; does nothing when it has already happened."""


class Clock(Protocol):
    """What the simulator asks of time. Moments are UTC; durations are telephone seconds."""

    @property
    def work(self) -> Work:
        """What is going on at this moment."""

    def now(self) -> datetime:
        """Tell the present moment, in UTC."""

    def after(self, seconds: float) -> datetime:
        """Tell when `seconds` of telephone time will have passed."""

    def call_at(self, when: datetime, action: Action) -> Timer:
        """Run `action` once the clock reaches `when`."""


class RealClock:
    """The time of day, in UTC; telephone durations pass `pace` times as fast."""

    def __init__(self, pace: float = 1.0) -> None:
        if pace <= 0:
            raise ValueError(f"the pace must be more than 0, not {pace}")
        self.pace = pace
        self.work = Work()

    def now(self) -> datetime:
        """Tell the present moment, in UTC."""
        return datetime.fromtimestamp(time.time(), UTC)

    def after(self, seconds: float) -> datetime:
        """Tell when `seconds` of telephone time will have passed at this pace."""
        return self.now() + timedelta(seconds=seconds / self.pace)

    def call_at(self, when: datetime, action: Action) -> Timer:
        """Run `action` once the time of day is `when`; must be called inside a running event loop."""
        delay = (when - self.now()).total_seconds()
        return asyncio.get_running_loop().call_later(max(delay, 0.0), action)


class ManualTimer:
    """One thing due on a clock moved by hand."""

    def __init__(self, when: datetime, action: Action, forget: Callable[["ManualTimer"], None]) -> None:
        self.when = when
        self.action = action
        self._forget = forget

    def cancel(self) -> None:
        """Call it off; does nothing when it has already happened."""
        self._forget(self)


class ManualClock:
    """A clock that stands still until it is moved: nothing happens by itself."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("the clock needs a start with a time zone")
        self._now = start.astimezone(UTC)
        self._due: list[tuple[datetime, int, ManualTimer]] = []
        self._order = itertools.count()
        self._live: set[ManualTimer] = set()
        self.work = Work()

    def now(self) -> datetime:
        """Tell where the clock stands, in UTC."""
        return self._now

    def after(self, seconds: float) -> datetime:
        """Tell when `seconds` will have passed."""
        return self._now + timedelta(seconds=seconds)

    def call_at(self, when: datetime, action: Action) -> Timer:
        """Run `action` while the clock is moved to `when` or past it; equal moments run in the order they were set."""
        timer = ManualTimer(when, action, self._live.discard)
        self._live.add(timer)
        heapq.heappush(self._due, (when, next(self._order), timer))
        return timer

    def next_deadline(self) -> datetime | None:
        """Tell the earliest moment at which something is due, or None when nothing is."""
        while self._due and self._due[0][2] not in self._live:
            heapq.heappop(self._due)
        return self._due[0][0] if self._due else None

    async def advance_to(self, moment: datetime) -> None:
        """Move the clock, running everything due on the way in order, each settled before the next.

        Raises ValueError when `moment` is in the past.
        """
        if moment < self._now:
            raise ValueError(f"the clock stands at {self._now.isoformat()} and cannot go back to {moment.isoformat()}")
        await self.work.settle()
        while (deadline := self.next_deadline()) is not None and deadline <= moment:
            self._now = max(self._now, deadline)
            self._run_next()
            await self.work.settle()
        self._now = moment.astimezone(UTC)

    async def advance(self, seconds: float) -> None:
        """Move the clock by `seconds`."""
        await self.advance_to(self.after(seconds))

    def _run_next(self) -> None:
        timer = heapq.heappop(self._due)[2]
        self._live.discard(timer)
        timer.action()
