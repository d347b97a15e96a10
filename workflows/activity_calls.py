"""Every activity as one typed function, with its queue, priority, time-outs and retries. Workflows never spell them out.

What may ring a phone is tried again only when its worker died, or the provider had no room for it: the activity then looks at the
provider first (`activities/reconcile.py`). Every other attempt is the workflow's decision and shows in its history. Look-ups retry
freely.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from pydantic import BaseModel
from temporalio import workflow
from temporalio.common import Priority as TemporalPriority
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, CancelledError, TimeoutType
from temporalio.exceptions import TimeoutError as ActivityTimedOut

from domain.board.change_log import RecentChanges, RecentChangesQuery
from domain.canary import CanaryFlight, Heartbeat
from domain.comms.audience.recipients import (
    BusinessAudience,
    BusinessRecipients,
    TechnicalAudience,
    TechnicalRecipients,
)
from domain.comms.dispatch.delivery import (
    BusinessMails,
    BusinessText,
    ReceiptsToRecord,
    Taken,
    TechnicalMails,
    TechnicalText,
)
from domain.comms.rounds.editions import Order
from domain.errors import DeliveryFailed, FailureKind
from domain.history.rows import EarlierIncidents, EarlierQuery, HistoryToRecord
from domain.ladder import ResolvedLadder
from domain.lanes import TURN_COMES_WITHIN
from domain.lookups import (
    ContactPlanQuery,
    LadderQuery,
    RecentIncidents,
    RecentIncidentsQuery,
    ServiceCard,
    ServiceQuery,
)
from domain.names import Activity, Priority, Queue
from domain.page_messages import HandedOver, PageOrder, Telling, Told
from domain.reliance.contact_plan import ContactPlan
from domain.review.outward import PeopleFound, PeopleQuery, ReviewMail
from domain.sending import Accepted, CallCheck, CallEnd, CallFound, CallOrder, CallRedirect, MailOrder, TextOrder
from workflows.timers import wait_until

_Result = TypeVar("_Result", bound=BaseModel)
_SOON_AGAIN = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=5))
_WHEN_ITS_WORKER_DIES = RetryPolicy(
    maximum_attempts=3, initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=1)
)
_WORKER_IS_HEARD_OF_WITHIN = timedelta(seconds=5)  # the activities beat every second
_PROVIDER_ANSWERS_WITHIN = timedelta(seconds=20)
_SENT_AND_LOOKED_FOR_WITHIN = timedelta(seconds=60)  # two requests of 6 s, and three looks after each
_WORKER_TAKES_IT_WITHIN = timedelta(seconds=60)
_ROUND_IS_TAKEN_WITHIN = timedelta(minutes=15)  # a round behind a page's limits comes late rather than not at all
_QUEUES = {Activity.PLACE_CALL: Queue.CALLS, Activity.SEND_TEXT: Queue.TEXTS, Activity.SEND_MAIL: Queue.PAGE}
_SENDS_ROUND: Mapping[type[BaseModel], Activity] = {
    BusinessMails: Activity.SEND_BUSINESS_MAILS,
    TechnicalMails: Activity.SEND_TECHNICAL_MAILS,
    BusinessText: Activity.SEND_BUSINESS_TEXT,
    TechnicalText: Activity.SEND_TECHNICAL_TEXT,
}
"""The type of an order says which audience it is for, and so which activity sends it: there is no other way to one (P15)."""

_QUIETLY_AGAIN = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5))
_WORTH_WAITING_FOR_A_HINT = timedelta(seconds=5)


async def look_up_service(query: ServiceQuery) -> ServiceCard:
    """Ask which service, team and policy an incident's key stands for."""
    return await _look_up(Activity.LOOK_UP_SERVICE, query, ServiceCard, "which service and team it is about")


async def resolve_ladder(query: LadderQuery) -> ResolvedLadder:
    """Ask whom a team's ladder names at this instant."""
    return await _look_up(Activity.RESOLVE_LADDER, query, ResolvedLadder, "whom the ladder names now")


async def hand_to_pager(order: PageOrder) -> HandedOver:
    """Hand a page to the person's pager, starting it if it does not run. Raises `DeliveryFailed`: there is no such person."""
    try:
        return await _look_up(Activity.HAND_TO_PAGER, order, HandedOver, "hand the page to the person's pager")
    except (ActivityError, ApplicationError) as error:  # a local activity's own error may come without a wrapper
        raise _delivery_failed(error) from error


