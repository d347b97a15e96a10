"""Knows when the engine has nothing to do until time moves: no workflow task, no activity, no request, no callback pending."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    StartWorkflowInput,
    WorkflowHandle,
    WorkflowHistory,
)
from temporalio.service import RPCError

_POLL_SECONDS = 0.003


class Census(Interceptor):
    """Remembers the id of every workflow that was ever started: the test server cannot list them."""

    def __init__(self) -> None:
        self.ids: set[str] = set()

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002 - the SDK's name
        """Note starts by clients: the gateway and activities."""
        return _NotesStarts(next, self.ids)


class _NotesStarts(OutboundInterceptor):
    def __init__(self, following: OutboundInterceptor, ids: set[str]) -> None:
        super().__init__(following)
        self._ids = ids

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:  # noqa: A002 - the SDK's name
        self._ids.add(input.id)
        return await super().start_workflow(input)


@dataclass
class Outstanding:
    """What a run still has open, read from its history: the test server's description does not tell."""

    task: bool = False
    events: int = 0
    started: set[int] = field(default_factory=set)
    timers: dict[int, datetime] = field(default_factory=dict)
    children: set[str] = field(default_factory=set)

    @property
    def stirs(self) -> bool:
        """Whether something will happen without time moving."""
        return self.task or bool(self.started)

    def read(self, event: HistoryEvent) -> None:
        """Take in the next event."""
        kind = EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")
        self.events += 1
        if kind in {"WORKFLOW_TASK_SCHEDULED", "WORKFLOW_TASK_STARTED"}:
            self.task = True
        elif kind.startswith("WORKFLOW_TASK_"):
            self.task = False
        elif kind == "TIMER_STARTED":
            timeout = event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
            self.timers[event.event_id] = event.event_time.ToDatetime(tzinfo=UTC) + timeout
        elif kind in _BEGINS:
            self.started.add(event.event_id)
        self._close(kind, event)

    def _close(self, kind: str, event: HistoryEvent) -> None:
        """Take off what this event ends, and note a child that has started."""
        if kind.startswith("WORKFLOW_EXECUTION_") and kind in _ENDS_THE_RUN:
            self.task, self.started, self.timers = False, set(), {}
        if kind == "CHILD_WORKFLOW_EXECUTION_STARTED":
            self.children.add(event.child_workflow_execution_started_event_attributes.workflow_execution.workflow_id)
        attributes = getattr(event, event.WhichOneof("attributes") or "", None)
        for name in ("scheduled_event_id", "initiated_event_id", "started_event_id"):
            opened_by = getattr(attributes, name, 0)
            if kind in _CLOSES:
                self.started.discard(opened_by)
                self.timers.pop(opened_by, None)


_BEGINS = {
    "ACTIVITY_TASK_SCHEDULED",
    "START_CHILD_WORKFLOW_EXECUTION_INITIATED",
    "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED",
}
_CLOSES = {
    "ACTIVITY_TASK_COMPLETED",
    "ACTIVITY_TASK_FAILED",
    "ACTIVITY_TASK_TIMED_OUT",
    "ACTIVITY_TASK_CANCELED",
    "CHILD_WORKFLOW_EXECUTION_STARTED",
    "START_CHILD_WORKFLOW_EXECUTION_FAILED",
    "EXTERNAL_WORKFLOW_EXECUTION_SIGNALED",
    "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED",
    "TIMER_FIRED",
    "TIMER_CANCELED",
}
_ENDS_THE_RUN = {
    "WORKFLOW_EXECUTION_COMPLETED",
    "WORKFLOW_EXECUTION_FAILED",
    "WORKFLOW_EXECUTION_TERMINATED",
    "WORKFLOW_EXECUTION_TIMED_OUT",
}


class Temporal:
    """The test server, asked whether it is at rest and when its next timer fires."""

    def __init__(self, client: Client, census: Census) -> None:
        self._client = client
        self._census = census
        self._read: set[str] = set()

    async def settle(self) -> None:
        """Return once no workflow has a task or an activity to do.

        They are asked one after another: one that was quiet may have been told something by the next. So nothing may have
        happened between two looks.
        """
        before = None
        while True:
            looks = await self._all()
            events = [each.events for each in looks if each]
            if events == before and not any(each is None or each.stirs for each in looks):
                return
            before = events
            await asyncio.sleep(_POLL_SECONDS)

    async def stirs(self) -> bool:
        """Whether any workflow will do something without time moving."""
        return any(each is None or each.stirs for each in await self._all())

    async def next_timer(self) -> datetime | None:
        """Return when the first open timer of any running workflow fires."""
        return min((at for each in await self._all() if each for at in each.timers.values()), default=None)

    async def _all(self) -> list[Outstanding | None]:
        return await asyncio.gather(*(self._outstanding(workflow_id) for workflow_id in list(self._census.ids)))

    async def _outstanding(self, workflow_id: str) -> Outstanding | None:
        """Return what is open in the current run; None while its start is not stored yet."""
        outstanding = Outstanding()
        try:
            history = await self._client.get_workflow_handle(workflow_id).fetch_history()
        except RPCError:
            return None
        await self._note_children_before(workflow_id, history)
        for event in history.events:
            outstanding.read(event)
        if not outstanding.children <= self._census.ids:
            self._census.ids |= outstanding.children
            outstanding.task = True  # a child that is new to us has not been looked at yet
        return outstanding

    async def _note_children_before(self, workflow_id: str, history: WorkflowHistory) -> None:
        """Note the children of the runs this one continues: they may live on, and nobody may have looked since they started."""
        before = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        while before and before not in self._read:
            self._read.add(before)
            earlier = Outstanding()
            run = await self._client.get_workflow_handle(workflow_id, run_id=before).fetch_history()
            for event in run.events:
                earlier.read(event)
            self._census.ids |= earlier.children
            before = run.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
