"""Hands pages to pagers: the one place outside the gateway that starts a workflow."""

from collections.abc import Callable
from datetime import datetime

import temporalio.client
from temporalio import activity
from temporalio.common import Priority as TemporalPriority
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError

from activities.lanes import Lanes
from domain.contacts import contact_card
from domain.errors import FailureKind
from domain.messages import Message, PagerStart
from domain.names import Activity, Priority, Queue, Signal, WorkflowType, pager_id
from domain.organisation import Channel, Organisation
from domain.page_messages import ContactCard, HandedOver, PageOrder, PageRequest, Telling, Told


class PagerDesk:
    """Starts the pager of a person, or finds it running, and leaves the page with it. `now` is asked when a page is sent (UTC)."""

    def __init__(
        self,
        client: temporalio.client.Client,
        organisation: Organisation,
        lanes: Lanes,
        now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._organisation = organisation
        self._lanes = lanes
        self._now = now

    @activity.defn(name=Activity.HAND_TO_PAGER)
    async def hand_to_pager(self, order: PageOrder) -> HandedOver:
        """Hand a page over; the person's channels are looked up now, when the page is sent."""
        self._check_known(order.person)
        card = contact_card(self._organisation, order.person, order.team, order.urgency, self._now())
        await self._leave(order.person, Signal.OPEN_PAGE, PageRequest(order=order, contact=card))
        return self._handed_over(card)

    @activity.defn(name=Activity.TELL_PERSON)
    async def tell_person(self, telling: Telling) -> Told:
        """Have words texted to a person by their pager."""
        self._check_known(telling.person)
        await self._leave(telling.person, Signal.TELL, telling.notice)
        return Told()

    def _check_known(self, person: str) -> None:
        if person not in self._organisation.people:
            reason = f"{person} is not in the organisation file any more"
            raise ApplicationError(reason, type=FailureKind.PERMANENT, non_retryable=True)

    async def _leave(self, person: str, signal: Signal, fact: Message) -> None:
        await self._client.start_workflow(
            WorkflowType.PAGER,
            PagerStart(person=person),
            id=pager_id(person),
            task_queue=Queue.ENGINE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            priority=TemporalPriority(priority_key=Priority.PAGER),
            start_signal=signal,
            start_signal_args=[fact],
            static_summary=f"pages of {self._organisation.person(person).name}",
        )

    def _handed_over(self, card: ContactCard) -> HandedOver:
        waiting, reached_in = self._lanes.order_call() if card.channels[0] is Channel.CALL else (0, None)
        return HandedOver(calls_waiting=waiting, last_reached_in=reached_in)