async def plan_contacts(query: ContactPlanQuery) -> ContactPlan:
    """Ask whom to contact when a service fails."""
    return await _look_up(Activity.PLAN_CONTACTS, query, ContactPlan, "whom to call and whom to inform")


async def tell_person(telling: Telling) -> None:
    """Have words texted to a person. Raises `DeliveryFailed`: there is no such person."""
    try:
        await _look_up(Activity.TELL_PERSON, telling, Told, "have somebody texted")
    except (ActivityError, ApplicationError) as error:
        raise _delivery_failed(error) from error


async def recent_incidents(query: RecentIncidentsQuery) -> RecentIncidents | None:
    """Ask which other incidents were opened lately; None when nobody could tell within seconds: it is a hint."""
    return await _hint(Activity.RECENT_INCIDENTS, query, RecentIncidents, "which other incidents were opened lately")


async def recent_changes(query: RecentChangesQuery) -> RecentChanges | None:
    """Ask what was changed lately that could have caused it; None when nobody could tell within seconds: it is a hint."""
    return await _hint(Activity.RECENT_CHANGES, query, RecentChanges, "what was changed lately")


def _never() -> bool:
    return False


async def place_call(order: CallOrder, who: str, unwanted: Callable[[], bool] = _never) -> Accepted:
    """Place a call, unless nobody wants it any more before its turn comes. Raises `DeliveryFailed`."""
    return await _send(Activity.PLACE_CALL, order, f"call {who}", unwanted)


async def send_text(order: TextOrder, who: str, unwanted: Callable[[], bool] = _never) -> Accepted:
    """Send a text, unless nobody wants it any more before its turn comes. Raises `DeliveryFailed`."""
    return await _send(Activity.SEND_TEXT, order, f"text {who}", unwanted)


async def send_mail(order: MailOrder, who: str, unwanted: Callable[[], bool] = _never) -> Accepted:
    """Send a mail, unless nobody wants it any more before its turn comes. Raises `DeliveryFailed`."""
    return await _send(Activity.SEND_MAIL, order, f"mail {who}", unwanted)


async def end_call(order: CallEnd, who: str) -> None:
    """Cancel or hang up a call. Raises `DeliveryFailed`."""
    await _ask(Activity.END_CALL, order, None, f"end the call to {who}")


async def redirect_call(order: CallRedirect, who: str) -> None:
    """Have a call that is going on fetch its words anew. Raises `DeliveryFailed`."""
    await _ask(Activity.REDIRECT_CALL, order, None, f"tell {who} on the phone what is new")


async def check_call(check: CallCheck, who: str) -> CallFound:
    """Ask the provider how a call stands. Raises `DeliveryFailed`."""
    found: CallFound = await _ask(Activity.CHECK_CALL, check, CallFound, f"look how the call to {who} stands")
    return found


async def resolve_business_recipients(audience: BusinessAudience) -> BusinessRecipients:
    """Ask which business stakeholders are told now, and how."""
    return await _resolve(Activity.RESOLVE_BUSINESS_RECIPIENTS, audience, BusinessRecipients)


async def resolve_technical_recipients(audience: TechnicalAudience) -> TechnicalRecipients:
    """Ask who of technical teams is told now, and how: who is on duty is looked up at this instant."""
    return await _resolve(Activity.RESOLVE_TECHNICAL_RECIPIENTS, audience, TechnicalRecipients)


async def send_round(order: Order, summary: str, unwanted: Callable[[], bool] = _never) -> Taken | None:
    """Send a batch of mails, or a text, of a round; None when it came back unsent, as nobody wanted it before its turn came.

    What has begun by then goes on, and says what came of it. Raises `DeliveryFailed`.
    """
    sending = workflow.start_activity(
        _SENDS_ROUND[type(order)],
        order,
        result_type=Taken,
        # Texts share the lane of pages, behind them: the provider's rate is one for both.
        task_queue=Queue.TEXTS if isinstance(order, BusinessText | TechnicalText) else Queue.COMMS,
        priority=TemporalPriority(priority_key=Priority.COMMS),
        start_to_close_timeout=_SENT_AND_LOOKED_FOR_WITHIN,
        schedule_to_start_timeout=_ROUND_IS_TAKEN_WITHIN,
        heartbeat_timeout=_WORKER_IS_HEARD_OF_WITHIN,
        retry_policy=_WHEN_ITS_WORKER_DIES,
        cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        summary=summary,
    )
    await wait_until(lambda: sending.done() or unwanted(), None, "it is sent, or nobody needs it any more")
    taken_back = not sending.done()
    if taken_back:
        sending.cancel()
    try:
        taken: Taken = await sending
    except ActivityError as error:
        if taken_back and isinstance(error.cause, CancelledError | ActivityTimedOut):
            return None  # a worker that died after that is not replaced: it is sent again by the same name
        raise _delivery_failed(error) from error
    return taken


