"""The gateway's one way to Temporal. No other module of it asks the client for anything."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import uuid4

from pydantic import BaseModel
from temporalio.client import (
    Client,
    RPCTimeoutOrCancelledError,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
)
from temporalio.common import Priority as TemporalPriority
from temporalio.common import QueryRejectCondition, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from config.incident_index import OpenIncident, SeenIncident, find, is_about_the_workflow, list_open
from config.reporting import About, open_or_join, report_suspicion
from config.review_index import list_open_reviews
from config.temporal import waiting_in
from domain.alerts import AlertsReceived
from domain.audiences import Audience
from domain.board.change_log import ChangeLogInput
from domain.board.posted_changes import ChangePosted
from domain.bridges import BridgeMoved
from domain.codes import IncidentCode, read_incident_code, review_of, rounds_of
from domain.comms.dispatch.delivery import DeliveriesFailed
from domain.comms.rounds.requests import CommsAsk, CommsRequest
from domain.comms.rounds.views import CommsView
from domain.incident.view import IncidentView
from domain.messages import Answer, AnswerReply, IncidentStart, PagerStart, Suspected
from domain.names import (
    CHANGE_LOG_ID,
    Priority,
    Query,
    Queue,
    Signal,
    Update,
    WorkflowType,
    incident_id,
    pager_id,
)
from domain.page_messages import (
    CallScript,
    CallScriptQuery,
    Enquiry,
    EnquiryCounted,
    Notice,
    OpenPages,
    ReportCounted,
    ReportMade,
    TextMeaning,
    TextReceived,
    TextsOpened,
)
from domain.requests import AnyRequest, Ask, Reply
from domain.review.requests import ReviewAsk, ReviewRequest
from domain.review.views import ReviewView
from domain.sending import CallReport, TextReport
from gateway.engine import AlertReport, Gone, TemporalUnavailable
from gateway.temporal_words import in_our_words, raise_if_ended, raise_unless_cut_short

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_ALERTS_PER_SIGNAL = 100  # keeps a signal well under the 512 KB at which Temporal begins to complain
_INCIDENTS_AT_ONCE = 20
_REVIEWS_AT_ONCE = 20
_STORE_SECONDS_EACH = 0.1  # a delivery about many incidents is given the time to store them all
_ROLL_OVER_SECONDS = 0.1  # how long a run that rolls over is given before an update is brought to the next one


@dataclass(frozen=True)
class Limits:
    """How many seconds Temporal is given: to store facts, to answer a question, to say that it is there."""

    store: float = 5
    ask: float = 4
    ready: float = 2


class TemporalGate:
    """The engine, reached through Temporal. Connects when it is first needed: the gateway starts while Temporal is down.

    `connect` returns a client, or raises RuntimeError when nobody answers, ValueError for an address that is none.
    """

    def __init__(
        self,
        connect: Callable[[], Awaitable[Client]],
        client: Client | None = None,
        *,
        limits: Limits | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._connect = connect
        self._client = client
        self._one_at_a_time = asyncio.Lock()
        self._limits = limits or Limits()
        self._pause = pause

    async def report_alerts(self, reports: Sequence[AlertReport]) -> list[str]:
        """Store alerts with their incidents; return the ids of those that took any."""
        took: list[bool] = []
        limit = self._limits.store + _STORE_SECONDS_EACH * max(0, len(reports) - _INCIDENTS_AT_ONCE)
        async with self._asking("store the alerts", limit) as client:
            for together in _batches(reports, _INCIDENTS_AT_ONCE):
                took += await asyncio.gather(*(_report(client, report) for report in together))
        return [incident_id(report.key) for report, took_it in zip(reports, took, strict=True) if took_it]

    async def keep_change(self, change: ChangePosted) -> None:
        """Leave a change with the log of changes, which is started if it does not run. Raises `TemporalUnavailable`."""
        async with self._asking("store the change", self._limits.store) as client:
            await client.start_workflow(
                WorkflowType.CHANGE_LOG,
                ChangeLogInput(),
                id=CHANGE_LOG_ID,
                task_queue=Queue.ENGINE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                priority=TemporalPriority(priority_key=Priority.CHANGE_LOG),
                start_signal=Signal.CHANGE_POSTED,
                start_signal_args=[change],
                static_summary="what was changed lately",
            )

    async def post_change(self, keys: set[str] | None, change: ChangePosted) -> list[str]:
        """Tell open incidents of a change; return the codes of those that took it. Raises `TemporalUnavailable`."""
        async with self._asking("store the change", self._limits.store) as client:
            concerned = [each for each in await list_open(client) if keys is None or each.service in keys]
            return [
                each.code
                for each in concerned
                if await _signal_if_running(client, each.service, Signal.CHANGE_POSTED, change)
            ]

    async def report_suspicion(self, what: About, report: Suspected) -> IncidentCode:
        """Store what a person reports with its incident; return the incident's code. Raises `TemporalUnavailable`."""
        async with self._asking("store the report", self._limits.store) as client:
            return await report_suspicion(client, what, report)

    async def open_incident(self, key: str) -> IncidentView:
        """Return how an incident that runs stands. Raises `Gone`, `TemporalUnavailable`."""
        return await self._ask(incident_id(key), Query.SNAPSHOT, [], IncidentView)

    async def count_report(self, person: str, report: ReportMade, *, within: float) -> None:
        """Have a person's pager count a report. Raises `Refused`, `TemporalUnavailable`."""
        await self._counted(person, Update.COUNT_REPORT, report, ReportCounted, within)

    async def count_enquiry(self, person: str, asked: Enquiry, *, within: float) -> EnquiryCounted:
        """Have a person's pager count that they ask how it stands. Raises `TemporalUnavailable`."""
        return await self._counted(person, Update.COUNT_ENQUIRY, asked, EnquiryCounted, within)

    async def _counted(
        self, person: str, update: Update, asked: BaseModel, result: type[_Result], within: float
    ) -> _Result:
        async with self._asking("count it", within) as client:
            await _start_pager(client, person)
            # The pager knows what is counted by its own id, and how old it is; Temporal would repeat its first reply for ever.
            try:
                return await self._update(pager_id(person), update, asked, uuid4().hex, result, within)
            except Gone as gone:
                raise TemporalUnavailable("The pager ended while it was asked.") from gone

    async def answer(self, owner: str, given: Answer, *, within: float) -> AnswerReply:
        """Bring an answer to the page's owner. Raises `Refused`, `Gone`, `TemporalUnavailable`."""
        return await self._update(owner, Update.ANSWER, given, given.answer_id, AnswerReply, within)

    async def request(self, incident: str, ask: Ask, request_id: str, *, within: float) -> Reply:
        """Bring a request to an incident. Raises `Refused`, `Gone`, `TemporalUnavailable`."""
        return await self._update(incident, Update.REQUEST, ask, request_id, Reply, within)

    async def ask(self, code: IncidentCode, request: AnyRequest, request_id: str, *, within: float) -> Reply:
        """Bring a request to the incident with this code. Raises `Refused`, `NoSuchIncident`, `Gone`, `TemporalUnavailable`."""
        async with self._asking("take the request", within) as client:
            found = await find(client, code)
            if not found.latest:
                raise Gone(f"Incident {code} is over.")
            return await self.request(found.handle.id, Ask(request=request), request_id, within=within)

    async def rounds(self, code: IncidentCode, audience: Audience) -> CommsView:
        """Return where the rounds for an audience stand. Raises `Gone`, `TemporalUnavailable`."""
        return await self._ask(rounds_of(code, audience), Query.SNAPSHOT, [], CommsView, also_over=True)

    async def ask_rounds(self, code: IncidentCode, request: CommsRequest, request_id: str, *, within: float) -> Reply:
        """Bring a request to the rounds for its audience. Raises `Refused`, `Gone`, `TemporalUnavailable`."""
        rounds = rounds_of(code, request.audience)
        return await self._update(rounds, Update.REQUEST, CommsAsk(request=request), request_id, Reply, within)

    async def review(self, code: IncidentCode) -> ReviewView:
        """Return how the review of an incident stands. Raises `Gone`, `TemporalUnavailable`."""
        return await self._ask(review_of(code), Query.SNAPSHOT, [], ReviewView, also_over=True)

    async def open_reviews(self) -> list[ReviewView]:
        """Return how every open review stands; one that closes meanwhile is among them. Raises `TemporalUnavailable`."""
        async with self._asking("list the reviews", self._limits.ask) as client:
            codes = await list_open_reviews(client)
        found: list[ReviewView] = []
        for together in _batches(codes, _REVIEWS_AT_ONCE):
            found += await asyncio.gather(*map(self.review, together))
        return found

    async def ask_review(self, code: IncidentCode, request: ReviewRequest, request_id: str, *, within: float) -> Reply:
        """Bring a request to the review of an incident. Raises `Refused`, `Gone`, `TemporalUnavailable`."""
        return await self._update(
            review_of(code), Update.REQUEST, ReviewAsk(request=request), request_id, Reply, within
        )

    async def texts_waiting(self) -> int:
        """Return how many texts wait in their lane. Raises `TemporalUnavailable`."""
        async with self._asking("count the texts", self._limits.ask) as client:
            return await waiting_in(client, Queue.TEXTS)

    async def open_incidents(self) -> list[OpenIncident]:
        """Return the open incidents. Raises `TemporalUnavailable`."""
        async with self._asking("list the incidents", self._limits.ask) as client:
            return await list_open(client)

    async def incident(self, code: IncidentCode) -> SeenIncident:
        """Return how an incident stands. Raises `NoSuchIncident`, `TemporalUnavailable`."""
        async with self._asking("answer", self._limits.ask) as client:
            found = await find(client, code)
            try:
                view: IncidentView = await found.handle.query(Query.SNAPSHOT, result_type=IncidentView)
            except WorkflowQueryFailedError as error:
                raise TemporalUnavailable(f"{code} could not answer: {error}") from error
        return SeenIncident(view, found.over)

    async def bridge_moved(self, incident: str, report: BridgeMoved) -> None:
        """Tell an incident who came on its bridge or left it. Raises `Gone`, `TemporalUnavailable`."""
        await self._signal(incident, Signal.BRIDGE_MOVED, report)

    async def call_script(self, person: str, attempt_id: str) -> CallScript | None:
        """Return what a call says now. Raises `Gone`, `TemporalUnavailable`."""
        query = [CallScriptQuery(attempt_id=attempt_id)]
        # The client takes any type to decode into; its annotation allows for classes alone.
        return await self._ask(pager_id(person), Query.CALL_SCRIPT, query, CallScript | None)  # type: ignore[arg-type]

    async def open_pages(self, person: str) -> OpenPages:
        """Return the pages a text may mean. Raises `Gone`, `TemporalUnavailable`."""
        return await self._ask(pager_id(person), Query.OPEN_PAGES, [], OpenPages)

    async def call_reported(self, person: str, report: CallReport) -> None:
        """Pass on the provider's word on a call. Raises `Gone`, `TemporalUnavailable`."""
        await self._signal(pager_id(person), Signal.CALL_REPORTED, report)

    async def text_reported(self, person: str, report: TextReport) -> None:
        """Pass on the provider's word on a text. Raises `Gone`, `TemporalUnavailable`."""
        await self._signal(pager_id(person), Signal.TEXT_REPORTED, report)

    async def understand_text(self, person: str, received: TextReceived, *, within: float) -> TextMeaning:
        """Ask what a text means. Raises `Gone`, `TemporalUnavailable`."""
        text_id = received.text_id
        return await self._update(pager_id(person), Update.UNDERSTAND_TEXT, received, text_id, TextMeaning, within)

    async def texts_opened(self, person: str, news: TextsOpened) -> None:
        """Note that a person has stopped our texts, or lets them through. Raises `TemporalUnavailable`."""
        await self._signal_pager(person, Signal.TEXTS_OPENED, news)

    async def tell(self, person: str, notice: Notice) -> None:
        """Have words texted to a person, by their pager. Raises `TemporalUnavailable`."""
        await self._signal_pager(person, Signal.TELL, notice)

    async def deliveries_failed(self, report: DeliveriesFailed) -> None:
        """Tell the rounds of an incident's audience what did not arrive. Raises `Gone`, `TemporalUnavailable`."""
        rounds = rounds_of(read_incident_code(report.code), report.audience)
        await self._signal(rounds, Signal.DELIVERIES_FAILED, report)

    async def _signal_pager(self, person: str, signal: Signal, fact: BaseModel) -> None:
        """Leave a fact with a person's pager, which is started if it does not run."""
        async with self._asking("store it", self._limits.store) as client:
            await _start_pager(client, person, signal, fact)

    async def ready(self) -> None:
        """Return when Temporal answers. Raises `TemporalUnavailable`."""
        limit = self._limits.ready
        async with self._asking("answer", limit) as client:
            if not await client.service_client.check_health(timeout=timedelta(seconds=limit)):
                raise TemporalUnavailable("Temporal is up, but does not serve yet.")

    async def _signal(self, workflow_id: str, signal: Signal, fact: BaseModel) -> None:
        async with self._asking("store the report", self._limits.store) as client:
            await client.get_workflow_handle(workflow_id).signal(signal, fact)

    async def _ask(
        self, workflow_id: str, query: Query, args: list[BaseModel], result: type[_Result], *, also_over: bool = False
    ) -> _Result:
        async with self._asking("answer", self._limits.ask) as client:
            handle = client.get_workflow_handle(workflow_id)
            try:
                answered: _Result = await handle.query(
                    query,
                    args=args,
                    result_type=result,
                    reject_condition=None if also_over else QueryRejectCondition.NOT_OPEN,
                )
            except WorkflowQueryRejectedError as error:
                raise Gone(f"{workflow_id} has ended.") from error
            except WorkflowQueryFailedError as error:
                raise TemporalUnavailable(f"{workflow_id} could not answer: {error}") from error
        return answered

    async def _update(
        self,
        workflow_id: str,
        update: Update,
        request: BaseModel,
        request_id: str,
        result: type[_Result],
        within: float,
    ) -> _Result:
        """Send an update, and the same again to the next run when it met one that was just rolling over."""
        async with self._asking("take the answer", within) as client:
            handle = client.get_workflow_handle(workflow_id)
            while True:
                try:
                    reply: _Result = await handle.execute_update(update, request, id=request_id, result_type=result)
                except WorkflowUpdateFailedError as failed:
                    raise_unless_cut_short(failed)
                except RPCError as error:
                    if error.status is not RPCStatusCode.NOT_FOUND:
                        raise
                else:
                    return reply
                await raise_if_ended(handle)
                await self._pause(_ROLL_OVER_SECONDS)

    @asynccontextmanager
    async def _asking(self, what: str, seconds: float) -> AsyncIterator[Client]:
        """Give what is asked of the client so many seconds, and say in our words what goes wrong."""
        try:
            async with asyncio.timeout(seconds):
                yield await self._connected()
        # An update that is cut off by the limit comes as the client's own error.
        except (TimeoutError, RPCTimeoutOrCancelledError) as error:
            raise TemporalUnavailable(f"Temporal did not {what} within {seconds:g} seconds.") from error
        except RPCError as error:
            raise in_our_words(error) from error

    async def _connected(self) -> Client:
        async with self._one_at_a_time:
            if self._client is None:
                try:
                    self._client = await self._connect()
                except (RuntimeError, ValueError) as error:  # nobody answers, or the address is none
                    raise TemporalUnavailable(f"Temporal cannot be reached: {error}.") from error
            return self._client


