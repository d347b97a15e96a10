"""Knows whether anything inside the simulator is still going on, so that a test knows when to move the clock."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any


class Work:
    """Counts what is going on: requests being served, webhooks being posted, conversations that are not waiting.

    Whoever wakes a waiter counts it as working again before it runs, so the count never reads zero too early.
    """

    def __init__(self) -> None:
        self._going_on = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._watchers: list[asyncio.Future[None]] = []
        self._failures: list[BaseException] = []

    @property
    def is_quiet(self) -> bool:
        """True when nothing will happen until the clock moves or a request comes in."""
        return self._going_on == 0

    def begin(self) -> None:
        """Count one more thing as going on."""
        self._going_on += 1

    def end(self) -> None:
        """Count one thing as done or waiting, and tell those who wait for quiet."""
        self._going_on -= 1
        if self.is_quiet:
            for watcher in self._watchers:
                if not watcher.done():
                    watcher.set_result(None)
            self._watchers.clear()

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Count the body as one thing going on."""
        self.begin()
        try:
            yield
        finally:
            self.end()

    def start(self, story: Coroutine[Any, Any, None]) -> None:
        """Run `story` beside everything else, counted from this moment until it ends."""
        self.begin()
        task = asyncio.get_running_loop().create_task(story)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    async def settle(self) -> None:
        """Return once all is quiet; raises what failed inside the simulator since the last time."""
        while not self.is_quiet:
            watcher = asyncio.get_running_loop().create_future()
            self._watchers.append(watcher)
            await watcher
        if self._failures:
            failures, self._failures = self._failures, []
            raise BaseExceptionGroup("the simulator itself failed", failures)

    async def stop(self) -> None:
        """Break off everything that was started."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            self._failures.append(failure)
            # Outside tests nobody settles: the loop's handler prints it.
            task.get_loop().call_exception_handler(
                {"message": "the simulator itself failed", "exception": failure, "task": task}
            )
        self.end()
