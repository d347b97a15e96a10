"""How the last round reaches everybody of it: mails in batches, texts one by one, and the next channel where one fails.

What comes of an older round than the last changes nothing here: whoever that was for gets the last one.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import assert_never

from domain.comms.audience.recipients import BusinessRecipients, RoundChannel, TechnicalRecipients
from domain.comms.dispatch import recording, tally
from domain.comms.dispatch.delivery import (
    MOST_IN_A_BATCH,
    BusinessMails,
    BusinessText,
    DeliveriesFailed,
    Outcome,
    Taken,
    TechnicalMails,
    TechnicalText,
)
from domain.comms.dispatch.progress import LONGEST_WHY, Delivery, Standing
from domain.comms.drafting.wording import round_name
from domain.comms.rounds.editions import Edition, Order, Reading
from domain.comms.rounds.state import Rounds, Unrecorded
from domain.organisation import Channel
from domain.wording import counted, shortened

AT_ONCE = 20
"""How many batches of mails, and beside them how many texts, are out at once: what a dead worker may repeat."""

_IN_AN_ORDER: Mapping[RoundChannel, int] = {Channel.MAIL: MOST_IN_A_BATCH, Channel.TEXT: 1}


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
        rounds.unreached += len(left_out)
        why = tally.listed(left_out, len(left_out))
        rounds.write(now, f"{rounds.last_name} to {rounds.readers} leaves people out", why=why)


def waiting(edition: Edition) -> bool:
    """Whether the round is still to be handed to a provider for somebody."""
    return any(each.waits for each in edition.deliveries.values())


def out(edition: Edition, channel: RoundChannel) -> set[int]:
    """Return the numbers of the orders that are at the provider, or on their way there, by this channel."""
    return {each.batch for each in edition.deliveries.values() if _is_out(each) and each.channel is channel}


def under_way(rounds: Rounds) -> bool:
    """Whether something of the last round is still to be looked up, handed over, answered, said or written down."""
    left = any(each.waits or _is_out(each) for each in rounds.edition.deliveries.values())
    return left or lookup_due(rounds) or bool(rounds.unrecorded) or rounds.tally is not None


def hand_out(rounds: Rounds, channel: RoundChannel, now: datetime) -> Order | None:
    """Take what is handed over next by this channel; None while enough is out, or nothing waits.

    Mails that read the same go together, texts singly. From now on they are out, in an order named once and for all: what came back
    unsent is handed out again by the same name.
    """
    edition = rounds.edition
    joining = edition.can_join(rounds.incident_status) if channel is Channel.MAIL else ()  # a text has no room for it
    left = {person: each for person, each in edition.deliveries.items() if each.waits and each.channel is channel}
    waits = {person: each.if_it_joins(joins=person in joining) for person, each in left.items()}
    if not waits or len(out(edition, channel)) >= AT_ONCE:
        return None
    first = min(waits.values(), key=_reads)
    people = sorted(person for person, each in waits.items() if _reads(each) == _reads(first))[: _IN_AN_ORDER[channel]]
    if not first.batch:
        rounds.batches += 1
    batch = first.batch or rounds.batches
    reading = Reading(joins=first.joins, late=first.late, next_due=rounds.due, at=now)
    for person in people:
        edition.deliveries[person] = waits[person].handed_out(batch)
    match channel:
        case Channel.MAIL:
            return edition.mails(_name(rounds, batch), people, reading)
        case Channel.TEXT:
            return edition.text(_name(rounds, batch), people[0], reading)
        case _:
            assert_never(channel)


def _reads(delivery: Delivery) -> tuple[bool, int, bool, bool, str]:
    """Return in what a message differs from one person to another: all of an order read the same words and times.

    What came back unsent goes first, with those it was out with.
    """
    return not delivery.batch, delivery.batch, delivery.late, delivery.joins, delivery.time_zone


def _name(rounds: Rounds, batch: int) -> str:
    number = rounds.last.number if rounds.last else 0
    return f"{rounds.code}/{rounds.audience}/{rounds.life}/{number}/{batch}"


def name_of(order: Order) -> str:
    """Return by what an order is recognised as the same."""
    match order:
        case BusinessMails() | TechnicalMails():
            return order.batch
        case BusinessText() | TechnicalText():
            return order.attempt_id
        case _:
            assert_never(order)


def people_of(order: Order) -> tuple[str, ...]:
    """Return whom an order is for."""
    match order:
        case BusinessMails() | TechnicalMails():
            return tuple(each.person for each in order.recipients)
        case BusinessText() | TechnicalText():
            return (order.recipient.person,)
        case _:
            assert_never(order)


def channel_of(order: Order) -> RoundChannel:
    """Return by which channel an order goes."""
    match order:
        case BusinessMails() | TechnicalMails():
            return Channel.MAIL
        case BusinessText() | TechnicalText():
            return Channel.TEXT
        case _:
            assert_never(order)


def summary(order: Order) -> str:
    """Return in a line what an order is, as the Temporal UI shows it."""
    name = round_name(order.round.number, order.round.kind)
    match order:
        case BusinessMails() | TechnicalMails():
            return f"{name}: {counted(len(order.recipients), 'mail')}"
        case BusinessText() | TechnicalText():
            return f"{name}: text {order.recipient.name}"
        case _:
            assert_never(order)


def is_wanted(rounds: Rounds, order: Order) -> bool:
    """Whether an order is of the last round: whoever an older one was for gets the last one."""
    return rounds.last is not None and order.round.number == rounds.last.number


def came_back(rounds: Rounds, order: Order) -> None:
    """Note that an order left the queue unsent: whom it is for still waits."""
    for person, delivery in _out_with(rounds, order):
        rounds.edition.deliveries[person] = delivery.came_back()


def taken(rounds: Rounds, order: Order, word: Taken, now: datetime) -> None:
    """Note what the provider has taken; whom it refused goes on to the next channel."""
    accepted = {person: "" for person in people_of(order) if person not in word.refused}
    _remember(rounds, order, Outcome.ACCEPTED, accepted, now)
    for person, delivery in _out_with(rounds, order):
        if person in accepted:
            rounds.edition.deliveries[person] = delivery.taken()
            tally.taken(rounds, delivery.channel, now)
    if word.plain and rounds.plain_said != order.round.number:
        rounds.plain_said = order.round.number
        name = round_name(order.round.number, order.round.kind)
        rounds.write(now, f"{name} goes out in the built-in words", why=word.plain)
    not_taken(rounds, order, word.refused, now)


def not_taken(rounds: Rounds, order: Order, refused: Mapping[str, str], now: datetime) -> None:
    """Note whom the provider did not take a message for, each with the reason."""
    _remember(rounds, order, Outcome.FAILED, refused, now)
    for person, delivery in _out_with(rounds, order):
        if person in refused:
            _go_on(rounds, person, delivery, refused[person], now)


def failed(rounds: Rounds, report: DeliveriesFailed, now: datetime) -> None:
    """Take in what did not arrive though the provider had taken it; said twice it is the same.

    What is about another incident's rounds, or about those to the other audience, changes nothing here.
    """
    if rounds.last is None or (report.code, report.audience) != (rounds.code, rounds.audience):
        return
    for each in report.failed:
        delivery = rounds.edition.deliveries.get(each.person)
        if delivery and each.number == rounds.last.number and delivery.is_sent_by(each.channel):
            _go_on(rounds, each.person, delivery, each.reason, now)


def _remember(rounds: Rounds, order: Order, outcome: Outcome, people: Mapping[str, str], now: datetime) -> None:
    shortly = {person: shortened(reason, LONGEST_WHY) for person, reason in people.items()}
    number, channel = order.round.number, channel_of(order)
    fresh = Unrecorded(number=number, channel=channel, outcome=outcome, at=now, people=shortly)
    recording.remember(rounds, fresh, now)


def _out_with(rounds: Rounds, order: Order) -> Iterable[tuple[str, Delivery]]:
    """Return those of an order who are out with it still: not whose message has failed already, nor any of an older round."""
    known = rounds.edition.deliveries
    found = ((person, known[person]) for person in people_of(order) if person in known)
    return [(person, each) for person, each in found if _is_out(each) and _name(rounds, each.batch) == name_of(order)]


def _go_on(rounds: Rounds, person: str, delivery: Delivery, reason: str, now: datetime) -> None:
    """Have this person told by their next channel; not who was dropped since."""
    if not rounds.edition.is_told(person):
        del rounds.edition.deliveries[person]
        return
    gone_on = delivery.failed(reason)
    rounds.edition.deliveries[person] = gone_on
    tally.failed(rounds, gone_on, now)


def _is_out(delivery: Delivery) -> bool:
    return delivery.standing is Standing.OUT
