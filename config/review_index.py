"""Where Temporal keeps reviews: the list of those that are not closed, which outlive their incidents by months."""

from temporalio.client import Client

from domain.codes import IncidentCode, read_review_id
from domain.names import WorkflowType

_OPEN = f'WorkflowType = "{WorkflowType.REVIEW}" AND ExecutionStatus = "Running"'


async def list_open_reviews(client: Client) -> list[IncidentCode]:
    """Return the codes of the incidents whose reviews are not closed yet, the earliest first; a second or so behind.

    Raises:
        RPCError: Temporal does not answer, or cannot.

    """
    runs = [run async for run in client.list_workflows(_OPEN)]
    runs.sort(key=lambda run: run.start_time)
    return [read_review_id(run.id) for run in runs]
