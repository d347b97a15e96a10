"""Finds the incident behind a code, and asks it."""

import asyncio
from datetime import timedelta

import temporalio.client
from temporalio.api.errordetails.v1 import NamespaceNotFoundFailure
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from config.settings import Settings
from config.temporal import connect
from domain.codes import IncidentCode, read_incident_code, run_suffix
from domain.errors import Refused
from domain.incident.view import IncidentView
from domain.names import Query, SearchAttribute, Update, WorkflowType, incident_id
from domain.requests import AnyRequest, Ask, Reply

_ANSWER_WITHIN = timedelta(seconds=10)


class NotReachable(Exception):
    """Temporal, or a worker, does not answer; the text says what to do."""


async def connected(settings: Settings) -> temporalio.client.Client:
    """Return a client.

    Raises:
        NotReachable: nobody answers there.

    """
    try:
        return await asyncio.wait_for(connect(settings), 5)
    except (RuntimeError, TimeoutError) as error:
        raise NotReachable(
            f"Temporal does not answer at {settings.temporal_address}: start it with 'make up', or set MIMP_TEMPORAL_ADDRESS."
        ) from error


async def view(client: temporalio.client.Client, code: str) -> IncidentView:
    """Return what may be shown of an incident.

    Raises:
        Refused: there is no such incident.
        NotReachable: no worker answers.

    """
    return await _snapshot(await find(client, read_incident_code(code)))


async def request(client: temporalio.client.Client, code: str, asked: AnyRequest) -> str:
    """Bring what a person asks to an incident; return the words to say.

    Raises:
        Refused: with the reason.
        NotReachable: no worker answers.

    """
    handle = await find(client, read_incident_code(code))
    try:
        reply: Reply = await asyncio.wait_for(
            handle.execute_update(Update.REQUEST, Ask(request=asked), result_type=Reply),
            _ANSWER_WITHIN.total_seconds(),
        )
    except WorkflowUpdateFailedError as error:
        reason = error.cause.message if isinstance(error.cause, ApplicationError) else str(error.cause)
        raise Refused(reason) from error
    except (RPCError, TimeoutError) as error:
        raise _no_worker(error) from error
    return reply.words


async def find(client: temporalio.client.Client, code: IncidentCode) -> WorkflowHandle[object, object]:
    """Return the run a code means: the open one, or an earlier one with the same key.

    Raises:
        Refused: there is none.

    """
    workflow_id = incident_id(code.key)
    try:
        newest = (await client.get_workflow_handle(workflow_id).describe()).raw_description.workflow_execution_info
    except RPCError as error:
        if _knows_no_workflow(error):
            raise Refused(f"There is no incident {code}: nothing was ever reported for '{code.key}'.") from error
        raise
    if run_suffix(newest.first_run_id) == code.suffix:
        return client.get_workflow_handle(workflow_id)
    # Lists do not say which run was the first, so an earlier incident is found by its code; the latest run is its end.
    earlier = [run async for run in client.list_workflows(f'{SearchAttribute.CODE} = "{code}"')]
    if earlier:
        run_id = max(earlier, key=lambda run: run.start_time).run_id
        return client.get_workflow_handle(workflow_id, run_id=run_id)
    raise Refused(
        f"There is no incident {code}; the latest for '{code.key}' is {code.key}-{run_suffix(newest.first_run_id)}."
    )


async def list_open(client: temporalio.client.Client) -> list[IncidentView]:
    """Return the open incidents, the latest first, as Temporal lists them: a new one shows up within seconds.

    Raises:
        NotReachable: no worker answers.

    """
    query = f'WorkflowType = "{WorkflowType.INCIDENT}" AND ExecutionStatus = "Running"'
    runs = [run async for run in client.list_workflows(query)]
    return [await _snapshot(client.get_workflow_handle(run.id)) for run in runs]


async def _snapshot(handle: WorkflowHandle[object, object]) -> IncidentView:
    try:
        shown: IncidentView = await handle.query(Query.SNAPSHOT, result_type=IncidentView, rpc_timeout=_ANSWER_WITHIN)
    except RPCError as error:
        raise _no_worker(error) from error
    return shown


def _knows_no_workflow(error: RPCError) -> bool:
    """Whether there is no such workflow; a namespace that is not there is the settings' fault."""
    about_namespace = any(detail.Is(NamespaceNotFoundFailure.DESCRIPTOR) for detail in error.grpc_status.details)
    return error.status is RPCStatusCode.NOT_FOUND and not about_namespace


def _no_worker(error: Exception) -> NotReachable:
    return NotReachable(f"No worker answers: is 'mimp up' or 'mimp worker' running? ({error or 'no answer in time'})")
