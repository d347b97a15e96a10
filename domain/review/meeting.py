"""When a review is held: by when it must be, and when it is proposed for (P25)."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from domain.policies import ReviewPolicy

_BEGINS = time(10)
_SATURDAY = 5


def deadline(mitigated_at: datetime, policy: ReviewPolicy, time_zone: str) -> datetime:
    """Return by when it is held (UTC): so long after the last mitigation, where only working days count if the company says so.

    Working days are Monday to Friday, from midnight to midnight where `time_zone` is.
    """
    if not policy.working_days:
        return mitigated_at.astimezone(UTC) + policy.within
    at, left = mitigated_at.astimezone(UTC), policy.within
    while True:
        midnight = _next_midnight(at, time_zone)
        if not _is_weekend(at, time_zone):
            if left <= midnight - at:
                return at + left
            left -= midnight - at
        at = midnight


def proposed(now: datetime, due_at: datetime, policy: ReviewPolicy, time_zone: str) -> datetime:
    """Return when it is proposed to begin (UTC): at ten on the next working day, where that is in time.

    Else at ten on the next day; else as late as it can begin and be over in time, or now. Once the deadline is over: at ten on the
    next working day all the same.
    """
    working = (at for at in _mornings(now, time_zone) if not _is_weekend(at, time_zone))
    in_time = due_at - policy.lasts
    if (first := next(working)) <= in_time or now >= due_at:
        return first
    next_day = next(_mornings(now, time_zone))
    return next_day if next_day <= in_time else max(in_time, now).astimezone(UTC)


def _mornings(since: datetime, time_zone: str) -> Iterator[datetime]:
    """Yield ten o'clock of every day after the one `since` is on."""
    zone = ZoneInfo(time_zone)
    today = since.astimezone(zone).date()
    for days in count(1):
        yield datetime.combine(today + timedelta(days=days), _BEGINS, zone).astimezone(UTC)


def _next_midnight(at: datetime, time_zone: str) -> datetime:
    zone = ZoneInfo(time_zone)
    return datetime.combine(at.astimezone(zone).date() + timedelta(days=1), time(), zone).astimezone(UTC)


def _is_weekend(at: datetime, time_zone: str) -> bool:
    return at.astimezone(ZoneInfo(time_zone)).weekday() >= _SATURDAY
