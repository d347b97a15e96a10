"""What is looked for among all incidents and all people."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from tests.domain.builders import NIGHT
from tests.workers.meters import FakeMeter
from workers.watch import Watch


@dataclass(frozen=True)
class Run:
    """A run as Temporal lists it; as a count, how many there are."""

    id: str = ""
    run_id: str = ""
    count: int = 0


class Visibility:
    """A Temporal that lists and counts, with memory."""

    def __init__(self) -> None:
        self.unheld = 0
        self.unreachable: list[str] = []
        self.away = False
        self.queries: list[str] = []
        self.flown: list[str] = []
        self.deleted: list[tuple[str, str]] = []
        self.namespace = "default"
        self.workflow_service = self

    async def count_workflows(self, query: str) -> Run:
        """Count what nobody has."""
        self._asked(query)
        return Run(count=self.unheld)

    async def list_workflows(self, query: str) -> AsyncIterator[Run]:
        """List whom nothing reaches."""
        self._asked(query)
        if query.startswith("WorkflowId"):
            for run_id in self.flown:
                yield Run(id="canary", run_id=run_id)
        else:
            for person in self.unreachable:
                yield Run(id=f"pager/{person}")

    async def delete_workflow_execution(self, request: DeleteWorkflowExecutionRequest) -> None:
        """Remember what was deleted."""
        self.deleted.append((request.workflow_execution.workflow_id, request.workflow_execution.run_id))

    def _asked(self, query: str) -> None:
        self.queries.append(query)
        if self.away:
            raise RPCError("tcp connect error", RPCStatusCode.UNAVAILABLE, b"")


def watch(visibility: Visibility, meter: FakeMeter) -> Watch:
    """Return the watch over this Temporal, in the night."""
    return Watch(cast("Client", visibility), meter.meter(), timedelta(minutes=5), lambda: NIGHT)


def measured(unheld: int, **people: int) -> dict[tuple[str, str], Any]:
    """Return the gauges with these values."""
    gauges = {("mimp_unreachable_people", f"person={person}"): value for person, value in people.items()}
    return {("mimp_incidents_nobody_has", ""): unheld, **gauges}


async def test_incidents_nobody_has_are_counted() -> None:
    """Open, and for longer than the limit with nobody though people are called: Temporal is asked for just these."""
    visibility, meter = Visibility(), FakeMeter()
    visibility.unheld = 2
    await watch(visibility, meter).look()

    assert (
        'WorkflowType = "Incident" AND ExecutionStatus = "Running" AND MimpState = "triage" '
        'AND MimpHolder = "nobody" AND MimpUnheldSince < "2026-03-02T02:09:00Z"'
    ) == visibility.queries[0]
    assert measured(2) == meter.values


async def test_a_person_is_unreachable_until_they_are_reached() -> None:
    """Each person is a gauge of their own, which goes back to nought."""
    visibility, meter = Visibility(), FakeMeter()
    watching = watch(visibility, meter)
    visibility.unreachable = ["ana", "bo"]
    await watching.look()
    both = dict(meter.values)
    visibility.unreachable = ["bo"]
    await watching.look()

    assert (measured(0, ana=1, bo=1), measured(0, ana=0, bo=1)) == (both, meter.values)


async def test_while_temporal_is_away_the_gauges_stay() -> None:
    """An absence of Temporal is not told as if everything were well, nor does it end the worker."""
    visibility, meter = Visibility(), FakeMeter()
    watching = watch(visibility, meter)
    visibility.unheld, visibility.unreachable = 1, ["ana"]
    await watching.look()
    visibility.away = True
    await watching.look()

    assert measured(1, ana=1) == meter.values


async def test_the_canarys_ended_runs_are_forgotten() -> None:
    """A flight a minute would fill the database: what has ended is deleted, what flies is not asked for."""
    visibility = Visibility()
    visibility.flown = ["first", "second"]
    await watch(visibility, FakeMeter()).look()

    assert 'WorkflowId = "canary" AND ExecutionStatus != "Running"' == visibility.queries[-1]
    assert [("canary", "first"), ("canary", "second")] == visibility.deleted
