"""Which other incidents were opened lately: what fails elsewhere at the same time may be the cause, or have the same one (P10)."""

from collections.abc import AsyncIterator
from datetime import UTC

import temporalio.client
from temporalio import activity
from temporalio.client import WorkflowExecution, WorkflowExecutionStatus
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from domain.codes import read_incident_code, run_suffix
from domain.lifecycle import IncidentState
from domain.lookups import LastIncident, RecentIncident, RecentIncidents, RecentIncidentsQuery
from domain.names import Activity, SearchAttribute, WorkflowType, incident_id, incident_key
from domain.organisation import Organisation
from domain.reliance.graph import Chain, Reliance

_MOST = 100  # runs looked at; in a storm the latest are enough to see that there is one
_MOST_OF_ONE = 20  # the latest runs of one service come first
_CODE = SearchAttributeKey.for_keyword(SearchAttribute.CODE)
_STATE = SearchAttributeKey.for_keyword(SearchAttribute.STATE)
_WORKED_ON = frozenset(state for state in IncidentState if state.worked_on)
_HOLDER = SearchAttributeKey.for_keyword(SearchAttribute.HOLDER)
_GOES_ON = {WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.CONTINUED_AS_NEW}


class IncidentIndex:
    """Temporal's list of incidents. It lags behind by a second or so, which is good enough for a hint."""

    def __init__(self, client: temporalio.client.Client, organisation: Organisation) -> None:
        self._client = client
        self._organisation = organisation
        self._reliance = Reliance(organisation)

    @activity.defn(name=Activity.RECENT_INCIDENTS)
    async def recent_incidents(self, query: RecentIncidentsQuery) -> RecentIncidents:
        """Return the incidents opened since then, but for the one that asks, and how their services rely on one another.

        None where Temporal keeps no list; and the last incident of the same service that is over.
        """
        found = await _as_far_as_listed(self._runs(query))
        service = read_incident_code(query.besides).key
        others = [run for run in found if _opened_then(run, query.besides)]
        incidents = [self._named(run, service) for run in others]
        return RecentIncidents(incidents=incidents, last=await self._last_of(service, query.besides))

    async def _last_of(self, key: str, besides: str) -> LastIncident | None:
        """Return the last incident with this key that has ended: all of them have one workflow id."""
        listing = f"WorkflowId = '{incident_id(key)}' AND ExecutionStatus = 'Completed'"
        ended = await _as_far_as_listed(self._client.list_workflows(listing, limit=_MOST_OF_ONE))
        over = [(run.close_time, run) for run in ended if run.close_time and run.typed_search_attributes.get(_CODE)]
        others = [(at, run) for at, run in over if run.typed_search_attributes[_CODE] != besides]
        if not others:
            return None
        at, last = max(others, key=lambda each: each[0])
        shown = last.typed_search_attributes
        state = IncidentState(shown.get(_STATE) or IncidentState.REPORTED)
        return LastIncident(code=shown[_CODE], state=state, over_at=at.astimezone(UTC))

    def _runs(self, query: RecentIncidentsQuery) -> AsyncIterator[WorkflowExecution]:
        since = query.opened_since.astimezone(UTC).isoformat()
        listing = f"WorkflowType = '{WorkflowType.INCIDENT}' AND StartTime >= '{since}'"
        return self._client.list_workflows(listing, limit=_MOST)

    def _named(self, run: WorkflowExecution, beside: str) -> RecentIncident:
        key = incident_key(run.id)
        service = self._organisation.service(key)
        shown = run.typed_search_attributes
        holder = self._organisation.people.get(shown.get(_HOLDER) or "")
        return RecentIncident(
            code=shown.get(_CODE) or key,
            service=service.name if service else key,
            chain=self._chain(beside, key),
            open=run.status in _GOES_ON and shown.get(_STATE) in _WORKED_ON,
            holder=holder.name if holder else None,
        )

    def _chain(self, one: str, other: str) -> Chain | None:
        """Return how one service relies on the other, whichever it is; None when neither does, or one is not listed."""
        if not {one, other} <= self._organisation.services.keys():
            return None
        return self._reliance.possible_causes(one).get(other) or self._reliance.affected_by(one).get(other)


async def _as_far_as_listed(runs: AsyncIterator[WorkflowExecution]) -> list[WorkflowExecution]:
    """Return the runs; none where Temporal keeps no list."""
    try:
        return [run async for run in runs]
    except RPCError as error:
        if error.status is RPCStatusCode.UNIMPLEMENTED:
            return []
        raise


def _opened_then(run: WorkflowExecution, besides: str) -> bool:
    """Whether this run began another incident: a later run of one, after a continue-as-new, has other letters than its code."""
    code = run.typed_search_attributes.get(_CODE)
    return code is not None and code != besides and read_incident_code(code).suffix == run_suffix(run.run_id)
