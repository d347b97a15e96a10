"""When an action is called to mind, and when it goes up: each step once, none before its time, none lost (P28)."""

from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.leading import PersonCard
from domain.policies import ActionsPolicy
from domain.review import chasing, moves
from domain.review.outward import PeopleQuery
from domain.review.reminding import Above, next_step, overdue, steps, steps_due
from domain.review.requests import ActionDone, ChangeDeadline, ReopenAction
from domain.review.state import Action, ActionState, Letter, Review
from tests.domain.builders import NIGHT
from tests.domain.review.desk import (
    BERLIN,
    DAY,
    DEE,
    ENGINEER,
    HOUR,
    LEAD,
    LONDON,
    ORDINARY,
    PLATFORM,
    Company,
    ask,
    card,
    followed_up,
    mailed,
    only,
    posted,
    wall,
)

DUE = date(2026, 6, 1)
ADDED = NIGHT + DAY


def action(due: date = DUE, owner: PersonCard = DEE, **changes: object) -> Action:
    """Return Dee's action."""
    made = Action(number=1, text="alert", owner=owner, team=PLATFORM, due=due, measure="a drill", chased_until=ADDED)
    return made.model_copy(update=changes)


def days(found: list[tuple[datetime, Above]]) -> list[tuple[int, Above]]:
    """Return by how many days each step is after the deadline."""
    return [((at.astimezone(ZoneInfo(BERLIN)).date() - DUE).days, above) for at, above in found]


def test_the_ordinary_steps() -> None:
    """A week and a day before, on the day; then the service owner hears of it, the head, and every week all of them."""
    first = [(step.at, step.above) for step in islice(steps(action(), ORDINARY), 7)]

    assert [
        (-7, Above.NOBODY),
        (-1, Above.NOBODY),
        (0, Above.NOBODY),
        (1, Above.SERVICE_OWNER),
        (3, Above.HEAD_OF_DEPARTMENT),
        (10, Above.BOTH),
        (17, Above.BOTH),
    ] == days(first)
    assert {time(9)} == {at.astimezone(ZoneInfo(BERLIN)).time() for at, _ in first}


def test_on_the_day_it_is_due_it_may_be_called_to_mind_more_than_once() -> None:
    """At each of the company's times, in their order; what comes on other days comes at the first of them."""
    policy = ActionsPolicy(remind_at=(time(9), time(16)), remind_before=(1,))

    assert [wall(DUE - DAY), wall(DUE), wall(DUE, time(16)), wall(DUE + DAY)] == [
        step.at for step in islice(steps(action(), policy), 4)
    ]


def test_the_head_never_hears_of_it_before_the_service_owner() -> None:
    """Whatever numbers the company has given."""
    policy = ActionsPolicy(owner_after=5, head_after=2)
    above = [step.above for step in islice(steps(action(), policy), 3, 6)]

    assert [Above.SERVICE_OWNER, Above.HEAD_OF_DEPARTMENT, Above.BOTH] == above


def test_a_step_is_taken_at_its_instant_and_not_again() -> None:
    """Whoever looks at nine o'clock sharp finds it, and does not find it a second time."""
    nine = wall(DUE)
    found = steps_due(action(), ORDINARY, nine)
    assert nine == found[-1].at

    assert [] == steps_due(action(chased_until=nine), ORDINARY, nine)


@pytest.mark.parametrize("state", [ActionState.DONE, ActionState.MOVED, ActionState.DROPPED])
def test_what_is_over_is_called_to_mind_no_more(state: ActionState) -> None:
    """Nor is it overdue, however late it is."""
    over, late = action(state=state), wall(DUE + 9 * DAY)

    assert (None, [], False) == (next_step(over, ORDINARY), steps_due(over, ORDINARY, late), overdue(over, late))


def test_it_is_overdue_from_the_end_of_its_day_on() -> None:
    """Where its owner is."""
    end = wall(DUE + DAY, time())

    assert (False, True) == (overdue(action(), end - timedelta(seconds=1)), overdue(action(), end))


policies = st.builds(
    ActionsPolicy,
    remind_at=st.lists(st.times(), min_size=1, max_size=5).map(tuple),
    remind_before=st.lists(st.integers(1, 90), max_size=5).map(tuple),
    owner_after=st.integers(1, 30),
    head_after=st.integers(1, 60),
    again_every=st.integers(1, 30),
)
zones = st.sampled_from([LONDON, BERLIN, "America/New_York", "Australia/Lord_Howe", "UTC"])
dues = st.dates(date(2026, 3, 4), date(2027, 3, 4))


@given(policies, zones, dues)
def test_steps_come_in_the_order_of_time_and_go_up_only_once_it_is_late(
    policy: ActionsPolicy, zone: str, due: date
) -> None:
    """Whatever the policy and the clocks: nobody above the owner hears of what is not overdue yet."""
    late = action(due, card("dee", zone))
    found = list(islice(steps(late, policy), 30))

    assert sorted(step.at for step in found) == [step.at for step in found]
    assert all(overdue(late, step.at) == step.above.overdue for step in found)


