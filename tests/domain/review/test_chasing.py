"""A review that is not held goes up; every action has an owner; what is proposed is told; everyone hears how actions stand."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from domain.closing.root_cause import RootCause
from domain.leading import PersonCard
from domain.review import chasing, moves
from domain.review.requests import ActionDone, ChangeRhythm, DropAction
from domain.review.state import Letter, Review
from tests.domain.builders import NIGHT
from tests.domain.review.desk import (
    ANA,
    BO,
    CY,
    DAY,
    DEE,
    ENGINEER,
    EVE,
    FAY,
    HOUR,
    LEAD,
    NETWORK,
    STOREFRONT,
    Company,
    adds,
    ask,
    asks,
    begun,
    followed_up,
    held,
    mailed,
    only,
    posted,
    told,
    wall,
)

DUE_AT = NIGHT + 2 * DAY
WHEN = NIGHT + 3 * DAY


def goes_up(review: Review, now: datetime, company: Company | None = None) -> list[str]:
    """Have a review go up, and return who was told by mail; one person is texted as well."""
    found = (company or Company()).finds(chasing.who_is_asked(review, (), now))
    chasing.go_up(review, found, now)
    told_by_mail = [who for letter, who in mailed(review) if letter is Letter.NOT_HELD]
    texted, review.to_tell = [each.person for each in review.to_tell], []
    assert texted == (told_by_mail if len(told_by_mail) < 3 else [])
    return told_by_mail


def chase(review: Review, now: datetime, company: Company, number: int = 1) -> None:
    """Call an action to mind."""
    found = company.finds(chasing.who_is_asked(review, review.actions, now))
    chasing.chase(review, number, found, now)


def test_it_goes_up_one_by_one_and_then_to_all() -> None:
    """Nobody before the deadline, and nobody twice for one step."""
    review = begun()
    posted(review)
    moments = [DUE_AT - HOUR, DUE_AT, DUE_AT + HOUR, *(DUE_AT + DAY * days for days in (1, 2, 3, 4))]

    assert [[], ["ana"], [], ["bo"], ["cy"], ["ana", "bo", "cy"], ["ana", "bo", "cy"]] == [
        goes_up(review, now) for now in moments
    ]


def test_after_an_outage_it_goes_up_once_to_all_who_would_have_heard() -> None:
    """And the next step is when it would have been."""
    review = begun()
    posted(review)

    assert ["ana", "bo"] == goes_up(review, DUE_AT + 1.5 * DAY)
    assert DUE_AT + 2 * DAY == chasing.goes_up_at(review)


def test_where_who_is_next_has_left_the_others_hear_of_it() -> None:
    """No step is taken in silence while anybody is there; and where nobody is, that is on the record."""
    review, company = begun(), Company()
    posted(review)
    company.loses(ANA)
    assert ["bo", "cy"] == goes_up(review, DUE_AT, company)

    company.loses(BO, CY)
    assert [] == goes_up(review, DUE_AT + DAY, company)
    assert "nobody is there to hear of it" in review.timeline.entries[-1].what


def test_whoever_stands_in_hears_of_it_in_their_place() -> None:
    """The organisation says who answers at this instant."""
    review, company = begun(), Company()
    posted(review)
    company.owners["storefront"] = "gus"

    assert [["ana"], ["gus"]] == [goes_up(review, DUE_AT, company), goes_up(review, DUE_AT + DAY, company)]


def test_held_or_reopened_it_goes_up_no_further() -> None:
    """Also when that was said while the organisation was being asked."""
    was_held, reopened = held(), begun()
    told(reopened, NIGHT + HOUR, mitigated_at=None)
    for review in (was_held, reopened):
        posted(review)
        assert [] == goes_up(review, DUE_AT + 9 * DAY)


LEAVES: list[tuple[str, Callable[[Company], None], PersonCard]] = [
    ("the owner of its team's service", lambda company: company.loses(DEE), EVE),
    ("its head of department", lambda company: company.loses(DEE, EVE), FAY),
    ("who led the incident", lambda company: company.loses(DEE, EVE, FAY), ANA),
    ("the service owner", lambda company: company.loses(DEE, EVE, FAY, ANA), BO),
    ("the head of department", lambda company: company.loses(DEE, EVE, FAY, ANA, BO), CY),
]


@pytest.mark.parametrize(("whom", "leave", "owner"), LEAVES, ids=[each[0] for each in LEAVES])
def test_an_action_whose_owner_has_left_goes_to(whom: str, leave: Callable[[Company], None], owner: PersonCard) -> None:
    """The nearest who is there: it is on the record, and they are told with an entry for their calendar."""
    review, company = followed_up(), Company()
    leave(company)
    chase(review, WHEN, company)

    assert owner == only(review).owner
    [order] = posted(review)
    assert order.entry is not None
    assert (Letter.YOURS, owner.id, only(review).due) == (order.letter, order.to.id, order.entry.on)
    assert "Dee is not in the organisation any more" == review.timeline.entries[-1].why


def test_where_nobody_is_there_it_stays_on_record_and_is_tried_again() -> None:
    """Once the organisation has somebody again they have it at the next step."""
    review, company = followed_up(), Company()
    company.loses(DEE, EVE, FAY, ANA, BO, CY)
    chase(review, WHEN, company)
    assert (DEE, []) == (only(review).owner, mailed(review))
    assert "action 1 has no owner any more" == review.timeline.entries[-1].what

    chase(review, WHEN + DAY, Company())
    assert DEE == only(review).owner


def test_a_team_that_has_left_is_answered_for_by_the_team_in_charge() -> None:
    """An action goes up to those who answer for the service, where its own team is no more."""
    review, company = followed_up(due=date(2026, 3, 4)), Company()
    for known in (company.owners, company.heads):
        del known["platform"]
    chase(review, wall(date(2026, 3, 7)), company)

    assert [(Letter.OVERDUE, who) for who in ("dee", "bo", "cy")] == mailed(review)


def test_the_team_at_the_root_cause_takes_its_actions() -> None:
    """Who answers for it owns them now, and both are told; the owner stays where nobody answers for it."""
    taken, kept, company = followed_up(), followed_up(), Company()
    for review in (taken, kept):
        told(review, WHEN, root_cause=RootCause(team=NETWORK))
        assert moves.Chase(number=1) == moves.next_move(review, WHEN)
    chase(taken, WHEN, company)
    del company.heads["network"]
    chase(kept, WHEN, company)

    assert [("fay", False), ("dee", False)] == [(only(each).owner.id, only(each).homeless) for each in (taken, kept)]
    assert [[(Letter.NOT_YOURS, "dee"), (Letter.YOURS, "fay")], []] == [mailed(taken), mailed(kept)]


def test_an_owner_who_moves_is_reminded_by_their_new_clock() -> None:
    """The organisation's own word on them is taken up at each step, and it is still one reminder."""
    review, company = followed_up(due=date(2026, 3, 20)), Company()
    review.progress_every = 30 * DAY
    moved = DEE.model_copy(update={"name": "Dee Ray", "time_zone": "America/New_York"})
    company.people["dee"] = moved
    chase(review, wall(date(2026, 3, 13)), company)

    assert (moved, []) == (only(review).owner, mailed(review))
    there = wall(date(2026, 3, 13), time_zone="America/New_York")
    assert there == moves.wakes_at(review, there - HOUR)
    chase(review, there, company)
    assert [(Letter.REMINDER, "dee")] == mailed(review)


