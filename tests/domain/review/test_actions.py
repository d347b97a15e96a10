"""Next steps: added, handed on, put off, done, moved, dropped, each by whom it may be and with what it takes (P27)."""

from datetime import date, datetime

import pytest

from domain.lifecycle import Actor
from domain.review.actions import MOST_ACTIONS
from domain.review.lifecycle import ReviewState
from domain.review.outward import CalendarMethod
from domain.review.requests import (
    ActionDone,
    AssignAction,
    ChangeDeadline,
    DecideAction,
    DropAction,
    MoveAction,
    ReviewRequest,
)
from domain.review.state import ActionState, Letter
from tests.domain.builders import NIGHT
from tests.domain.review.desk import (
    ANA,
    DAY,
    DEE,
    ENGINEER,
    EVE,
    GUS,
    HEAD,
    LEAD,
    NETWORK,
    PLATFORM,
    SERVICE_OWNER,
    STRANGER,
    adds,
    ask,
    asks,
    begun,
    followed_up,
    held,
    mailed,
    only,
    posted,
    refusal,
)

NOW = NIGHT + 2 * DAY
_SEGMENT = 160  # characters of one text in the GSM alphabet
DUE = date(2026, 6, 1)
FRESH_OWNER = asks(EVE)


@pytest.mark.parametrize("who", [LEAD, ENGINEER, SERVICE_OWNER, HEAD], ids=lambda who: who.name)
def test_anyone_involved_adds_an_action(who: Actor) -> None:
    """It is of the team at the root cause; its owner is told, with an entry for their calendar on the day it is due."""
    review = held()
    posted(review)
    ask(review, adds(by=who), NOW)

    assert (1, PLATFORM, DEE, ReviewState.FOLLOWING_UP) == (
        only(review).number,
        only(review).team,
        only(review).owner,
        review.state,
    )
    [order] = posted(review)
    assert order.entry is not None
    assert (Letter.YOURS, "dee", DUE, 0, CalendarMethod.REQUEST) == (
        order.letter,
        order.to.id,
        order.entry.on,
        order.entry.sequence,
        order.entry.method,
    )


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (adds(by=STRANGER), "Only who was involved"),
        (adds(text=" "), "Say what is to be done."),
        (adds(measure=""), "Say by what one sees that it is done."),
        (adds(due=date(2026, 3, 3)), "is over"),
        (adds(due=date(2028, 6, 1)), "more than two years away"),
        (adds(text="x" * 501), "501 characters"),
    ],
)
def test_an_action_without_what_it_takes_is_refused(request_: ReviewRequest, why: str) -> None:
    """What to do, by when, and by what one sees that it is done: one sentence says what is missing."""
    assert why in refusal(held(), request_)


def test_today_where_the_owner_is_is_no_day_too_late() -> None:
    """It is their calendar that counts: in Berlin the day ends an hour before London's."""
    late_in_the_evening = datetime.fromisoformat("2026-03-04T23:30:00+00:00")
    review = held()
    ask(review, adds(ANA, date(2026, 3, 4)), late_in_the_evening)

    assert "is over" in refusal(held(), adds(DEE, date(2026, 3, 4)), late_in_the_evening)


def test_there_are_no_more_actions_than_anybody_finishes() -> None:
    """A hundred follow from one review at most."""
    review = held()
    for _ in range(MOST_ACTIONS):
        ask(review, adds(), NOW)

    assert "elsewhere" in refusal(review, adds())


def test_an_action_named_for_another_team_is_that_teams() -> None:
    """The root cause is only what is taken where nobody says so."""
    review = held()
    ask(review, adds(team=NETWORK), NOW)

    assert NETWORK == only(review).team


def test_it_is_handed_on_from_one_calendar_to_another() -> None:
    """Both are told: it leaves the one with a higher number, and comes to the other with one higher still."""
    review = followed_up()
    ask(review, AssignAction(actor=ENGINEER, number=1, owner=EVE, reason="on leave"), NOW)

    assert [
        (Letter.NOT_YOURS, "dee", CalendarMethod.CANCEL, 1),
        (Letter.YOURS, "eve", CalendarMethod.REQUEST, 2),
    ] == [(each.letter, each.to.id, each.entry.method, each.entry.sequence) for each in posted(review) if each.entry]
    assert "owns it" in refusal(review, ActionDone(actor=ENGINEER, number=1))
    ask(review, ActionDone(actor=FRESH_OWNER, number=1), NOW)


