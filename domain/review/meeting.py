"""When a review is held: by when it must be, and when it is proposed for (P25)."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
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


def proposed(mitigated_at: datetime, policy: ReviewPolicy, time_zone: str) -> datetime:
    """Return when it is proposed to begin (UTC): at ten on the next working day, where that is in time.

    Else at ten on the next day; else as late as it can begin and be over in time.
    """
    until = deadline(mitigated_at, policy, time_zone)
    in_time = [at for at in _mornings(mitigated_at, until, time_zone) if at + policy.lasts <= until]
    working = (at for at in in_time if not _is_weekend(at, time_zone))
    latest = max(until - policy.lasts, mitigated_at.astimezone(UTC))
    return next(working, in_time[0] if in_time else latest)


def _mornings(since: datetime, until: datetime, time_zone: str) -> Iterator[datetime]:
    """Yield ten o'clock of every day after the one `since` is on, until `until`."""
    zone = ZoneInfo(time_zone)
    day = since.astimezone(zone).date()
    while (at := datetime.combine(day := day + timedelta(days=1), _BEGINS, zone).astimezone(UTC)) <= until:
        yield at


def _next_midnight(at: datetime, time_zone: str) -> datetime:
    zone = ZoneInfo(time_zone)
    return datetime.combine(at.astimezone(zone).date() + timedelta(days=1), time(), zone).astimezone(UTC)


def _is_weekend(at: datetime, time_zone: str) -> bool:
    return at.astimezone(ZoneInfo(time_zone)).weekday() >= _SATURDAY
