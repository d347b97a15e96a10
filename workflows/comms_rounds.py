"""Rounds of comms to one audience of an incident, from its declaration to its end (P15, P17 to P20).

One round is open until it is sent; it is due at a computed time, and missed when it is late. What a person has approved goes out to
everybody at once, in an order of work that lets nobody be told twice. What comes next is the rule in domain/comms/moves.py.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from domain.codes import run_suffix
from domain.comms import granting, moves, rounds, sending, views
from domain.comms.delivery import DeliveriesFailed
from domain.comms.editions import BusinessEdition, Order, TechnicalEdition
from domain.comms.requests import CommsAsk
from domain.comms.situation import IncidentStatus
from domain.comms.state import CommsInput
from domain.comms.views import CommsView
from domain.errors import DeliveryFailed, Refused
from domain.messages import FactsRecorded
from domain.names import Query, Signal, Update, WorkflowType
from domain.requests import Reply
from workflows import activity_calls
from workflows.rolling import RollsOver
from workflows.sending import send
from workflows.timers import wait_until


@workflow.defn(name=WorkflowType.COMMS_ROUNDS)
class CommsRounds(RollsOver):
    """The rounds for one audience of one incident."""

    @workflow.init
    def __init__(self, start: CommsInput) -> None:
        info = workflow.info()
        origin = f"{info.workflow_id}#{run_suffix(info.first_execution_run_id)}"
        self._start = start
        self._rounds = start.carried or rounds.begin(start, origin)
        self._woken = False
        self._beside: dict[Callable[[], Coroutine[Any, Any, None]], asyncio.Task[None]] = {}

    @workflow.run
    async def run(self, _: CommsInput) -> None:
        """Make one move after another until nothing more is to be said."""
        while not isinstance(move := self._next_move(), moves.End):
            await self._make(move)
            await self._roll_over_when_due()
        await asyncio.gather(*self._beside.values())
        await self._tell_incident(moves.TellIncident())
        await self._handlers_done()

    def _next_move(self) -> moves.Move:
        self._collect()
        if sending.waiting(self._rounds.edition) and not self._roll_over_due():
            self._do_beside(self._hand_over)
        if self._rounds.unrecorded:
            self._do_beside(self._record)
        return moves.next_move(self._rounds, workflow.now())

    async def _make(self, move: moves.Move) -> None:
        make: dict[type[moves.Move], Callable[[Any], Awaitable[None]]] = {
            moves.Close: self._close,
            moves.CountMiss: self._count_miss,
            moves.Prepare: self._prepare,
            moves.TellIncident: self._tell_incident,
            moves.FindRecipients: self._find_recipients,
            moves.Listen: self._listen,
        }
        await make[type(move)](move)

    async def _close(self, _: moves.Close) -> None:
        rounds.close(self._rounds, workflow.now())

    async def _count_miss(self, move: moves.CountMiss) -> None:
        rounds.count_miss(self._rounds, move.at)

    async def _prepare(self, _: moves.Prepare) -> None:
        rounds.prepare(self._rounds)

    async def _tell_incident(self, _: moves.TellIncident) -> None:
        """Tell the incident which round is open and until when, and what happened."""
        status = views.round_status(self._rounds)
        if status != self._rounds.incident_told:
            self._rounds.incident_told = status
            await send(self._rounds.incident, Signal.ROUND_STATUS, status)
        for code, entries in self._rounds.journal.take().items():
            await send(self._rounds.incident, Signal.FACTS_RECORDED, FactsRecorded(code=code, entries=entries))

    async def _find_recipients(self, _: moves.FindRecipients) -> None:
        """Look up who is told now; when the next round went out meanwhile, those of that one are looked up instead."""
        edition, status, number = self._rounds.edition, self._rounds.incident_status, self._rounds.number
        match edition:
            case BusinessEdition():
                business = edition.newcomers(status)
                stakeholders = await activity_calls.resolve_business_recipients(business)
                if number == self._rounds.number:
                    edition.take_in(business, stakeholders)
                    sending.looked_up(self._rounds, stakeholders, workflow.now())
            case TechnicalEdition():
                technical = edition.newcomers(status)
                engineers = await activity_calls.resolve_technical_recipients(technical)
                if number == self._rounds.number:
                    edition.take_in(technical, engineers)
                    sending.looked_up(self._rounds, engineers, workflow.now())

    async def _hand_over(self) -> None:
        """Hand mails and texts to the providers, several at once, until everybody's is handed over or a fresh run goes on."""
        while sending.waiting(self._rounds.edition) and not self._roll_over_due():
            orders = sending.next_orders(self._rounds)
            await asyncio.gather(*(self._send(order) for order in orders))
            sending.handed_over(self._rounds, orders, workflow.now())
            self._woken = True

    async def _send(self, order: Order) -> None:
        """Send; whom the provider does not take it for goes on to the next channel."""
        try:
            word = await activity_calls.send_round(order, sending.summary(order))
        except DeliveryFailed as failure:
            refused = dict.fromkeys(sending.people_of(order), failure.reason)
            sending.not_taken(self._rounds, order, refused, workflow.now())
        else:
            sending.taken(self._rounds, order, word, workflow.now())

    async def _record(self) -> None:
        """Write down who was told; records that cannot be reached hold up no round."""
        while due := sending.next_to_record(self._rounds):
            written, receipts = due
            await activity_calls.record_receipts(receipts)
            sending.recorded(self._rounds, written)

    def _do_beside(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do this beside the loop, unless it is being done."""
        if work not in self._beside:
            self._beside[work] = asyncio.create_task(work())

    def _collect(self) -> None:
        """An error beside the loop is raised in it, and fails the workflow task: a task nobody looks at would swallow it."""
        over = {work: task for work, task in self._beside.items() if task.done()}
        for work, task in over.items():
            del self._beside[work]
            task.result()

    async def _listen(self, move: moves.Listen) -> None:
        workflow.set_current_details(views.details(self._rounds))
        await wait_until(self._has_news, move.until, "the next update is due, or late")
        self._woken = False

    def _has_news(self) -> bool:
        return self._woken or self._may_roll_over() or any(task.done() for task in self._beside.values())

    def _may_roll_over(self) -> bool:
        """Whether to continue as new here: what is being sent is waited for; what is being written down is written once more."""
        return self._roll_over_due() and self._hand_over not in self._beside

    async def _roll_over_when_due(self) -> None:
        self._collect()
        if self._may_roll_over():
            await self._handlers_done()
            workflow.continue_as_new(self._start.model_copy(update={"carried": self._rounds}))

    @workflow.update(
        name=Update.REQUEST,
        description="What a person asks of the rounds: write, approve, send, change the cadence ...",
    )
    def request(self, ask: CommsAsk) -> Reply:
        """Carry out what a person asks, and return the words to say back."""
        self._woken = True
        return granting.grant(self._rounds, ask.request, workflow.now())

    @request.validator
    def _check_request(self, ask: CommsAsk) -> None:
        try:
            granting.check(self._rounds, ask.request, workflow.now())
        except Refused as refused:
            raise ApplicationError(str(refused), type="Refused", non_retryable=True) from refused

    @workflow.signal(name=Signal.REQUESTED)
    def requested(self, ask: CommsAsk) -> None:
        """Carry out what a person asks with Temporal's own tools; a refusal goes on the timeline."""
        self._woken = True
        granting.grant_signal(self._rounds, ask.request, workflow.now())

    @workflow.signal(name=Signal.INCIDENT_STATUS)
    def incident_status(self, status: IncidentStatus) -> None:
        """The incident has moved on."""
        rounds.take_in(self._rounds, status)
        self._woken = True

    @workflow.signal(name=Signal.DELIVERIES_FAILED)
    def deliveries_failed(self, report: DeliveriesFailed) -> None:
        """Messages did not arrive though the provider had taken them."""
        sending.failed(self._rounds, report, workflow.now())
        self._woken = True

    @workflow.query(name=Query.SNAPSHOT)
    def snapshot(self) -> CommsView:
        """What may be shown of the rounds."""
        return views.view(self._rounds)
