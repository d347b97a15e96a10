"""A review's lifecycle: scheduled, held, its actions followed up, closed (P25 to P28).

The machine is the table; it owns no time and does nothing. The diagram in docs/lifecycle.md is generated from it.
"""

from enum import StrEnum
from typing import Protocol

from statemachine import State, StateMachine
from statemachine.exceptions import TransitionNotAllowed

from domain.errors import Refused


class ReviewState(StrEnum):
    """Where a review stands."""

    SCHEDULED = "scheduled"
    HELD = "held"
    FOLLOWING_UP = "following_up"
    CLOSED = "closed"


class Step(StrEnum):
    """What leads from one state to the next."""

    HOLD = "hold"
    FOLLOW_UP = "follow_up"
    MEET_AGAIN = "meet_again"
    CLOSE = "close"
    CALL_OFF = "call_off"


class HasReviewState(Protocol):
    """What the machine needs of a review."""

    state: ReviewState


class ReviewLifecycle(StateMachine):
    """States and transitions of a review. `StateMachine`, not `StateChart`: what is not allowed raises, nothing is swallowed."""

    scheduled = State(ReviewState.SCHEDULED, value=ReviewState.SCHEDULED, initial=True)
    held = State(ReviewState.HELD, value=ReviewState.HELD)
    following_up = State(ReviewState.FOLLOWING_UP, value=ReviewState.FOLLOWING_UP)
    closed = State(ReviewState.CLOSED, value=ReviewState.CLOSED)

    hold = scheduled.to(held)
    follow_up = held.to(following_up)
    meet_again = held.to(scheduled) | following_up.to(scheduled) | closed.to(scheduled)
    close = held.to(closed) | following_up.to(closed)
    call_off = scheduled.to(closed) | held.to(closed) | following_up.to(closed)


def apply(review: HasReviewState, step: Step) -> None:
    """Take the step: the review's state changes, or nothing does.

    Raises:
        Refused: the review is not where that step begins.

    """
    try:
        ReviewLifecycle(model=review).send(step)
    except TransitionNotAllowed as error:
        stands = review.state.replace("_", " ")
        raise Refused(f"A review that is {stands} cannot {_passive(step)}.") from error


def _passive(step: Step) -> str:
    passive: dict[Step, str] = {
        Step.HOLD: "be held",
        Step.FOLLOW_UP: "be followed up",
        Step.MEET_AGAIN: "be held again",
        Step.CLOSE: "be closed",
        Step.CALL_OFF: "be called off",
    }
    return passive[step]


def diagram() -> str:
    """Return the machine as a Mermaid diagram."""
    return f"{ReviewLifecycle:mermaid}"
