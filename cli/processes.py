"""Runs the processes of a local installation, starts again what dies, and stops them in order."""

import asyncio
import os
import re
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_STOP_WITHIN_SECONDS = 20
_RESTARTS = 5
_RESTART_AFTER_SECONDS = 1
_HEALTHY_AFTER_SECONDS = 10  # who lived so long does not die of what it is given
_LOG_LINES = 8
_COLOURS = re.compile(r"\x1b\[[\d;]*m")


class ProcessFailed(Exception):
    """A process cannot be kept running; the text has the end of its log."""


@dataclass
class Child:
    """One process: how it is started, and where its output goes."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    restarts: int = 0
    process: asyncio.subprocess.Process | None = field(default=None, repr=False)

    async def start(self) -> None:
        """Start it, apart from the terminal: Ctrl-C reaches us alone, and we stop the others in order."""
        with self.log.open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                stdout=output,
                stderr=output,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )

    async def stop(self) -> None:
        """Ask it to stop; kill it when it does not."""
        if self.process is None or self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), _STOP_WITHIN_SECONDS)
        except TimeoutError:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    def last_words(self) -> str:
        """Return the end of its log, as far as it can be printed: what came from outside must not steer the terminal."""
        lines = self.log.read_text("utf-8", errors="replace").splitlines()
        return "\n".join(f"  {_printable(line)}" for line in lines[-_LOG_LINES:])


def _printable(line: str) -> str:
    return "".join(character for character in _COLOURS.sub("", line) if character.isprintable())


class Household:
    """Several processes; later ones rely on earlier ones, so they stop in reverse."""

    def __init__(self, tell: Callable[[str], None], now: Callable[[], float] = time.monotonic) -> None:
        self._tell = tell
        self._now = now
        self._children: list[Child] = []
        self._watchers: list[asyncio.Task[None]] = []

    @property
    def running(self) -> dict[str, int]:
        """The process id of each that runs now, by name."""
        started = ((child.name, child.process) for child in self._children)
        return {name: process.pid for name, process in started if process and process.returncode is None}

    async def start(self, child: Child) -> None:
        """Start one more and watch over it."""
        await child.start()
        self._children.append(child)
        self._watchers.append(asyncio.create_task(self._watch(child)))

    async def watch(self) -> None:
        """Return never, unless one cannot be kept running.

        Raises:
            ProcessFailed: it died again and again.

        """
        done, _ = await asyncio.wait(self._watchers, return_when=asyncio.FIRST_EXCEPTION)
        for watcher in done:
            watcher.result()

    def check(self) -> None:
        """Return when all is well.

        Raises:
            ProcessFailed: one cannot be kept running.

        """
        for watcher in self._watchers:
            if watcher.done():
                watcher.result()

    async def stop(self) -> None:
        """Stop all, the last started first."""
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        for child in reversed(self._children):
            await child.stop()

    async def _watch(self, child: Child) -> None:
        while child.process is not None:
            started = self._now()
            status = await child.process.wait()
            # Only deaths in quick succession count: an installation runs for months.
            child.restarts = 1 if self._now() - started > _HEALTHY_AFTER_SECONDS else child.restarts + 1
            # Status 2 is said by our own processes when what they are given is wrong: starting again will not mend it.
            if child.restarts > _RESTARTS or status == 2:
                raise ProcessFailed(
                    f"{child.name} ended with status {status}. The end of {child.log}:\n{child.last_words()}"
                )
            self._tell(f"{child.name} ended with status {status}; it is started again")
            await asyncio.sleep(_RESTART_AFTER_SECONDS)
            await child.start()
