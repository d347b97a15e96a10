"""The one way a worker is made: used by the worker process, the tests and replay alike."""

from collections.abc import Sequence
from datetime import timedelta

import temporalio.client
from temporalio.worker import Interceptor, Replayer, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from config.temporal import DATA_CONVERTER
from domain.names import Queue
from workers import registry
from workers.registry import Activities

_GRACE = timedelta(seconds=15)
# The default holds heartbeats back for four of the five seconds they may be late.
_HEARTBEATS_LEAVE_WITHIN = timedelta(seconds=2)
_WORKFLOW_TASKS = 20  # more than this on two cores trips the two-second deadlock detector under a burst
ACTIVITIES_AT_ONCE = 20
"""How many activities of one queue run at once, and so how many threads a queue needs for itself."""


def sandbox() -> SandboxedWorkflowRunner:
    """Return the sandbox workflows run in. It stays on.

    The pure domain is passed through: it holds no module-level state, and importing it anew for each workflow would cost more than
    the workflow itself. `statemachine` cannot be imported inside (it resolves a path).
    """
    restrictions = SandboxRestrictions.default.with_passthrough_modules("domain", "statemachine")
    return SandboxedWorkflowRunner(restrictions=restrictions)


def make_worker(
    client: temporalio.client.Client,
    queue: Queue,
    activities: Activities,
    interceptors: Sequence[Interceptor] = (),
    *,
    per_second: float | None = None,
) -> Worker:
    """Return a worker for one queue; the engine's queue runs the workflows too.

    `per_second` holds the whole queue to so many activities a second, however many workers serve it; they must all say the same.
    """
    return Worker(
        client,
        task_queue=queue,
        workflows=list(registry.WORKFLOWS) if queue is Queue.ENGINE else [],
        activities=activities.serving(queue),
        workflow_runner=sandbox(),
        interceptors=interceptors,
        max_concurrent_workflow_tasks=_WORKFLOW_TASKS if queue is Queue.ENGINE else None,
        max_concurrent_activities=ACTIVITIES_AT_ONCE,
        max_task_queue_activities_per_second=per_second,
        graceful_shutdown_timeout=_GRACE,
        max_heartbeat_throttle_interval=_HEARTBEATS_LEAVE_WITHIN,
        # a dead worker's sticky queue delays the next task of its workflows by this much
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=3),
    )


def make_replayer() -> Replayer:
    """Return a replayer for the workflows as a worker would run them."""
    return Replayer(workflows=list(registry.WORKFLOWS), workflow_runner=sandbox(), data_converter=DATA_CONVERTER)
