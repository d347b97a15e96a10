"""What deployment tools have changed of late, kept for the incidents that open later: most begin minutes after a change (P16).

What counts is when a change was made, not when it was posted. A workflow carries the log, so it is bounded: what is too old goes,
and when there is no room, the earliest of the tool that takes most of it: no tool pushes out what others have changed.
"""

from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from domain.board.posted_changes import ChangePosted, is_ahead, lie_behind, of_every_source
from domain.messages import Message
from domain.policies import LONGEST_LOOK_BACK
from domain.reliance.graph import Reliance
from domain.wording import as_markdown_text, counted, shortened

_MOST_KEPT = 500
_MOST_BYTES = 80_000  # of text; stored, with every letter escaped and the names of the fields, 220 KB at most
_MOST_OFFERED = 20  # as many as a board holds
_SHOWN = 10
_LENGTH_SHOWN = 120


class ChangeLog(BaseModel):
    """Everything the log carries over a continue-as-new: the changes, the earliest first, and how much text they hold."""

    changes: list[ChangePosted] = Field(default_factory=list)
    size: int = 0


class ChangeLogInput(Message):
    """How the log starts: empty, or with what an earlier run carried over."""

    carried: ChangeLog | None = None


class ChangesKept(Message):
    """What the log holds, the earliest first."""

    changes: tuple[ChangePosted, ...] = ()


class RecentChangesQuery(Message):
    """What was changed from this instant (UTC) on that could have caused the incident with this key."""

    key: str
    since: datetime


class RecentChanges(Message):
    """What could have caused an incident, the latest first; `more` counts what is left out."""

    changes: tuple[ChangePosted, ...] = ()
    more: int = 0


def keep(log: ChangeLog, change: ChangePosted, now: datetime) -> None:
    """Keep a change once, however often it is posted. One that is said to lie far ahead is left: its tool is wrong.

    One that lies ahead by a clock's error was made now at the latest; else it would stand before all others, and outlive them.
    """
    known = any(each.change_id == change.change_id and each.source == change.source for each in log.changes)
    if known or is_ahead(change, now):
        return
    made = change.model_copy(update={"at": min(change.at, now)})
    insort(log.changes, made, key=_place)
    log.size += _size(made)
    while log.changes and log.changes[0].at + LONGEST_LOOK_BACK <= now:
        _let_go(log, log.changes[0])
    while len(log.changes) > _MOST_KEPT or log.size > _MOST_BYTES:
        _let_go(log, _one_too_many(log.changes))


def over_at(log: ChangeLog, now: datetime) -> datetime:
    """Return from when on nothing in it is of use to anybody: then there need be no log."""
    return log.changes[-1].at + LONGEST_LOOK_BACK if log.changes else now


def offered(kept: ChangesKept, query: RecentChangesQuery, reliance: Reliance) -> RecentChanges:
    """Return what an incident is offered: what could have caused it, the latest first, as much as its board holds.

    Where there is more, every tool has its turn.
    """
    lately = [change for change in reversed(kept.changes) if change.at >= query.since]
    found = lie_behind(lately, query.key, reliance)
    shown = of_every_source(found, _MOST_OFFERED)
    return RecentChanges(changes=tuple(shown), more=len(found) - len(shown))


def details(log: ChangeLog) -> str:
    """Return what a manager reads in the Temporal UI (Markdown), times in UTC; words from outside are text, never markup."""
    shown = [f"- {_line(change)}" for change in reversed(log.changes[-_SHOWN:])]
    title = f"**{counted(len(log.changes), 'change')}** kept for incidents that open later, the latest first:"
    more = len(log.changes) - len(shown)
    return "\n".join([title, "", *shown, *([f"- and {more} more"] if more else [])])


def _line(change: ChangePosted) -> str:
    service = f" ({change.service})" if change.service else ""
    return as_markdown_text(
        f"{change.at:%m-%d %H:%M} {change.source}: {shortened(change.what, _LENGTH_SHOWN)}{service}"
    )


def _let_go(log: ChangeLog, change: ChangePosted) -> None:
    log.changes.remove(change)
    log.size -= _size(change)


def _one_too_many(changes: Sequence[ChangePosted]) -> ChangePosted:
    """Return what goes when there is no room: of the source that takes most of it, and there of the service, the earliest."""
    of_source = _of_the_largest(changes, lambda change: change.source)
    return _of_the_largest(of_source, lambda change: change.service or "")[0]


def _of_the_largest(changes: Sequence[ChangePosted], group: Callable[[ChangePosted], str]) -> list[ChangePosted]:
    """Return the changes of the group that takes most room: by how many they are, and by how much text they hold."""
    room: Counter[str] = Counter()
    for change in changes:
        room[group(change)] += _MOST_BYTES // _MOST_KEPT + _size(change)
    [(largest, _)] = room.most_common(1)
    return [change for change in changes if group(change) == largest]


def _place(change: ChangePosted) -> tuple[datetime, str, str]:
    return change.at, change.source, change.change_id


def _size(change: ChangePosted) -> int:
    return sum(len(text.encode()) for text in _texts(change))


def _texts(change: ChangePosted) -> Iterator[str]:
    yield from filter(None, (change.source, change.change_id, change.what, change.service, change.link))
