"""What people type of a round in one go: a quantity of the total impact (P20), the time of day agreed for the next one (P19)."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from domain.comms.drafting.updates import Quantity
from domain.errors import Refused

_QUANTITY = re.compile(
    r"\s*(?P<amount>[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])|[0-9]{1,15})(?P<part>\.[0-9]{1,6})?\s+(?P<unit>[^\s:][^:]*?)\s*"
    r":\s*(?P<counted>\S.*?)\s*(?P<final>,\s*final\s*)?",
    re.IGNORECASE | re.DOTALL,
)
_COULD_BE_THOUSANDS = re.compile(r"[0-9]{1,3}\.[0-9]{3}")  # "1.200" is 1200 to half of Europe
_MOMENT = re.compile(
    r"\s*(?:(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[ T]\s*)?(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])\s*"
    r"(?:(?P<utc>Z|UTC)|(?P<east>[+-])(?P<hours>[0-9]{2}):?(?P<minutes>[0-5][0-9]))?\s*",
    re.IGNORECASE,
)
_SURELY_MEANT = timedelta(hours=12)
"""A time of day further off than this lies nearer on the other side of now: whoever types it may mean that one."""


def read_quantity(written: str) -> Quantity:
    """Read one part of the total impact, such as "1200 orders: counted from the order book, final"; an estimate unless it says so.

    Raises:
        Refused: with how it is written, also where it can be read two ways.

    """
    read = _QUANTITY.fullmatch(written)
    if read is None:
        raise Refused(
            f"'{written}' is no quantity. Write how much of what, and how it was counted: "
            "'1200 orders: counted from the order book'; with ', final' at the end when it is no estimate."
        )
    if not read["amount"].startswith("0") and _COULD_BE_THOUSANDS.fullmatch(f"{read['amount']}{read['part'] or ''}"):
        raise Refused(
            f"'{read['amount']}{read['part']}' can be read two ways: write {read['amount']}{read['part'][1:]} for thousands, "
            f"or {read['amount']}{read['part']}0 for a part of one."
        )
    amount = Decimal(f"{read['amount'].replace(',', '')}{read['part'] or ''}")
    return Quantity(amount=amount, unit=read["unit"], counted=read["counted"], final=read["final"] is not None)


def read_moment(written: str, time_zone: str, now: datetime) -> datetime:
    """Return when it is this time next where somebody lives (an IANA zone), in UTC: "14:30", "2026-03-03 09:00", "02:30 UTC".

    A date says the day, an offset such as +01:00 or UTC another clock. Where clocks are put forward over it, it is as much later;
    where they are put back over it, the first that lies ahead.

    Raises:
        Refused: it is no such time, or has passed; or it is not said which day, and today's has only just passed.

    """
    read = _moment(written)
    there = _clock_of(read, time_zone)
    today = now.astimezone(there).date()
    days = [_day(read["date"])] if read["date"] else [today, today + timedelta(days=1)]
    ahead = sorted(
        at for day in days for at in _moments(day, time(int(read["hour"]), int(read["minute"])), there) if at > now
    )
    if not ahead:
        raise Refused(f"'{written.strip()}' has passed.")
    if not read["date"] and ahead[0].astimezone(there).date() != today and ahead[0] - now > _SURELY_MEANT:
        raise Refused(
            f"{written.strip()} has passed today: write the day, too, if you mean '{days[1]} {written.strip()}'."
        )
    return ahead[0]


def read_past_moment(written: str, time_zone: str, now: datetime) -> datetime:
    """Return when it was this time last where somebody lives (an IANA zone), in UTC: written like `read_moment`.

    Where clocks are put back over it, it is the last that has come.

    Raises:
        Refused: it is no such time, or has not come; or it is not said which day, and today's is still to come.

    """
    read = _moment(written)
    there = _clock_of(read, time_zone)
    today = now.astimezone(there).date()
    days = [_day(read["date"])] if read["date"] else [today, today - timedelta(days=1)]
    past = sorted(
        at for day in days for at in _moments(day, time(int(read["hour"]), int(read["minute"])), there) if at <= now
    )
    if not past:
        raise Refused(f"'{written.strip()}' has not come yet.")
    if not read["date"] and past[-1].astimezone(there).date() != today and now - past[-1] > _SURELY_MEANT:
        raise Refused(
            f"{written.strip()} has not come yet today: write the day, too, if you mean '{days[1]} {written.strip()}'."
        )
    return past[-1]


def _moment(written: str) -> re.Match[str]:
    read = _MOMENT.fullmatch(written)
    if read is None:
        raise Refused(
            f"'{written}' is no time of day such as 14:30. With the day it is '2026-03-03 14:30', "
            "and '14:30 UTC' or '14:30+01:00' on another clock."
        )
    return read


def _clock_of(read: re.Match[str], time_zone: str) -> tzinfo:
    if read["utc"]:
        return UTC
    if not read["east"]:
        return ZoneInfo(time_zone)
    away = timedelta(hours=int(read["hours"]), minutes=int(read["minutes"]))
    if away >= timedelta(days=1):
        raise Refused(f"No clock is {read['hours']} hours from UTC.")
    return timezone(away if read["east"] == "+" else -away)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Refused(f"There is no day {written}: write it like 2026-03-03.") from error


def _moments(day: date, clock: time, there: tzinfo) -> Iterator[datetime]:
    """Yield when it is this time on this day, in UTC: twice where clocks are put back over it."""
    first = datetime.combine(day, clock, tzinfo=there)
    yield first.astimezone(UTC)
    second = first.replace(fold=1)
    if second.utcoffset() != first.utcoffset() and second.astimezone(UTC).astimezone(there).time() == clock:
        yield second.astimezone(UTC)
