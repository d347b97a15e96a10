"""How the last round reaches everybody of it: mails in batches, texts one by one, and the next channel where one fails.

What comes of an older round than the last changes nothing here: whoever that was for gets the last one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby, islice

from domain.comms.delivery import (
    MOST_IN_A_BATCH,
    BusinessMails,
    DeliveriesFailed,
    Outcome,
    Receipt,
    ReceiptsToRecord,
    Taken,
    TechnicalMails,
)
from domain.comms.editions import Delivery, Edition, Order, Reading, Standing
from domain.comms.recipients import BusinessRecipients, TechnicalRecipients
from domain.comms.state import Rounds, Unrecorded
from domain.comms.wording import round_name
from domain.organisation import Channel
from domain.wording import counted

AT_ONCE = 20
"""How many mails' batches and texts are handed over at once: what a dead worker may repeat, and what a roll-over waits for."""

_UNRECORDED_KEPT = 100
_NAMED = 10


def lookup_due(rounds: Rounds) -> bool:
    """Whether somebody is to get the last round of whom only an id is known; what was stood down is told to nobody new."""
    edition, status = rounds.edition, rounds.incident_status
    if edition.round is None or not edition.looked_up:
        return edition.round is not None
    return status.stood_down_at is None and not status.over and edition.has_newcomers(status)


def looked_up(rounds: Rounds, found: BusinessRecipients | TechnicalRecipients, now: datetime) -> None:
    """Note whom nobody can tell."""
    no_way = [f"{each.name}: no address" for each in found.recipients if not each.channels]
    if left_out := [*found.left_out, *no_way]:
        rounds.write(now, f"{rounds.last_name} to {rounds.readers} leaves people out", why=_listed(left_out))


def waiting(edition: Edition) -> bool:
    """Whether the round is still to be handed to a provider for somebody."""
    return any(each.waits for each in edition.deliveries.values())


def next_orders(rounds: Rounds) -> tuple[Order, ...]:
    """Return what is handed over next: mails that read the same in batches, texts singly; each named once and for all."""
    return tuple(islice(_orders(rounds), AT_ONCE))


def _orders(rounds: Rounds) -> Iterator[Order]:
    edition, joining = rounds.edition, rounds.edition.can_join(rounds.incident_status)
    left = ((person, each) for person, each in edition.deliveries.items() if each.waits)
    waits = sorted((_reads(each, joins=person in joining), person) for person, each in left)
    for (channel, late, joins, _), group in groupby(waits, key=lambda each: each[0]):
        people = [person for _, person in group]
        reading = Reading(joins=joins, late=late, next_due=rounds.due)
        if channel is Channel.MAIL:
            batches = range(0, len(people), MOST_IN_A_BATCH)
            yield from (edition.mails(_name(rounds), people[at : at + MOST_IN_A_BATCH], reading) for at in batches)
        else:
            yield from (edition.text(_name(rounds), person, reading) for person in people)


def _reads(delivery: Delivery, *, joins: bool) -> tuple[Channel, bool, bool, str]:
    """Return in what a message differs from one person to another: all of a batch read the same words and times."""
    return delivery.channel, delivery.late, joins, delivery.recipient.time_zone


def _name(rounds: Rounds) -> str:
    rounds.batches += 1
    number = rounds.last.number if rounds.last else 0
    return f"{rounds.code}/{rounds.audience}/{number}/{rounds.batches}"


def people_of(order: Order) -> tuple[str, ...]:
    """Return whom an order is for."""
    if isinstance(order, BusinessMails | TechnicalMails):
        return tuple(each.person for each in order.recipients)
    return (order.recipient.person,)


def channel_of(order: Order) -> Channel:
    """Return by which channel an order goes."""
    return Channel.MAIL if isinstance(order, BusinessMails | TechnicalMails) else Channel.TEXT


def summary(order: Order) -> str:
    """Return in a line what an order is, as the Temporal UI shows it."""
    if isinstance(order, BusinessMails | TechnicalMails):
        return f"{_named(order)}: {counted(len(order.recipients), 'mail')}"
    return f"{_named(order)}: text {order.recipient.name}"


def taken(rounds: Rounds, order: Order, word: Taken, now: datetime) -> None:
    """Note what the provider has taken; whom it refused goes on to the next channel."""
    number, channel = order.round.number, channel_of(order)
    accepted = {person: "" for person in people_of(order) if person not in word.refused}
    _remember(rounds, order, Outcome.ACCEPTED, accepted, now)
    for delivery in _in_hand(rounds, number, channel, accepted).values():
        delivery.standing = Standing.TAKEN
    if word.plain and rounds.plain_said != number:
        rounds.plain_said = number
        rounds.write(now, f"{_named(order)} goes out in the built-in words", why=word.plain)
    not_taken(rounds, order, word.refused, now)


