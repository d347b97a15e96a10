"""Which other incidents were opened lately: what fails elsewhere at the same time may be the cause, or have the same one (P10)."""

from collections.abc import AsyncIterator
from datetime import UTC

import temporalio.client
from temporalio import activity
from temporalio.client import WorkflowExecution
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from domain.codes import read_incident_code, run_suffix
from domain.lookups import RecentIncident, RecentIncidents, RecentIncidentsQuery
from domain.names import Activity, SearchAttribute, WorkflowType, incident_key
from domain.organisation import Organisation

_MOST = 100  # runs looked at; in a storm the latest are enough to see that there is one
_CODE = SearchAttributeKey.for_keyword(SearchAttribute.CODE)


class IncidentIndex:
    """Temporal's list of incidents. It lags behind by a second or so, which is good enough for a hint."""

    def __init__(self, client: temporalio.client.Client, organisation: Organisation) -> None:
        self._client = client
        self._organisation = organisation

    @activity.defn(name=Activity.RECENT_INCIDENTS)
    async def recent_incidents(self, query: RecentIncidentsQuery) -> RecentIncidents:
        """Return the incidents opened since then, but for the one that asks; none where Temporal keeps no list."""
        try:
            found = [run async for run in self._runs(query)]
        except RPCError as error:
            if error.status is RPCStatusCode.UNIMPLEMENTED:
                return RecentIncidents()
            raise
        return RecentIncidents(incidents=[self._named(run) for run in found if _opened_then(run, query.besides)])

    def _runs(self, query: RecentIncidentsQuery) -> AsyncIterator[WorkflowExecution]:
        since = query.opened_since.astimezone(UTC).isoformat()
        listing = f"WorkflowType = '{WorkflowType.INCIDENT}' AND StartTime >= '{since}'"
        return self._client.list_workflows(listing, limit=_MOST)

    def _named(self, run: WorkflowExecution) -> RecentIncident:
        key = incident_key(run.id)
        service = self._organisation.service(key)
        return RecentIncident(
            code=run.typed_search_attributes.get(_CODE) or key, service=service.name if service else key
        )


def _opened_then(run: WorkflowExecution, besides: str) -> bool:
    """Whether this run began another incident: a later run of one, after a continue-as-new, has other letters than its code."""
    code = run.typed_search_attributes.get(_CODE)
    return code is not None and code != besides and read_incident_code(code).suffix == run_suffix(run.run_id)
