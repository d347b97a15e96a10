"""Mails that wait, and say what is not so any longer: nobody is called to do what is done, or to a meeting that was held."""

from collections.abc import Callable, Mapping
from datetime import datetime

from domain.review.lifecycle import ReviewState
from domain.review.state import Letter, Order, Review


def forget_outdated(review: Review, now: datetime) -> None:
    """Have no mail sent any more that does not hold; what took its place is told by a mail of its own."""
    review.orders = [
        each for each in review.orders if each.letter not in _HOLDS or _HOLDS[each.letter](review, each, now)
    ]


def _waits_for_its_meeting(review: Review, _: Order, __: datetime) -> bool:
    return review.state is ReviewState.SCHEDULED and review.due_at is not None


def _is_late(review: Review, waiting: Order, now: datetime) -> bool:
    is_due = _waits_for_its_meeting(review, waiting, now)
    return is_due and review.due_at is not None and now >= review.due_at


def _is_open(review: Review, waiting: Order, _: datetime) -> bool:
    action = review.action(waiting.action)
    return action is not None and action.open


def _has_ended(review: Review, waiting: Order, now: datetime) -> bool:
    return not _is_open(review, waiting, now)


def _is_theirs(review: Review, waiting: Order, now: datetime) -> bool:
    action = review.action(waiting.action)
    return action is not None and _is_open(review, waiting, now) and action.owner.id == waiting.to.id


def _is_in_their_calendar(review: Review, waiting: Order, now: datetime) -> bool:
    """A change without an entry is an answer to whoever proposed something, and stays one."""
    return waiting.entry is None or _is_theirs(review, waiting, now)


def _is_proposed(review: Review, waiting: Order, _: datetime) -> bool:
    action = review.action(waiting.action)
    return action is not None and action.proposal is not None


def _is_followed_up(review: Review, _: Order, __: datetime) -> bool:
    return review.state is ReviewState.FOLLOWING_UP and bool(review.open_actions)


_HOLDS: Mapping[Letter, Callable[[Review, Order, datetime], bool]] = {
    Letter.INVITATION: _waits_for_its_meeting,
    Letter.NOT_HELD: _is_late,
    Letter.YOURS: _is_theirs,
    Letter.CHANGED: _is_in_their_calendar,
    Letter.ENDED: _has_ended,
    Letter.REMINDER: _is_theirs,
    Letter.OVERDUE: _is_open,
    Letter.PROPOSED: _is_proposed,
    Letter.PROGRESS: _is_followed_up,
}
"""Until when each kind holds; those that are not here tell what has happened, which stays true."""
