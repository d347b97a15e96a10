"""Everything that happens, as a stream the page follows."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from simulator.clock import Clock

REMEMBERED = 200


@dataclass(frozen=True)
class Event:
    """One thing that changed, and how it stands now.

    Its kind is `call`, `conference`, `text`, `mail`, `people`, `news` or `faults`.
    """

    id: int
    kind: str
    data: dict[str, Any]


class Feed:
    """Passes events to everyone who listens; the last lines of news are kept for those who come later."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._count = 0
        self._listeners: set[asyncio.Queue[Event | None]] = set()
        self._closed = False
        self.news: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)

    def publish(self, kind: str, data: dict[str, Any]) -> None:
        """Tell everyone how something stands now."""
        self._count += 1
        event = Event(self._count, kind, data)
        for listener in self._listeners:
            listener.put_nowait(event)

    def tell(self, words: str) -> None:
        """Add a line of news for a human reader."""
        line = {"at": self._clock.now().isoformat(), "words": words}
        self.news.append(line)
        self.publish("news", line)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Event | None]]:
        """Give a queue that receives every event from now on, and None when the feed is closed."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listeners.add(queue)
        if self._closed:
            queue.put_nowait(None)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def close(self) -> None:
        """End every stream: a server that stops must not wait for its readers."""
        self._closed = True
        for listener in self._listeners:
            listener.put_nowait(None)
