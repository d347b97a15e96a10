"""The time axis of a drawn timeline: where an instant stands, and which instants are named below it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.messages import Message

_APART = 68.0  # a time with its day below needs so much
_STEPS = (
    *(timedelta(seconds=count) for count in (1, 5, 15, 30)),
    *(timedelta(minutes=count) for count in (1, 2, 5, 10, 15, 30)),
    *(timedelta(hours=count) for count in (1, 2, 3, 6, 12)),
)
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Axis(NamedTuple):
    """A stretch of time, and between which two edges of a drawing it lies."""

    begins: datetime
    ends: datetime
    left: float
    right: float

    def x(self, at: datetime) -> float:
        """Return where an instant stands; one before or after the stretch stands at its edge."""
        share = (at - self.begins) / (self.ends - self.begins)
        return self.left + (self.right - self.left) * min(max(share, 0.0), 1.0)


class Tick(Message):
    """A named instant: its time of day, and its day where that is another than the last tick's."""

    x: float
    time: str
    day: str = ""


def ticks(axis: Axis, time_zone: str) -> tuple[Tick, ...]:
    """Return the ticks from left to right: at round times of this clock, and never so many that they touch."""
    zone, step = ZoneInfo(time_zone), _step(axis)
    with_seconds = step < timedelta(minutes=1)
    named: list[Tick] = []
    last_day = ""
    for at in _round_times(axis, step, axis.begins.astimezone(zone).utcoffset() or timedelta()):
        there = at.astimezone(zone)
        day = f"{there:%a} {there.day} {there:%b}"
        time = f"{there:%H:%M:%S}" if with_seconds else f"{there:%H:%M}"
        named.append(Tick(x=axis.x(at), time=time, day=day if day != last_day else ""))
        last_day = day
    return tuple(named)


def _step(axis: Axis) -> timedelta:
    """Return the shortest round step whose ticks have room: days by twos, fours and so on where not even one a day has it."""
    shortest = (axis.ends - axis.begins) * (_APART / (axis.right - axis.left))
    days = 1
    while days * _DAY < shortest:
        days *= 2
    return next((step for step in _STEPS if step >= shortest), days * _DAY)


def _round_times(axis: Axis, step: timedelta, offset: timedelta) -> Iterator[datetime]:
    """Yield the round times within the stretch, by the clock as it stands at its beginning."""
    since = axis.begins + offset - _EPOCH
    at = axis.begins + (-since % step)
    while at <= axis.ends:
        yield at
        at += step
