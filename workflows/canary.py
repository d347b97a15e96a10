"""The canary: crosses every queue each minute and then tells whoever watches from outside, so that our silence alarms.

It sends nothing to anybody in the company. What it proves and what not stands in docs/operations.md.
"""

import asyncio

from temporalio import workflow

from domain.canary import CanaryFlight, CanaryStart, Heartbeat, details
from domain.names import Queue, WorkflowType
from workflows import activity_calls, measures
from workflows.rolling import RollsOver
from workflows.timers import wait_until


@workflow.defn(name=WorkflowType.CANARY)
class Canary(RollsOver):
    """One canary, for ever."""

    @workflow.init
    def __init__(self, start: CanaryStart) -> None:
        self._every = start.every
        self._queues = start.queues
        self._flights = 0

    @workflow.run
    async def run(self, _: CanaryStart) -> None:
        """Fly again and again; a run that has grown long is followed by a fresh one."""
        while not self._roll_over_due():
            began = workflow.now()
            await self._fly()
            await wait_until(self._roll_over_due, began + self._every, "the next flight")
        await self._handlers_done()
        workflow.continue_as_new(CanaryStart(every=self._every))  # over the queues the engine has by then

    async def _fly(self) -> None:
        """Cross all queues at once; the heartbeat follows only when each was crossed in time."""
        crossed = await asyncio.gather(*(self._cross(queue) for queue in self._queues))
        missed = [queue for queue, served in zip(self._queues, crossed, strict=True) if not served]
        taken = not missed and await activity_calls.heartbeat(Heartbeat(within=self._every))
        self._flights += 1
        said = details(self._flights, workflow.now(), missed, self._every, heartbeat_taken=taken)
        workflow.set_current_details(said)

    async def _cross(self, queue: Queue) -> bool:
        began = workflow.now()
        served = await activity_calls.canary(CanaryFlight(queue=queue, within=self._every))
        if served:
            measures.canary_crossed(queue, workflow.now() - began, workflow.now())
        return served
