"""An incident on a server of its own whose clock can be moved, with what it talks to: everything here remembers.

Its searches and rounds of comms only wait for their end, and its review only listens: what they do is tested elsewhere.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

from pydantic import BaseModel
from temporalio import activity, workflow
from temporalio.client import WorkflowHandle
from temporalio.common import RawValue
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from domain.alerts import Alert, AlertsReceived
from domain.board.change_log import RecentChanges, RecentChangesQuery
from domain.codes import read_incident_code
from domain.comms.rounds.situation import CommsStart, IncidentStatus
from domain.history.rows import EarlierIncident, EarlierIncidents, EarlierQuery, HistoryToRecord
from domain.incident.state import IncidentInput
from domain.incident.view import IncidentView
from domain.lookups import ContactPlanQuery, RecentIncidents, RecentIncidentsQuery, ServiceCard, ServiceQuery
from domain.messages import EscalationReport, EscalationStart, Purpose, Stop
from domain.names import Activity, Query, Queue, Signal, Update, WorkflowType, escalation_id, incident_id, review_id
from domain.page_messages import Telling, Told
from domain.reliance.contact_plan import ContactPlan
from domain.requests import AnyRequest, Ask, Declare, Propose, Reply
from domain.review.situation import ReviewFacts, ReviewStart
from tests.domain.builders import alert, card
from tests.domain.incidents import ANA, HEAD
from tests.harness.world import time_skipping_server
from workers.factory import sandbox
from workflows.archive import Archive
from workflows.incident import Incident

INCIDENT = incident_id("checkout")
HEARD = "heard"


class Heard(BaseModel):
    """What the review was told, its beginning first."""

    facts: list[ReviewFacts] = []


@workflow.defn(name=WorkflowType.ESCALATION, sandboxed=False)
class WaitingSearch:
    """A search that only waits until it is told to stop."""

    def __init__(self) -> None:
        self._stopped = False

    @workflow.run
    async def run(self, start: EscalationStart) -> None:
        """Wait, and report the end."""
        await workflow.wait_condition(lambda: self._stopped)
        report = EscalationReport(
            escalation=workflow.info().workflow_id, purpose=start.purpose, holder=None, ended=True
        )
        await workflow.get_external_workflow_handle(start.incident).signal(Signal.ESCALATION_REPORTED, report)

    @workflow.signal(name=Signal.STOP)
    def stop(self, _: Stop) -> None:
        """It is settled."""
        self._stopped = True

    @workflow.signal(dynamic=True)
    def told(self, _: str, __: Sequence[RawValue]) -> None:
        """Whatever else it is told."""


@workflow.defn(name=WorkflowType.COMMS_ROUNDS, sandboxed=False)
class WaitingRounds:
    """Rounds that only wait until the incident is over."""

    def __init__(self) -> None:
        self._over = False

    @workflow.run
    async def run(self, _: CommsStart) -> None:
        """Wait."""
        await workflow.wait_condition(lambda: self._over)

    @workflow.signal(name=Signal.INCIDENT_STATUS)
    def incident_status(self, status: IncidentStatus) -> None:
        """How the incident stands."""
        self._over = status.over


@workflow.defn(name=WorkflowType.REVIEW, sandboxed=False)
class ListeningReview:
    """A review that only remembers what it is told, until it hears that the incident is over."""

    def __init__(self) -> None:
        self._heard = Heard()

    @workflow.run
    async def run(self, start: ReviewStart) -> None:
        """Listen."""
        self._heard.facts.insert(0, start.facts)
        await workflow.wait_condition(lambda: self._heard.facts[-1].over)

    @workflow.signal(name=Signal.REVIEW_FACTS)
    def review_facts(self, facts: ReviewFacts) -> None:
        """How the incident stands."""
        self._heard.facts.append(facts)

    @workflow.query(name=HEARD)
    def heard(self) -> Heard:
        """What it was told so far."""
        return self._heard


class Surroundings:
    """The directory, the lasting record and the pagers, as far as an incident asks them; all of it is remembered."""

    def __init__(self) -> None:
        self.away = False
        self.asked_to_record = asyncio.Event()
        self.recorded: list[HistoryToRecord] = []
        self.told: list[Telling] = []

    @activity.defn(name=Activity.LOOK_UP_SERVICE)
    async def service(self, _: ServiceQuery) -> ServiceCard:
        """Return the card of the checkout."""
        return card(customer_effect="customers cannot pay")

    @activity.defn(name=Activity.PLAN_CONTACTS)
    async def plan(self, _: ContactPlanQuery) -> ContactPlan:
        """Name nobody."""
        return ContactPlan(service="checkout")

    @activity.defn(name=Activity.RECENT_INCIDENTS)
    async def recent(self, _: RecentIncidentsQuery) -> RecentIncidents:
        """Know of none."""
        return RecentIncidents()

    @activity.defn(name=Activity.RECENT_CHANGES)
    async def changes(self, _: RecentChangesQuery) -> RecentChanges:
        """Know of none."""
        return RecentChanges()

    @activity.defn(name=Activity.EARLIER_INCIDENTS)
    async def earlier(self, query: EarlierQuery) -> EarlierIncidents:
        """Know of one."""
        at = (await self._now()) - timedelta(days=30)
        one = EarlierIncident(code=f"{query.key}-AAAA", service="Checkout", opened_at=at, what="orders failed")
        return EarlierIncidents(incidents=(one,))

    @activity.defn(name=Activity.TELL_PERSON)
    async def tell(self, telling: Telling) -> Told:
        """Tell somebody."""
        self.told.append(telling)
        return Told()

    @activity.defn(name=Activity.RECORD_HISTORY)
    async def record(self, history: HistoryToRecord) -> None:
        """Write it down, unless the database is away."""
        self.asked_to_record.set()
        if self.away:
            raise RuntimeError("the database cannot be reached")
        self.recorded.append(history)

    async def _now(self) -> Any:
        return activity.info().started_time


class Room:
    """The incident, as whoever works on it sees it."""

    def __init__(self, env: WorkflowEnvironment, around: Surroundings) -> None:
        self.env, self.around = env, around
        self.handle: WorkflowHandle[Any, Any] = env.client.get_workflow_handle(INCIDENT)

    async def report(self, *alerts: Alert) -> None:
        """Have alerts come in."""
        await self.env.client.start_workflow(
            WorkflowType.INCIDENT,
            IncidentInput(key="checkout"),
            id=INCIDENT,
            task_queue=Queue.ENGINE,
            start_signal=Signal.ALERTS_RECEIVED,
            start_signal_args=[AlertsReceived(alerts=list(alerts))],
        )

    async def ask(self, request: AnyRequest) -> str:
        """Make a request, and return the words said back."""
        reply: Reply = await self.handle.execute_update(Update.REQUEST, Ask(request=request), result_type=Reply)
        return reply.words

    async def view(self) -> IncidentView:
        """Return what may be shown of it."""
        shown: IncidentView = await self.handle.query(Query.SNAPSHOT, result_type=IncidentView)
        return shown

    async def is_declared(self) -> None:
        """Have Ana take it and propose it, and Cy declare it."""
        await self.report(alert())
        suffix = await self.suffix()
        triage = escalation_id(INCIDENT, suffix, Purpose.TRIAGE, "storefront")
        report = EscalationReport(escalation=triage, purpose=Purpose.TRIAGE, holder="ana", holder_name="Ana")
        await self.env.sleep(timedelta(seconds=5))
        await self.handle.signal(Signal.ESCALATION_REPORTED, report)
        await self.ask(Propose(actor=ANA))
        await self.ask(Declare(actor=HEAD))
        await self.env.sleep(timedelta(seconds=5))

    async def suffix(self) -> str:
        """Return the letters of its code."""
        return read_incident_code((await self.view()).code).suffix

    async def review(self) -> WorkflowHandle[Any, Any]:
        """Return its review."""
        return self.env.client.get_workflow_handle(review_id(INCIDENT, await self.suffix()))

    async def heard(self) -> list[ReviewFacts]:
        """Return what the review was told."""
        heard: Heard = await (await self.review()).query(HEARD, result_type=Heard)
        return heard.facts


@asynccontextmanager
async def a_room() -> AsyncIterator[Room]:
    """Yield a place for an incident about the checkout."""
    around = Surroundings()
    async with AsyncExitStack() as stack:
        env = await stack.enter_async_context(await time_skipping_server())
        engine = Worker(
            env.client,
            task_queue=Queue.ENGINE,
            workflows=[Incident, Archive, WaitingSearch, WaitingRounds, ListeningReview],
            activities=[around.service, around.plan, around.recent, around.changes, around.earlier, around.tell],
            workflow_runner=sandbox(),
        )
        await stack.enter_async_context(engine)
        records: list[Callable[..., Any]] = [around.record]
        await stack.enter_async_context(Worker(env.client, task_queue=Queue.COMMS, activities=records))
        yield Room(env, around)
