"""Records what a workflow could not record before its end, however long the database is away: its id is free meanwhile."""

from temporalio import workflow

from domain.history.archive import ArchiveStart
from domain.names import WorkflowType
from workflows import activity_calls
from workflows.rolling import RollsOver
from workflows.timers import wait_until


@workflow.defn(name=WorkflowType.ARCHIVE)
class Archive(RollsOver):
    """What is left of one run of a workflow."""

    @workflow.init
    def __init__(self, _: ArchiveStart) -> None:
        """An update that comes before `run` has begun finds the workflow made."""

    @workflow.run
    async def run(self, start: ArchiveStart) -> None:
        """Write it down, and end; a run that rolls over meanwhile has the next write it, which does no harm twice."""
        writing = activity_calls.record_history(start.left)
        await wait_until(lambda: writing.done() or self._roll_over_due(), None, "it is recorded")
        await self._handlers_done()
        if not writing.done():
            workflow.continue_as_new(start)
        await writing
