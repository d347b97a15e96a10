"""A next version of the incident, as somebody would write it: one more step, guarded by a patch (docs/upgrading.md)."""

from temporalio import workflow

from domain.incident import moves, triage
from domain.incident.state import IncidentInput
from domain.lookups import RecentIncidentsQuery
from domain.names import WorkflowType
from workflows import activity_calls
from workflows.incident import Incident


@workflow.defn(name=WorkflowType.INCIDENT)
class NextIncident(Incident):
    """Looks around before it searches for anybody; incidents that were open before go on as they began."""

    @workflow.init
    def __init__(self, start: IncidentInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: IncidentInput) -> None:
        """Take one step after another until the incident is over."""
        await super().run(start)

    async def _start_search(self, move: moves.StartSearch) -> None:
        if workflow.patched("looks around before each search"):
            since = workflow.now() - triage.LATELY
            await activity_calls.recent_incidents(RecentIncidentsQuery(besides=self._incident.code, opened_since=since))
        await super()._start_search(move)
