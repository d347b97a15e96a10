"""When a review closes: a day after nothing is left to do in it, or when whoever runs it says so (P28)."""

from datetime import datetime, timedelta

from domain.errors import Refused
from domain.lifecycle import Actor
from domain.review.lifecycle import ReviewState, Step, apply
from domain.review.permission import check_runs_it
from domain.review.post import order_to
from domain.review.requests import CloseReview
from domain.review.state import Letter, Review
from domain.timeline import Details, Kind
from domain.wording import counted
from domain.writing import said_by

_SETTLES_AFTER = timedelta(days=1)
"""How long people have to write down what follows, or to say that an action was ended by mistake."""


def settles_at(review: Review) -> datetime | None:
    """Return when it closes by itself (UTC): a day after it was said to be held, and after its last action ended.

    None before it was held, while an action is open, and while the incident is reopened: then it will be held again.
    """
    followed = review.state in {ReviewState.HELD, ReviewState.FOLLOWING_UP} and review.facts.mitigated_at is not None
    if not followed or review.open_actions:
        return None
    ends = (review.said_held_at, *(each.ended_at for each in review.actions))
    last = max((at for at in ends if at), default=None)
    return last and last + _SETTLES_AFTER


def close(review: Review, request: CloseReview, now: datetime) -> str:
    """Close it at once, without waiting; return the words to say back.

    Raises:
        Refused: not by who runs it, it is not held, an action is open, the incident is reopened, or it is closed already.

    """
    check_runs_it(review, request.actor)
    if review.state is ReviewState.CLOSED:
        raise Refused(f"The review of {review.code} is closed already.")
    if review.facts.mitigated_at is None:
        raise Refused(
            f"{review.code} is reopened: its review is held again once it is mitigated, and closed after that."
        )
    if review.state is ReviewState.SCHEDULED:
        raise Refused(f"The review of {review.code} is not held yet: hold it first.")
    if left := len(review.open_actions):
        raise Refused(f"{counted(left, 'action')} of {review.code} {'is' if left == 1 else 'are'} still to be done.")
    settle(review, now, request.actor)
    return f"The review of {review.code} is closed; everyone involved is told."


def settle(review: Review, now: datetime, by: Actor | None = None) -> None:
    """Close a review in which nothing is left to do, and say so to everyone involved; `by` is who did not wait for it."""
    apply(review, Step.CLOSE)
    why = "every action is done, moved or dropped" if review.actions else "no action follows from it"
    review.write(now, "the review is closed", Kind.STATE, **(said_by(by, why) if by else Details(why=why)))
    review.closed_at, review.reviewed = now, review.facts.mitigated_at
    order_to(review, Letter.CLOSED, review.involved)