def test_a_later_deadline_takes_a_reason_an_earlier_one_does_not() -> None:
    """Either is told with the changed entry, and what was called to mind of the old one does not count for it."""
    review = followed_up()
    assert "more time" in refusal(review, ChangeDeadline(actor=ENGINEER, number=1, due=date(2026, 7, 1), reason=" "))
    ask(review, ChangeDeadline(actor=ENGINEER, number=1, due=date(2026, 7, 1), reason="no parts"), NOW)
    ask(review, ChangeDeadline(actor=LEAD, number=1, due=date(2026, 5, 1), reason=""), NOW)

    assert (date(2026, 5, 1), NOW) == (only(review).due, only(review).chased_until)
    told_too, order = posted(review)  # the second took the place of the first, which had not gone out
    assert (ANA, None) == (told_too.to, told_too.entry)  # who led it hears of every later day
    assert order.entry is not None
    assert (Letter.CHANGED, date(2026, 5, 1), 2) == (order.letter, order.entry.on, order.entry.sequence)


@pytest.mark.parametrize("who", [ENGINEER, LEAD, SERVICE_OWNER, HEAD], ids=lambda who: who.name)
def test_its_owner_or_who_runs_the_review_says_that_it_is_done(who: Actor) -> None:
    """It leaves the owner's calendar, and what was done is kept."""
    review = followed_up()
    ask(review, ActionDone(actor=who, number=1, what="there is an alert"), NOW)

    assert (ActionState.DONE, NOW, "there is an alert") == (
        only(review).state,
        only(review).ended_at,
        only(review).outcome,
    )
    [order] = posted(review)
    assert order.entry is not None
    assert (Letter.ENDED, "dee", CalendarMethod.CANCEL) == (order.letter, order.to.id, order.entry.method)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (ActionDone(actor=STRANGER, number=1), "Only Dee, who owns it"),
        (ActionDone(actor=LEAD, number=2), "has no action 2"),
        (AssignAction(actor=LEAD, number=1, owner=DEE, reason="x"), "already"),
        (AssignAction(actor=LEAD, number=1, owner=EVE, reason=" "), "Say why"),
        (AssignAction(actor=STRANGER, number=1, owner=GUS, reason="x"), "Only Dee"),
        (ChangeDeadline(actor=LEAD, number=1, due=DUE, reason="x"), "already"),
        (ChangeDeadline(actor=LEAD, number=1, due=date(2026, 3, 1), reason="x"), "is over"),
        (ChangeDeadline(actor=STRANGER, number=1, due=date(2026, 5, 1), reason="x"), "Only Dee"),
        (MoveAction(actor=LEAD, number=1, to=" ", reason="x"), "Say where"),
        (MoveAction(actor=LEAD, number=1, to="the backlog", reason=" "), "Say why."),
        (DropAction(actor=LEAD, number=1, reason=""), "Say why."),
        (DropAction(actor=STRANGER, number=1, reason="x"), "Only Dee"),
        (DecideAction(actor=LEAD, number=1, approved=True), "Nothing was proposed"),
    ],
)
def test_what_is_not_allowed_is_refused_and_changes_nothing(request_: ReviewRequest, why: str) -> None:
    """One clear sentence says why."""
    assert why in refusal(followed_up(), request_)


def test_what_is_over_is_over() -> None:
    """Done is done: it is neither moved nor done again."""
    review = followed_up(DEE, EVE)
    ask(review, ActionDone(actor=LEAD, number=1), NOW)

    assert "is done already" in refusal(review, DropAction(actor=LEAD, number=1, reason="x"))
    assert "is done already" in refusal(review, ActionDone(actor=LEAD, number=1))