async def _report(client: Client, report: AlertReport) -> bool:
    """Store one incident's alerts, in order; return whether there is an incident that took them."""
    firing = [alert for alert in report.alerts if alert.firing]
    for together in _batches(report.alerts, _ALERTS_PER_SIGNAL):
        facts = AlertsReceived(alerts=list(together))
        if firing:
            start = IncidentStart(key=report.key, service_label=report.label)
            await open_or_join(client, start, f"{report.title}: {firing[0].summary}", Signal.ALERTS_RECEIVED, facts)
        elif not await _signal_if_running(client, report.key, Signal.ALERTS_RECEIVED, facts):
            return False
    return True


async def _start_pager(client: Client, person: str, signal: Signal | None = None, *facts: BaseModel) -> None:
    """Start a person's pager if it does not run, and leave a fact with it if there is one, in one step."""
    await client.start_workflow(
        WorkflowType.PAGER,
        PagerStart(person=person),
        id=pager_id(person),
        task_queue=Queue.ENGINE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        priority=TemporalPriority(priority_key=Priority.PAGER),
        start_signal=signal,
        start_signal_args=facts,
        static_summary=f"pages of {person}",
    )


async def _signal_if_running(client: Client, key: str, signal: Signal, fact: BaseModel) -> bool:
    try:
        await client.get_workflow_handle(incident_id(key)).signal(signal, fact)
    except RPCError as error:
        if is_about_the_workflow(error):
            return False
        raise
    return True


def _batches(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
