"""The rates of the settings reach the queues of a real Temporal."""

import asyncio

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, DescribeTaskQueueResponse
from temporalio.client import Client

from domain.names import Queue
from tests.live.bare import a_temporal, a_worker


async def described(temporal: Client, queue: Queue) -> DescribeTaskQueueResponse:
    """Return what Temporal knows of a queue."""
    request = DescribeTaskQueueRequest(
        namespace=temporal.namespace,
        task_queue=TaskQueue(name=queue.value),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        report_stats=True,
    )
    return await temporal.workflow_service.describe_task_queue(request)


async def rate(temporal: Client, queue: Queue) -> float:
    """Return what a queue is held to in a second, as soon as a worker polls it."""
    while not (found := await described(temporal, queue)).pollers:  # noqa: ASYNC110 - a real process
        await asyncio.sleep(0.1)
    return found.effective_rate_limit.requests_per_second


async def test_each_lane_is_held_to_its_own_rate_and_nothing_else_is() -> None:
    """Calls and texts go out as fast as the account allows; ending a call is held up by neither."""
    async with a_temporal() as temporal:
        with a_worker(temporal, *Queue, calls_per_second="3", text_segments_per_second="0.5"):
            assert (3, 0.5) == (await rate(temporal, Queue.CALLS), await rate(temporal, Queue.TEXTS))
            assert await rate(temporal, Queue.PAGE) >= 1000
