"""A Temporal that lists runs and knows the latest of each workflow, as far as incidents are looked for in it."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from temporalio.service import RPCError, RPCStatusCode

from domain.codes import IncidentCode, run_suffix
from domain.incident.view import IncidentView
from domain.names import SearchAttribute, incident_id

_IS = WorkflowExecutionStatus


@dataclass(frozen=True)
class FakeRun:
    """One run of an incident. `first` is the id of the run it goes back to; without attributes no worker has seen it yet."""

    key: str
    run_id: str
    start_time: datetime
    status: WorkflowExecutionStatus = _IS.RUNNING
    first: str | None = None
    attributes: dict[SearchAttribute, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The workflow's id."""
        return incident_id(self.key)

    @property
    def code(self) -> str:
        """The incident's code."""
        return str(IncidentCode(self.key, run_suffix(self.first or self.run_id)))

    @property
    def typed_search_attributes(self) -> TypedSearchAttributes:
        """What the list shows of it."""
        pairs = [
            SearchAttributePair(SearchAttributeKey.for_keyword(name), text) for name, text in self.attributes.items()
        ]
        return TypedSearchAttributes(pairs)

    def seen(self, **attributes: str) -> "FakeRun":
        """Return it as a worker that has seen it shows it: with its code, and these."""
        shown = {SearchAttribute[name.upper()]: text for name, text in attributes.items()}
        shown.setdefault(SearchAttribute.CODE, self.code)
        return FakeRun(self.key, self.run_id, self.start_time, self.status, self.first, shown)


@dataclass
class FakeIndex:
    """The runs there are, the questions that were asked, and what comes of one look at an incident after another."""

    runs: list[FakeRun] = field(default_factory=list)
    looks: list[IncidentView | Exception] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    fails: RPCError | None = None

    def as_client(self) -> Client:
        """Return it as the type its users ask for."""
        return cast("Client", self)

    def get_workflow_handle(self, workflow_id: str, run_id: str | None = None) -> Any:
        """Return a handle on the latest run, or on this one."""
        return SimpleNamespace(
            id=workflow_id, run_id=run_id, describe=partial(self.describe, workflow_id), query=self.query
        )

    async def list_workflows(self, query: str) -> AsyncIterator[FakeRun]:
        """List the runs a query names by status, by code, or by both."""
        self.queries.append(query)
        if self.fails:
            raise self.fails
        status = re.search(r'ExecutionStatus = "(\w+)"', query)
        codes = re.findall(r'"([\w-]+-[A-Z2-7]{4})"', query)
        for run in self.runs:
            named = run.status.name.replace("_", "") == status[1].upper() if status else True
            if named and (not codes or run.attributes.get(SearchAttribute.CODE) in codes):
                yield run

    async def query(self, *_: Any, **__: Any) -> IncidentView:
        """Say how an incident stands at this look."""
        look = self.looks.pop(0)
        if isinstance(look, Exception):
            raise look
        return look

    async def describe(self, workflow_id: str) -> Any:
        """Say which run is the latest, and how it is."""
        if self.fails:
            raise self.fails
        of_it = [run for run in self.runs if run.id == workflow_id]
        if not of_it:
            raise RPCError("workflow not found", RPCStatusCode.NOT_FOUND, b"")
        latest = max(of_it, key=lambda run: run.start_time)
        info = SimpleNamespace(first_run_id=latest.first or latest.run_id)
        return SimpleNamespace(status=latest.status, raw_description=SimpleNamespace(workflow_execution_info=info))


def no_worker() -> RPCError:
    """Return what the client says when nobody takes up a question."""
    return RPCError("query timed out", RPCStatusCode.DEADLINE_EXCEEDED, b"")
