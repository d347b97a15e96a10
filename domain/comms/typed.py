"""What people type of a round in one go: a quantity of the total impact (P20), the time of day agreed for the next one (P19)."""

import re
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from domain.comms.updates import Quantity
from domain.errors import Refused

_QUANTITY = re.compile(
    r"\s*(?P<amount>[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])|[0-9]{1,15})(?P<part>\.[0-9]{1,6})?\s+(?P<unit>[^\s:][^:]*?)\s*"
    r":\s*(?P<counted>\S.*?)\s*(?P<final>,\s*final\s*)?",
    re.IGNORECASE | re.DOTALL,
)
_COULD_BE_THOUSANDS = re.compile(r"[0-9]{1,3}\.[0-9]{3}")  # "1.200" is 1200 to half of Europe
_TIME_OF_DAY = re.compile(r"\s*(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])\s*")


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


def next_time_of_day(written: str, time_zone: str, now: datetime) -> datetime:
    """Return when it is this time of day next where somebody lives (an IANA zone), in UTC.

    Where clocks are put forward over it, it is as much later.

    Raises:
        Refused: it is no time of day.

    """
    read = _TIME_OF_DAY.fullmatch(written)
    if read is None:
        raise Refused(f"'{written}' is no time of day such as 14:30.")
    there = now.astimezone(ZoneInfo(time_zone))
    clock = time(int(read["hour"]), int(read["minute"]), tzinfo=there.tzinfo)
    today, tomorrow = (
        datetime.combine(there.date() + timedelta(days=days), clock).astimezone(UTC) for days in range(2)
    )
    return today if today > now else tomorrow
