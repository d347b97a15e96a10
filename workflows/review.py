"""The review of an incident: its meeting and the deadline of that, its questions, and its actions until they are done (P25 to P28).

It begins at the first mitigation and outlives the incident, for months if need be. What comes next is the rule in
domain/review/moves.py.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey
from temporalio.exceptions import ApplicationError

from domain.codes import read_incident_code, run_suffix
from domain.errors import DeliveryFailed, Refused
from domain.history.outbox import Outbox
from domain.history.rows import HistoryToRecord
from domain.names import Query, Signal, Update, WorkflowType
from domain.requests import Reply
from domain.review import chasing, granting, letters, moves, outdated, post, rows, settling, situations, views
from domain.review.outward import PeopleFound
from domain.review.requests import ReviewAsk
from domain.review.situation import ReviewFacts
from domain.review.state import Action, Order, ReviewInput
from domain.review.views import ReviewView
from domain.timeline import Kind
from workflows import activity_calls
from workflows.beside import WorksBeside
from workflows.recording import RecordsHistory
from workflows.rolling import RollsOver
from workflows.timers import wait_until

_TEXTS = "texts"
"""Texts go out one after another; mails by their ids, a few at a time."""


@workflow.defn(name=WorkflowType.REVIEW)
class Review(RollsOver, RecordsHistory, WorksBeside):
    """The review of one incident."""

    @workflow.init
    def __init__(self, start: ReviewInput) -> None:
        info = workflow.info()
        origin = f"{info.workflow_id}#{run_suffix(info.first_execution_run_id)}"
        self._review = start.carried or situations.begin(start, info.workflow_id, origin, workflow.now())
        self._woken = False
        self._beside: dict[str, asyncio.Task[None]] = {}

    @workflow.run
    async def run(self, _: ReviewInput) -> None:
        """Take one step after another until it is closed and everyone has been told."""
        while not isinstance(move := self._next_move(), moves.End):
            await self._make(move)
            await self._roll_over_when_due()
        await self._handlers_done()

    def _next_move(self) -> moves.Move:
        """Say what comes next. What goes on beside it is begun here, and waited for before the end."""
        self._collect()
        outdated.forget_outdated(self._review, workflow.now())
        self._record_beside()
        move = moves.next_move(self._review, workflow.now())
        self._begin_beside()
        self._show()
        waits = self._beside or self._is_recording()
        return moves.Listen(until=None) if isinstance(move, moves.End) and waits else move

    async def _make(self, move: moves.Move) -> None:
        make: dict[type[moves.Move], Callable[[Any], Awaitable[None]]] = {
            moves.GoUp: self._go_up,
            moves.Chase: self._chase,
            moves.AskForApproval: self._ask_for_approval,
            moves.TellProgress: self._tell_progress,
            moves.Settle: self._settle,
            moves.Listen: self._listen,
        }
        await make[type(move)](move)

    async def _go_up(self, _: moves.GoUp) -> None:
        """It is not held in time: the lead hears of it, then the service owner, then the head of department."""
        found = await self._look_up(tuple)
        chasing.go_up(self._review, found, workflow.now())

    async def _chase(self, move: moves.Chase) -> None:
        """Call an action to mind; who is there to own it, and who answers for it, is looked up at this instant."""
        found = await self._look_up(lambda: self._actions(move.number))
        chasing.chase(self._review, move.number, found, workflow.now())

    async def _ask_for_approval(self, move: moves.AskForApproval) -> None:
        """Somebody asks that an action be moved or dropped: who may say yes hears of it (P28)."""
        found = await self._look_up(lambda: self._actions(move.number))
        chasing.ask_for_approval(self._review, move.number, found, workflow.now())

    async def _tell_progress(self, _: moves.TellProgress) -> None:
        """Tell everyone involved how the actions stand (P28)."""
        found = await self._look_up(lambda: self._review.open_actions)
        chasing.tell_progress(self._review, found, workflow.now())

    async def _settle(self, _: moves.Settle) -> None:
        settling.settle(self._review, workflow.now())

    async def _look_up(self, actions: Callable[[], Iterable[Action]]) -> PeopleFound:
        """Ask who is there, and again where it has come to be about somebody else while that was asked."""
        while True:
            query = chasing.who_is_asked(self._review, actions(), workflow.now())
            found = await activity_calls.look_up_people(query)
            if query == chasing.who_is_asked(self._review, actions(), query.at):
                return found

    def _actions(self, number: int) -> list[Action]:
        action = self._review.action(number)
        return [action] if action else []

    def _begin_beside(self) -> None:
        """Mail and text beside the loop: no reminder waits for another's mail."""
        if self._roll_over_due():
            return
        for order in post.next_orders(self._review, (name for name in self._beside if name != _TEXTS), workflow.now()):
            self._do_beside(order.mail_id, self._mail, order)
        if self._review.to_tell:
            self._do_beside(_TEXTS, self._text)

    async def _mail(self, order: Order) -> None:
        mail = letters.write(self._review, order, workflow.now())
        try:
            await activity_calls.send_review_mail(mail, f"{order.to.name}: {order.letter}")
        except DeliveryFailed as failure:
            post.not_taken(self._review, order, failure, workflow.now())
        else:
            post.taken(self._review, order)

    async def _text(self) -> None:
        while self._review.to_tell:
            telling = self._review.to_tell[0]
            try:
                await activity_calls.tell_person(telling)
            except DeliveryFailed as failure:
                self._review.write(workflow.now(), "a text could not be sent", Kind.NOTE, why=failure.reason)
            self._review.to_tell = self._review.to_tell[1:]

    async def _listen(self, move: moves.Listen) -> None:
        workflow.set_current_details(views.details(self._review, workflow.now()))
        await wait_until(self._has_news, move.until, "somebody is to be reminded, or told how it stands")
        self._woken = False

    def _has_news(self) -> bool:
        over = self._done_beside() or self._has_recorded()
        return self._woken or over or self._may_roll_over()

    def _may_roll_over(self) -> bool:
        """Whether to continue as new here: what is at a provider is waited for, as nobody would hear what came of it."""
        return self._roll_over_due() and not self._beside

    async def _roll_over_when_due(self) -> None:
        self._collect()
        if self._may_roll_over():
            await self._handlers_done()
            await self._let_recording_end()
            workflow.continue_as_new(situations.carried_over(self._review))

    def _outbox(self) -> Outbox:
        return self._review.outbox

    def _next_to_record(self) -> HistoryToRecord:
        return rows.next_to_record(self._review)

    def _recorded(self, written: HistoryToRecord) -> None:
        rows.recorded(self._review, written)

    def _show(self) -> None:
        """Keep what a manager filters by in the Temporal UI true."""
        shown = views.shown(self._review, read_incident_code(self._review.code).key, workflow.now())
        if shown != self._review.shown:
            self._review.shown = shown
            updates = [SearchAttributeKey.for_keyword(name).value_set(text) for name, text in shown.items()]
            workflow.upsert_search_attributes(updates)

    @workflow.update(
        name=Update.REQUEST,
        description="What a person asks of the review: schedule, answer, add an action, say that it is done ...",
    )
    def request(self, ask: ReviewAsk) -> Reply:
        """Carry out what a person asks, and return the words to say back."""
        self._woken = True
        return granting.grant(self._review, ask.request, workflow.now())

    @request.validator
    def _check_request(self, ask: ReviewAsk) -> None:
        try:
            granting.check(self._review, ask.request, workflow.now())
        except Refused as refused:
            raise ApplicationError(str(refused), type="Refused", non_retryable=True) from refused

    @workflow.signal(name=Signal.REQUESTED)
    def requested(self, ask: ReviewAsk) -> None:
        """Carry out what a person asks with Temporal's own tools; a refusal goes on the timeline."""
        self._woken = True
        granting.grant_signal(self._review, ask.request, workflow.now())

    @workflow.signal(name=Signal.REVIEW_FACTS)
    def review_facts(self, facts: ReviewFacts) -> None:
        """How the incident stands: mitigated, reopened, resolved, who was involved, whose the next steps are."""
        situations.take_in(self._review, facts, workflow.now())
        self._woken = True

    @workflow.query(name=Query.SNAPSHOT)
    def snapshot(self) -> ReviewView:
        """What may be shown of the review."""
        return views.view(self._review, workflow.now())
