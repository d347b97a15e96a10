"""Rounds of comms on a server of their own whose clock can be moved, with what they talk to: everything here remembers.

Workers come and go on it, with two things to know of the test server. It hands a run's next task to nobody but the worker that has
the run in its memory, also once that has gone: so workers here keep none there, and go through the run's history with every task.
And its clock stands still for a task that nobody takes: see `Room.nobody_until`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel
from temporalio import activity, workflow
from temporalio.api.testservice.v1 import LockTimeSkippingRequest, UnlockTimeSkippingRequest
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker

from config.process import executable
from config.temporal import DATA_CONVERTER
from domain.audiences import Audience
from domain.comms.audience.recipients import (
    BusinessAudience,
    BusinessRecipient,
    BusinessRecipients,
    TechnicalAudience,
    TechnicalRecipients,
)
from domain.comms.dispatch.delivery import (
    BusinessMails,
    BusinessText,
    DeliveriesFailed,
    Receipt,
    ReceiptsToRecord,
    Taken,
    TechnicalMails,
    TechnicalText,
)
from domain.comms.dispatch.sending import people_of
from domain.comms.rounds.editions import Order
from domain.comms.rounds.requests import CommsAsk, CommsRequest
from domain.comms.rounds.schedule import Sent
from domain.comms.rounds.situation import IncidentStatus, RoundStatus
from domain.comms.rounds.views import CommsView
from domain.messages import FactsRecorded
from domain.names import Activity, Query, Queue, Signal, Update, WorkflowType, comms_id
from domain.requests import Reply
from domain.timeline import TimelineEntry
from tests.domain.comms.desk import engineer, stakeholder, start
from tests.harness.quiet import Census, Temporal
from workers.factory import sandbox
from workflows.comms_rounds import CommsRounds

INCIDENT = "incident/checkout"
HEARD = "heard"


class Heard(BaseModel):
    """What the incident was told."""

    statuses: list[RoundStatus] = []
    entries: list[TimelineEntry] = []


@workflow.defn(name=WorkflowType.INCIDENT, sandboxed=False)
class ListeningIncident:
    """An incident that only remembers what its rounds tell it."""

    def __init__(self) -> None:
        self._heard = Heard()

    @workflow.run
    async def run(self) -> None:
        """Listen for ever."""
        await workflow.wait_condition(lambda: False)

    @workflow.signal(name=Signal.ROUND_STATUS)
    def round_status(self, status: RoundStatus) -> None:
        """How the rounds stand."""
        self._heard.statuses.append(status)

    @workflow.signal(name=Signal.FACTS_RECORDED)
    def facts_recorded(self, facts: FactsRecorded) -> None:
        """What happened to them."""
        self._heard.entries.extend(facts.entries)

    @workflow.query(name=HEARD)
    def heard(self) -> Heard:
        """What it was told so far."""
        return self._heard


class Providers:
    """Take mails and texts, and remember every request, also one of which nobody heard the answer."""

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self.people = {"bea": stakeholder("bea"), "ben": stakeholder("ben"), "bob": stakeholder("bob")}
        self.receipts: dict[str, Receipt] = {}
        self.recorded = asyncio.Event()
        self.refused: dict[str, str] = {}
        self.broken = False
        self.records_closed = 0
        self.before_answer: Callable[[Order], Coroutine[Any, Any, None]] | None = None

    async def _take(self, order: Order) -> Taken:
        self.orders.append(order)
        self.recorded.clear()
        if self.before_answer:
            await self.before_answer(order)
        if self.broken:
            raise ApplicationError("the provider answers 500", type="unknown", non_retryable=True)
        return Taken(
            provider_id="X", refused={who: why for who, why in self.refused.items() if who in people_of(order)}
        )

    @asynccontextmanager
    async def holding(self) -> AsyncIterator[asyncio.Event]:
        """Answer nobody until the end of the block; the event says that something was handed over."""
        handed_over, go_on = asyncio.Event(), asyncio.Event()

        async def hold(_: Order) -> None:
            handed_over.set()
            await go_on.wait()

        self.before_answer = hold
        try:
            yield handed_over
        finally:
            self.before_answer = None
            go_on.set()

    @activity.defn(name=Activity.RESOLVE_BUSINESS_RECIPIENTS)
    async def business(self, audience: BusinessAudience) -> BusinessRecipients:
        """Return who stands behind these ids."""
        found: list[BusinessRecipient] = [
            self.people.get(who, stakeholder(who)).model_copy(update={"because": why})
            for who, why in audience.people.items()
        ]
        return BusinessRecipients(recipients=tuple(found))

    @activity.defn(name=Activity.RESOLVE_TECHNICAL_RECIPIENTS)
    async def technical(self, audience: TechnicalAudience) -> TechnicalRecipients:
        """Return who stands behind these ids: of a team, whoever is on call."""
        on_call = [engineer(f"{team}-on-call") for team in audience.teams]
        return TechnicalRecipients(recipients=(*on_call, *(engineer(person) for person in audience.people)))

    @activity.defn(name=Activity.SEND_BUSINESS_MAILS)
    async def business_mails(self, order: BusinessMails) -> Taken:
        """Take a batch."""
        return await self._take(order)

    @activity.defn(name=Activity.SEND_TECHNICAL_MAILS)
    async def technical_mails(self, order: TechnicalMails) -> Taken:
        """Take a batch."""
        return await self._take(order)

    @activity.defn(name=Activity.SEND_BUSINESS_TEXT)
    async def business_text(self, order: BusinessText) -> Taken:
        """Take a text."""
        return await self._take(order)

    @activity.defn(name=Activity.SEND_TECHNICAL_TEXT)
    async def technical_text(self, order: TechnicalText) -> Taken:
        """Take a text."""
        return await self._take(order)

    @activity.defn(name=Activity.RECORD_RECEIPTS)
    async def record(self, receipts: ReceiptsToRecord) -> None:
        """Write receipts down, each once, unless the records are closed for so many tries."""
        if self.records_closed:
            self.records_closed -= 1
            raise RuntimeError("the records cannot be reached")
        self.receipts |= {each.receipt_id: each for each in receipts.receipts}
        if len(self.receipts) == len(set(self.told)):
            self.recorded.set()

    @property
    def told(self) -> list[tuple[int, str]]:
        """Whom a round was handed over for, by its number, in order."""
        return [(order.round.number, person) for order in self.orders for person in people_of(order)]


class Room:
    """The rounds for one audience, as a person at a terminal sees them; minutes count from the declaration."""

    def __init__(
        self, env: WorkflowEnvironment, providers: Providers, declared_at: datetime, audience: Audience
    ) -> None:
        self.env, self.providers, self.declared_at = env, providers, declared_at
        self.handle: WorkflowHandle[Any, Any] = env.client.get_workflow_handle(
            comms_id(INCIDENT, "7K3Q", audience.value)
        )
        self._incident = env.client.get_workflow_handle(INCIDENT)
        self._deciding, self._acting = AsyncExitStack(), AsyncExitStack()
        census = Census()
        census.ids = {INCIDENT, self.handle.id}
        self._quiet = Temporal(env.client, census)
        self.runs: list[str | None] = []
        self.start = start(audience, declared_at=declared_at)

    async def decide(self) -> None:
        """Have a worker that runs the workflows, and none of those before it."""
        await self._deciding.aclose()
        engine = Worker(
            self.env.client,
            task_queue=Queue.ENGINE,
            workflows=[CommsRounds, ListeningIncident],
            workflow_runner=sandbox(),
            max_cached_workflows=0,
        )
        await self._deciding.enter_async_context(engine)

    async def act(self) -> None:
        """Have workers that look up and send, and none of those before them."""
        await self._acting.aclose()
        providers = self.providers
        served: dict[Queue, list[Callable[..., Any]]] = {
            Queue.ENGINE: [providers.business, providers.technical],
            Queue.COMMS: [providers.business_mails, providers.technical_mails, providers.record],
            Queue.TEXTS: [providers.business_text, providers.technical_text],
        }
        for queue, activities in served.items():
            worker = Worker(self.env.client, task_queue=queue, activities=activities)
            await self._acting.enter_async_context(worker)

    async def restarts(self) -> None:
        """Have every worker go, with all it holds in its memory, and then others, which do what has waited for them."""
        await self.rest()
        await self.decide()
        await self.act()
        await self._quiet.settle()

    async def rest(self) -> None:
        """Have no worker any more."""
        await self._deciding.aclose()
        await self._acting.aclose()

    async def nobody_until(self, minute: float) -> None:
        """Let time pass until this minute with no worker there, also that at which the rounds were to wake.

        When they are to wake the server's clock stands still, one lock more on it, until a worker takes their task: the test takes
        that lock off it for as long as nobody is there.
        """
        await self._quiet.settle()
        wakes = await self._quiet.next_timer()
        await self.rest()
        passing = asyncio.create_task(self.until(minute))
        if wakes and wakes < self.at(minute):
            while not await self._quiet.stirs():  # noqa: ASYNC110 - the server can only be asked
                await asyncio.sleep(0.01)
            await self.env.client.test_service.unlock_time_skipping(UnlockTimeSkippingRequest())
            await passing
            await self.env.client.test_service.lock_time_skipping(LockTimeSkippingRequest())
        await passing

    def at(self, minute: float) -> datetime:
        """Return the instant so many minutes after the declaration."""
        return self.declared_at + timedelta(minutes=minute)

    async def until(self, minute: float) -> None:
        """Let time pass until this minute."""
        now = await self.env.get_current_time()
        await self.env.sleep(max(self.at(minute) - now, timedelta(0)))

    async def ask(self, request: CommsRequest) -> str:
        """Make a request, and return the words said back."""
        ask = CommsAsk(request=request)
        reply: Reply = await self.handle.execute_update(Update.REQUEST, ask, result_type=Reply)
        return reply.words

    async def refusal(self, request: CommsRequest) -> str:
        """Make a request that is refused, and return why."""
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await self.ask(request)
        assert isinstance(refused.value.cause, ApplicationError)
        return refused.value.cause.message

    async def incident_is(self, **changes: Any) -> None:
        """The incident moves on."""
        moved = self.start.incident_status.model_copy(update=changes)
        self.start = self.start.model_copy(update={"incident_status": moved})
        await self.handle.signal(Signal.INCIDENT_STATUS, IncidentStatus.model_validate(moved.model_dump()))

    async def fails(self, report: DeliveriesFailed) -> None:
        """A provider says what did not arrive."""
        await self.handle.signal(Signal.DELIVERIES_FAILED, report)

    async def rolls_over(self) -> None:
        """Have the run followed by a fresh one, once what it sent is recorded: this server's clock waits for what is left behind.

        The fresh run gets a moment to begin: before it has, there is nobody to ask.
        """
        await asyncio.wait_for(self.providers.recorded.wait(), timeout=20)
        self.runs.append((await self.handle.describe()).run_id)
        await self.handle.execute_update(Update.ROLL_OVER)
        await self.env.sleep(timedelta(seconds=1))

    async def replays(self) -> None:
        """Have a worker that knows nothing go through what every run did: it would have gone on at any point as they did."""
        replayer = Replayer(workflows=[CommsRounds], workflow_runner=sandbox(), data_converter=DATA_CONVERTER)
        for run in self.runs:
            await replayer.replay_workflow(
                await self.env.client.get_workflow_handle(self.handle.id, run_id=run).fetch_history()
            )

    async def view(self) -> CommsView:
        """Return what may be shown of the rounds."""
        view: CommsView = await self.handle.query(Query.SNAPSHOT, result_type=CommsView)
        return view

    async def heard(self) -> Heard:
        """Return what the incident was told."""
        heard: Heard = await self._incident.query(HEARD, result_type=Heard)
        return heard

    async def sent(self) -> list[Sent]:
        """Return the rounds that went out."""
        return list((await self.view()).sent)

    async def settled(self) -> CommsView:
        """Return what may be shown once nothing waits to be handed over or looked up."""
        while True:
            view = await self.view()
            if view.settled and not view.waiting:
                return view
            await self.env.sleep(timedelta(milliseconds=100))


@asynccontextmanager
async def a_room(audience: Audience = Audience.BUSINESS) -> AsyncIterator[Room]:
    """Declare an incident, and begin its rounds for one audience."""
    server = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=executable("temporal-test-server"), data_converter=DATA_CONVERTER
    )
    async with server as env:
        now = (await env.get_current_time()).replace(microsecond=0)
        room = Room(env, Providers(), now, audience)
        await room.decide()
        await room.act()
        await env.client.start_workflow(WorkflowType.INCIDENT, id=INCIDENT, task_queue=Queue.ENGINE)
        await env.client.start_workflow(
            WorkflowType.COMMS_ROUNDS, room.start, id=room.handle.id, task_queue=Queue.ENGINE
        )
        yield room
        await room.rest()
