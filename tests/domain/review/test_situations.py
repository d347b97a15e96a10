"""What follows for a review when its incident tells how it stands: mitigated, reopened, not major, a new root cause (P25, P27)."""

from datetime import date

import pytest

from domain.closing.root_cause import RootCause
from domain.messages import TeamCard
from domain.review import moves
from domain.review.lifecycle import ReviewState
from domain.review.outward import CalendarMethod
from domain.review.requests import ActionDone, AssignAction, ChangeDeadline, ReviewHeld, ScheduleReview
from domain.review.situation import Involved
from domain.review.state import ActionState, Letter, Review
from tests.domain.builders import NIGHT
from tests.domain.review.desk import (
    DAY,
    DEE,
    EVE,
    GUS,
    HOUR,
    LEAD,
    NETWORK,
    PLATFORM,
    adds,
    ask,
    begun,
    followed_up,
    held,
    mailed,
    only,
    posted,
    start,
    told,
)


def at_and_sequence(review: Review) -> tuple[object, int]:
    """Return when the meeting is, and how often its entry in calendars has changed."""
    assert review.meeting is not None
    return review.meeting.at, review.meeting.sequence


def test_it_begins_with_a_proposal_and_everyone_involved_invited() -> None:
    """Due two days after mitigation, at ten the next morning; each is mailed once."""
    review = begun()

    assert (NIGHT + 2 * DAY, ReviewState.SCHEDULED) == (review.due_at, review.state)
    assert (NIGHT.replace(hour=10, minute=0) + DAY, 0) == at_and_sequence(review)
    assert [(Letter.INVITATION, "ana"), (Letter.INVITATION, "dee")] == mailed(review)


def test_who_comes_to_be_involved_is_invited_and_nobody_twice() -> None:
    """Told again of the same people, the review mails nobody."""
    review = begun()
    posted(review)
    more = (*start().facts.involved, Involved(person=GUS, how="was called"))
    for _ in range(2):
        told(review, NIGHT + HOUR, involved=more)

    assert [(Letter.INVITATION, "gus")] == mailed(review)


def test_after_the_meeting_nobody_is_invited_to_it() -> None:
    """Who came to be involved later hears how the actions stand."""
    review = held()
    posted(review)
    told(review, NIGHT + 2 * DAY, involved=(Involved(person=GUS, how="was told"),))

    assert ([], True) == (mailed(review), "gus" in review.invited)


def test_reopened_it_waits_and_nobody_is_invited_meanwhile() -> None:
    """Whoever comes to be involved hears of the meeting once there is one again, with everybody else."""
    review = begun()
    posted(review)
    told(review, NIGHT + HOUR, mitigated_at=None)
    told(review, NIGHT + HOUR, involved=(Involved(person=GUS, how="was called"),))
    assert (None, []) == (review.due_at, mailed(review))
    assert moves.Listen(until=None) == moves.next_move(review, NIGHT + 9 * DAY)

    told(review, NIGHT + 3 * HOUR, mitigated_at=NIGHT + 3 * HOUR)
    assert NIGHT + 2 * DAY + 3 * HOUR == review.due_at
    assert {(Letter.INVITATION, who) for who in ("ana", "dee", "gus")} == set(mailed(review))


def test_a_meeting_people_have_set_stays_where_it_is_in_time() -> None:
    """With its place; one that is over by then, or comes too late, is proposed anew."""
    stays, too_late, over = begun(), begun(), begun()
    for review, days in ((stays, 1.5), (too_late, 3), (over, 0.25)):
        ask(review, ScheduleReview(actor=LEAD, at=NIGHT + days * DAY, place="Room 4", reason="x"), NIGHT + HOUR)
        told(review, NIGHT + 2 * HOUR, mitigated_at=None)
        told(review, NIGHT + 8 * HOUR, mitigated_at=NIGHT + 8 * HOUR)

    morning = NIGHT.replace(hour=10, minute=0) + DAY
    assert [(NIGHT + 1.5 * DAY, 2), (morning, 2), (morning, 2)] == [
        at_and_sequence(review) for review in (stays, too_late, over)
    ]
    assert {"Room 4"} == {review.meeting.place for review in (stays, too_late, over) if review.meeting}


def test_mitigated_by_word_of_a_time_long_past_nobody_is_invited_to_the_past() -> None:
    """The deadline counts from the mitigation, and the meeting lies ahead."""
    review = begun(now=NIGHT + 5 * DAY)

    assert NIGHT + 2 * DAY == review.due_at
    assert (NIGHT.replace(hour=10, minute=0) + 7 * DAY, 0) == at_and_sequence(review)  # the fifth day is a Saturday


