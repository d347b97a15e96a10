"""Mails that wait: the latest of a kind goes out, none that is not so any longer, and each until it is taken or cannot be."""

from datetime import date, timedelta

import pytest

from domain.errors import DeliveryFailed, FailureKind
from domain.review import chasing
from domain.review.outdated import forget_outdated
from domain.review.post import AT_ONCE, next_orders, not_taken, order, taken, tried_again_at
from domain.review.requests import (
    ActionDone,
    AssignAction,
    ChangeDeadline,
    DecideAction,
    DropAction,
    ReopenAction,
    ScheduleReview,
)
from domain.review.state import Letter, Review
from tests.domain.builders import NIGHT
from tests.domain.review.desk import (
    ANA,
    DAY,
    DEE,
    ENGINEER,
    EVE,
    HOUR,
    LEAD,
    Company,
    ask,
    begun,
    followed_up,
    held,
    told,
    wall,
)

DUE = date(2026, 3, 4)
LATE = wall(date(2026, 3, 5))
DOWN = DeliveryFailed(FailureKind.TEMPORARY, "the provider answers 503")


def left(review: Review) -> list[tuple[Letter, str]]:
    """Return what is still to be sent, once what is outdated is forgotten."""
    forget_outdated(review, LATE)
    return [(each.letter, each.to.id) for each in review.orders]


def reminded() -> Review:
    """Return a review whose action is overdue, with the mails that say so waiting."""
    review = followed_up(due=DUE)
    chasing.chase(review, 1, Company().finds(chasing.who_is_asked(review, review.actions, LATE)), LATE)
    return review


def test_once_it_is_done_nobody_hears_that_it_is_overdue() -> None:
    """They hear that it is done."""
    review = reminded()
    assert [(Letter.OVERDUE, "dee"), (Letter.OVERDUE, "eve")] == left(review)
    ask(review, ActionDone(actor=ENGINEER, number=1), LATE)

    assert [(Letter.ENDED, "dee")] == left(review)


def test_once_it_is_open_again_nobody_hears_that_it_is_done() -> None:
    """They hear that it is theirs; done once more, they hear that alone."""
    review = followed_up()
    ask(review, ActionDone(actor=LEAD, number=1), LATE)
    ask(review, ReopenAction(actor=LEAD, number=1, reason="it never rang"), LATE)
    assert [(Letter.YOURS, "dee")] == left(review)
    ask(review, ActionDone(actor=LEAD, number=1), LATE)

    assert [(Letter.ENDED, "dee")] == left(review)


def test_once_nothing_is_left_to_do_nobody_hears_how_it_stands() -> None:
    """They hear that it is closed, a day later; that one is done while another is open keeps nothing back."""
    review, when = followed_up(DEE, EVE), NIGHT + 8 * DAY
    found = Company().finds(chasing.who_is_asked(review, review.open_actions, when))
    chasing.tell_progress(review, found, when)
    everyone = [(Letter.PROGRESS, who) for who in ("ana", "dee", "eve")]
    ask(review, ActionDone(actor=LEAD, number=1), when)
    assert [*everyone, (Letter.ENDED, "dee")] == left(review)
    ask(review, ActionDone(actor=LEAD, number=2), when)

    assert [(Letter.ENDED, "dee"), (Letter.ENDED, "eve")] == left(review)


def test_once_it_is_somebody_elses_nobody_hears_that_it_is_theirs() -> None:
    """Two hand-overs in a row leave one mail to each of the former owners, and one to the last."""
    review = followed_up()
    for owner in (EVE, ANA):
        ask(review, AssignAction(actor=LEAD, number=1, owner=owner, reason="x"), LATE)

    assert [(Letter.NOT_YOURS, "dee"), (Letter.NOT_YOURS, "eve"), (Letter.YOURS, "ana")] == left(review)


def test_once_it_is_held_nobody_hears_that_it_is_not() -> None:
    """Nor is anybody invited to it any more."""
    review = begun()
    due = NIGHT + 2 * DAY
    chasing.go_up(review, Company().finds(chasing.who_is_asked(review, (), due)), due)
    assert [(Letter.INVITATION, "ana"), (Letter.INVITATION, "dee"), (Letter.NOT_HELD, "ana")] == left(review)

    waiting = review.orders
    review = held(LATE)
    review.orders = waiting
    assert [] == left(review)