@pytest.mark.parametrize("who", [LEAD, SERVICE_OWNER, HEAD], ids=lambda who: who.name)
def test_who_runs_the_review_moves_or_drops_it_by_saying_so(who: Actor) -> None:
    """With a reason, and under their name."""
    review = followed_up(DEE, DEE)
    ask(review, MoveAction(actor=who, number=1, to="the platform backlog", reason="it is larger than this"), NOW)
    ask(review, DropAction(actor=who, number=2, reason="the till goes away"), NOW)

    assert [
        (ActionState.MOVED, "to the platform backlog: it is larger than this", who.name),
        (ActionState.DROPPED, "the till goes away", who.name),
    ] == [(each.state, each.outcome, each.approved_by) for each in review.actions]


def test_anybody_else_only_proposes_it() -> None:
    """It stays open until somebody who may says yes; then it is theirs to answer for, and the owner is told."""
    review = followed_up()
    ask(review, DropAction(actor=ENGINEER, number=1, reason="not worth it"), NOW)
    assert (ActionState.OPEN, []) == (only(review).state, mailed(review))
    assert "nobody for themselves" in refusal(review, DecideAction(actor=ENGINEER, number=1, approved=True))

    ask(review, DecideAction(actor=LEAD, number=1, approved=True), NOW)
    assert (ActionState.DROPPED, "not worth it", "Ana") == (
        only(review).state,
        only(review).outcome,
        only(review).approved_by,
    )
    assert [(Letter.ENDED, "dee")] == mailed(review)


def test_a_no_is_told_to_whoever_asked_with_the_reason() -> None:
    """And the action goes on as it was."""
    review = followed_up()
    ask(review, MoveAction(actor=ENGINEER, number=1, to="the backlog", reason="later"), NOW)
    assert "Say why not" in refusal(review, DecideAction(actor=HEAD, number=1, approved=False))
    ask(review, DecideAction(actor=HEAD, number=1, approved=False, reason="it is urgent"), NOW)

    assert (ActionState.OPEN, None) == (only(review).state, only(review).proposal)
    [order] = posted(review)
    assert (Letter.CHANGED, "dee", "It is not moved: it is urgent") == (order.letter, order.to.id, order.why)


@pytest.mark.parametrize(
    ("owner", "asker"), [(ANA, LEAD), (DEE, LEAD)], ids=["the owner runs the review", "the owner does not"]
)
def test_nobody_lets_their_own_action_go_alone(owner: object, asker: Actor) -> None:
    """The lead drops another's action by saying so, but their own only with somebody else's yes."""
    review = followed_up(ANA if owner is ANA else DEE)
    ask(review, DropAction(actor=asker, number=1, reason="x"), NOW)

    own = owner is ANA
    assert (ActionState.OPEN if own else ActionState.DROPPED) == only(review).state
    if own:
        assert "nobody for themselves" in refusal(review, DecideAction(actor=LEAD, number=1, approved=True))
        ask(review, DecideAction(actor=SERVICE_OWNER, number=1, approved=True), NOW)
        assert ActionState.DROPPED is only(review).state


def test_a_head_of_department_answers_for_their_own() -> None:
    """They answer for the department, and need nobody else's yes."""
    owner = asks(GUS, *HEAD.roles)
    review = followed_up(GUS)
    ask(review, DropAction(actor=owner, number=1, reason="x"), NOW)

    assert ActionState.DROPPED is only(review).state


def test_whoever_says_that_one_is_done_hears_how_many_are_left() -> None:
    """And of the last one what comes next, in no more than one text."""
    review = followed_up(DEE, EVE)

    assert ask(review, ActionDone(actor=LEAD, number=2), NOW).endswith("1 to go.")
    last = ask(review, ActionDone(actor=LEAD, number=1), NOW)
    assert last.endswith("It was the last one: the review is closed tomorrow, or when whoever runs it says so.")
    assert len(last) <= _SEGMENT


def test_an_action_may_be_named_before_the_meeting() -> None:
    """What is plain at once need not wait."""
    review = begun()
    ask(review, adds(), NIGHT)

    assert (ReviewState.SCHEDULED, True) == (review.state, only(review).open)
