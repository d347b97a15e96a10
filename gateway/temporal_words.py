"""What Temporal says instead of doing what it was asked, in our words."""

from temporalio.client import WorkflowExecutionStatus, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from config.incident_index import is_about_the_workflow
from domain.errors import Refused
from gateway.engine import Gone, TemporalUnavailable


def raise_unless_cut_short(failed: WorkflowUpdateFailedError) -> None:
    """Raise the refusal an update met; return when its run ended, or rolled over, before it was done."""
    cause = failed.cause
    if not isinstance(cause, ApplicationError):
        raise TemporalUnavailable(f"The answer was not taken: {cause}") from failed
    if cause.type != "AcceptedUpdateCompletedWorkflow":
        raise Refused(cause.message) from failed


async def raise_if_ended(handle: WorkflowHandle[object, object]) -> None:
    """Raise `Gone` when a workflow does not run any more."""
    description = await handle.describe()
    if description.status is not WorkflowExecutionStatus.RUNNING:
        raise Gone(f"{handle.id} has ended.")


def in_our_words(error: RPCError) -> Gone | TemporalUnavailable:
    """Return what it means that Temporal turns something away."""
    if is_about_the_workflow(error):
        return Gone(error.message)
    return TemporalUnavailable(f"Temporal answers: {error.message} ({error.status.name.lower().replace('_', ' ')}).")
