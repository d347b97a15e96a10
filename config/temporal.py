"""How this installation reaches Temporal: one data converter and one way to connect, for everyone who talks to it."""

from datetime import timedelta

import temporalio.client
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.runtime import Runtime

from config.settings import Settings
from domain.names import Queue

DATA_CONVERTER = pydantic_data_converter
"""The one data converter of workers, gateway, command line, tests and replay."""

_ANSWER_WITHIN = timedelta(seconds=5)


async def connect(settings: Settings, runtime: Runtime | None = None) -> temporalio.client.Client:
    """Return a client; `runtime` is the one that measures, where something is to be measured.

    Raises:
        RuntimeError: nobody answers at the address.

    """
    key = settings.temporal_api_key
    return await temporalio.client.Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        tls=settings.temporal_tls,
        api_key=key.get_secret_value() if key else None,
        data_converter=DATA_CONVERTER,
        runtime=runtime,
    )


async def waiting_in(client: temporalio.client.Client, lane: Queue) -> int:
    """Return about how many activities wait in a lane.

    Raises:
        RPCError: Temporal does not answer, or cannot tell.

    """
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=lane.value),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        report_stats=True,
    )
    described = await client.workflow_service.describe_task_queue(request, timeout=_ANSWER_WITHIN)
    return int(described.stats.approximate_backlog_count)
