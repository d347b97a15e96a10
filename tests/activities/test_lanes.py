"""What waits in the queues, as Temporal tells it."""

from datetime import timedelta
from typing import Any, cast

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueueStats
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, DescribeTaskQueueResponse
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.lanes import Lanes
from domain.names import Queue
from tests.workers.meters import FakeMeter


class Backlog:
    """A Temporal that knows how many tasks wait where; `fails` makes it answer with this status."""

    namespace = "default"

    def __init__(self, waiting: dict[str, int], fails: RPCStatusCode | None = None) -> None:
        self.waiting = waiting
        self.fails = fails
        self.asked: list[tuple[str, bool]] = []
        self.workflow_service = self

    async def describe_task_queue(self, request: DescribeTaskQueueRequest, **_: Any) -> DescribeTaskQueueResponse:
        """Say what waits."""
        if self.fails is not None:
            raise RPCError("no", self.fails, b"")
        of_workflows = request.task_queue_type == TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
        self.asked.append((request.task_queue.name, of_workflows))
        stats = TaskQueueStats(approximate_backlog_count=self.waiting.get(request.task_queue.name, 0))
        return DescribeTaskQueueResponse(stats=stats)


def lanes(backlog: Backlog, meter: FakeMeter | None = None, rate: float | None = 1.0) -> Lanes:
    """Return the lanes of this Temporal, held to a rate of calls."""
    return Lanes(cast("Client", backlog), {Queue.CALLS: rate, Queue.TEXTS: None}, (meter or FakeMeter()).meter())


async def test_calls_ordered_since_the_last_look_wait_as_well() -> None:
    """A rung of many people is handed over within one look: each of them counts."""
    seen = lanes(Backlog({"calls": 60}))
    await seen.look([Queue.CALLS])

    assert [(61, timedelta(seconds=61)), (62, timedelta(seconds=62))] == [seen.order_call(), seen.order_call()]


async def test_a_backlog_that_was_never_seen_is_none() -> None:
    """Where nobody watches, and before the first look, nothing is said of a wait."""
    seen = lanes(Backlog({"calls": 60}))

    assert [(0, None)] * 2 == [seen.order_call(), seen.order_call()]


async def test_without_a_limit_calls_are_counted_and_none_waits_long() -> None:
    """The simulator takes all at once."""
    seen = lanes(Backlog({"calls": 60}), rate=None)
    await seen.look([Queue.CALLS])

    assert (61, None) == seen.order_call()


async def test_every_queue_is_measured_and_the_lanes_say_how_far_away_their_last_is() -> None:
    """The engine's queue is asked for its workflow tasks, the others for activities."""
    backlog, meter = Backlog({"calls": 75, "engine": 4}), FakeMeter()
    await lanes(backlog, meter, rate=0.5).look([Queue.ENGINE, Queue.CALLS])

    assert [("engine", True), ("calls", False)] == backlog.asked
    assert {
        ("mimp_waiting", "queue=engine"): 4,
        ("mimp_waiting", "queue=calls"): 75,
        ("mimp_last_reached_seconds", "queue=calls"): 150,
    } == meter.values


async def test_a_server_that_cannot_tell_is_not_asked_again() -> None:
    """Temporal's test server knows nothing of backlogs: watching ends, and nobody is said to wait."""
    watched = lanes(Backlog({}, RPCStatusCode.UNIMPLEMENTED))
    await watched.watch([Queue.CALLS])

    assert (0, None) == watched.order_call()


async def test_a_server_that_is_away_is_asked_again_and_nothing_old_is_told() -> None:
    """An old backlog is no backlog: what was seen before Temporal went away is forgotten."""
    backlog = Backlog({"calls": 300})
    watched = lanes(backlog)
    await watched.look([Queue.CALLS])
    backlog.fails = RPCStatusCode.UNAVAILABLE

    assert (True, (0, None)) == (await watched.look([Queue.CALLS]), watched.order_call())
