"""The canary crosses every queue each minute, and is silent as soon as one is not served."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from temporalio import activity
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from config.process import executable
from config.temporal import DATA_CONVERTER
from domain.canary import CanaryFlight, CanaryStart, Heartbeat
from domain.names import CANARY_ID, Activity, Queue, Update
from workers.canary import start_canary
from workers.factory import sandbox
from workflows.canary import Canary

MINUTES = 60


class Sky:
    """What the canary meets, with memory; `closed` queues fail it, and a `deaf` address takes no heartbeat.

    A queue nobody serves at all is for tests/live: this server's clock stands still while a task waits for a worker.
    """

    def __init__(self) -> None:
        self.crossed: list[Queue] = []
        self.heartbeats = 0
        self.closed: set[Queue] = set()
        self.deaf = False

    @activity.defn(name=Activity.CANARY)
    async def canary(self, flight: CanaryFlight) -> None:
        """Note that a queue was crossed, and that its worker was that queue's own."""
        assert flight.queue == activity.info().task_queue
        if flight.queue in self.closed:
            raise ApplicationError("nobody here", non_retryable=True)
        self.crossed.append(flight.queue)

    @activity.defn(name=Activity.HEARTBEAT)
    async def heartbeat(self, _: Heartbeat) -> None:
        """Count a heartbeat, unless nobody listens."""
        if self.deaf:
            raise ApplicationError("the heartbeat address answers 500", non_retryable=True)
        self.heartbeats += 1


@pytest.fixture
def sky() -> Sky:
    """A clear sky."""
    return Sky()


@pytest.fixture
async def env() -> AsyncIterator[WorkflowEnvironment]:
    """Temporal with one movable clock."""
    server = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=executable("temporal-test-server"), data_converter=DATA_CONVERTER
    )
    async with server as environment:
        yield environment


async def serve(stack: AsyncExitStack, client: Client, sky: Sky, *queues: Queue) -> None:
    """Serve these queues until the end of the stack."""
    for queue in queues:
        worker = Worker(
            client,
            task_queue=queue,
            workflows=[Canary] if queue is Queue.ENGINE else [],
            activities=[sky.canary, sky.heartbeat] if queue is Queue.ENGINE else [sky.canary],
            workflow_runner=sandbox(),
        )
        await stack.enter_async_context(worker)


async def said(client: Client) -> str:
    """Return what the canary tells in the Temporal UI, without the time."""
    handle: WorkflowHandle[object, object] = client.get_workflow_handle(CANARY_ID)
    metadata = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    flight, _, words = metadata.current_details.partition(" UTC: ")
    return f"{flight.partition(',')[0]}: {words}"


async def test_every_queue_is_crossed_each_minute_and_a_heartbeat_follows(env: WorkflowEnvironment, sky: Sky) -> None:
    """All is well: three flights in two and a half minutes, each over every queue, each with its heartbeat."""
    async with AsyncExitStack() as stack:
        await serve(stack, env.client, sky, *Queue)
        await start_canary(env.client)
        await env.sleep(2.5 * MINUTES)

        assert "Flight 3: every queue was crossed." == await said(env.client)
    assert dict.fromkeys(Queue, 3) == {queue: sky.crossed.count(queue) for queue in Queue}
    assert 3 == sky.heartbeats


async def test_a_queue_that_is_not_crossed_is_named_and_silences_the_heartbeat(
    env: WorkflowEnvironment, sky: Sky
) -> None:
    """Whoever watches from outside hears nothing, and whoever looks reads which queue it is, until it is crossed again."""
    sky.closed = {Queue.CALLS}
    async with AsyncExitStack() as stack:
        await serve(stack, env.client, sky, *Queue)
        await start_canary(env.client)
        await env.sleep(0.5 * MINUTES)

        expected = "Flight 1: not crossed within 1 minute: **calls**. No heartbeat is sent."
        assert (expected, 0) == (await said(env.client), sky.heartbeats)

        sky.closed = set()
        await env.sleep(1 * MINUTES)

        assert ("Flight 2: every queue was crossed.", 1) == (await said(env.client), sky.heartbeats)


async def test_an_address_that_does_not_listen_is_told_and_tried_again(env: WorkflowEnvironment, sky: Sky) -> None:
    """The canary flies on whether or not it is heard outside."""
    sky.deaf = True
    async with AsyncExitStack() as stack:
        await serve(stack, env.client, sky, *Queue)
        await start_canary(env.client)
        await env.sleep(0.5 * MINUTES)
        deaf = await said(env.client)
        sky.deaf = False
        await env.sleep(1 * MINUTES)

        assert "every queue was crossed, but the heartbeat address did not take it." == deaf.partition(": ")[2]
        assert "every queue was crossed." == (await said(env.client)).partition(": ")[2]


async def test_starting_it_again_changes_nothing(env: WorkflowEnvironment, sky: Sky) -> None:
    """Every worker that starts wants a canary; there is one, and it flies as it did."""
    async with AsyncExitStack() as stack:
        await serve(stack, env.client, sky, *Queue)
        await start_canary(env.client)
        await env.sleep(0.5 * MINUTES)
        await start_canary(env.client)
        await env.sleep(1 * MINUTES)

        assert 2 == sky.heartbeats


async def test_it_goes_on_in_a_fresh_run_over_the_queues_of_today(env: WorkflowEnvironment, sky: Sky) -> None:
    """A long history is left behind, and a queue that a new version has brought is crossed from then on."""
    async with AsyncExitStack() as stack:
        await serve(stack, env.client, sky, *Queue)
        await start_canary(env.client, CanaryStart(every=timedelta(minutes=5), queues=(Queue.ENGINE,)))
        await env.sleep(1 * MINUTES)
        before = list(sky.crossed)
        await env.client.get_workflow_handle(CANARY_ID).execute_update(Update.ROLL_OVER)
        await env.sleep(1 * MINUTES)

        assert ([Queue.ENGINE], {*Queue}) == (before, set(sky.crossed[1:]))
        assert 2 == sky.heartbeats
