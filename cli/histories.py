"""What Temporal's histories say: of pages for the ledger, and what was to be written into the records; read event by event."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

import temporalio.client
from pydantic import BaseModel
from temporalio.api.common.v1 import Payloads
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from config.temporal import DATA_CONVERTER
from domain.comms.dispatch.delivery import Receipt, ReceiptsToRecord
from domain.history.rows import HistoryToRecord
from domain.ledger import Evidence, Written
from domain.messages import FactsRecorded
from domain.names import Activity, Signal, WorkflowType
from domain.page_messages import PageRequest
from domain.sending import CallOrder, MailOrder, TextOrder

_ENDED_FROM_OUTSIDE = frozenset(
    {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
    }
)

_Model = TypeVar("_Model", bound=BaseModel)


class Reader:
    """Reads histories and gathers the evidence in them. The same entry found in two histories is one."""

    def __init__(self) -> None:
        self._written: dict[tuple[str, int], Written] = {}
        self._arrived: set[str] = set()
        self._ordered: set[str] = set()
        self._cut_short: set[str] = set()

    @property
    def evidence(self) -> Evidence:
        """What was found so far."""
        return Evidence(
            written=list(self._written.values()),
            arrived=self._arrived,
            ordered=self._ordered,
            cut_short=self._cut_short,
        )

    async def read(self, history: WorkflowHistory) -> None:
        """Read one run of an incident, an escalation or a pager."""
        if history.events and history.events[-1].event_type in _ENDED_FROM_OUTSIDE:
            self._cut_short.add(history.workflow_id)
        for event in history.events:
            if event.HasField("workflow_execution_signaled_event_attributes"):
                received = event.workflow_execution_signaled_event_attributes
                await self._signal(received.signal_name, received.input)
            elif event.HasField("signal_external_workflow_execution_initiated_event_attributes"):
                sent = event.signal_external_workflow_execution_initiated_event_attributes
                await self._facts(sent.signal_name, sent.input)
            elif event.HasField("activity_task_scheduled_event_attributes"):
                await self._order(event)

    async def _signal(self, name: str, payloads: Payloads) -> None:
        await self._facts(name, payloads)
        if name == Signal.OPEN_PAGE:
            self._arrived.add((await _decoded(payloads, PageRequest)).order.intent)

    async def _facts(self, name: str, payloads: Payloads) -> None:
        if name == Signal.FACTS_RECORDED:
            facts = await _decoded(payloads, FactsRecorded)
            for entry in facts.entries:
                self._written[entry.origin, entry.sequence] = Written(code=facts.code, entry=entry)

    async def _order(self, event: HistoryEvent) -> None:
        scheduled = event.activity_task_scheduled_event_attributes
        match scheduled.activity_type.name:
            case Activity.PLACE_CALL:
                self._ordered.add((await _decoded(scheduled.input, CallOrder)).attempt_id)
            case Activity.SEND_MAIL:
                self._ordered.add((await _decoded(scheduled.input, MailOrder)).attempt_id)
            case Activity.SEND_TEXT:
                order = await _decoded(scheduled.input, TextOrder)
                if order.reported:  # what is not reported on is no page: a reply, or a notice
                    self._ordered.add(order.attempt_id)


@dataclass
class ToRecord:
    """What was to be written into the records: everything passes once through an activity, whether or not it was done."""

    history: list[HistoryToRecord] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)


async def to_record(history: WorkflowHistory) -> ToRecord:
    """Return what was to be recorded in one run of a workflow, in the order in which it was."""
    found = ToRecord()
    for event in history.events:
        if event.HasField("activity_task_scheduled_event_attributes"):
            scheduled = event.activity_task_scheduled_event_attributes
            match scheduled.activity_type.name:
                case Activity.RECORD_HISTORY:
                    found.history.append(await _decoded(scheduled.input, HistoryToRecord))
                case Activity.RECORD_RECEIPTS:
                    found.receipts.extend((await _decoded(scheduled.input, ReceiptsToRecord)).receipts)
    return found


async def every_run(client: temporalio.client.Client, kinds: Iterable[WorkflowType]) -> AsyncIterator[WorkflowHistory]:
    """Yield the histories of all runs of these workflows that Temporal remembers, open and closed, the latest first."""
    async for run in client.list_workflows(listing(kinds)):
        try:
            yield await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:  # its time was over since it was listed
                raise


def listing(kinds: Iterable[WorkflowType]) -> str:
    """Return the query by which Temporal lists all runs of these workflows."""
    names = ", ".join(f"'{kind}'" for kind in kinds)
    return f"WorkflowType IN ({names})"


async def _decoded(payloads: Payloads, model: type[_Model]) -> _Model:
    decoded: list[_Model] = await DATA_CONVERTER.decode(payloads.payloads, [model])
    return decoded[0]


async def chain(client: temporalio.client.Client, workflow_id: str, run_id: str = "") -> AsyncIterator[WorkflowHistory]:
    """Yield the histories of a workflow's runs, the given or latest one first, as far back as they continue one another."""
    while True:
        history = await client.get_workflow_handle(workflow_id, run_id=run_id or None).fetch_history()
        yield history
        run_id = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        if not run_id:
            return