def not_taken(rounds: Rounds, order: Order, refused: Mapping[str, str], now: datetime) -> None:
    """Note whom the provider did not take a message for, each with the reason."""
    _remember(rounds, order, Outcome.FAILED, refused, now)
    _go_on(rounds, _in_hand(rounds, order.round.number, channel_of(order), refused), refused, now)


def failed(rounds: Rounds, report: DeliveriesFailed, now: datetime) -> None:
    """Take in what did not arrive though the provider had taken it; said twice it is the same.

    What is about another incident's rounds, or about those to the other audience, changes nothing here.
    """
    if (report.code, report.audience) != (rounds.code, rounds.audience):
        return
    for channel in dict.fromkeys(each.channel for each in report.failed):
        number = rounds.last.number if rounds.last else 0
        reasons = {
            each.person: each.reason for each in report.failed if each.channel is channel and each.number == number
        }
        _go_on(rounds, _in_hand(rounds, number, channel, reasons), reasons, now)


def handed_over(rounds: Rounds, orders: Iterable[Order], now: datetime) -> None:
    """Note how many messages the providers have taken of these orders."""
    taken_of = Counter(
        channel_of(order)
        for order in orders
        for person in people_of(order)
        if person in rounds.edition.deliveries and rounds.edition.deliveries[person].standing is Standing.TAKEN
    )
    if taken_of:
        messages = " and ".join(counted(count, channel) for channel, count in sorted(taken_of.items()))
        rounds.write(now, f"{rounds.last_name} to {rounds.readers} is with the providers: {messages}")


def next_to_record(rounds: Rounds) -> tuple[Unrecorded, ReceiptsToRecord] | None:
    """Return what is to be written into the records next; None when all of it is."""
    if not rounds.unrecorded:
        return None
    first = rounds.unrecorded[0]
    receipts = (
        Receipt(
            receipt_id=f"{rounds.code}/{rounds.audience}/{first.number}/{first.channel}/{person}/{first.outcome}",
            code=rounds.code,
            audience=rounds.audience,
            number=first.number,
            person=person,
            channel=first.channel,
            outcome=first.outcome,
            at=first.at,
            reason=reason,
        )
        for person, reason in first.people.items()
    )
    return first, ReceiptsToRecord(receipts=tuple(receipts))


def recorded(rounds: Rounds, written: Unrecorded) -> None:
    """Forget what stands in the records now."""
    rounds.unrecorded = [each for each in rounds.unrecorded if each is not written]


def _remember(rounds: Rounds, order: Order, outcome: Outcome, people: Mapping[str, str], now: datetime) -> None:
    """Keep what came of an order until it is recorded; where that cannot be done for long, the timeline says it instead."""
    if not people:
        return
    number, channel = order.round.number, channel_of(order)
    fresh = Unrecorded(number=number, channel=channel, outcome=outcome, at=now, people=dict(people))
    rounds.unrecorded.append(fresh)
    if len(rounds.unrecorded) > _UNRECORDED_KEPT:
        lost = rounds.unrecorded.pop(0)
        what = f"{counted(len(lost.people), 'receipt')} of update {lost.number} cannot be recorded"
        rounds.write(now, what, why=f"{lost.channel} {lost.outcome}: {_listed(list(lost.people))}")


def _in_hand(rounds: Rounds, number: int, channel: Channel, people: Iterable[str]) -> dict[str, Delivery]:
    """Return those of these people for whom the last round is out, or going out, by this channel."""
    if rounds.last is None or rounds.last.number != number:
        return {}
    known = rounds.edition.deliveries
    found = {person: known[person] for person in people if person in known}
    return {
        person: each
        for person, each in found.items()
        if each.channel is channel and each.standing is not Standing.UNREACHED
    }


def _go_on(rounds: Rounds, deliveries: Mapping[str, Delivery], reasons: Mapping[str, str], now: datetime) -> None:
    """Have these people told by their next channel; whoever has none left is named on the timeline."""
    for person, delivery in deliveries.items():
        delivery.fails(reasons[person])
    again = [f"{each.recipient.name} ({each.why})" for each in deliveries.values() if each.waits]
    lost = [f"{each.recipient.name} ({each.why})" for each in deliveries.values() if not each.waits]
    to = f"{rounds.last_name} to {rounds.readers}"
    if again:
        rounds.write(now, f"{to} goes by the next channel to {counted(len(again), 'recipient')}", why=_listed(again))
    if lost:
        rounds.write(now, f"{to} reaches {counted(len(lost), 'recipient')} on no channel", why=_listed(lost))


def _named(order: Order) -> str:
    return round_name(order.round.number, order.round.kind)


def _listed(names: list[str]) -> str:
    more = f"; and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return "; ".join(names[:_NAMED]) + more
