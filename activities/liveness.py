"""Keeps an activity alive while a provider's package blocks: a worker that dies meanwhile is noticed within seconds."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from contextvars import copy_context
from typing import TypeVar

from temporalio import activity

_Result = TypeVar("_Result")

_BEAT_SECONDS = 1.0


async def alive(threads: Executor, work: Callable[[], _Result], beat_seconds: float = _BEAT_SECONDS) -> _Result:
    """Do blocking work in a thread and return what it returns; tell Temporal every second that this worker is still at it.

    Work that nobody needs any more is not stopped half-way: what a provider was asked for is asked for, and its outcome is said.
    """
    loop = asyncio.get_running_loop()
    working = loop.run_in_executor(threads, copy_context().run, work)
    while not working.done():
        try:
            await asyncio.wait({working}, timeout=beat_seconds)
        except asyncio.CancelledError:
            details = activity.cancellation_details()
            if details is None or not details.cancel_requested:
                raise  # this worker is told to stop
        if not working.done():
            activity.heartbeat()
    return await working
