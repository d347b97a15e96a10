"""Looks at what no single workflow knows: incidents that nobody has, people whom nothing reaches, flights that are over."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import temporalio.client
from temporalio.common import MetricMeter
from temporalio.service import RPCError

from domain.lifecycle import IncidentState
from domain.names import Metric, SearchAttribute, WorkflowType
from workers.canary import forget_ended_flights

_LOOK_EVERY_SECONDS = 30.0
_RUNNING = 'ExecutionStatus = "Running"'
_UNREACHABLE = f'WorkflowType = "{WorkflowType.PAGER}" AND {_RUNNING} AND {SearchAttribute.UNREACHABLE} IS NOT NULL'


class Watch:
    """Two gauges, true to within half a minute, whichever worker serves them."""

    def __init__(
        self,
        client: temporalio.client.Client,
        meter: MetricMeter,
        overdue_after: timedelta,
        now: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._overdue_after = overdue_after
        self._now = now
        self._pause = pause
        self._known: set[str] = set()
        self._unheld = meter.create_gauge(
            Metric.INCIDENTS_NOBODY_HAS, "Incidents that people are called for and nobody has had for too long."
        )
        self._unreachable = meter.create_gauge(Metric.UNREACHABLE_PEOPLE, "People who could not be reached at all.")

    async def watch(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.look()
            await self._pause(_LOOK_EVERY_SECONDS)

    async def look(self) -> None:
        """Look once. While Temporal is away the gauges stay as they are: its own absence shows elsewhere."""
        try:
            unheld = (await self._client.count_workflows(self._unheld_query())).count
            people = {run.id.removeprefix("pager/") async for run in self._client.list_workflows(_UNREACHABLE)}
            await forget_ended_flights(self._client)
        except RPCError:
            return
        self._unheld.set(unheld)
        for person in self._known | people:
            self._unreachable.set(int(person in people), {"person": person})
        self._known |= people

    def _unheld_query(self) -> str:
        """Ask since when nobody has it, not when the run began: that is anew with every continue-as-new."""
        since = (self._now() - self._overdue_after).strftime("%Y-%m-%dT%H:%M:%SZ")
        return (
            f'WorkflowType = "{WorkflowType.INCIDENT}" AND {_RUNNING} AND {SearchAttribute.STATE} = "{IncidentState.TRIAGE}" '
            f'AND {SearchAttribute.HOLDER} = "nobody" AND {SearchAttribute.UNHELD_SINCE} < "{since}"'
        )
