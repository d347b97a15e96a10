"""Lengths of time as people write them: `25s`, `5m`, `1h30m`, `2d`."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

# Seven digits are enough for any wait and cannot overflow a timedelta.
_WRITTEN = re.compile(
    r"(?:(?P<days>\d{1,7})d)? ?(?:(?P<hours>\d{1,7})h)? ?(?:(?P<minutes>\d{1,7})m)? ?(?:(?P<seconds>\d{1,7})s)?",
    re.ASCII,
)
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def parse_duration(written: str) -> timedelta:
    """Read `25s`, `5m`, `1h30m` or `2d`; units stand from large to small, each once.

    Raises ValueError, naming what was written, for anything else.
    """
    match = _WRITTEN.fullmatch(written.strip())
    parts = {unit: int(count) for unit, count in match.groupdict().items() if count} if match else {}
    if not parts:
        raise ValueError(f"'{written}' is not a length of time such as 25s, 5m, 1h30m or 2d")
    return timedelta(**parts)


def format_duration(length: timedelta) -> str:
    """Write a length of time the way `parse_duration` reads it; parts of a second are left off."""
    left, written = int(length.total_seconds()), ""
    for unit, seconds in _UNITS:
        count, left = divmod(left, seconds)
        written += f"{count}{unit}" if count else ""
    return written or "0s"


def between(least: timedelta, most: timedelta) -> AfterValidator:
    """A bound for a `Duration` field, both ends allowed, that is refused in words."""

    def check(length: timedelta) -> timedelta:
        if least <= length <= most:
            return length
        bounds = {"least": format_duration(least), "most": format_duration(most)}
        raise PydanticCustomError("duration_bounds", "must be between {least} and {most}", bounds)

    return AfterValidator(check)


def _read(given: object) -> object:
    # A timedelta, and the ISO form in which our models are stored, are left to pydantic.
    if isinstance(given, timedelta) or (isinstance(given, str) and given.startswith("P")):
        return given
    try:
        return parse_duration(str(given))
    except ValueError as error:
        sentence = "must be a length of time such as 25s, 5m, 1h30m or 2d"
        raise PydanticCustomError("duration", sentence) from error


Duration = Annotated[timedelta, BeforeValidator(_read)]
"""A timedelta that may be written `5m`. A bare number is refused: nobody can tell its unit."""
