"""How a conversation waits."""

import asyncio
from collections import deque
from datetime import datetime
from typing import Generic, TypeVar

from simulator.clock import Clock

T = TypeVar("T")


class Inbox(Generic[T]):
    """Where one conversation waits for what comes next; while it waits it does not count as going on."""

    def __init__(self, clock: Clock) -> None:
        self._work = clock.work
        self._clock = clock
        self._items: deque[T] = deque()
        self._waiter: asyncio.Future[None] | None = None

    def put(self, item: T) -> None:
        """Leave something for the conversation, and wake it."""
        self._items.append(item)
        self._wake()

    async def get(self, until: datetime | None = None) -> T | None:
        """Return the next item, or None once the clock reaches `until` (never, when not given)."""
        if not self._items and (until is None or until > self._clock.now()):
            await self._rest(until)
        return self._items.popleft() if self._items else None

    async def _rest(self, until: datetime | None) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        alarm = self._clock.call_at(until, self._wake) if until is not None else None
        self._work.end()
        try:
            await self._waiter
        except asyncio.CancelledError:
            self._work.begin()
            raise
        finally:
            self._waiter = None
            if alarm is not None:
                alarm.cancel()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._work.begin()
            self._waiter.set_result(None)