def test_what_is_proposed_is_told_to_who_may_say_yes() -> None:
    """The lead, once; where the lead owns it or has left, the service owner; else the head of department."""
    approvers = []
    for owner, lost in ((DEE, ()), (ANA, ()), (DEE, (ANA,)), (DEE, (ANA, BO))):
        review, company = followed_up(owner), Company()
        company.loses(*lost)
        ask(review, DropAction(actor=asks(owner), number=1, reason="not worth it"), WHEN)
        assert moves.AskForApproval(number=1) == moves.next_move(review, WHEN)
        for _ in range(2):
            found = company.finds(chasing.who_is_asked(review, review.actions, WHEN))
            chasing.ask_for_approval(review, 1, found, WHEN)
        assert isinstance(moves.next_move(review, WHEN), moves.Listen)
        approvers += mailed(review)

    assert [(Letter.PROPOSED, who) for who in ("ana", "bo", "bo", "cy")] == approvers


def test_everyone_involved_hears_how_actions_stand_at_the_rhythm() -> None:
    """Every week or as people say, from the meeting on; not before its time, and once after an outage."""
    review, company = followed_up(DEE, EVE), Company()
    assert NIGHT + 8 * DAY == chasing.progress_at(review)
    ask(review, ChangeRhythm(actor=LEAD, days=2), WHEN)
    counts = []
    for now in (NIGHT + 2 * DAY, NIGHT + 3 * DAY, NIGHT + 9 * DAY):
        chasing.tell_progress(review, company.finds(chasing.who_is_asked(review, review.open_actions, now)), now)
        counts.append(mailed(review))

    everyone = [(Letter.PROGRESS, who) for who in ("ana", "dee", "eve")]
    assert [[], everyone, everyone] == counts
    assert NIGHT + 11 * DAY == chasing.progress_at(review)


def test_once_everything_is_done_nobody_is_told_how_it_stands() -> None:
    """Neither at the rhythm nor because it was being told when the last one was done."""
    review = followed_up()
    now = NIGHT + 8 * DAY
    found = Company().finds(chasing.who_is_asked(review, review.open_actions, now))
    ask(review, ActionDone(actor=ENGINEER, number=1), now)
    posted(review)
    chasing.tell_progress(review, found, now)

    assert [] == mailed(review)
    assert moves.Listen(until=now + DAY) == moves.next_move(review, now)


def test_owners_who_have_left_are_found_in_passing() -> None:
    """No action waits for its deadline to have an owner."""
    review, company = followed_up(), Company()
    company.loses(DEE)
    now = NIGHT + 8 * DAY
    chasing.tell_progress(review, company.finds(chasing.who_is_asked(review, review.open_actions, now)), now)

    assert EVE == only(review).owner


def test_an_action_of_the_team_in_charge_goes_up_to_its_own() -> None:
    """Each action goes up to those who answer for its own team."""
    review = held()
    ask(review, adds(ANA, date(2026, 3, 4), team=STOREFRONT), NIGHT + DAY)
    posted(review)
    chase(review, wall(date(2026, 3, 5), time_zone="Europe/London"), Company())

    assert [(Letter.OVERDUE, "ana"), (Letter.OVERDUE, "bo")] == mailed(review)