async def record_receipts(receipts: ReceiptsToRecord) -> None:
    """Write receipts into the records; tried until it is done, as records that cannot be reached hold up nothing else."""
    await workflow.execute_activity(
        Activity.RECORD_RECEIPTS,
        receipts,
        task_queue=Queue.COMMS,
        priority=TemporalPriority(priority_key=Priority.COMMS),
        start_to_close_timeout=_PROVIDER_ANSWERS_WITHIN,
        retry_policy=_QUIETLY_AGAIN,
        summary="write down who was told",
    )


def record_history(history: HistoryToRecord) -> workflow.ActivityHandle[None]:
    """Begin to write into the lasting record; tried until it is done, or until it is cancelled."""
    return workflow.start_activity(
        Activity.RECORD_HISTORY,
        history,
        task_queue=Queue.COMMS,
        priority=TemporalPriority(priority_key=Priority.RECORDS),
        start_to_close_timeout=_PROVIDER_ANSWERS_WITHIN,
        retry_policy=_QUIETLY_AGAIN,
        summary="write down what happened",
    )


async def earlier_incidents(query: EarlierQuery) -> EarlierIncidents | None:
    """Ask which incidents of the past were like it; None when nobody could tell within seconds: it is a hint."""
    return await _hint(Activity.EARLIER_INCIDENTS, query, EarlierIncidents, "has this happened before?")


async def look_up_people(query: PeopleQuery) -> PeopleFound:
    """Ask who of some people is there still, and who answers for teams now."""
    found: PeopleFound = await workflow.execute_activity(
        Activity.LOOK_UP_PEOPLE,
        query,
        result_type=PeopleFound,
        task_queue=Queue.ENGINE,
        priority=TemporalPriority(priority_key=Priority.REVIEW),
        start_to_close_timeout=_PROVIDER_ANSWERS_WITHIN,
        retry_policy=_SOON_AGAIN,
        summary="who is there, and who answers for the team",
    )
    return found


async def send_review_mail(mail: ReviewMail, who: str) -> Accepted:
    """Send a mail of a review, with an entry for the calendar where it has one; `who` says to whom, and why.

    Raises `DeliveryFailed`.
    """
    try:
        accepted: Accepted = await workflow.execute_activity(
            Activity.SEND_REVIEW_MAIL,
            mail,
            result_type=Accepted,
            task_queue=Queue.COMMS,
            priority=TemporalPriority(priority_key=Priority.REVIEW),
            start_to_close_timeout=_SENT_AND_LOOKED_FOR_WITHIN,
            heartbeat_timeout=_WORKER_IS_HEARD_OF_WITHIN,
            retry_policy=_WHEN_ITS_WORKER_DIES,
            summary=f"mail {who}",
        )
    except ActivityError as error:
        raise _delivery_failed(error) from error
    return accepted


async def canary(flight: CanaryFlight) -> bool:
    """Cross a queue; return whether a worker took it and was done within the flight's time."""
    return await _within(Activity.CANARY, flight, flight.queue, flight.within, f"cross the queue {flight.queue}")


async def heartbeat(beat: Heartbeat) -> bool:
    """Tell whoever watches from outside that all is well; return whether they took it."""
    return await _within(Activity.HEARTBEAT, beat, Queue.ENGINE, beat.within, "tell whoever watches from outside")


async def _within(name: Activity, order: BaseModel, queue: Queue, within: timedelta, summary: str) -> bool:
    """Do what may be done twice and waits behind everything else; return whether it was done in time."""
    try:
        await workflow.execute_activity(
            name,
            order,
            task_queue=queue,
            priority=TemporalPriority(priority_key=Priority.CANARY),
            start_to_close_timeout=_PROVIDER_ANSWERS_WITHIN,
            schedule_to_close_timeout=within,
            retry_policy=_SOON_AGAIN,
            summary=summary,
        )
    except ActivityError:
        return False
    return True


