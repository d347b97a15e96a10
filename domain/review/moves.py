"""What a review does next, and until when it may sleep: state + now → move. Mails, texts and the record go out beside it."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from domain.review.chasing import goes_up_at, progress_at
from domain.review.lifecycle import ReviewState
from domain.review.post import tried_again_at
from domain.review.reminding import late_at, next_step
from domain.review.settling import settles_at
from domain.review.state import Action, Review

_REOPENED_WITHIN = timedelta(days=8)  # longer than the time a company may agree on for that


class Move(BaseModel):
    """Something for the review to do now."""

    model_config = ConfigDict(frozen=True)


class GoUp(Move):
    """It is not held though it is due: tell whoever is next."""


class Chase(Move):
    """Call an action to mind, or find it an owner."""

    number: int


class AskForApproval(Move):
    """Tell somebody who may approve it that an action is proposed to be moved or dropped."""

    number: int


class TellProgress(Move):
    """Tell everyone involved how actions stand."""


class Settle(Move):
    """Nothing was left to do for a day: close it."""


class Listen(Move):
    """Wait for news, or for a time to come."""

    until: datetime | None


class End(Move):
    """It is closed, and everyone has been told."""


def next_move(review: Review, now: datetime) -> Move:
    """Say what comes next."""
    return (
        _settle(review, now)
        or _go_up(review, now)
        or _chase(review, now)
        or _ask(review)
        or _tell(review, now)
        or _rest(review, now)
    )


def _settle(review: Review, now: datetime) -> Move | None:
    return Settle() if _has_come(settles_at(review), now) else None


def _go_up(review: Review, now: datetime) -> Move | None:
    return GoUp() if _has_come(goes_up_at(review), now) else None


def _chase(review: Review, now: datetime) -> Move | None:
    due = (each.number for each in _followed(review) if each.homeless or _has_come(_next_at(review, each.number), now))
    return next((Chase(number=number) for number in due), None)


def _ask(review: Review) -> Move | None:
    proposed = (each.number for each in _followed(review) if each.proposal and not each.proposal.told)
    return next((AskForApproval(number=number) for number in proposed), None)


def _tell(review: Review, now: datetime) -> Move | None:
    return TellProgress() if _has_come(progress_at(review), now) else None


def _rest(review: Review, now: datetime) -> Move:
    over = review.state is ReviewState.CLOSED and not review.orders and not review.to_tell
    return End() if over and not _may_be_held_again(review, now) else Listen(until=wakes_at(review, now))


def _may_be_held_again(review: Review, now: datetime) -> bool:
    """Whether its incident can still be reopened, and mitigated again: then it is this review that is held again."""
    return not (review.facts.over or review.facts.not_major_because or _has_come(_listens_until(review), now))


def _listens_until(review: Review) -> datetime | None:
    return review.closed_at and review.closed_at + _REOPENED_WITHIN


def wakes_at(review: Review, now: datetime) -> datetime | None:
    """Return until when a review that listens may sleep; None for ever. What is to be tried again now is not waited for."""
    again = tried_again_at(review)
    times = [
        goes_up_at(review),
        progress_at(review),
        settles_at(review),
        _listens_until(review),
        again if again and again > now else None,
        *(_next_at(review, each.number) for each in _followed(review)),
        *(late_at(each) for each in _followed(review) if late_at(each) > now),
    ]
    return min((at for at in times if at), default=None)


def _followed(review: Review) -> list[Action]:
    return [] if review.state is ReviewState.CLOSED else review.open_actions


def _next_at(review: Review, number: int) -> datetime | None:
    action = review.action(number)
    step = next_step(action, review.facts.actions) if action else None
    return step.at if step else None


def _has_come(at: datetime | None, now: datetime) -> bool:
    return at is not None and now >= at
