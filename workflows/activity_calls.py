"""Every activity as one typed function, with its queue, priority, time-outs and retries. Workflows never spell them out.

What may ring a phone is tried once: the next attempt is the workflow's decision and shows in its history. Look-ups retry freely.
"""

from datetime import timedelta
from typing import TypeVar

from pydantic import BaseModel
from temporalio import workflow
from temporalio.common import Priority as TemporalPriority
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, TimeoutType
from temporalio.exceptions import TimeoutError as ActivityTimedOut

from domain.errors import DeliveryFailed, FailureKind
from domain.ladder import ResolvedLadder
from domain.messages import (
    Accepted,
    CallEnd,
    CallOrder,
    HandedOver,
    LadderQuery,
    MailOrder,
    PageOrder,
    RecentIncidents,
    RecentIncidentsQuery,
    ServiceCard,
    ServiceQuery,
    TextOrder,
)
from domain.names import Activity, Priority, Queue

_Result = TypeVar("_Result", bound=BaseModel)
_ONCE = RetryPolicy(maximum_attempts=1)
_SOON_AGAIN = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=5))
_PROVIDER_ANSWERS_WITHIN = timedelta(seconds=20)
_WORKER_TAKES_IT_WITHIN = timedelta(seconds=60)
_WORTH_WAITING_FOR_A_HINT = timedelta(seconds=5)


async def look_up_service(query: ServiceQuery) -> ServiceCard:
    """Ask which service, team and policy an incident's key stands for."""
    return await _look_up(Activity.LOOK_UP_SERVICE, query, ServiceCard)


async def resolve_ladder(query: LadderQuery) -> ResolvedLadder:
    """Ask whom a team's ladder names at this instant."""
    return await _look_up(Activity.RESOLVE_LADDER, query, ResolvedLadder)


async def hand_to_pager(order: PageOrder) -> None:
    """Hand a page to the person's pager, starting it if it does not run. Raises `DeliveryFailed`: there is no such person."""
    try:
        await _look_up(Activity.HAND_TO_PAGER, order, HandedOver)
    except (ActivityError, ApplicationError) as error:  # a local activity's own error may come without a wrapper
        raise _delivery_failed(error) from error


async def recent_incidents(query: RecentIncidentsQuery) -> RecentIncidents | None:
    """Ask which other incidents were opened lately; None when nobody could tell within seconds: it is a hint."""
    try:
        found: RecentIncidents = await workflow.execute_activity(
            Activity.RECENT_INCIDENTS,
            query,
            result_type=RecentIncidents,
            task_queue=Queue.ENGINE,
            priority=TemporalPriority(priority_key=Priority.INCIDENT),
            schedule_to_close_timeout=_WORTH_WAITING_FOR_A_HINT,
            retry_policy=_SOON_AGAIN,
            summary="which other incidents were opened lately",
        )
    except ActivityError:
        return None
    return found


async def place_call(order: CallOrder, who: str) -> Accepted:
    """Place a call. Raises `DeliveryFailed`."""
    return await _send(Activity.PLACE_CALL, order, f"call {who}")


async def send_text(order: TextOrder, who: str) -> Accepted:
    """Send a text. Raises `DeliveryFailed`."""
    return await _send(Activity.SEND_TEXT, order, f"text {who}")


async def send_mail(order: MailOrder, who: str) -> Accepted:
    """Send a mail. Raises `DeliveryFailed`."""
    return await _send(Activity.SEND_MAIL, order, f"mail {who}")


async def end_call(order: CallEnd, who: str) -> None:
    """Cancel or hang up a call; doing so twice does no harm, so it is retried for a minute. Raises `DeliveryFailed`."""
    try:
        await workflow.execute_activity(
            Activity.END_CALL,
            order,
            task_queue=Queue.PAGE,
            priority=TemporalPriority(priority_key=Priority.PAGER),
            start_to_close_timeout=_PROVIDER_ANSWERS_WITHIN,
            schedule_to_close_timeout=_WORKER_TAKES_IT_WITHIN,
            retry_policy=_SOON_AGAIN,
            summary=f"end the call to {who}",
        )
    except ActivityError as error:
        raise _delivery_failed(error) from error


async def _look_up(name: Activity, query: BaseModel, result: type[_Result]) -> _Result:
    found: _Result = await workflow.execute_local_activity(
        name,
        query,
        result_type=result,
        start_to_close_timeout=timedelta(seconds=5),
        retry_policy=_SOON_AGAIN,
    )
    return found


async def _send(name: Activity, order: BaseModel, summary: str) -> Accepted:
    try:
        accepted: Accepted = await workflow.execute_activity(
            name,
            order,
            result_type=Accepted,
            task_queue=Queue.PAGE,
            priority=TemporalPriority(priority_key=Priority.PAGER),
            start_to_close_timeout=_PROVIDER_ANSWERS_WITHIN,
            schedule_to_start_timeout=_WORKER_TAKES_IT_WITHIN,
            retry_policy=_ONCE,
            summary=summary,
        )
    except ActivityError as error:
        raise _delivery_failed(error) from error
    return accepted


def _delivery_failed(error: ActivityError | ApplicationError) -> DeliveryFailed:
    """Say what a failed activity means: by the kind the activity gave, or by the time-out that ended it."""
    cause = error.cause if isinstance(error, ActivityError) else error
    if isinstance(cause, ApplicationError) and cause.type in set(FailureKind):
        return DeliveryFailed(FailureKind(cause.type), cause.message)
    if isinstance(cause, ActivityTimedOut) and cause.type is TimeoutType.SCHEDULE_TO_START:
        return DeliveryFailed(FailureKind.TEMPORARY, "no worker took it in time")
    return DeliveryFailed(FailureKind.UNKNOWN, f"the worker never said what came of it: {cause}")
