"""What the lasting record keeps of a review: each entry once, each row as often as what it says has changed."""

from datetime import date

from domain.history.rows import HistoryToRecord
from domain.review.requests import (
    ActionDone,
    AnswerQuestion,
    AssignAction,
    ChangeDeadline,
    DropAction,
    Question,
    ReopenAction,
)
from domain.review.rows import next_to_record, recorded
from domain.review.state import Review
from tests.domain.builders import NIGHT
from tests.domain.review.desk import DAY, DEE, ENGINEER, EVE, LEAD, adds, ask, begun, followed_up

NOW = NIGHT + 2 * DAY


def written(review: Review) -> HistoryToRecord:
    """Record what is next, and return it."""
    due = next_to_record(review)
    recorded(review, due)
    return due


def test_a_review_that_begins_is_recorded_with_its_first_entries() -> None:
    """And once it is, nothing is left to write."""
    review = begun()
    first = written(review)

    assert first.review is not None
    assert ("scheduled", 1, NIGHT + 2 * DAY) == (first.review.state, first.review.version, first.review.due_at)
    assert [entry.sequence for entry in review.timeline.entries] == [entry.sequence for entry in first.entries]
    assert written(review).empty


def test_asked_again_it_is_the_same() -> None:
    """What nobody knows to have been written is written again, under the same numbers."""
    review = followed_up()

    assert next_to_record(review) == next_to_record(review)


def test_a_row_is_written_when_what_it_says_has_changed() -> None:
    """With a higher number; what has not changed is not written again."""
    review = followed_up(DEE, EVE)
    written(review)
    ask(review, ChangeDeadline(actor=LEAD, number=2, due=date(2026, 7, 1), reason="no parts"), NOW)
    changed = written(review)

    assert (None, [(2, 2, date(2026, 7, 1))]) == (
        changed.review,
        [(row.number, row.version, row.due) for row in changed.actions],
    )
    ask(review, AnswerQuestion(actor=LEAD, question=Question.DETECT, answer="an alert"), NOW)
    answered = written(review)
    assert answered.review is not None
    assert (2, "an alert", ()) == (answered.review.version, answered.review.answers[Question.DETECT], answered.actions)


def test_a_change_while_it_is_being_written_is_written_after_it() -> None:
    """Whoever changes it meanwhile loses nothing: the number that is written is not that of the change."""
    review = followed_up()
    due = next_to_record(review)
    ask(review, AssignAction(actor=LEAD, number=1, owner=EVE, reason="x"), NOW)
    ask(review, adds(), NOW)
    recorded(review, due)
    after = written(review)

    assert [(1, 2, "eve"), (2, 1, "dee")] == [(row.number, row.version, row.owner) for row in after.actions]
    assert {entry.sequence for entry in due.entries}.isdisjoint(entry.sequence for entry in after.entries)
    assert written(review).empty


def test_an_ended_action_says_how() -> None:
    """What was done, when, and who approved where that was asked."""
    review = followed_up()
    ask(review, ActionDone(actor=ENGINEER, number=1, what="there is an alert"), NOW)
    [row] = written(review).actions

    assert ("done", NOW, "there is an alert", "") == (row.state, row.ended_at, row.why, row.approved_by)


def test_an_action_that_is_open_again_says_nothing_of_its_end() -> None:
    """The row is as if it had never ended, with a number above that of its end."""
    review = followed_up()
    ask(review, DropAction(actor=LEAD, number=1, reason="not worth it"), NOW)
    [ended] = written(review).actions
    ask(review, ReopenAction(actor=LEAD, number=1, reason="it is worth it"), NOW)
    [row] = written(review).actions

    assert ("open", None, "", "", ended.version + 1) == (row.state, row.ended_at, row.why, row.approved_by, row.version)


def test_what_is_carried_to_a_fresh_run_is_not_written_twice() -> None:
    """A roll-over keeps what was recorded, and the numbers."""
    review = followed_up()
    written(review)
    fresh = Review.model_validate_json(review.model_dump_json())
    assert next_to_record(fresh).empty

    ask(fresh, ActionDone(actor=ENGINEER, number=1), NOW)
    assert [2] == [row.version for row in next_to_record(fresh).actions]
