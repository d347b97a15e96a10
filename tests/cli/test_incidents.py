"""Asking the incident behind a code, whether or not a worker answers."""

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowQueryFailedError

from cli.incidents import NotReachable, look
from tests.cli.test_show import incident
from tests.config.fake_index import FakeIndex, FakeRun, no_worker
from tests.domain.builders import NIGHT

RUN = FakeRun("checkout", "run-1", NIGHT)


@pytest.mark.parametrize(
    ("status", "over"), [(WorkflowExecutionStatus.RUNNING, False), (WorkflowExecutionStatus.COMPLETED, True)]
)
async def test_how_an_incident_stands_says_whether_it_is_over(status: WorkflowExecutionStatus, over: bool) -> None:
    """An incident that has ended can still be looked at, and says that nothing more happens to it."""
    index = FakeIndex([FakeRun("checkout", "run-1", NIGHT, status)], [incident()])
    seen = await look(index.as_client(), RUN.code.lower())

    assert (incident(), over) == (seen.view, seen.over)


@pytest.mark.parametrize("error", [no_worker(), WorkflowQueryFailedError("replay failed")])
async def test_without_a_worker_nothing_is_claimed(error: Exception) -> None:
    """When nobody can say how an incident stands, that is said."""
    with pytest.raises(NotReachable, match="No worker answers"):
        await look(FakeIndex([RUN], [error]).as_client(), RUN.code)