@given(policies, zones, dues, st.lists(st.integers(1, 60 * 24), max_size=40))
def test_every_step_is_taken_once_and_none_before_its_time(
    policy: ActionsPolicy, zone: str, due: date, pauses: list[int]
) -> None:
    """However seldom anybody looks, what was due is found at the next look, and what was found is not found again."""
    chased, now, taken = action(due, card("dee", zone)), ADDED, []
    for hours in pauses:
        now += hours * HOUR
        found = steps_due(chased, policy, now)
        chased.chased_until = now if found else chased.chased_until
        taken += found

    expected = [step for step in islice(steps(chased, policy), 2_000) if ADDED < step.at <= now]
    assert expected == taken
    upcoming = next_step(chased, policy)
    assert upcoming is not None
    assert upcoming.at > now


def run_until(review: Review, now: datetime, until: datetime, company: Company) -> list[tuple[datetime, Letter, str]]:
    """Have a review do whatever is due until an instant, as its workflow does; return what was mailed to whom, and when."""
    sent: list[tuple[datetime, Letter, str]] = []
    while True:
        move = moves.next_move(review, now)
        sent += [(now, letter, who) for letter, who in mailed(review)]
        if isinstance(move, moves.Chase):
            chasing.chase(review, move.number, company.finds(asked(review, now)), now)
        elif isinstance(move, moves.TellProgress):
            chasing.tell_progress(review, company.finds(asked(review, now)), now)
        elif isinstance(move, moves.Listen) and move.until and move.until <= until:
            now = move.until
        else:
            return sent


def asked(review: Review, now: datetime) -> PeopleQuery:
    """Return what the organisation is asked."""
    return chasing.who_is_asked(review, review.actions, now)


def test_whoever_sleeps_is_woken_at_each_step_and_at_no_other_time() -> None:
    """A review that follows one action mails its owner on exactly the days there are."""
    review = followed_up(due=DUE)
    sent = run_until(review, NIGHT + DAY, wall(DUE + 11 * DAY), Company())

    to_dee = [(letter, at) for at, letter, who in sent if who == "dee" and letter is not Letter.PROGRESS]
    assert [(Letter.REMINDER, wall(DUE + DAY * each)) for each in (-7, -1, 0)] == to_dee[:3]
    assert [(Letter.OVERDUE, wall(DUE + DAY * each)) for each in (1, 3, 10)] == to_dee[3:]


def test_after_an_outage_there_is_one_mail() -> None:
    """Nobody looked for three weeks: the owner, the service owner and the head hear once that it is overdue."""
    review = followed_up(due=DUE)
    now = wall(DUE + 12 * DAY)
    chasing.chase(review, 1, Company().finds(asked(review, now)), now)

    assert [(Letter.OVERDUE, who) for who in ("dee", "eve", "fay")] == mailed(review)
    upcoming = next_step(only(review), ORDINARY)
    assert upcoming is not None
    assert wall(DUE + 17 * DAY) == upcoming.at


operations = st.lists(
    st.tuples(st.sampled_from(["sleep", "sleep", "later", "sooner", "mistaken"]), st.integers(1, 30)), max_size=12
)


@given(operations)
def test_whatever_the_order_of_times_and_requests_each_step_is_told_once(order: list[tuple[str, int]]) -> None:
    """Deadlines move, done is taken back: no reminder comes twice on a day, each tells the deadline there is, done is silence."""
    review, now, company = followed_up(due=DUE), NIGHT + DAY, Company()
    sent: list[tuple[datetime, Letter, str]] = []
    for what, count in order:
        if what == "sleep":
            sent += run_until(review, now, now + count * DAY, company)
            now += count * DAY
        elif what == "mistaken":
            ask(review, ActionDone(actor=ENGINEER, number=1), now)
            assert [(now, Letter.ENDED, "dee")] == run_until(review, now, now + count * HOUR / 2, company)
            now += count * HOUR / 2
            ask(review, ReopenAction(actor=ENGINEER, number=1, reason="it never rang"), now)
            assert [(Letter.YOURS, "dee")] == mailed(review)
        else:
            due = max(only(review).due + (count if what == "later" else -count) * DAY, now.date() + DAY)
            if due != only(review).due:
                ask(review, ChangeDeadline(actor=LEAD, number=1, due=due, reason="it moved"), now)
                assert [(Letter.CHANGED, "dee")] == mailed(review)
    chased = [(at, letter) for at, letter, who in sent if who == "dee" and letter is not Letter.PROGRESS]
    assert len(set(chased)) == len(chased)
    assert {time(9)} >= {at.astimezone(ZoneInfo(BERLIN)).time() for at, _ in chased}

    ask(review, ActionDone(actor=ENGINEER, number=1), now)
    posted(review)
    assert isinstance(moves.next_move(review, now + 400 * DAY), moves.Settle)
