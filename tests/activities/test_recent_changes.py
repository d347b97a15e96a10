"""What was changed lately, as the log of changes tells it."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowQueryRejectedError
from temporalio.common import QueryRejectCondition
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import ActivityEnvironment

from activities.recent_changes import ChangeReader
from domain.board.change_log import ChangesKept, RecentChanges, RecentChangesQuery
from domain.board.posted_changes import ChangePosted
from tests.domain.builders import at
from tests.domain.company import organisation

CHANGE = ChangePosted(source="ci", change_id="1", what="checkout 4.2", at=at(-10), service="checkout")
OTHER = CHANGE.model_copy(update={"change_id": "2", "service": "payroll"})


@dataclass
class FakeLog:
    """A Temporal client behind which the log runs, has ended, or was never there; it remembers what it was asked."""

    kept: tuple[ChangePosted, ...] = ()
    fails: Exception | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    def get_workflow_handle(self, workflow_id: str) -> "FakeLogHandle":
        """Return a handle on the log."""
        return FakeLogHandle(self, workflow_id)


@dataclass
class FakeLogHandle:
    """A handle on the log."""

    log: FakeLog
    id: str

    async def query(self, query: str, *, reject_condition: QueryRejectCondition, **_: Any) -> ChangesKept:
        """Say what is kept, or fail; only a log that runs is asked."""
        assert QueryRejectCondition.NOT_OPEN is reject_condition
        self.log.asked.append((self.id, query))
        if self.log.fails:
            raise self.log.fails
        return ChangesKept(changes=self.log.kept)


async def found(log: FakeLog) -> RecentChanges:
    """Ask for what could have caused an incident of checkout."""
    reader = ChangeReader(cast("Client", log), organisation())
    answer: RecentChanges = await ActivityEnvironment().run(
        reader.recent_changes, RecentChangesQuery(key="checkout", since=at(-60))
    )
    return answer


async def test_what_could_have_caused_it_is_told() -> None:
    """The log is asked once, and what concerns other services is left out."""
    log = FakeLog((OTHER, CHANGE))

    assert RecentChanges(changes=(CHANGE,)) == await found(log)
    assert [("changes", "changes_kept")] == log.asked


@pytest.mark.parametrize(
    "error",
    [
        RPCError("workflow not found", RPCStatusCode.NOT_FOUND, b""),
        WorkflowQueryRejectedError(WorkflowExecutionStatus.COMPLETED),
    ],
    ids=["never ran", "has ended"],
)
async def test_a_log_that_does_not_run_knows_of_nothing(error: Exception) -> None:
    """Where no tool ever posted a change, or none lately, there is none."""
    assert RecentChanges() == await found(FakeLog(fails=error))


async def test_a_log_that_does_not_answer_is_asked_again() -> None:
    """That nothing was changed is never claimed for want of an answer."""
    with pytest.raises(RPCError):
        await found(FakeLog(fails=RPCError("no worker", RPCStatusCode.DEADLINE_EXCEEDED, b"")))
