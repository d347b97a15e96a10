"""What waits to be mailed: one mail to one person, ordered once, tried until it is taken or cannot be.

A mail that the provider did not take is tried again, as nobody else tells what it says: with the same Message-ID, so that one which
did arrive is recognised.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.errors import DeliveryFailed, FailureKind
from domain.leading import PersonCard
from domain.page_messages import Notice, Telling
from domain.review.outward import CalendarEntry
from domain.review.state import Letter, Order, Review
from domain.timeline import Kind

AT_ONCE = 5
"""How many mails of one review are handed over at the same time."""

_TRIES = 14
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)


def order(
    review: Review,
    letter: Letter,
    to: PersonCard,
    *,
    action: int = 0,
    entry: CalendarEntry | None = None,
    why: str = "",
) -> None:
    """Have a mail sent. It takes the place of an earlier one of its kind that is still waiting: it says all that holds."""
    review.orders = [
        each
        for each in review.orders
        if (each.letter, each.to.id, each.action) != (letter, to.id, action) or (each.entry and not entry)
    ]
    review.orders_made += 1
    mail_id = f"{review.journal.origin}/{review.orders_made}"
    review.orders.append(Order(mail_id=mail_id, letter=letter, to=to, action=action, entry=entry, why=why))


def order_to(review: Review, letter: Letter, people: Iterable[PersonCard], *, action: int = 0, why: str = "") -> None:
    """Have a mail of its own sent to each of these people, each once."""
    for person in {each.id: each for each in people}.values():
        order(review, letter, person, action=action, why=why)


def text(review: Review, person: PersonCard, words: str) -> None:
    """Have words texted to a person."""
    review.notices_made += 1
    notice = Notice(notice_id=f"{review.journal.origin}/notice/{review.notices_made}", body=words)
    review.to_tell.append(Telling(person=person.id, notice=notice))


def next_orders(review: Review, under_way: Iterable[str], now: datetime) -> list[Order]:
    """Return the mails that are handed over now, besides those that are at the provider (by their ids)."""
    busy = set(under_way)
    room = max(0, AT_ONCE - len(busy))
    ready = (
        each
        for each in review.orders
        if each.mail_id not in busy and (each.not_before is None or each.not_before <= now)
    )
    return [each for each, _ in zip(ready, range(room), strict=False)]


def tried_again_at(review: Review) -> datetime | None:
    """Return when the next mail is tried again; None when none waits for that."""
    return min((each.not_before for each in review.orders if each.not_before), default=None)


def taken(review: Review, sent: Order) -> None:
    """Forget a mail that the provider has taken."""
    review.orders = [each for each in review.orders if each.mail_id != sent.mail_id]


def not_taken(review: Review, sent: Order, failure: DeliveryFailed, now: datetime) -> None:
    """Try a mail again later, or say that it cannot be sent."""
    waiting = next((each for each in review.orders if each.mail_id == sent.mail_id), None)
    if waiting is None:
        return
    waiting.tries += 1
    if failure.kind is FailureKind.PERMANENT or waiting.tries >= _TRIES:
        taken(review, sent)
        review.write(now, f"a mail to {sent.to.name} could not be sent: {sent.letter}", Kind.NOTE, why=failure.reason)
    else:
        waiting.not_before = now + min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (waiting.tries - 1))
