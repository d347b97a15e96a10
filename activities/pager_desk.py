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
from domain.messages import ContactCard, HandedOver, PageOrder, PageRequest, PagerStart
from domain.names import Activity, Priority, Queue, Signal, WorkflowType, pager_id
from domain.organisation import Channel, Organisation


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
        if order.person not in self._organisation.people:
            reason = f"{order.person} is not in the organisation file any more"
            raise ApplicationError(reason, type=FailureKind.PERMANENT, non_retryable=True)
        card = contact_card(self._organisation, order.person, order.team, order.urgency, self._now())
        await self._client.start_workflow(
            WorkflowType.PAGER,
            PagerStart(person=order.person),
            id=pager_id(order.person),
            task_queue=Queue.ENGINE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            priority=TemporalPriority(priority_key=Priority.PAGER),
            start_signal=Signal.OPEN_PAGE,
            start_signal_args=[PageRequest(order=order, contact=card)],
            static_summary=f"pages of {card.name}",
        )
        return self._handed_over(card)

    def _handed_over(self, card: ContactCard) -> HandedOver:
        waiting, reached_in = self._lanes.order_call() if card.channels[0] is Channel.CALL else (0, None)
        return HandedOver(calls_waiting=waiting, last_reached_in=reached_in)
