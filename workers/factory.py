"""The one way a worker is made: used by the worker process, the tests and replay alike."""

from collections.abc import Sequence
from concurrent.futures import Executor
from datetime import timedelta

import temporalio.client
from temporalio.worker import Interceptor, Replayer, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from config.temporal import DATA_CONVERTER
from domain.names import Queue
from workers.registry import WORKFLOWS, Activities

_GRACE = timedelta(seconds=15)
_WORKFLOW_TASKS = 20  # more than this on two cores trips the two-second deadlock detector under a burst
_CALLS_AT_ONCE = 20


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
    threads: Executor,
    interceptors: Sequence[Interceptor] = (),
) -> Worker:
    """Return a worker for one queue; the engine's queue runs the workflows too. `threads` run the blocking providers' packages."""
    return Worker(
        client,
        task_queue=queue,
        workflows=list(WORKFLOWS) if queue is Queue.ENGINE else [],
        activities=activities.serving(queue),
        activity_executor=threads,
        workflow_runner=sandbox(),
        interceptors=interceptors,
        max_concurrent_workflow_tasks=_WORKFLOW_TASKS if queue is Queue.ENGINE else None,
        max_concurrent_activities=_CALLS_AT_ONCE,
        graceful_shutdown_timeout=_GRACE,
        # a dead worker's sticky queue delays the next task of its workflows by this much
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=3),
    )


def make_replayer() -> Replayer:
    """Return a replayer for the workflows as a worker would run them."""
    return Replayer(workflows=list(WORKFLOWS), workflow_runner=sandbox(), data_converter=DATA_CONVERTER)
