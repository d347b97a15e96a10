"""The one place where our processes look at a clock. Rules and workflows are given the time."""

import time
from datetime import UTC, datetime


def wall_clock() -> datetime:
    """Return the time in UTC."""
    return datetime.fromtimestamp(time.time(), UTC)
