"""An incident of the past, whole, as the lasting record knows it: what reports and exports are made of."""

from domain.audiences import Audience
from domain.comms.dispatch.delivery import Outcome
from domain.history.rows import ActionRow, IncidentRow, ReviewRow, RoundRow
from domain.messages import Message
from domain.timeline import TimelineEntry


class ReceiptCount(Message):
    """How many messages of one update came to this at the furthest: a message that was delivered is not counted as accepted too.

    A message is what one person was sent by one channel.
    """

    audience: Audience
    number: int
    outcome: Outcome
    messages: int


class Past(Message):
    """Everything about one incident: entries in order of time, updates by audience and number, actions by number."""

    incident: IncidentRow
    entries: tuple[TimelineEntry, ...] = ()
    rounds: tuple[RoundRow, ...] = ()
    review: ReviewRow | None = None
    actions: tuple[ActionRow, ...] = ()
    receipts: tuple[ReceiptCount, ...] = ()
