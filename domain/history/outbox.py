"""What is not in the lasting record yet waits here, so that a database which is away delays nothing.

Everything passes once through an activity, whose input stands in Temporal's history. What waits beyond its bound is handed over
like everything else and not waited for: from then on only its number is kept here, and `mimp records rebuild` finds it there.
"""

from collections.abc import Iterable

from pydantic import BaseModel, Field

from domain.timeline import TimelineEntry

MOST_WAITING = 500
_TOGETHER = 100
_OF_ANY_ENTRY = 350  # names, times and references beside its words
_MOST_CHARACTERS = 60_000  # a workflow carries them beside its other state, which all together stays below 256 KB


class Outbox(BaseModel):
    """Entries of a timeline that wait to be recorded; `given_up` counts those that stand in Temporal's history alone.

    `version` counts what was handed over of the incident's own rows, and `rows` is a digest of what they said last.
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

    def handed_over(self) -> None:
        """Note that what is next is handed over: whatever is later has a higher version, also if nobody hears what came of it."""
        self.version += 1

    @property
    def overflows(self) -> bool:
        """Whether what is being recorded is waited for no longer: there is too much of it, by number or by length."""
        characters = sum(len(entry.what) + len(entry.why or "") + _OF_ANY_ENTRY for entry in self.waiting)
        return len(self.waiting) > MOST_WAITING or characters > _MOST_CHARACTERS

    def recorded(self, entries: tuple[TimelineEntry, ...]) -> None:
        """Forget what was recorded: it was the next."""
        del self.waiting[: len(entries)]

    def give_up(self, entries: tuple[TimelineEntry, ...]) -> None:
        """Keep the number alone of what was handed over and is waited for no longer."""
        self.recorded(entries)
        self.given_up += len(entries)
