"""The least a page could cost, and a round of mails: workflows that exist for measuring alone."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import Priority as TemporalPriority

from domain.messages import Message
from domain.names import Activity, Queue
from domain.sending import Accepted, MailOrder

QUEUE = "benchmark"
REQUEST = "request"
_WITHIN = timedelta(seconds=20)
_ROUND = 5
"""The least urgent lane: that of a round of comms."""


class Request(Message):
    """One request to the provider, for this number (E.164)."""

    number: str


class Round(Message):
    """So many mails to one person."""

    person: str
    mails: int


@workflow.defn
class Floor:
    """One workflow, one activity, one HTTP request: nothing on Temporal is quicker."""

    @workflow.run
    async def run(self, request: Request) -> None:
        """Have the request made."""
        await workflow.execute_activity(REQUEST, request, start_to_close_timeout=_WITHIN)


@workflow.defn
class MailRound:
    """A round to many: every mail at once, on the queue of comms."""

    @workflow.run
    async def run(self, start: Round) -> int:
        """Send all mails; return how many the provider took."""
        return len(await asyncio.gather(*(_mail(start.person, number) for number in range(start.mails))))


async def _mail(person: str, number: int) -> Accepted:
    order = MailOrder(
        attempt_id=f"{workflow.info().workflow_id}/{number}",
        person=person,
        name=person,
        subject="How it stands",
        thread="round",
        note="Nobody can check out. The next word comes at 14:30.",
        pages=(),
    )
    accepted: Accepted = await workflow.execute_activity(
        Activity.SEND_MAIL,
        order,
        result_type=Accepted,
        task_queue=Queue.COMMS,
        priority=TemporalPriority(priority_key=_ROUND),
        start_to_close_timeout=_WITHIN,
    )
    return accepted
