"""Rounds of comms to one audience of an incident, from its declaration to its end (P15, P17 to P20).

One round is open until it is sent; it is due at a computed time, and missed when it is late. What a person has approved goes out to
everybody at once, in an order of work that lets nobody be told twice. What comes next is the rule in domain/comms/rounds/moves.py.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from domain.codes import run_suffix
from domain.comms.audience.recipients import ROUND_CHANNELS
from domain.comms.dispatch import recording, sending, tally
from domain.comms.dispatch.delivery import DeliveriesFailed
from domain.comms.rounds import granting, moves, rounds, views
from domain.comms.rounds.editions import BusinessEdition, Order, TechnicalEdition
from domain.comms.rounds.requests import CommsAsk
from domain.comms.rounds.situation import IncidentStatus
from domain.comms.rounds.state import CommsInput
from domain.comms.rounds.views import CommsView
from domain.errors import DeliveryFailed, Refused
from domain.messages import FactsRecorded
from domain.names import Query, Signal, Update, WorkflowType
from domain.requests import Reply
from workflows import activity_calls
from workflows.beside import WorksBeside
from workflows.rolling import RollsOver
from workflows.sending import send
from workflows.timers import wait_until

_LOOK_UP, _RECORD = "look up", "record"
"""What is done beside the loop once at a time; a roll-over waits for neither, and the fresh run does it again."""


@workflow.defn(name=WorkflowType.COMMS_ROUNDS)
class CommsRounds(RollsOver, WorksBeside):
    """The rounds for one audience of one incident."""

    @workflow.init
    def __init__(self, start: CommsInput) -> None:
        info = workflow.info()
        origin = f"{info.workflow_id}#{run_suffix(info.first_execution_run_id)}"
        self._start = start
        self._rounds = start.carried or rounds.begin(start, origin)
        self._woken = False
        self._beside: dict[str, asyncio.Task[None]] = {}

    @workflow.run
    async def run(self, _: CommsInput) -> None:
        """Make one move after another until nothing more is to be said."""
        while not isinstance(move := self._next_move(), moves.End):
            await self._make(move)
            await self._roll_over_when_due()
        await self._handlers_done()

    def _next_move(self) -> moves.Move:
        """Say what comes next. What goes on beside it is begun here, and waited for before the end."""
        self._collect()
        self._begin_beside()
        move = moves.next_move(self._rounds, workflow.now())
        return moves.Listen(until=None) if isinstance(move, moves.End) and self._beside else move

    def _begin_beside(self) -> None:
        """Look up, hand over and write down beside the loop: none of it holds up what a time has come for."""
        if sending.lookup_due(self._rounds):
            self._do_beside(_LOOK_UP, self._look_up)
        if self._rounds.unrecorded:
            self._do_beside(_RECORD, self._record)
        for channel in () if self._roll_over_due() else ROUND_CHANNELS:
            while order := sending.hand_out(self._rounds, channel, workflow.now()):
                self._do_beside(sending.name_of(order), self._send, order)

    async def _make(self, move: moves.Move) -> None:
        make: dict[type[moves.Move], Callable[[Any], Awaitable[None]]] = {
            moves.Close: self._close,
            moves.CountMiss: self._count_miss,
            moves.Prepare: self._prepare,
            moves.TellIncident: self._tell_incident,
            moves.SayWhatCame: self._say_what_came,
            moves.Listen: self._listen,
        }
        await make[type(move)](move)

    async def _close(self, _: moves.Close) -> None:
        rounds.close(self._rounds, workflow.now())

    async def _count_miss(self, move: moves.CountMiss) -> None:
        rounds.count_miss(self._rounds, move.at)

    async def _prepare(self, _: moves.Prepare) -> None:
        rounds.prepare(self._rounds)

    async def _say_what_came(self, _: moves.SayWhatCame) -> None:
        tally.write(self._rounds, workflow.now())

    async def _tell_incident(self, _: moves.TellIncident) -> None:
        """Tell the incident which round is open and until when, and what happened."""
        status = views.round_status(self._rounds)
        if status != self._rounds.incident_told:
            self._rounds.incident_told = status
            await send(self._rounds.incident, Signal.ROUND_STATUS, status)
        for code, entries in self._rounds.journal.take().items():
            await send(self._rounds.incident, Signal.FACTS_RECORDED, FactsRecorded(code=code, entries=entries))

    async def _look_up(self) -> None:
        """Look up who is told now. When a newer round went out meanwhile, or somebody asked for was dropped, it is done anew."""
        edition, number = self._rounds.edition, self._rounds.number
        match edition:
            case BusinessEdition():
                business = edition.newcomers(self._rounds.incident_status)
                stakeholders = await activity_calls.resolve_business_recipients(business)
                if number == self._rounds.number and edition.whom(self._rounds.incident_status).includes(business):
                    edition.take_in(business, stakeholders)
                    sending.looked_up(self._rounds, stakeholders, workflow.now())
            case TechnicalEdition():
                technical = edition.newcomers(self._rounds.incident_status)
                engineers = await activity_calls.resolve_technical_recipients(technical)
                if number == self._rounds.number and edition.whom(self._rounds.incident_status).includes(technical):
                    edition.take_in(technical, engineers)
                    sending.looked_up(self._rounds, engineers, workflow.now())

    async def _send(self, order: Order) -> None:
        """Send; whom the provider does not take it for goes on to the next channel."""
        summary = sending.summary(order)
        try:
            word = await activity_calls.send_round(order, summary, unwanted=lambda: self._is_unwanted(order))
        except DeliveryFailed as failure:
            refused = dict.fromkeys(sending.people_of(order), failure.reason)
            sending.not_taken(self._rounds, order, refused, workflow.now())
        else:
            if word is None:
                sending.came_back(self._rounds, order)
            else:
                sending.taken(self._rounds, order, word, workflow.now())

    def _is_unwanted(self, order: Order) -> bool:
        """Whether an order leaves the queue: its people get a newer round, or a fresh run hands it out again."""
        return self._roll_over_due() or not sending.is_wanted(self._rounds, order)

    async def _record(self) -> None:
        """Write down who was told; records that cannot be reached hold up no round."""
        while due := recording.next_to_record(self._rounds):
            written, receipts = due
            await activity_calls.record_receipts(receipts)
            recording.recorded(self._rounds, written)

    async def _listen(self, move: moves.Listen) -> None:
        workflow.set_current_details(views.details(self._rounds))
        await wait_until(self._has_news, move.until, "the next update is due, or late")
        self._woken = False

    def _has_news(self) -> bool:
        return self._woken or self._may_roll_over() or self._done_beside()

    def _may_roll_over(self) -> bool:
        """Whether to continue as new here: what is at a provider is waited for, as nobody would hear what came of it."""
        return self._roll_over_due() and not self._beside.keys() - {_LOOK_UP, _RECORD}

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
        rounds.take_in(self._rounds, status, workflow.now())
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
