"""What is not in the lasting record yet waits here, so that a database which is away delays nothing.

Everything passes once through an activity, whose input stands in Temporal's history. What waits beyond its bound is handed over
like everything else and not waited for: from then on only its number is kept here, and `mimp records rebuild` finds it there.
"""

from collections.abc import Iterable

from pydantic import BaseModel, Field

from domain.timeline import TimelineEntry

MOST_WAITING = 500
_TOGETHER = 100


class Outbox(BaseModel):
    """Entries of a timeline that wait to be recorded; `given_up` counts those that stand in Temporal's history alone.

    `version` counts what was written of the incident's own rows, and `rows` is a digest of what they said last.
    """

    waiting: list[TimelineEntry] = Field(default_factory=list)
    given_up: int = 0
    version: int = 0
    rows: str = ""

    def add(self, entries: Iterable[TimelineEntry]) -> None:
        """Have entries wait, in the order in which they are to be recorded."""
        self.waiting.extend(entries)

    def next_together(self) -> tuple[TimelineEntry, ...]:
        """Return what is recorded next."""
        return tuple(self.waiting[:_TOGETHER])

    @property
    def overflows(self) -> bool:
        """Whether what is being recorded is waited for no longer."""
        return len(self.waiting) > MOST_WAITING

    def recorded(self, entries: tuple[TimelineEntry, ...]) -> None:
        """Forget what was recorded: it was the next."""
        del self.waiting[: len(entries)]

    def give_up(self, entries: tuple[TimelineEntry, ...]) -> None:
        """Keep the number alone of what was handed over and is waited for no longer."""
        self.recorded(entries)
        self.given_up += len(entries)
