"""Starts the canary, and keeps what it leaves behind small."""

import temporalio.client
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.common import Priority as TemporalPriority
from temporalio.common import WorkflowIDConflictPolicy

from domain.canary import CanaryStart
from domain.names import CANARY_ID, Priority, Queue, WorkflowType

_ENDED = f'WorkflowId = "{CANARY_ID}" AND ExecutionStatus != "Running"'


async def start_canary(client: temporalio.client.Client, start: CanaryStart | None = None) -> None:
    """Let the canary fly; one that flies already is left as it is.

    Raises:
        temporalio.service.RPCError: Temporal did not take it.

    """
    await client.start_workflow(
        WorkflowType.CANARY,
        start or CanaryStart(),
        id=CANARY_ID,
        task_queue=Queue.ENGINE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        priority=TemporalPriority(priority_key=Priority.CANARY),
        static_summary="crosses every queue each minute; the heartbeat follows",
    )


async def forget_ended_flights(client: temporalio.client.Client) -> None:
    """Delete the canary's runs that have ended: some thousand events each few hours, and nobody reads them.

    Raises:
        temporalio.service.RPCError: Temporal did not take it; the next time will do.

    """
    async for run in client.list_workflows(_ENDED):
        execution = WorkflowExecution(workflow_id=run.id, run_id=run.run_id)
        request = DeleteWorkflowExecutionRequest(namespace=client.namespace, workflow_execution=execution)
        await client.workflow_service.delete_workflow_execution(request)
