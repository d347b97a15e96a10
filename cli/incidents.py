"""Asks the incident behind a code, and lists those that are open."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

import temporalio.client
from pydantic import BaseModel
from temporalio.client import WorkflowHandle, WorkflowQueryFailedError, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from config.incident_index import OpenIncident, SeenIncident, find, is_about_the_workflow, list_open
from config.organisation import OrganisationInvalid, load_organisation
from config.settings import Settings
from config.temporal import connect
from domain.codes import read_incident_code
from domain.errors import Refused
from domain.incident.view import IncidentView
from domain.names import Query, Update
from domain.requests import AnyRequest, Ask, Reply

_View = TypeVar("_View", bound=BaseModel)

ANSWER_WITHIN = timedelta(seconds=10)
"""How long somebody at a terminal waits for a worker."""


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


async def listed(client: temporalio.client.Client, names: Mapping[str, str]) -> list[tuple[OpenIncident, str | None]]:
    """Return the open incidents, the latest first, each with the name of whoever has it; None where `names` has none."""
    return [(each, names.get(each.holder or "")) for each in await list_open(client)]


def people_names(settings: Settings, complain: Callable[[str], None]) -> Mapping[str, str]:
    """Return what people are called, by id; nothing when the organisation file has mistakes: a list by ids beats none."""
    try:
        people = load_organisation(settings.organisation).people
    except OrganisationInvalid:
        complain("People are listed by id: the organisation file has mistakes, which 'mimp check' shows.")
        return {}
    return {person.id: person.name for person in people.values()}


async def view(client: temporalio.client.Client, code: str) -> IncidentView:
    """Return what may be shown of an incident.

    Raises:
        Refused: there is no such incident.
        NotReachable: no worker answers.

    """
    return (await look(client, code)).view


async def look(client: temporalio.client.Client, code: str) -> SeenIncident:
    """Return how an incident stands, and whether it is over.

    Raises:
        Refused: there is no such incident.
        NotReachable: no worker answers.

    """
    found = await find(client, read_incident_code(code))
    return SeenIncident(await _snapshot(found.handle), found.over)


async def request(client: temporalio.client.Client, code: str, asked: AnyRequest) -> str:
    """Bring what a person asks to an incident; return the words to say.

    Raises:
        Refused: with the reason.
        NotReachable: no worker answers.

    """
    found = await find(client, read_incident_code(code))
    return await bring(found.handle, Ask(request=asked), gone=f"Incident {code} is over.")


async def bring(handle: WorkflowHandle[Any, Any], ask: BaseModel, *, gone: str) -> str:
    """Bring what a person asks to the workflow that decides it; return the words to say.

    Raises:
        Refused: with the reason; with `gone` when the workflow is not there, or has ended.
        NotReachable: no worker answers.

    """
    try:
        reply: Reply = await asyncio.wait_for(
            handle.execute_update(Update.REQUEST, ask, result_type=Reply), ANSWER_WITHIN.total_seconds()
        )
    except WorkflowUpdateFailedError as error:
        reason = error.cause.message if isinstance(error.cause, ApplicationError) else str(error.cause)
        raise Refused(reason) from error
    except RPCError as error:
        raise Refused(gone) if is_about_the_workflow(error) else no_worker(error) from error
    except TimeoutError as error:
        raise no_worker(error) from error
    return reply.words


async def shown_by(handle: WorkflowHandle[Any, Any], view: type[_View], *, missing: str) -> _View:
    """Return what a workflow shows of itself, open or over.

    Raises:
        Refused: with `missing` when the workflow is not there.
        NotReachable: no worker answers.

    """
    try:
        shown: _View = await handle.query(Query.SNAPSHOT, result_type=view, rpc_timeout=ANSWER_WITHIN)
    except RPCError as error:
        raise Refused(missing) if is_about_the_workflow(error) else no_worker(error) from error
    except WorkflowQueryFailedError as error:
        raise no_worker(error) from error
    return shown


async def _snapshot(handle: WorkflowHandle[object, object]) -> IncidentView:
    try:
        shown: IncidentView = await handle.query(Query.SNAPSHOT, result_type=IncidentView, rpc_timeout=ANSWER_WITHIN)
    except (RPCError, WorkflowQueryFailedError) as error:
        raise no_worker(error) from error
    return shown


def no_worker(error: Exception) -> NotReachable:
    """Return what is said when nobody answers for a workflow."""
    return NotReachable(f"No worker answers: is 'mimp up' or 'mimp worker' running? ({error or 'no answer in time'})")
