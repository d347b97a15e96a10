"""Following a timeline as it grows: each entry is shown once, in the order in which things happened.

Entries come late and in no order: a pager tells an incident what it did a moment after it did it. Only the entries of one workflow
arrive in the order of their numbers, so what somebody has been shown is known by the highest number of each.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from domain.timeline import TimelineEntry

_LATE_BY = timedelta(
    minutes=1
)  # an entry seldom arrives later; what is older than this was shown before a connection broke


def name_of(entry: TimelineEntry) -> str:
    """Return the entry's one name: the workflow it comes from, and its number there."""
    return f"{entry.origin}:{entry.sequence}"


class Follower:
    """What somebody who follows a timeline has been shown.

    `last_shown` is the name of the last entry they had when they were cut off. From there everything follows, and once more what
    happened in the minute before it: it may have arrived after it. A name the timeline does not know is the beginning.
    """

    def __init__(self, last_shown: str | None = None) -> None:
        self._last_shown = last_shown
        self._shown: dict[str, int] = {}

    def news(self, entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
        """Return which of these they have not been shown, and count them as shown."""
        if self._last_shown:
            self._go_on_after(self._last_shown, entries)
            self._last_shown = None
        new = [entry for entry in entries if entry.sequence > self._shown.get(entry.origin, 0)]
        self._count(new)
        return new

    def _go_on_after(self, name: str, entries: Sequence[TimelineEntry]) -> None:
        last = next((entry for entry in entries if name_of(entry) == name), None)
        if last:
            long_ago = [entry for entry in entries if entry.at < last.at - _LATE_BY]
            self._count([*long_ago, last])

    def _count(self, shown: Iterable[TimelineEntry]) -> None:
        for entry in shown:
            self._shown[entry.origin] = max(entry.sequence, self._shown.get(entry.origin, 0))
