"""The meeting: when it is, who is invited, what was answered, and that it was held (P25, P26)."""

from datetime import timedelta

import pytest

from domain.lifecycle import Actor
from domain.policies import ReviewPolicy
from domain.review.lifecycle import ReviewState
from domain.review.requests import (
    AnswerQuestion,
    ChangeRhythm,
    InviteToReview,
    Question,
    ReviewHeld,
    ReviewRequest,
    ScheduleReview,
)
from domain.review.settling import settle, settles_at
from domain.review.situation import MOST_INVOLVED, Involved
from domain.review.state import Letter
from tests.domain.builders import NIGHT
from tests.domain.review.desk import (
    DAY,
    DEE,
    ENGINEER,
    GUS,
    HEAD,
    HOUR,
    LEAD,
    SERVICE_OWNER,
    STRANGER,
    adds,
    answers_all,
    ask,
    begun,
    card,
    held,
    mailed,
    posted,
    refusal,
    told,
)

MORNING = NIGHT + timedelta(hours=8)


@pytest.mark.parametrize("who", [LEAD, SERVICE_OWNER, HEAD], ids=lambda who: who.name)
def test_who_runs_it_says_when_it_is(who: Actor) -> None:
    """Everyone invited is told, and the entry in their calendars changes."""
    review = begun()
    posted(review)
    words = ask(review, ScheduleReview(actor=who, at=NIGHT + DAY, place="Room 4"), MORNING)

    assert review.meeting is not None
    assert (NIGHT + DAY, "Room 4", 1) == (review.meeting.at, review.meeting.place, review.meeting.sequence)
    assert [(Letter.INVITATION, "ana"), (Letter.INVITATION, "dee")] == mailed(review)
    assert "02:14 on Tuesday" in words


def test_the_place_and_the_length_stay_where_only_the_time_changes() -> None:
    """What is not said again holds still."""
    review = begun()
    ask(review, ScheduleReview(actor=LEAD, at=NIGHT + DAY, place="Room 4", lasts=2 * HOUR), MORNING)
    ask(review, ScheduleReview(actor=LEAD, at=NIGHT + DAY + HOUR), MORNING)

    assert review.meeting is not None
    assert ("Room 4", 2 * HOUR) == (review.meeting.place, review.meeting.lasts)


def test_later_than_it_is_due_takes_a_reason_and_it_goes_up_all_the_same() -> None:
    """The deadline is the company's: a meeting does not move it."""
    review = begun()
    late = ScheduleReview(actor=LEAD, at=NIGHT + 3 * DAY)
    assert "say why it is to be held later" in refusal(review, late, MORNING)

    words = ask(review, late.model_copy(update={"reason": "Dee is away"}), MORNING)
    assert words.endswith("goes up all the same.")
    assert NIGHT + 2 * DAY == review.due_at


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (ScheduleReview(actor=ENGINEER, at=NIGHT + DAY), "Only who led the incident"),
        (ScheduleReview(actor=LEAD, at=NIGHT), "over"),
        (ScheduleReview(actor=LEAD, at=NIGHT + DAY, lasts=timedelta(minutes=1)), "from 5 minutes to a day"),
        (ScheduleReview(actor=LEAD, at=NIGHT + DAY, place="x" * 501), "501 characters"),
        (InviteToReview(actor=STRANGER, person=GUS), "Only who was involved"),
        (InviteToReview(actor=LEAD, person=DEE), "invited already"),
        (AnswerQuestion(actor=STRANGER, question=Question.PREVENT, answer="x"), "Only who was involved"),
        (AnswerQuestion(actor=LEAD, question=Question.PREVENT, answer="  "), '"nothing"'),
        (AnswerQuestion(actor=LEAD, question=Question.PREVENT, answer="x" * 2001), "2001 characters"),
        (ReviewHeld(actor=ENGINEER), "Only who led the incident"),
        (ReviewHeld(actor=LEAD, at=NIGHT + DAY), "still to come"),
        (ReviewHeld(actor=LEAD, at=NIGHT - HOUR), "before the incident was mitigated"),
        (ChangeRhythm(actor=ENGINEER, days=2), "Only who led the incident"),
        (ScheduleReview(actor=LEAD, at=NIGHT + DAY, code="search-AB2C"), "another one"),
    ],
)
def test_what_is_not_allowed_is_refused_and_changes_nothing(request_: ReviewRequest, why: str) -> None:
    """One clear sentence says why."""
    assert why in refusal(begun(), request_, MORNING)


