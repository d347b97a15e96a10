"""What was changed before an incident opened and could have caused it: asked of the log of changes (P16)."""

from datetime import timedelta

import temporalio.client
from temporalio import activity
from temporalio.client import WorkflowQueryRejectedError
from temporalio.common import QueryRejectCondition
from temporalio.service import RPCError, RPCStatusCode

from domain.board.change_log import ChangesKept, RecentChanges, RecentChangesQuery, offered
from domain.names import CHANGE_LOG_ID, Activity, Query
from domain.organisation import Organisation
from domain.reliance.graph import Reliance

_ANSWERS_WITHIN = timedelta(seconds=4)


class ChangeReader:
    """Reads the log of changes, which runs while there is anything in it."""

    def __init__(self, client: temporalio.client.Client, organisation: Organisation) -> None:
        self._client = client
        self._reliance = Reliance(organisation)

    @activity.defn(name=Activity.RECENT_CHANGES)
    async def recent_changes(self, query: RecentChangesQuery) -> RecentChanges:
        """Return what could have caused the incident that asks, the latest first; nothing while no log runs."""
        return offered(await self._kept(), query, self._reliance)

    async def _kept(self) -> ChangesKept:
        handle = self._client.get_workflow_handle(CHANGE_LOG_ID)
        try:
            kept: ChangesKept = await handle.query(
                Query.CHANGES_KEPT,
                result_type=ChangesKept,
                reject_condition=QueryRejectCondition.NOT_OPEN,
                rpc_timeout=_ANSWERS_WITHIN,
            )
        except WorkflowQueryRejectedError:
            return ChangesKept()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return ChangesKept()
            raise
        return kept
