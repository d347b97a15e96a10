"""A library for calendars that is not the one we write with: it reads entries as another programme would."""

from typing import Any

import vobject  # type: ignore[import-untyped] # it has no types


def read(text: str) -> Any:
    """Return a calendar, in which nothing may be wrong by its rules."""
    calendar = vobject.readOne(text)
    calendar.validate(raiseException=True)
    return calendar