def test_while_it_is_reopened_nobody_is_invited() -> None:
    """The meeting of before the reopening may never be."""
    review = begun()
    told(review, NIGHT + HOUR, mitigated_at=None)

    assert [] == left(review)


def test_once_it_is_decided_nobody_is_asked() -> None:
    """But whoever proposed it hears the answer, though the action is another's."""
    review = followed_up(EVE)
    review.actions[0].owner = DEE
    ask(review, DropAction(actor=ENGINEER, number=1, reason="x"), LATE)
    chasing.ask_for_approval(review, 1, Company().finds(chasing.who_is_asked(review, review.actions, LATE)), LATE)
    review.actions[0].owner = EVE
    assert [(Letter.PROPOSED, "ana")] == left(review)
    ask(review, DecideAction(actor=LEAD, number=1, approved=False, reason="it is urgent"), LATE)

    assert [(Letter.CHANGED, "dee")] == left(review)


def test_a_later_one_of_a_kind_takes_the_place_of_an_earlier_one() -> None:
    """Moved twice while the provider is down, everybody gets one mail, which says what holds."""
    review = begun()
    for order_ in list(review.orders):
        not_taken(review, order_, DOWN, NIGHT)
    for hours in (30, 31):
        ask(review, ScheduleReview(actor=LEAD, at=NIGHT + hours * HOUR), NIGHT)

    assert [("ana", 0), ("dee", 0)] == [(each.to.id, each.tries) for each in review.orders]


def test_an_entry_for_the_calendar_is_not_lost_to_a_mail_without_one() -> None:
    """A new deadline and the answer to a proposal are both mails of a change: the calendar needs the first."""
    review = followed_up()
    ask(review, DropAction(actor=ENGINEER, number=1, reason="x"), LATE)
    ask(review, ChangeDeadline(actor=ENGINEER, number=1, due=date(2026, 7, 1), reason="no parts"), LATE)
    ask(review, DecideAction(actor=LEAD, number=1, approved=False, reason="it is urgent"), LATE)

    to_owner = [each for each in review.orders if each.to == DEE]
    assert [(Letter.CHANGED, True), (Letter.CHANGED, False)] == [
        (each.letter, each.entry is not None) for each in to_owner
    ]


def test_a_few_are_handed_over_at_a_time() -> None:
    """In their order, besides those that are at the provider; each under a name of its own."""
    review = begun()
    review.orders.clear()
    for number in range(AT_ONCE + 3):
        order(review, Letter.CLOSED, DEE, action=number)
    names = [each.mail_id for each in review.orders]

    assert names[:AT_ONCE] == [each.mail_id for each in next_orders(review, (), NIGHT)]
    assert names[1:AT_ONCE] == [each.mail_id for each in next_orders(review, names[:1], NIGHT)]
    assert [] == next_orders(review, names[:AT_ONCE], NIGHT)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", [FailureKind.TEMPORARY, FailureKind.UNKNOWN, FailureKind.MISCONFIGURED])
def test_what_was_not_taken_is_tried_again_after_longer_and_longer_pauses(kind: FailureKind) -> None:
    """Under its own name, for more than a day; then it is on the record that it could not be sent."""
    review, now, pauses = begun(), NIGHT, list[timedelta]()
    review.orders = review.orders[:1]
    while review.orders:
        [waiting] = review.orders
        assert [waiting.mail_id] == [each.mail_id for each in next_orders(review, (), now)]
        not_taken(review, waiting, DeliveryFailed(kind, "down"), now)
        if again := tried_again_at(review):
            assert [] == next_orders(review, (), again - timedelta(seconds=1))
            pauses.append(again - now)
            now = again

    assert sorted(pauses) == pauses
    assert (timedelta(minutes=1), timedelta(hours=6)) == (pauses[0], pauses[-1])
    assert now > NIGHT + DAY
    assert ("a mail to Ana could not be sent: invitation", "down") == (
        review.timeline.entries[-1].what,
        review.timeline.entries[-1].why,
    )


def test_what_the_provider_will_never_take_is_on_the_record_at_once() -> None:
    """And is not tried again; what was taken meanwhile, or is outdated, is no failure."""
    review = begun()
    first, second = review.orders
    not_taken(review, first, DeliveryFailed(FailureKind.PERMANENT, "no such person"), NIGHT)
    taken(review, second)
    not_taken(review, second, DOWN, NIGHT)

    assert [] == review.orders
    assert ["no such person"] == [each.why for each in review.timeline.entries if "could not be sent" in each.what]