def test_what_was_held_before_a_reopening_is_held_again() -> None:
    """Answers and actions stay; it has gone up no time yet, and it may be held as soon as it is mitigated."""
    review = followed_up()
    review.went_up = 2
    told(review, NIGHT + 2 * DAY, mitigated_at=None)
    assert ReviewState.FOLLOWING_UP is review.state
    told(review, NIGHT + 3 * DAY, mitigated_at=NIGHT + 3 * DAY)

    assert (ReviewState.SCHEDULED, NIGHT + 5 * DAY, None, 0) == (
        review.state,
        review.due_at,
        review.held_at,
        review.went_up,
    )
    ask(review, ReviewHeld(actor=LEAD), NIGHT + 3 * DAY)
    assert ReviewState.FOLLOWING_UP is review.state


@pytest.mark.parametrize("has_an_action", [True, False])
def test_a_review_is_not_closed_while_the_incident_is_reopened(*, has_an_action: bool) -> None:
    """It will be held again: it listens, however long that takes."""
    review = held()
    if has_an_action:
        ask(review, adds(), NIGHT + DAY)
        ask(review, ActionDone(actor=LEAD, number=1), NIGHT + DAY)
    posted(review)
    told(review, NIGHT + DAY, mitigated_at=None)

    assert moves.Listen(until=None) == moves.next_move(review, NIGHT + 9 * DAY)


def test_another_root_cause_takes_what_nobody_has_begun() -> None:
    """What a person has assigned or put off stays, and so does what is another team's, or over."""
    review = followed_up(DEE, DEE, DEE, DEE)
    ask(review, adds(team=TeamCard(id="storefront", name="Storefront")), NIGHT + DAY)
    ask(review, AssignAction(actor=LEAD, number=2, owner=EVE, reason="x"), NIGHT + DAY)
    ask(review, ChangeDeadline(actor=LEAD, number=3, due=date(2026, 5, 1), reason=""), NIGHT + DAY)
    ask(review, ActionDone(actor=LEAD, number=4), NIGHT + DAY)
    told(review, NIGHT + 2 * DAY, root_cause=RootCause(team=NETWORK))

    assert [("network", True), *[("platform", False)] * 3, ("storefront", False)] == [
        (each.team.id, each.homeless) for each in review.actions
    ]


def test_a_team_that_is_renamed_keeps_its_actions() -> None:
    """A name is no root cause: nothing goes to another owner."""
    review = followed_up()
    told(review, NIGHT + 2 * DAY, root_cause=RootCause(team=TeamCard(id="platform", name="Platform & Tools")))

    assert (PLATFORM.id, False) == (only(review).team.id, only(review).homeless)


def test_not_major_after_all_it_is_called_off() -> None:
    """Everyone invited is told, with an entry that takes the meeting out of their calendars; nothing else is sent."""
    review = begun()
    told(review, NIGHT + HOUR, mitigated_at=None, not_major_because="a till was unplugged")
    orders = [each for each in posted(review) if each.letter is not Letter.INVITATION]

    assert ReviewState.CLOSED is review.state
    assert [(Letter.CALLED_OFF, "ana", 1), (Letter.CALLED_OFF, "dee", 1)] == [
        (each.letter, each.to.id, each.entry.sequence) for each in orders if each.entry
    ]
    assert {CalendarMethod.CANCEL} == {each.entry.method for each in orders if each.entry}


def test_called_off_its_actions_leave_the_calendars_too() -> None:
    """Nobody is left with a deadline that nobody asks for; the meeting that was held is not taken back."""
    review = followed_up(DEE, EVE)
    ask(review, ActionDone(actor=LEAD, number=2), NIGHT + 2 * DAY)
    posted(review)
    told(review, NIGHT + 2 * DAY, mitigated_at=None)
    told(review, NIGHT + 3 * DAY, not_major_because="a till was unplugged")

    assert [ActionState.DROPPED, ActionState.DONE] == [each.state for each in review.actions]
    [order] = posted(review)
    assert order.entry is not None
    assert (Letter.ENDED, "dee", CalendarMethod.CANCEL) == (order.letter, order.to.id, order.entry.method)


def test_once_it_is_closed_nothing_follows_any_more() -> None:
    """What is told later is only kept."""
    review = begun()
    told(review, NIGHT + HOUR, not_major_because="a till was unplugged")
    posted(review)
    told(review, NIGHT + DAY, mitigated_at=NIGHT + DAY, involved=(Involved(person=GUS, how="x"),))

    assert (ReviewState.CLOSED, []) == (review.state, mailed(review))
