"""When a review closes: a day after nothing is left to do, or when who runs it says so; what was ended by mistake opens again."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.lifecycle import Actor
from domain.review import chasing, moves, views
from domain.review.lifecycle import ReviewState
from domain.review.outward import CalendarMethod
from domain.review.requests import (
    ActionDone,
    ChangeRhythm,
    CloseReview,
    DecideAction,
    DropAction,
    MoveAction,
    ReopenAction,
    ReviewHeld,
    ReviewRequest,
)
from domain.review.settling import settle, settles_at
from domain.review.state import ActionState, Letter, Review
from tests.domain.builders import NIGHT
from tests.domain.review.desk import (
    DAY,
    DEE,
    ENGINEER,
    EVE,
    HEAD,
    HOUR,
    LEAD,
    ORDINARY,
    SERVICE_OWNER,
    STRANGER,
    adds,
    answers_all,
    ask,
    begun,
    followed_up,
    held,
    mailed,
    only,
    posted,
    refusal,
    told,
    wall,
)

NOW = NIGHT + 2 * DAY
MISTAKE = "the alarm never rang"


def done(*ends: datetime) -> Review:
    """Return a review whose actions were done at these instants; nothing waits to be sent."""
    review = followed_up(*[DEE] * len(ends))
    for number, at in enumerate(ends, 1):
        ask(review, ActionDone(actor=ENGINEER, number=number, what="there is an alert"), at)
    posted(review)
    return review


def reopens(by: Actor = ENGINEER, number: int = 1) -> ReopenAction:
    """Return a request to open an action again."""
    return ReopenAction(actor=by, number=number, reason=MISTAKE)


def test_it_closes_a_day_after_its_last_action_ended() -> None:
    """Until then nobody is told that it is closed: one forged or hasty word ends nothing for everybody."""
    review = done(NOW, NOW + 3 * HOUR)
    closes = NOW + 3 * HOUR + DAY

    assert (ReviewState.FOLLOWING_UP, closes) == (review.state, settles_at(review))
    assert moves.Listen(until=closes) == moves.next_move(review, closes - timedelta(seconds=1))
    assert moves.Settle() == moves.next_move(review, closes)
    assert [] == mailed(review)


@pytest.mark.parametrize(
    "ended",
    [
        MoveAction(actor=LEAD, number=1, to="the backlog", reason="it is larger than this"),
        DropAction(actor=LEAD, number=1, reason="the till goes away"),
        ActionDone(actor=ENGINEER, number=1),
    ],
    ids=lambda ended: ended.kind,
)
def test_however_its_last_action_ends_it_waits_a_day(ended: ReviewRequest) -> None:
    """Moved and dropped are as final as done, and as easily a mistake; whoever ends the last one hears what comes next."""
    review = followed_up()
    words = ask(review, ended, NOW)

    assert NOW + DAY == settles_at(review)
    assert words.endswith("It was the last one: the review is closed tomorrow, or when whoever runs it says so.")


def test_when_it_closes_by_itself_is_shown() -> None:
    """To people who ask how it stands, and in the Temporal UI; while something is open there is nothing to show."""
    ended, open_ = done(NOW), followed_up()

    assert (NOW + DAY, None) == (views.view(ended, NOW).settles_at, views.view(open_, NOW).settles_at)
    line = "Nothing is left to do: it is closed at 2026-03-05 02:14 UTC."
    assert (True, False) == (line in views.details(ended, NOW), "Nothing is left" in views.details(open_, NOW))


def test_what_was_approved_at_last_counts_from_then() -> None:
    """Not from when it was proposed."""
    review = followed_up()
    ask(review, DropAction(actor=ENGINEER, number=1, reason="not worth it"), NOW)
    assert settles_at(review) is None
    ask(review, DecideAction(actor=LEAD, number=1, approved=True), NOW + HOUR)

    assert NOW + HOUR + DAY == settles_at(review)


def test_whoever_ends_the_last_one_is_promised_nothing_that_will_not_be() -> None:
    """Before the meeting, or while the incident is reopened, nothing closes tomorrow."""
    early, reopened = begun(), followed_up()
    ask(early, adds(), NIGHT)
    told(reopened, NOW, mitigated_at=None)

    for review in (early, reopened):
        assert ask(review, ActionDone(actor=LEAD, number=1), NOW).endswith("It was the last one.")
        assert settles_at(review) is None


def test_held_with_every_action_done_before_it_waits_from_when_that_was_said() -> None:
    """Held yesterday by their word, people still have a day to write down what follows."""
    review = begun()
    ask(review, adds(), NIGHT)
    ask(review, ActionDone(actor=LEAD, number=1), NIGHT)
    answers_all(review, NOW)
    ask(review, ReviewHeld(actor=LEAD, at=NOW - DAY - HOUR), NOW)

    assert (ReviewState.HELD, NOW + DAY) == (review.state, settles_at(review))


def test_what_is_added_or_opened_again_takes_that_away() -> None:
    """And the day begins anew once it has ended."""
    added, again = done(NOW), done(NOW)
    ask(added, adds(), NOW + HOUR)
    ask(again, reopens(), NOW + HOUR)
    for review, number in ((added, 2), (again, 1)):
        assert settles_at(review) is None
        assert not isinstance(moves.next_move(review, NOW + 2 * DAY), moves.Settle)
        ask(review, ActionDone(actor=ENGINEER, number=number), NOW + 3 * DAY)
        assert NOW + 4 * DAY == settles_at(review)


def test_closed_everyone_involved_is_told_once() -> None:
    """Who was invited, and who owned an action."""
    review = done(NOW)
    settle(review, NOW + DAY)

    assert [(Letter.CLOSED, "ana"), (Letter.CLOSED, "dee")] == mailed(review)
    entry = review.timeline.entries[-1]
    assert ("the review is closed", "every action is done, moved or dropped", None) == (
        entry.what,
        entry.why,
        entry.who,
    )
    assert settles_at(review) is None


@pytest.mark.parametrize("who", [LEAD, SERVICE_OWNER, HEAD], ids=lambda who: who.name)
@pytest.mark.parametrize("had_actions", [True, False])
def test_whoever_runs_it_closes_it_at_once(who: Actor, *, had_actions: bool) -> None:
    """With the same words and the same mail as when it closes by itself, under their name."""
    review = done(NOW) if had_actions else held()
    posted(review)
    words = ask(review, CloseReview(actor=who), NOW)

    assert (ReviewState.CLOSED, NOW) == (review.state, review.closed_at)
    assert "The review of checkout-7K3Q is closed; everyone involved is told." == words
    assert [(Letter.CLOSED, "ana"), (Letter.CLOSED, "dee")] == mailed(review)
    entry = review.timeline.entries[-1]
    why = "every action is done, moved or dropped (shell)" if had_actions else "no action follows from it (shell)"
    assert ("the review is closed", who.name, why) == (entry.what, entry.who, entry.why)


def reopened() -> Review:
    """Return a review whose action is done, and whose incident goes on again."""
    review = done(NOW)
    told(review, NOW, mitigated_at=None)
    return review


def closed() -> Review:
    """Return a review that is closed, while its incident may still be reopened."""
    review = done(NOW)
    settle(review, NOW + DAY)
    return review


@pytest.mark.parametrize(
    ("review", "who", "why"),
    [
        (begun(), LEAD, "The review of checkout-7K3Q is not held yet: hold it first."),
        (followed_up(), LEAD, "1 action of checkout-7K3Q is still to be done."),
        (followed_up(DEE, EVE), LEAD, "2 actions of checkout-7K3Q are still to be done."),
        (reopened(), LEAD, "checkout-7K3Q is reopened: its review is held again once it is mitigated, and closed after that."),
        (closed(), LEAD, "The review of checkout-7K3Q is closed already."),
        (done(NOW), ENGINEER, "Only who led the incident, the service owner or the head of department may do that."),
    ],
    ids=["not held", "one is open", "two are open", "reopened", "closed", "not by its owner"],
)  # fmt: skip
def test_it_is_not_closed_while_anything_stands_against_it(review: Review, who: Actor, why: str) -> None:
    """One clear sentence says what."""
    assert why == refusal(review, CloseReview(actor=who))


@pytest.mark.parametrize("who", [ENGINEER, LEAD, SERVICE_OWNER, HEAD], ids=lambda who: who.name)
def test_an_action_that_was_ended_by_mistake_is_open_again(who: Actor) -> None:
    """By its owner or whoever runs the review: nothing of its end is left but on the timeline, with who and why."""
    review = done(NOW)
    words = ask(review, reopens(who), NOW + HOUR)

    action = only(review)
    assert (ActionState.OPEN, None, "", "") == (action.state, action.ended_at, action.outcome, action.approved_by)
    assert "Action 1 of checkout-7K3Q is open again, by 2026-06-01; Dee is told." == words
    entry = review.timeline.entries[-1]
    assert ("action 1 is open again: alert on a full disk", who.name) == (entry.what, entry.who)
    assert f"{MISTAKE} (shell)" == entry.why


def test_its_owner_is_told_and_has_it_in_their_calendar_again() -> None:
    """Under its own name, with a number above that by which it was taken out."""
    review = followed_up()
    ask(review, DropAction(actor=LEAD, number=1, reason="x"), NOW)
    [out] = posted(review)
    ask(review, reopens(LEAD), NOW + HOUR)
    [back] = posted(review)

    assert out.entry is not None
    assert back.entry is not None
    assert (Letter.YOURS, "dee", f"Ana has opened it again: {MISTAKE}") == (back.letter, back.to.id, back.why)
    assert (out.entry.uid, out.entry.sequence + 1) == (back.entry.uid, back.entry.sequence)
    assert (CalendarMethod.REQUEST, date(2026, 6, 1)) == (back.entry.method, back.entry.on)


@pytest.mark.parametrize(
    ("review", "request_", "why"),
    [
        (followed_up(), reopens(), "Action 1 of checkout-7K3Q is open already."),
        (done(NOW), reopens(number=2), "The review of checkout-7K3Q has no action 2."),
        (done(NOW), reopens(STRANGER), "Only Dee, who owns it, or who runs the review may do that."),
        (done(NOW), ReopenAction(actor=ENGINEER, number=1, reason=" "), "Say why it is to be done after all."),
        (closed(), reopens(), "The review of checkout-7K3Q is closed."),
    ],
    ids=["open", "no such action", "a stranger", "without a reason", "closed"],
)
def test_what_cannot_be_opened_again_is_refused(review: Review, request_: ReviewRequest, why: str) -> None:
    """One clear sentence says why; what a closed review decided stays."""
    assert why == refusal(review, request_)


def test_opened_again_it_is_called_to_mind_from_then_on() -> None:
    """What was due while it was taken for done is not caught up; the next step comes at its time."""
    due = date(2026, 3, 20)
    review = followed_up(due=due)
    ask(review, ActionDone(actor=ENGINEER, number=1), wall(due) - HOUR)
    ask(review, ChangeRhythm(actor=LEAD, days=31), wall(due) - HOUR)
    ask(review, reopens(), wall(due) + HOUR)
    posted(review)

    tomorrow = wall(date(2026, 3, 21))
    assert moves.Listen(until=wall(date(2026, 3, 21), NIGHT.min.time())) == moves.next_move(review, wall(due) + HOUR)
    assert moves.Chase(number=1) == moves.next_move(review, tomorrow)
    assert ORDINARY == review.facts.actions


@pytest.mark.parametrize("request_", [reopens(), adds()], ids=lambda request: request.kind)
def test_how_actions_stand_is_told_at_its_hour_and_not_caught_up(request_: ReviewRequest) -> None:
    """Nobody is told at once because a week had passed while nothing was open: it comes at the hour of the meeting, as ever."""
    review = done(NIGHT + 8 * DAY - HOUR)
    assert chasing.progress_at(review) is None
    ask(review, request_, NIGHT + 8 * DAY + HOUR)

    assert NIGHT + 15 * DAY == chasing.progress_at(review)


def test_opened_again_after_a_review_was_held_again_it_is_followed_up() -> None:
    """What everybody took for done before the meeting is as open as what was added in it."""
    review = begun()
    ask(review, adds(), NIGHT)
    ask(review, ActionDone(actor=LEAD, number=1), NIGHT)
    answers_all(review, NIGHT + DAY)
    ask(review, ReviewHeld(actor=LEAD), NIGHT + DAY)
    ask(review, reopens(), NIGHT + DAY)

    assert (ReviewState.FOLLOWING_UP, None) == (review.state, settles_at(review))


operations = st.lists(
    st.tuples(st.sampled_from(["wait", "add", "done", "reopen", "close", "incident", "hold"]), st.integers(1, 3)),
    max_size=30,
)


@given(operations)
def test_no_order_of_events_closes_it_while_anything_is_open_or_keeps_it_from_closing(
    order: list[tuple[str, int]],
) -> None:
    """Whatever people do: it is closed with nothing open, never within a day unless they say so, and a day after that for sure."""
    review, now = held(), NIGHT + DAY
    for what, number in order:
        now += number * 5 * HOUR
        if isinstance(moves.next_move(review, now), moves.Settle):
            ends = [at for at in (review.said_held_at, *(each.ended_at for each in review.actions)) if at]
            assert max(ends) + DAY <= now
            settle(review, now)
        before = review.model_dump_json()
        try:
            happens(review, what, number, now)
        except Refused:
            assert before == review.model_dump_json()
        if review.state is ReviewState.CLOSED:
            assert ([], True) == (review.open_actions, settles_at(review) is None)
        if settles_at(review):
            assert isinstance(moves.next_move(review, now + DAY), moves.Settle)
        assert all(each.open == (each.ended_at is None) for each in review.actions)


def happens(review: Review, what: str, number: int, now: datetime) -> None:
    """Have one thing happen to a review; raises `Refused`."""
    requests: dict[str, ReviewRequest] = {
        "add": adds(),
        "done": ActionDone(actor=LEAD, number=number),
        "reopen": reopens(LEAD, number),
        "close": CloseReview(actor=LEAD),
        "hold": ReviewHeld(actor=LEAD),
    }
    if what == "incident":
        told(review, now, mitigated_at=None if review.facts.mitigated_at else now)
    elif what in requests:
        ask(review, requests[what], now)
