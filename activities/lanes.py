"""What waits in the queues, so that an escalation can say when the last call is placed, and an operator sees it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta

import temporalio.client
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.common import MetricMeter
from temporalio.service import RPCError, RPCStatusCode

from domain.lanes import last_reached_in, time_to_take
from domain.names import Metric, Queue

_LOOK_EVERY_SECONDS = 2.0
_ANSWER_WITHIN = timedelta(seconds=5)


class Lanes:
    """The backlog of the queues as it was looked at last, and the calls that were ordered since.

    `rates` says what a lane is held to in a second. A backlog that cannot be seen, as Temporal is away or cannot tell, is none.
    """

    def __init__(
        self,
        client: temporalio.client.Client,
        rates: dict[Queue, float | None],
        meter: MetricMeter = MetricMeter.noop,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._rates = rates
        self._pause = pause
        self._calls: int | None = None
        self._waiting = meter.create_gauge(Metric.WAITING, "Tasks that wait in a queue.")
        self._reached = meter.create_gauge_float(Metric.LAST_REACHED, "When the last in a lane has its turn.", "s")

    def order_call(self) -> tuple[int, timedelta | None]:
        """Count a call that is about to be placed; return how many wait, and when the last is placed if that takes long."""
        if self._calls is None:
            return 0, None
        self._calls += 1
        return self._calls, last_reached_in(self._calls, self._rates.get(Queue.CALLS))

    async def watch(self, queues: Iterable[Queue]) -> None:
        """Look at these queues every two seconds; return only when Temporal says that it cannot tell."""
        watched = tuple(queues)
        while await self.look(watched):
            await self._pause(_LOOK_EVERY_SECONDS)

    async def look(self, queues: Iterable[Queue]) -> bool:
        """Look once; return whether there is a point in looking again."""
        try:
            for queue in queues:
                self._note(queue, await self._backlog(queue))
        except RPCError as error:
            self._calls = None
            return error.status is not RPCStatusCode.UNIMPLEMENTED
        return True

    def _note(self, queue: Queue, waiting: int) -> None:
        if queue is Queue.CALLS:
            self._calls = waiting
        labels = {"queue": queue.value}
        self._waiting.set(waiting, labels)
        if queue in self._rates:
            self._reached.set(time_to_take(waiting, self._rates[queue]).total_seconds(), labels)

    async def _backlog(self, queue: Queue) -> int:
        kind = (
            TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW if queue is Queue.ENGINE else TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
        )
        request = DescribeTaskQueueRequest(
            namespace=self._client.namespace,
            task_queue=TaskQueue(name=queue.value),
            task_queue_type=kind,
            report_stats=True,
        )
        described = await self._client.workflow_service.describe_task_queue(request, timeout=_ANSWER_WITHIN)
        return int(described.stats.approximate_backlog_count)
