"""The heartbeat of a real installation: it is heard while every queue is served, and not a moment longer than that."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client
from temporalio.service import RPCError

from domain.canary import CanaryStart
from domain.names import CANARY_ID, Queue
from tests.activities.provider import Provider, Says, a_provider
from tests.live.bare import a_temporal, a_worker
from workers.canary import start_canary

EVERY = timedelta(seconds=2)


@pytest.fixture
def outside() -> Iterator[Provider]:
    """Whoever watches from outside, and remembers each heartbeat."""
    with a_provider() as watching:
        watching.answers = Says(200)
        yield watching


async def said(temporal: Client) -> str:
    """Return what the canary tells in the Temporal UI; nothing while no worker can say it."""
    handle = temporal.get_workflow_handle(CANARY_ID)
    try:
        metadata = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    except RPCError:
        return ""
    return str(metadata.current_details)


async def until_said(temporal: Client, words: str, *, after: str = "") -> str:
    """Return what the canary tells as soon as it has these words and is news."""
    while words not in (told := await said(temporal)) or told == after:  # noqa: ASYNC110 - a real process
        await asyncio.sleep(0.1)
    return told


async def test_the_heartbeat_is_heard_until_a_queue_loses_its_worker(outside: Provider) -> None:
    """One worker serves the lane of calls and another the rest; without the first, the lane is named and nothing is heard."""
    heartbeat = f"{outside.address}/ping/mimp"
    async with a_temporal() as temporal:
        await start_canary(temporal, CanaryStart(every=EVERY))  # a worker finds it flying, and leaves it as it is
        with ExitStack() as rest, ExitStack() as lane:
            others = [queue for queue in Queue if queue is not Queue.CALLS]
            rest.enter_context(a_worker(temporal, *others, heartbeat_url=heartbeat))
            lane.enter_context(a_worker(temporal, Queue.CALLS))
            await until_said(temporal, "every queue was crossed.")

            lane.close()
            told = await until_said(temporal, "**calls**. No heartbeat is sent.")
            heard = len(outside.asked)
            await until_said(temporal, "**calls**. No heartbeat is sent.", after=told)

            assert {("GET", "/ping/mimp")} == {(asked.method, asked.path) for asked in outside.asked}
            assert heard == len(outside.asked)

            lane.enter_context(a_worker(temporal, Queue.CALLS))
            await until_said(temporal, "every queue was crossed.")

            assert len(outside.asked) > heard