def test_one_more_person_is_invited_and_takes_part_from_then_on() -> None:
    """By anyone who takes part; those who were invited before get no second mail."""
    review = begun()
    posted(review)
    ask(review, InviteToReview(actor=ENGINEER, person=GUS, reason="knows the database"), MORNING)

    assert [(Letter.INVITATION, "gus")] == mailed(review)
    assert "invited by Dee" == review.invited["gus"].how
    ask(review, AnswerQuestion(actor=STRANGER, question=Question.DETECT, answer="an alert"), MORNING)


def test_no_more_people_are_invited_than_one_review_can_tell() -> None:
    """Beyond that they are told by whoever wants them there."""
    review = begun(involved=tuple(Involved(person=card(f"p{number}"), how="x") for number in range(MOST_INVOLVED + 9)))

    assert MOST_INVOLVED == len(review.invited)
    assert "300 people" in refusal(review, InviteToReview(actor=LEAD, person=GUS), MORNING)


def test_held_takes_an_answer_to_each_question() -> None:
    """All that lack are named at once; what went well may stay open."""
    review = begun()
    ask(review, AnswerQuestion(actor=ENGINEER, question=Question.DETECT, answer="an alert on the disk"), MORNING)
    why = refusal(review, ReviewHeld(actor=LEAD), MORNING)
    assert "What prevents this or similar incidents? What mitigates the impact if it happens again?" in why
    assert "detects" not in why

    for question in (Question.PREVENT, Question.MITIGATE):
        ask(review, AnswerQuestion(actor=LEAD, question=question, answer="nothing"), MORNING)
    ask(review, ReviewHeld(actor=LEAD, attended=(DEE, DEE)), MORNING)
    assert (ReviewState.HELD, MORNING, True, ("Dee",)) == (
        review.state,
        review.held_at,
        review.held_in_time,
        review.attended,
    )


def test_a_later_answer_takes_the_place_of_an_earlier_one() -> None:
    """Also after the meeting, until it is closed."""
    review = held()
    ask(review, AnswerQuestion(actor=ENGINEER, question=Question.DETECT, answer="an alert"), NIGHT + DAY)
    assert ("an alert", "Dee") == (review.answers[Question.DETECT].answer, review.answers[Question.DETECT].by)

    settle(review, NIGHT + 2 * DAY)
    assert "closed" in refusal(review, AnswerQuestion(actor=LEAD, question=Question.DETECT, answer="x"), MORNING)
    assert "closed" in refusal(review, ChangeRhythm(actor=LEAD, days=2), MORNING)


def test_held_late_is_told_from_held_in_time() -> None:
    """By when it was held, not by when that is said."""
    said_late, held_late = begun(), begun()
    for review, at in ((said_late, NIGHT + DAY), (held_late, NIGHT + 3 * DAY)):
        answers_all(review, NIGHT + 4 * DAY)
        ask(review, ReviewHeld(actor=HEAD, at=at), NIGHT + 4 * DAY)

    assert (True, False) == (said_late.held_in_time, held_late.held_in_time)


def test_it_is_held_once() -> None:
    """And then neither scheduled nor added to."""
    review = held()

    for request in (ReviewHeld(actor=LEAD), ScheduleReview(actor=LEAD, at=NIGHT + 3 * DAY)):
        assert "held already" in refusal(review, request, NIGHT + DAY)
    assert "held already" in refusal(review, InviteToReview(actor=LEAD, person=GUS), NIGHT + DAY)


def test_actions_named_before_it_was_held_are_followed_up_at_once() -> None:
    """Nobody has to name them a second time."""
    review = begun()
    ask(review, adds(), MORNING)
    answers_all(review, MORNING)
    ask(review, ReviewHeld(actor=LEAD), MORNING)

    assert (ReviewState.FOLLOWING_UP, None) == (review.state, settles_at(review))


def test_while_the_incident_is_reopened_nothing_is_held() -> None:
    """It waits until it is mitigated again; what is learned meanwhile can be written down."""
    review = begun()
    told(review, MORNING, mitigated_at=None)
    answers_all(review, MORNING)

    assert "mitigated again" in refusal(review, ReviewHeld(actor=LEAD), MORNING)
    assert "mitigated again" in refusal(review, ScheduleReview(actor=LEAD, at=NIGHT + DAY), MORNING)


def test_a_review_may_last_longer_than_there_is_time() -> None:
    """A short deadline and a long meeting: it begins at once, and the policy's length is told."""
    review = begun(policy=ReviewPolicy(within=HOUR, lasts=4 * HOUR))

    assert review.meeting is not None
    assert (NIGHT, 4 * HOUR) == (review.meeting.at, review.meeting.lasts)
