"""An activity whose provider's package blocks stays alive in Temporal's eyes, and no longer than its worker."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from temporalio import activity
from temporalio.activity import ActivityCancellationDetails
from temporalio.testing import ActivityEnvironment

from activities.liveness import alive

OFTEN = 0.005
_AT_MOST_SECONDS = 10
"""After this long a test that is broken ends."""


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """Threads to block."""
    with ThreadPoolExecutor(1) as executor:
        yield executor


def blocked_until(released: threading.Event) -> str:
    """Work as a provider's package does."""
    return "done" if released.wait(_AT_MOST_SECONDS) else "nobody released it"


async def test_a_worker_is_heard_of_while_the_work_blocks(threads: ThreadPoolExecutor) -> None:
    """Temporal hears of it again and again until the work is done, and then its result."""
    environment, beats, released = ActivityEnvironment(), [], threading.Event()

    def beat(*_: object) -> None:
        beats.append(1)
        if len(beats) == 3:
            released.set()

    environment.on_heartbeat = beat

    assert "done" == await environment.run(alive, threads, lambda: blocked_until(released), OFTEN)
    assert len(beats) >= 3


async def test_quick_work_is_no_burden(threads: ThreadPoolExecutor) -> None:
    """What is done within a second says nothing in between."""
    environment, beats = ActivityEnvironment(), []
    environment.on_heartbeat = lambda *_: beats.append(1)
    await environment.run(alive, threads, lambda: None)

    assert [] == beats


async def test_work_that_waits_for_a_thread_is_alive_too(threads: ThreadPoolExecutor) -> None:
    """Where all threads are busy, the worker is still there, and the work is done in its turn."""
    environment, released = ActivityEnvironment(), threading.Event()
    environment.on_heartbeat = lambda *_: released.set()
    busy = threads.submit(blocked_until, released)

    assert ("mine", "done") == (await environment.run(alive, threads, lambda: "mine", OFTEN), busy.result())


async def test_a_failure_of_the_work_comes_through(threads: ThreadPoolExecutor) -> None:
    """What the work raises is raised."""

    def fails() -> None:
        raise ValueError("the reason")

    with pytest.raises(ValueError, match="the reason"):
        await ActivityEnvironment().run(alive, threads, fails)


async def test_the_work_knows_which_activity_it_belongs_to(threads: ThreadPoolExecutor) -> None:
    """In its thread the work finds the activity it is done for, for its log and its heartbeats."""
    found = await ActivityEnvironment().run(alive, threads, lambda: activity.info().activity_id)

    assert "test" == found


async def test_what_nobody_needs_any_more_still_says_what_came_of_it(threads: ThreadPoolExecutor) -> None:
    """A send that had begun when it was withdrawn is carried out, and its result is known, so that it can be undone."""
    environment, begun, released = ActivityEnvironment(), asyncio.Event(), threading.Event()
    environment.on_heartbeat = lambda *_: begun.set()

    def send() -> str:
        released.wait(_AT_MOST_SECONDS)
        return "CA1"

    working = asyncio.create_task(environment.run(alive, threads, send, OFTEN))
    await begun.wait()
    environment.cancel(ActivityCancellationDetails(cancel_requested=True))
    begun.clear()
    await begun.wait()
    released.set()

    assert "CA1" == await working


async def test_work_that_is_cancelled_is_not_stopped_half_way(threads: ThreadPoolExecutor) -> None:
    """A worker that stops lets go of the activity; what the provider is being asked is asked to the end."""
    environment, begun, released, done = ActivityEnvironment(), asyncio.Event(), threading.Event(), threading.Event()
    environment.on_heartbeat = lambda *_: begun.set()
    working = asyncio.create_task(
        environment.run(alive, threads, lambda: (released.wait(_AT_MOST_SECONDS), done.set()), OFTEN)  # type: ignore[func-returns-value]
    )
    await begun.wait()
    environment.cancel(ActivityCancellationDetails(worker_shutdown=True))
    with pytest.raises(asyncio.CancelledError):
        await working
    released.set()

    assert done.wait(_AT_MOST_SECONDS)
