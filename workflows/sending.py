"""The one way to send from a workflow to another: by workflow id, never by run id, and a closed target is a fact, not an error."""

from pydantic import BaseModel
from temporalio import workflow
from temporalio.exceptions import ApplicationError

from domain.names import Signal


async def send(workflow_id: str, signal: Signal, message: BaseModel) -> bool:
    """Signal a workflow; return whether it was there to receive it.

    Addressing by workflow id reaches whichever run is current, over any continue-as-new.
    """
    target = workflow.get_external_workflow_handle(workflow_id)
    try:
        await target.signal(signal, message)
    except ApplicationError:  # how the SDK reports a target that is unknown or has completed
        return False
    return True