async def _hint(name: Activity, query: BaseModel, result: type[_Result], summary: str) -> _Result | None:
    """Ask what is good to know and worth no wait; None when nobody could tell within seconds."""
    try:
        found: _Result = await workflow.execute_activity(
            name,
            query,
            result_type=result,
            task_queue=Queue.ENGINE,
            priority=TemporalPriority(priority_key=Priority.INCIDENT),
            schedule_to_close_timeout=_WORTH_WAITING_FOR_A_HINT,
            retry_policy=_SOON_AGAIN,
            summary=summary,
        )
    except ActivityError:
        return None
    return found


async def _look_up(name: Activity, query: BaseModel, result: type[_Result], summary: str) -> _Result:
    found: _Result = await workflow.execute_local_activity(
        name,
        query,
        result_type=result,
        start_to_close_timeout=timedelta(seconds=5),
        retry_policy=_SOON_AGAIN,
        summary=summary,
    )
    return found


async def _resolve(name: Activity, audience: BaseModel, result: type[_Result]) -> _Result:
    """Look up what may be long, apart from the workflow task."""
    found: _Result = await workflow.execute_activity(
        name,
        audience,
        result_type=result,
        task_queue=Queue.ENGINE,
        priority=TemporalPriority(priority_key=Priority.COMMS),
        start_to_close_timeout=_PROVIDER_ANSWERS_WITHIN,
        retry_policy=_SOON_AGAIN,
        summary="who is told now",
    )
    return found


async def _ask(name: Activity, order: BaseModel, result: type[BaseModel] | None, summary: str) -> Any:
    """Do what does no harm when it is done twice, so it is retried for a minute."""
    try:
        return await workflow.execute_activity(
            name,
            order,
            result_type=result,
            task_queue=Queue.PAGE,
            priority=TemporalPriority(priority_key=Priority.PAGER),
            start_to_close_timeout=_PROVIDER_ANSWERS_WITHIN,
            schedule_to_close_timeout=_WORKER_TAKES_IT_WITHIN,
            heartbeat_timeout=_WORKER_IS_HEARD_OF_WITHIN,
            retry_policy=_SOON_AGAIN,
            summary=summary,
        )
    except ActivityError as error:
        raise _delivery_failed(error) from error


async def _send(name: Activity, order: BaseModel, summary: str, unwanted: Callable[[], bool]) -> Accepted:
    """Send. What nobody needs any more leaves the queue unsent; what has begun goes on, and says what came of it."""
    sending = workflow.start_activity(
        name,
        order,
        result_type=Accepted,
        task_queue=_QUEUES[name],
        priority=TemporalPriority(priority_key=Priority.PAGER),
        start_to_close_timeout=_SENT_AND_LOOKED_FOR_WITHIN,
        schedule_to_start_timeout=_WORKER_TAKES_IT_WITHIN if _QUEUES[name] is Queue.PAGE else TURN_COMES_WITHIN,
        heartbeat_timeout=_WORKER_IS_HEARD_OF_WITHIN,
        retry_policy=_WHEN_ITS_WORKER_DIES,
        cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        summary=summary,
    )
    await wait_until(lambda: sending.done() or unwanted(), None, "its turn has come, or nobody needs it any more")
    if not sending.done():
        sending.cancel()
    try:
        accepted: Accepted = await sending
    except ActivityError as error:
        raise _delivery_failed(error) from error
    return accepted


def _delivery_failed(error: ActivityError | ApplicationError) -> DeliveryFailed:
    """Say what a failed activity means: by the kind the activity gave, or by the time-out that ended it."""
    cause = error.cause if isinstance(error, ActivityError) else error
    if isinstance(cause, ApplicationError) and cause.type in set(FailureKind):
        code = next((each for each in cause.details if isinstance(each, int)), None)
        return DeliveryFailed(FailureKind(cause.type), cause.message, code)
    if isinstance(cause, CancelledError):
        return DeliveryFailed(FailureKind.TEMPORARY, "nobody needs it any more: it left the queue unsent")
    if isinstance(cause, ActivityTimedOut) and cause.type is TimeoutType.SCHEDULE_TO_START:
        return DeliveryFailed(FailureKind.TEMPORARY, "nobody took it from the queue in time")
    return DeliveryFailed(FailureKind.UNKNOWN, f"the worker never said what came of it: {cause}")
