"""Waiting: until something happens or a time has come, whichever is first."""

from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import workflow

_AT_ONCE = timedelta(0)


async def wait_until(happened: Callable[[], bool], until: datetime | None, summary: str) -> None:
    """Return once it has happened, or at `until` (UTC; None waits for ever). `summary` names the timer in the history."""
    timeout = None if until is None else max(until - workflow.now(), _AT_ONCE)
    try:
        await workflow.wait_condition(happened, timeout=timeout, timeout_summary=summary)
    except TimeoutError:
        return
