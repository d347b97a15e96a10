"""Finding incidents, whatever Temporal's lists say or leave out."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast

import pytest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from cli.incidents import NotReachable, list_open
from domain.incident.view import IncidentView
from domain.lifecycle import IncidentState


class Run(NamedTuple):
    """One line of Temporal's list: nothing but the workflow's id is sure to stand in it."""

    id: str


class FakeHandle:
    """An incident that a worker answers for, or none does."""

    def __init__(self, workflow_id: str, *, answered: bool) -> None:
        self._id = workflow_id
        self._answered = answered

    async def query(self, *_: Any, **__: Any) -> IncidentView:
        """Say how it stands."""
        if not self._answered:
            raise RPCError("query timed out", RPCStatusCode.DEADLINE_EXCEEDED, b"")
        return IncidentView(
            code=f"{self._id.removeprefix('incident/')}-7K3Q",
            service="",
            state=IncidentState.REPORTED,
            team="",
            holder=None,
            opened_at=datetime(2026, 11, 24, tzinfo=UTC),
            alerts=1,
            repeats=0,
            headline="",
            older_entries=0,
            timeline=[],
        )


class FakeClient:
    """A Temporal whose list names incidents by their ids alone: no worker has given them search attributes yet."""

    def __init__(self, *ids: str, answered: bool = True) -> None:
        self._ids = ids
        self._answered = answered

    async def list_workflows(self, _: str) -> AsyncIterator[Run]:
        """List the open incidents."""
        for each in self._ids:
            yield Run(each)

    def get_workflow_handle(self, workflow_id: str) -> FakeHandle:
        """Return one of them."""
        return FakeHandle(workflow_id, answered=self._answered)


async def test_an_incident_no_worker_has_seen_yet_is_listed() -> None:
    """An alert stored while no worker lived has opened an incident all the same: it is among the open ones."""
    client = FakeClient("incident/checkout", "incident/payments")
    listed = await list_open(cast("Client", client))

    assert ["checkout-7K3Q", "payments-7K3Q"] == [seen.code for seen in listed]


async def test_that_no_incident_is_open_is_never_claimed_for_want_of_a_worker() -> None:
    """When nobody can say how an open incident stands, the list says so instead of leaving it out."""
    with pytest.raises(NotReachable, match="No worker answers"):
        await list_open(cast("Client", FakeClient("incident/checkout", answered=False)))
