"""An incident of the past, whole, as the lasting record knows it: what reports and exports are made of."""

from collections import Counter
from collections.abc import Iterable

from domain.audiences import Audience
from domain.comms.dispatch.delivery import Outcome, Receipt
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


def counted_receipts(furthest: Iterable[Receipt]) -> tuple[ReceiptCount, ...]:
    """Return how many messages of each update came to what, by the furthest word there is on each message."""
    counts = Counter((each.audience, each.number, each.outcome) for each in furthest)
    return tuple(
        ReceiptCount(audience=audience, number=number, outcome=outcome, messages=messages)
        for (audience, number, outcome), messages in sorted(counts.items())
    )
