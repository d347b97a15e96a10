"""What people ask of a review, judged and carried out in one place: a line for each request."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from domain.errors import Refused
from domain.messages import Request
from domain.requests import NameRootCause, RecordDetection, Reply, ReviseTotal
from domain.review import actions, findings, meetings, settling
from domain.review.requests import (
    ActionDone,
    AddAction,
    AnswerQuestion,
    AssignAction,
    ChangeDeadline,
    ChangeRhythm,
    CloseReview,
    DecideAction,
    DropAction,
    InviteToReview,
    MoveAction,
    ReopenAction,
    ReviewHeld,
    ReviewRequest,
    ScheduleReview,
)
from domain.review.state import Review
from domain.timeline import Kind

CARRIED_OUT_BY: Mapping[type[Request], Callable[[Review, Any, datetime], str]] = {
    ScheduleReview: meetings.schedule,
    InviteToReview: meetings.invite_one,
    AnswerQuestion: meetings.answer,
    ReviewHeld: meetings.held,
    ChangeRhythm: meetings.change_rhythm,
    AddAction: actions.add,
    AssignAction: actions.assign,
    ChangeDeadline: actions.change_deadline,
    ActionDone: actions.done,
    MoveAction: actions.move_or_drop,
    DropAction: actions.move_or_drop,
    DecideAction: actions.decide,
    ReopenAction: actions.reopen,
    CloseReview: settling.close,
    RecordDetection: findings.record_detection,
    NameRootCause: findings.name_root_cause,
    ReviseTotal: findings.revise_total,
}
"""What carries out each request."""


def grant(review: Review, request: ReviewRequest, now: datetime) -> Reply:
    """Carry a request out and return the words to say back.

    Raises:
        Refused: with the reason, for the person who asked; then nothing has changed.

    """
    if request.code not in {None, review.code}:
        raise Refused(f"This is the review of {review.code}; that of {request.code} is another one.")
    return Reply(words=CARRIED_OUT_BY[type(request)](review, request, now))


def check(review: Review, request: ReviewRequest, now: datetime) -> None:
    """Raise `Refused` as `grant` would, and change nothing: for the validator of an update."""
    grant(review.model_copy(deep=True), request, now)


def grant_signal(review: Review, request: ReviewRequest, now: datetime) -> None:
    """Carry out a request whose sender hears nothing back: a refusal goes on the timeline, and nothing else changes."""
    try:
        check(review, request, now)
    except Refused as refused:
        actor = request.actor
        what = f"refused: {request.kind.replace('_', ' ')}"
        review.write(now, what, Kind.NOTE, who=actor.name, channel=actor.channel, why=str(refused))
    else:
        grant(review, request, now)
