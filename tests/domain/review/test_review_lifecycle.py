"""A review's lifecycle: what leads where, and that nothing else does."""

from pathlib import Path

import pytest

from domain.errors import Refused
from domain.review.lifecycle import ReviewState, Step, apply, diagram
from domain.review.state import Review
from tests.domain.review.desk import begun

S = ReviewState
TABLE = {
    (S.SCHEDULED, Step.HOLD): S.HELD,
    (S.HELD, Step.FOLLOW_UP): S.FOLLOWING_UP,
    (S.HELD, Step.MEET_AGAIN): S.SCHEDULED,
    (S.FOLLOWING_UP, Step.MEET_AGAIN): S.SCHEDULED,
    (S.CLOSED, Step.MEET_AGAIN): S.SCHEDULED,
    (S.HELD, Step.CLOSE): S.CLOSED,
    (S.FOLLOWING_UP, Step.CLOSE): S.CLOSED,
    (S.SCHEDULED, Step.CALL_OFF): S.CLOSED,
    (S.HELD, Step.CALL_OFF): S.CLOSED,
    (S.FOLLOWING_UP, Step.CALL_OFF): S.CLOSED,
}
"""Written out a second time on purpose."""

DOCUMENT = Path(__file__).parents[3] / "docs" / "lifecycle.md"


def in_state(state: ReviewState) -> Review:
    """Return a review that is there."""
    review = begun()
    review.state = state
    return review


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("step", Step)
def test_each_step_leads_where_the_table_says_or_is_refused(state: ReviewState, step: Step) -> None:
    """A refusal is one sentence, and changes nothing."""
    review = in_state(state)
    if (state, step) in TABLE:
        apply(review, step)
        assert TABLE[state, step] == review.state
    else:
        with pytest.raises(Refused, match=r"^A review that is [a-z ]+ cannot be [a-z ]+\.$"):
            apply(review, step)
        assert state == review.state


def test_the_documented_diagram_is_the_machine() -> None:
    """The review's diagram in docs/lifecycle.md is the one generated from the machine, to the letter."""
    text = DOCUMENT.read_text("utf-8")
    shown = text.split("<!-- review diagram: begin -->")[1].split("<!-- review diagram: end -->")[0].strip()

    assert f"```mermaid\n{diagram().strip()}\n```" == shown
