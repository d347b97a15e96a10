"""Who is on duty (P5): a rota is a rule, not a list of dates, and names exactly one person at every instant.

Wall times are turned into instants one by one. A wall time that the clocks skip in spring counts as if they had not
been moved yet (02:30 happens one hour after 01:30); one that comes twice in autumn counts the first time.
Two stretches that meet at the same wall time therefore meet at the same instant, and no change of summer time can
open a gap between them.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

_MIDNIGHT = time(0)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)
_DAY = timedelta(days=1)
# The longest a rota is searched for its next change: a year, and a little more for a yearly override.
_HORIZON = timedelta(days=400)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError) as error:
        raise PydanticCustomError("time_zone", "must be a time zone by its IANA name, such as Europe/London") from error
    return name


def _wall_time(given: object) -> object:
    # Pydantic alone would read the number 900 as fifteen minutes past midnight.
    if isinstance(given, time):
        return given
    if not _CLOCK.fullmatch(str(given)):
        raise PydanticCustomError("wall_time", "must be a time of day from 00:00 to 23:59, such as 09:00")
    return time.fromisoformat(str(given))


def _handover(given: object) -> object:
    if not isinstance(given, str):
        return given
    day, _, wall = given.rpartition(" ")
    if not _CLOCK.fullmatch(wall) or day not in ("", *Weekday):
        raise PydanticCustomError("handover", "must be a day and a time, such as 'monday 09:00'")
    return Weekday(day or Weekday.MONDAY), time.fromisoformat(wall)


TimeZone = Annotated[str, AfterValidator(_known_zone)]
"""A time zone by its IANA name, such as Europe/London."""

WallTime = Annotated[time, BeforeValidator(_wall_time)]
"""A time of day as a clock on the wall shows it."""


class Weekday(StrEnum):
    """A day of the week, as written in the organisation file."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def number(self) -> int:
        """Monday is 0, as in `date.weekday()`."""
        return list(Weekday).index(self)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Override(_Frozen):
    """One person takes over from `starts` until just before `ends`; then the rota's rule holds again by itself."""

    person: str
    starts: AwareDatetime
    ends: AwareDatetime

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends <= self.starts:
            raise PydanticCustomError("override_order", "must end after it starts")
        return self


class Shift(_Frozen):
    """A stretch of the day or week and the people who take turns at it.

    `hours` are wall times in `time_zone`, may cross midnight, and belong to the day they start on; equal hours, or
    none, mean the whole day. `days` are the days it starts on; none means every day. `handover` may be written
    `monday 09:00`; a daily one has no use for the day. The first person's first turn begins at the first handover on
    or after `since`; the order goes on in both directions from there.
    """

    people: Annotated[tuple[str, ...], Field(min_length=1)]
    hours: tuple[WallTime, WallTime] | None = None
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] | None = None
    time_zone: TimeZone
    rotates: Literal["weekly", "daily"] | None = None
    handover: Annotated[tuple[Weekday, WallTime], BeforeValidator(_handover)] = (Weekday.MONDAY, time(9))
    since: date

    def window(self, day: date) -> tuple[datetime, datetime] | None:
        """The half-open stretch, in UTC, that starts on this local day; None when the shift does not start then."""
        if self.days is not None and day.weekday() not in {each.number for each in self.days}:
            return None
        start, end = self.hours or (_MIDNIGHT, _MIDNIGHT)
        return self._instant(day, start), self._instant(day if start < end else day + _DAY, end)

    def windows(self, from_: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Every stretch that may touch the time from `from_` to `until`, in order of start."""
        # A night shift begins the day before; a clock put back across midnight may show the day after.
        day, last = self._local_day(from_) - _DAY, self._local_day(until) + _DAY
        while day <= last:
            window = self.window(day)
            # Hours that lie wholly in the hour skipped in spring have no length.
            if window and window[0] < window[1]:
                yield window
            day += _DAY

    def covers(self, at: datetime) -> bool:
        """Whether somebody of this shift is on duty at that instant."""
        return any(start <= at < end for start, end in self.windows(at, at))

    def person(self, at: datetime) -> str:
        """Whose turn it is, by the number of handovers since the first."""
        if self.rotates is None:
            return self.people[0]
        return self.people[self._turn(at) % len(self.people)]

    def handovers(self, from_: datetime, until: datetime) -> Iterator[datetime]:
        """The instants, in UTC, after `from_` and up to `until` at which the next person's turn begins."""
        if self.rotates is None:
            return
        turn = self._turn(from_) + 1
        while (begins := self._turn_begins(turn)) <= until:
            yield begins
            turn += 1

    def _turn(self, at: datetime) -> int:
        guess = (self._local_day(at) - self._first_handover()).days // self._days_per_turn()
        # The calendar day alone is off by one before the handover's time, and around clocks put back over midnight.
        return max(turn for turn in (guess - 1, guess, guess + 1) if self._turn_begins(turn) <= at)

    def _turn_begins(self, turn: int) -> datetime:
        day = self._first_handover() + turn * self._days_per_turn() * _DAY
        return self._instant(day, self.handover[1])

    def _first_handover(self) -> date:
        if self.rotates == "daily":
            return self.since
        return self.since + (self.handover[0].number - self.since.weekday()) % 7 * _DAY

    def _days_per_turn(self) -> int:
        return 1 if self.rotates == "daily" else 7

    def _local_day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.time_zone)).date()

    def _instant(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, tzinfo=ZoneInfo(self.time_zone)).astimezone(UTC)


