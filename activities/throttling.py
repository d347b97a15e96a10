"""How long to wait for a provider that has too many requests, before the next channel is the better way."""

from datetime import timedelta
from zlib import crc32

PATIENCE = timedelta(seconds=15)
"""A page that waited this long goes on to the next channel."""

PATIENCE_OF_ROUNDS = timedelta(minutes=5)
"""A round wakes nobody: whoever is told a few minutes later is still told in time, and by the channel they chose."""

_UNTOLD = timedelta(seconds=2)


def wait_for(
    told: timedelta | None, *, attempt: int, waited: timedelta, name: str, patience: timedelta = PATIENCE
) -> timedelta | None:
    """Return how long to wait before the next try; None when that would exhaust the patience with what was waited already.

    `told` is what the provider asked for; without it the wait grows with the number of the attempt. What was turned away together
    does not come back together: `name` adds up to a second, always the same.
    """
    spread = timedelta(milliseconds=crc32(name.encode()) % 1000)
    wait = (_UNTOLD * attempt if told is None else told) + spread
    return wait if waited + wait <= patience else None


def read_retry_after(written: str | None) -> timedelta | None:
    """Return the seconds a `Retry-After` header asks for; None when it is absent, or names a date, which providers do not send."""
    return timedelta(seconds=int(written)) if written and written.isdecimal() and len(written) < 6 else None
