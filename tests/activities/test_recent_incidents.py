"""Which other incidents were opened lately, from Temporal's own list."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import ActivityEnvironment

from activities.recent_incidents import IncidentIndex
from domain.codes import run_suffix
from domain.lifecycle import IncidentState
from domain.lookups import LastIncident, RecentIncident, RecentIncidents, RecentIncidentsQuery
from domain.names import SearchAttribute, incident_id
from domain.organisation import Organisation, Service
from tests.domain.builders import CODE, NIGHT
from tests.domain.company import organisation


def listed(
    key: str,
    run: str,
    *,
    first_run: str | None = None,
    code: str | None = None,
    status: WorkflowExecutionStatus = WorkflowExecutionStatus.COMPLETED,
    over_at: datetime | None = None,
    **shown: str,
) -> Any:
    """Return a run as Temporal lists it; `code=""` is one that has not yet told its code."""
    code = f"{key}-{run_suffix(first_run or run)}" if code is None else code
    attributes = {"CODE": code, **shown} if code else {}
    pairs = [
        SearchAttributePair(SearchAttributeKey.for_keyword(SearchAttribute[name.upper()]), text)
        for name, text in attributes.items()
    ]
    return SimpleNamespace(
        id=incident_id(key),
        run_id=run,
        status=status,
        close_time=over_at,
        typed_search_attributes=TypedSearchAttributes(pairs),
    )


@dataclass
class FakeList:
    """A Temporal client that lists these runs, and remembers what it was asked for."""

    runs: list[Any] = field(default_factory=list)
    of_the_service: list[Any] = field(default_factory=list)
    fails: RPCStatusCode | None = None
    asked: list[str] = field(default_factory=list)

    async def list_workflows(self, query: str, *, limit: int) -> AsyncIterator[Any]:
        """Yield the runs, or fail as a server does that keeps no list."""
        self.asked.append(query)
        if self.fails:
            raise RPCError("no list", self.fails, b"")
        for run in (self.of_the_service if query.startswith("WorkflowId") else self.runs)[:limit]:
            yield run


def company() -> Organisation:
    """Return a company whose checkout relies on payments, and payments on identity; search relies on checkout, mail on nothing."""
    relies = {"checkout": ("payments",), "payments": ("identity",), "identity": (), "search": ("checkout",), "mail": ()}
    services = {
        key: Service(id=key, name=key.capitalize(), team="shop", owner="bo", relies_on=on) for key, on in relies.items()
    }
    return organisation().model_copy(update={"services": services})


async def found(client: FakeList, since: datetime = NIGHT, known: Organisation | None = None) -> RecentIncidents:
    """Ask for the incidents besides our own."""
    index = IncidentIndex(cast("Client", client), known or organisation())
    query = RecentIncidentsQuery(besides=CODE, opened_since=since)
    answer: RecentIncidents = await ActivityEnvironment().run(index.recent_incidents, query)
    return answer


async def test_incidents_are_named_by_code_and_service() -> None:
    """A service of the organisation is called as people call it, another one by its key."""
    runs = [listed("checkout", "run-1"), listed("loyalty-points", "run-2")]

    assert [
        RecentIncident(code=f"checkout-{run_suffix('run-1')}", service="Checkout"),
        RecentIncident(code=f"loyalty-points-{run_suffix('run-2')}", service="loyalty-points"),
    ] == (await found(FakeList(runs))).incidents


async def test_how_one_relies_on_the_other_is_told_whichever_it_is() -> None:
    """By the dependency matrix, with the shortest way; nothing for those that do not, or are not listed."""
    runs = [listed(key, key) for key in ("identity", "search", "mail", "loyalty-points", "checkout")]
    chains = [each.chain for each in (await found(FakeList(runs), known=company())).incidents]

    assert ["checkout ← payments ← identity", "search ← checkout"] == [str(chain) for chain in chains if chain]
    assert [None, None, None] == chains[2:]


@pytest.mark.parametrize(
    ("status", "state", "is_open"),
    [
        (WorkflowExecutionStatus.RUNNING, "triage", True),
        (WorkflowExecutionStatus.CONTINUED_AS_NEW, "declared", True),
        (WorkflowExecutionStatus.COMPLETED, "triage", False),
        (WorkflowExecutionStatus.RUNNING, "stood_down", False),
        (WorkflowExecutionStatus.RUNNING, "attached", False),
    ],
)
async def test_it_is_told_which_are_worked_on_and_by_whom(
    status: WorkflowExecutionStatus, state: str, *, is_open: bool
) -> None:
    """One that has ended, is stood down, or is part of another takes nothing in; whoever has it is named as people do."""
    run = listed("payments", "run-1", status=status, state=state, holder="bo")
    [named] = (await found(FakeList([run]))).incidents

    assert (is_open, "Bo") == (named.open, named.holder)


async def test_only_those_that_were_opened_then_count() -> None:
    """Not the one that asks, not a later run of one that is older, not one whose code is not known yet."""
    runs = [
        listed("checkout", "run-1", code=CODE),
        listed("search", "run-9", first_run="run-1"),
        listed("basket", "run-3", code=""),
    ]

    assert [] == (await found(FakeList(runs))).incidents


async def test_temporal_is_asked_for_incidents_from_then_on() -> None:
    """The list is narrowed to incidents, by their start."""
    client = FakeList()
    await found(client)

    assert [
        "WorkflowType = 'Incident' AND StartTime >= '2026-03-02T02:14:00+00:00'",
        "WorkflowId = 'incident/checkout' AND ExecutionStatus = 'Completed'",
    ] == client.asked


async def test_the_last_incident_of_the_service_is_told() -> None:
    """The one that was over last, whichever comes first in the list; never the one that asks, nor one without a code."""
    runs = [
        listed("checkout", "run-1", over_at=NIGHT - timedelta(days=9), state="stood_down"),
        listed("checkout", "run-2", over_at=NIGHT - timedelta(hours=1), state="resolved"),
        listed("checkout", "run-3", code=CODE, over_at=NIGHT),
        listed("checkout", "run-4", code="", over_at=NIGHT),
    ]
    last = (await found(FakeList(of_the_service=runs))).last

    assert (
        LastIncident(
            code=f"checkout-{run_suffix('run-2')}", state=IncidentState.RESOLVED, over_at=NIGHT - timedelta(hours=1)
        )
        == last
    )
    assert None is (await found(FakeList())).last


async def test_a_server_without_a_list_knows_of_none() -> None:
    """It is a hint: where none can be had there is none."""
    assert [] == (await found(FakeList(fails=RPCStatusCode.UNIMPLEMENTED))).incidents


async def test_while_temporal_is_down_the_question_is_asked_again() -> None:
    """A failure of Temporal itself passes through as it is."""
    with pytest.raises(RPCError):
        await found(FakeList(fails=RPCStatusCode.UNAVAILABLE))