class Rota(_Frozen):
    """A team's rule of who is on duty. The first override, then the first shift, that covers an instant wins."""

    id: str
    time_zone: TimeZone
    shifts: Annotated[tuple[Shift, ...], Field(min_length=1)]
    overrides: tuple[Override, ...] = ()


class Gap(_Frozen):
    """From `starts` until just before `ends` (UTC) the rota names nobody."""

    starts: AwareDatetime
    ends: AwareDatetime


class Handover(_Frozen):
    """At this instant (UTC) one person's duty ends and another's begins."""

    at: AwareDatetime
    gives: str
    takes: str


def who(rota: Rota, at: datetime) -> str:
    """The one person on duty at this instant. Raises LookupError in a gap, which no checked organisation has."""
    person = _on_duty(rota, at)
    if person is None:
        raise LookupError(f"rota '{rota.id}' names nobody at {at.isoformat()}")
    return person


def gaps(rota: Rota, from_: datetime, until: datetime) -> list[Gap]:
    """Every stretch between `from_` and `until` in which nobody is on duty: exact, to the second."""
    found, covered_until = [], from_.astimezone(UTC)
    for start, end in sorted(_stretches(rota, from_, until)):
        if start >= until:
            break
        if start > covered_until:
            found.append(Gap(starts=covered_until, ends=start))
        covered_until = max(covered_until, end)
    if covered_until < until:
        found.append(Gap(starts=covered_until, ends=until.astimezone(UTC)))
    return found


def next_handover(rota: Rota, at: datetime) -> Handover | None:
    """The first change of the person on duty after `at`; None when nobody else comes on duty within a year.

    Raises LookupError when `at` itself lies in a gap.
    """
    gives = who(rota, at)
    for change in sorted(_changes(rota, at)):
        takes = _on_duty(rota, change)
        if takes not in {None, gives}:
            return Handover(at=change, gives=gives, takes=str(takes))
    return None


def _on_duty(rota: Rota, at: datetime) -> str | None:
    for override in rota.overrides:
        if override.starts <= at < override.ends:
            return override.person
    return next((shift.person(at) for shift in rota.shifts if shift.covers(at)), None)


def _stretches(rota: Rota, from_: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    yield from ((each.starts.astimezone(UTC), each.ends.astimezone(UTC)) for each in rota.overrides)
    for shift in rota.shifts:
        yield from shift.windows(from_, until)


def _changes(rota: Rota, at: datetime) -> set[datetime]:
    """The instants after `at` at which anybody's duty may begin or end."""
    until = max([at, *(each.ends for each in rota.overrides)]) + _HORIZON
    edges = {edge for stretch in _stretches(rota, at, until) for edge in stretch}
    turns = {turn for shift in rota.shifts for turn in shift.handovers(at, until)}
    return {instant for instant in edges | turns if instant > at}
