"""A review on a server of its own whose clock can be moved, with what it talks to: everything here remembers.

Days count from the mitigation, which is in the night to a Monday. Workers keep no run in their memory, as that server would hand
its next task to nobody else: they go through its history with every task.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from temporalio import activity
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker

from config.temporal import DATA_CONVERTER
from domain.errors import FailureKind
from domain.history.rows import ActionRow, HistoryToRecord, ReviewRow
from domain.leading import PersonCard
from domain.names import Activity, Query, Queue, Signal, Update, WorkflowType
from domain.page_messages import Telling, Told
from domain.requests import Reply
from domain.review.outward import PeopleFound, PeopleQuery, ReviewMail
from domain.review.requests import AnswerQuestion, Question, ReviewAsk, ReviewHeld, ReviewRequest
from domain.review.situation import ReviewFacts, ReviewStart
from domain.review.views import ReviewView
from domain.sending import Accepted
from tests.domain.review.desk import LEAD, REVIEW, Company, start
from tests.harness.quiet import Census, Temporal
from tests.harness.world import time_skipping_server
from workers.factory import sandbox
from workflows.review import Review


class Sent(NamedTuple):
    """A mail that was handed over, and when (UTC)."""

    at: datetime
    mail: ReviewMail


class Surroundings:
    """The organisation, the provider of mails, the pagers and the record, as far as a review asks them."""

    def __init__(self, env: WorkflowEnvironment) -> None:
        self._env = env
        self.company = Company()
        self.before_answer: Callable[[], Awaitable[Any]] | None = None
        self.handed_over: list[Sent] = []
        self.refuses: Callable[[ReviewMail], FailureKind | None] = lambda _: None
        self.taken: list[Sent] = []
        self.texts: list[tuple[datetime, Telling]] = []
        self.database_is_away = False
        self.asked_to_record = 0
        self.entries: Counter[tuple[str, int]] = Counter()
        self.reviews: list[ReviewRow] = []
        self.actions: dict[int, list[ActionRow]] = {}

    @activity.defn(name=Activity.LOOK_UP_PEOPLE)
    async def look_up(self, query: PeopleQuery) -> PeopleFound:
        """Answer from the organisation as it was when it was asked."""
        found = self.company.finds(query)
        if self.before_answer:
            meanwhile, self.before_answer = self.before_answer, None
            await meanwhile()
        return found

    @activity.defn(name=Activity.SEND_REVIEW_MAIL)
    async def mail(self, mail: ReviewMail) -> Accepted:
        """Take a mail, or not."""
        sent = Sent(await self._env.get_current_time(), mail)
        self.handed_over.append(sent)
        if mail.person not in self.company.people:
            raise ApplicationError("there is no such person", type=FailureKind.PERMANENT, non_retryable=True)
        if kind := self.refuses(mail):
            raise ApplicationError("the provider answers 500", type=kind, non_retryable=True)
        self.taken.append(sent)
        return Accepted(provider_id="X")

    @activity.defn(name=Activity.TELL_PERSON)
    async def tell(self, telling: Telling) -> Told:
        """Take a text."""
        self.texts.append((await self._env.get_current_time(), telling))
        return Told()

    @activity.defn(name=Activity.RECORD_HISTORY)
    async def record(self, history: HistoryToRecord) -> None:
        """Write it down, unless the database is away."""
        self.asked_to_record += 1
        if self.database_is_away:
            raise RuntimeError("the database cannot be reached")
        self.entries.update((entry.origin, entry.sequence) for entry in history.entries)
        self.reviews += [history.review] if history.review else []
        for row in history.actions:
            self.actions.setdefault(row.number, []).append(row)


class Room:
    """The review, as the people around it see it."""

    def __init__(self, env: WorkflowEnvironment, around: Surroundings, mitigated_at: datetime) -> None:
        self.env, self.around, self.mitigated_at = env, around, mitigated_at
        self.handle: WorkflowHandle[Any, Any] = env.client.get_workflow_handle(REVIEW)
        self.start: ReviewStart = start(mitigated_at=mitigated_at)
        self.runs: list[str | None] = []
        census = Census()
        census.ids = {REVIEW}
        self._quiet = Temporal(env.client, census)

    async def begins(self) -> None:
        """Begin the review, as its incident does."""
        await self.env.client.start_workflow(WorkflowType.REVIEW, self.start, id=REVIEW, task_queue=Queue.ENGINE)
        await self._quiet.settle()

    def at(self, days: float) -> datetime:
        """Return the instant so many days after the mitigation."""
        return self.mitigated_at + timedelta(days=days)

    async def until(self, at: datetime | float) -> None:
        """Let time pass until this instant, or day, and what is to be done then be done."""
        instant = at if isinstance(at, datetime) else self.at(at)
        await self.env.sleep(max(instant - await self.env.get_current_time(), timedelta(0)))
        if not self.around.database_is_away:  # what is tried again and again never settles
            await self._quiet.settle()

    async def ask(self, request: ReviewRequest) -> str:
        """Make a request, and return the words said back."""
        ask = ReviewAsk(request=request)
        reply: Reply = await self.handle.execute_update(Update.REQUEST, ask, result_type=Reply)
        if not self.around.database_is_away:
            await self._quiet.settle()
        return reply.words

    async def refusal(self, request: ReviewRequest) -> str:
        """Make a request that is refused, and return why."""
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await self.ask(request)
        assert isinstance(refused.value.cause, ApplicationError)
        return refused.value.cause.message

    async def is_held(self) -> None:
        """Have every question answered, and the review held."""
        for question in Question:
            await self.ask(AnswerQuestion(actor=LEAD, question=question, answer="nothing"))
        await self.ask(ReviewHeld(actor=LEAD))

    async def incident_is(self, **changes: Any) -> None:
        """The incident moves on, and tells."""
        if "mitigated_at" in changes:
            changes = {"over": changes["mitigated_at"] is not None, **changes}
        moved = self.start.facts.model_copy(update=changes)
        self.start = self.start.model_copy(update={"facts": moved})
        await self.handle.signal(Signal.REVIEW_FACTS, ReviewFacts.model_validate(moved.model_dump()))
        await self._quiet.settle()

    async def rolls_over(self) -> None:
        """Have the run followed by a fresh one."""
        self.runs.append((await self.handle.describe()).run_id)
        await self.handle.execute_update(Update.ROLL_OVER)
        await self._quiet.settle()
        assert self.runs[-1] != (await self.handle.describe()).run_id

    async def replays(self) -> None:
        """Have a worker that knows nothing go through what every run did: it would have gone on at any point as they did."""
        replayer = Replayer(workflows=[Review], workflow_runner=sandbox(), data_converter=DATA_CONVERTER)
        for run in [*self.runs, None]:
            history = await self.env.client.get_workflow_handle(REVIEW, run_id=run).fetch_history()
            await replayer.replay_workflow(history)

    async def view(self) -> ReviewView:
        """Return what may be shown of it."""
        view: ReviewView = await self.handle.query(Query.SNAPSHOT, result_type=ReviewView)
        return view

    async def ended(self) -> bool:
        """Whether its workflow has come to its end."""
        return (await self.handle.describe()).status is WorkflowExecutionStatus.COMPLETED

    def mails(self, containing: str, person: PersonCard | None = None) -> list[Sent]:
        """Return the mails that were taken whose subject has these words, the first one first."""
        return [
            sent
            for sent in self.around.taken
            if containing in sent.mail.subject and (person is None or sent.mail.person == person.id)
        ]

    def when(self, containing: str, person: PersonCard) -> list[datetime]:
        """Return when somebody was sent mails with these words in their subject, to the minute."""
        return [sent.at.replace(second=0, microsecond=0) for sent in self.mails(containing, person)]


@asynccontextmanager
async def a_room() -> AsyncIterator[Room]:
    """Yield a place in which a review has begun."""
    async with AsyncExitStack() as stack:
        env = await stack.enter_async_context(await time_skipping_server())
        around = Surroundings(env)
        room = Room(env, around, await _is_monday_night(env))
        engine: list[Callable[..., Any]] = [around.look_up, around.tell]
        served: dict[Queue, list[Callable[..., Any]]] = {
            Queue.ENGINE: engine,
            Queue.COMMS: [around.mail, around.record],
        }
        for queue, activities in served.items():
            worker = Worker(
                env.client,
                task_queue=queue,
                workflows=[Review] if queue is Queue.ENGINE else [],
                activities=activities,
                workflow_runner=sandbox(),
                max_cached_workflows=0,
            )
            await stack.enter_async_context(worker)
        await room.begins()
        yield room


async def _is_monday_night(env: WorkflowEnvironment) -> datetime:
    """Let time pass until a Monday at 02:14 UTC, and return it: what follows falls on the same days of the week each time."""
    now = await env.get_current_time()
    monday = (now + timedelta(days=7 - now.weekday())).replace(hour=2, minute=14, second=0, microsecond=0)
    await env.sleep(monday - now)
    return monday
