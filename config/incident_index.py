"""Where Temporal keeps incidents: the run behind a code, and the list of those that are open.

The list is Temporal's own, made of search attributes: no incident is asked, so that it is there at once in a storm and without a
worker. It lags behind by a second or so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from temporalio.api.errordetails.v1 import NamespaceNotFoundFailure
from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus, WorkflowHandle
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from domain.audiences import Audience
from domain.codes import IncidentCode, read_incident_code, run_suffix
from domain.errors import Refused
from domain.incident.view import IncidentView
from domain.lifecycle import IncidentState
from domain.names import SearchAttribute, WorkflowType, incident_id, incident_key

_RUNS = f'WorkflowType = "{WorkflowType.INCIDENT}" AND ExecutionStatus = '
_NOBODY = "nobody"


class NoSuchIncident(Refused):
    """There is no incident with this code."""


class OpenIncident(BaseModel):
    """What Temporal's list says of an open incident: `service` is its key, `holder` a person's id; `opened_at` is UTC.

    `part_of` is the code of the incident it is part of, `with_it` are those of its own parts. `overdue` says to whom an update is
    overdue.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    state: IncidentState
    service: str
    holder: str | None
    opened_at: datetime
    part_of: str | None = None
    with_it: tuple[str, ...] = ()
    overdue: tuple[Audience, ...] = ()


@dataclass(frozen=True)
class FoundIncident:
    """The run a code means.

    `over` says that nothing more happens to it, `latest` that no other incident has come after it under the same workflow id.
    """

    handle: WorkflowHandle[object, object]
    over: bool
    latest: bool


@dataclass(frozen=True)
class SeenIncident:
    """How an incident stands, and whether it is over."""

    view: IncidentView
    over: bool


async def find(client: Client, code: IncidentCode) -> FoundIncident:
    """Return the run a code means: the open one, or an earlier one with the same key.

    Raises:
        NoSuchIncident: there is none.
        RPCError: Temporal does not answer, or cannot.

    """
    latest = client.get_workflow_handle(incident_id(code.key))
    try:
        described = await latest.describe()
    except RPCError as error:
        if is_about_the_workflow(error):
            raise NoSuchIncident(f"There is no incident {code}: nothing was ever reported for '{code.key}'.") from error
        raise
    suffix = run_suffix(described.raw_description.workflow_execution_info.first_run_id)
    if suffix == code.suffix:
        return FoundIncident(latest, over=described.status is not WorkflowExecutionStatus.RUNNING, latest=True)
    # Lists do not say which run was the first, so an earlier incident is found by its code; the latest run is its end.
    earlier = [run async for run in client.list_workflows(f'{SearchAttribute.CODE} = "{code}"')]
    if earlier:
        run_id = max(earlier, key=lambda run: run.start_time).run_id
        return FoundIncident(client.get_workflow_handle(latest.id, run_id=run_id), over=True, latest=False)
    raise NoSuchIncident(f"There is no incident {code}; the latest for '{code.key}' is {code.key}-{suffix}.")


async def list_open(client: Client) -> list[OpenIncident]:
    """Return the open incidents, the latest first.

    Raises:
        RPCError: Temporal does not answer, or cannot.

    """
    runs = [run async for run in client.list_workflows(f'{_RUNS}"Running"')]
    opened = await _when_opened(client, [_code(run) for run in runs if _is_a_later_run(run)])
    listed = _with_their_parts([_listed(run, opened.get(_code(run), run.start_time)) for run in runs])
    return sorted(listed, key=lambda incident: incident.opened_at, reverse=True)


def _with_their_parts(listed: list[OpenIncident]) -> list[OpenIncident]:
    """Add to each incident the codes of those that say they are part of it."""
    parts: dict[str, list[str]] = {}
    for each in listed:
        if each.part_of:
            parts.setdefault(each.part_of, []).append(each.code)
    return [each.model_copy(update={"with_it": tuple(sorted(parts.get(each.code, ())))}) for each in listed]


async def _when_opened(client: Client, codes: Sequence[str]) -> dict[str, datetime]:
    """Return when incidents were opened whose open run is not their first: a run knows its own start alone."""
    opened: dict[str, datetime] = {}
    if codes:
        named = ", ".join(f'"{code}"' for code in codes)
        async for run in client.list_workflows(f'{_RUNS}"ContinuedAsNew" AND {SearchAttribute.CODE} IN ({named})'):
            opened[_code(run)] = min(run.start_time, opened.get(_code(run), run.start_time))
    return opened


def _listed(run: WorkflowExecution, opened_at: datetime) -> OpenIncident:
    holder = _shown(run, SearchAttribute.HOLDER)
    state = IncidentState(_shown(run, SearchAttribute.STATE) or IncidentState.REPORTED)
    return OpenIncident(
        code=_code(run),
        state=state,
        service=incident_key(run.id),
        holder=None if holder == _NOBODY else holder,
        opened_at=opened_at,
        part_of=_shown(run, SearchAttribute.PART_OF) if state is IncidentState.ATTACHED else None,
        overdue=_overdue(_shown(run, SearchAttribute.OVERDUE_ROUNDS)),
    )


def _overdue(shown: str | None) -> tuple[Audience, ...]:
    """Return to whom an update is overdue, as `domain.incident.reminding.overdue_audiences` says it."""
    return tuple(audience for audience in sorted(Audience) if shown in {audience, "both"})


def _code(run: WorkflowExecution) -> str:
    """Return an incident's code; a run that no worker has seen yet is the first, which the code is made of."""
    shown = _shown(run, SearchAttribute.CODE)
    return shown or str(IncidentCode(incident_key(run.id), run_suffix(run.run_id)))


def _is_a_later_run(run: WorkflowExecution) -> bool:
    return read_incident_code(_code(run)).suffix != run_suffix(run.run_id)


def _shown(run: WorkflowExecution, attribute: SearchAttribute) -> str | None:
    return run.typed_search_attributes.get(SearchAttributeKey.for_keyword(attribute))


def is_about_the_workflow(error: RPCError) -> bool:
    """Whether a workflow is not there, or has ended; a namespace that is not there is the settings' fault."""
    about_namespace = any(detail.Is(NamespaceNotFoundFailure.DESCRIPTOR) for detail in error.grpc_status.details)
    return error.status is RPCStatusCode.NOT_FOUND and not about_namespace
