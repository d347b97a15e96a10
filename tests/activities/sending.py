"""How the tests send: on threads of their own, without waiting, as whichever try of an activity they need."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from temporalio.testing import ActivityEnvironment

from activities.reconcile import Reconciler
from activities.sending import Sending
from tests.activities.twilio_book import NOW


@dataclass
class Pauses:
    """Remembers how long it would have waited."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        """Wait no time."""
        self.seconds.append(seconds)


@contextmanager
def sending(pauses: Pauses | None = None) -> Iterator[Sending]:
    """Return a way to send that never waits."""
    with ThreadPoolExecutor(2) as threads:
        yield Sending(threads, Reconciler(pause=pauses or Pauses()))


@dataclass
class Attempt:
    """One attempt of an activity: which one, how long after the first was ordered, and what the one before left behind."""

    number: int = 1
    later: timedelta = timedelta(0)
    left: Sequence[object] = ()
    beats: list[tuple[object, ...]] = field(default_factory=list)
    """What it told Temporal while it ran."""

    def environment(self) -> ActivityEnvironment:
        """Return where it runs."""
        environment = ActivityEnvironment()
        environment.info = replace(
            ActivityEnvironment.default_info(),
            attempt=self.number,
            scheduled_time=NOW,
            started_time=NOW + self.later,
            heartbeat_details=list(self.left),
        )
        environment.on_heartbeat = lambda *details: self.beats.append(details)
        return environment
