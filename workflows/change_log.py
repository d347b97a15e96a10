"""The log of changes: what deployment tools changed lately, for the incidents that open later (P16).

There is one. The gateway starts it with the first change, and it is over when nothing in it is of use to anybody. What it keeps is
the rule in domain/board/change_log.py.
"""

from temporalio import workflow

from domain.board import change_log
from domain.board.change_log import ChangeLogInput, ChangesKept
from domain.board.posted_changes import ChangePosted
from domain.names import Query, Signal, WorkflowType
from workflows.rolling import RollsOver
from workflows.timers import wait_until


@workflow.defn(name=WorkflowType.CHANGE_LOG)
class ChangeLog(RollsOver):
    """What was changed lately."""

    @workflow.init
    def __init__(self, start: ChangeLogInput) -> None:
        self._log = start.carried or change_log.ChangeLog()

    @workflow.run
    async def run(self, _: ChangeLogInput) -> None:
        """Wait for changes until the latest is of no use to anybody any more."""
        self._show()
        while workflow.now() < (until := change_log.over_at(self._log, workflow.now())):
            await wait_until(self._roll_over_due, until, "no incident is offered the latest change any more")
            if self._roll_over_due():
                await self._handlers_done()
                workflow.continue_as_new(ChangeLogInput(carried=self._log))

    @workflow.signal(name=Signal.CHANGE_POSTED)
    def change_posted(self, change: ChangePosted) -> None:
        """A deployment tool has changed something."""
        change_log.keep(self._log, change, workflow.now())
        self._show()

    @workflow.query(name=Query.CHANGES_KEPT)
    def changes_kept(self) -> ChangesKept:
        """What was changed lately."""
        return ChangesKept(changes=tuple(self._log.changes))

    def _show(self) -> None:
        """Keep what a manager sees in the Temporal UI true."""
        workflow.set_current_details(change_log.details(self._log))
