"""What is shown of rounds, and told to the incident."""

from domain.comms.dispatch import tally
from domain.comms.dispatch.delivery import BusinessRound
from domain.comms.drafting.updates import RoundKind
from domain.comms.drafting.wording import round_name
from domain.comms.rounds import rounds, views
from domain.comms.rounds.situation import ByHand
from tests.domain.builders import NIGHT, at
from tests.domain.comms.desk import (
    IMPACT,
    TECHNICAL,
    adds,
    ask,
    begun,
    drops,
    found,
    hand_over,
    send_one,
    sends,
    stakeholder,
    writes,
)


def test_rounds_are_called_what_people_call_them() -> None:
    """First, second and final have names; those between have numbers."""
    assert ["the first update", "update 4", "the final update"] == [
        round_name(1, RoundKind.FIRST),
        round_name(4, RoundKind.FURTHER),
        round_name(5, RoundKind.FINAL),
    ]


def test_the_incident_learns_what_is_open_and_what_it_lacks() -> None:
    """From it the lead is nudged, what is due is shown, and somebody is called."""
    case = begun(impact="")
    told = views.round_status(case)
    assert (1, RoundKind.FIRST, at(15), at(5), at(20)) == (
        told.number,
        told.kind,
        told.due_at,
        told.nudge_at,
        told.overdue_from,
    )
    assert (("the impact now",), 0, "") == (told.missing, told.revision, told.draft)

    ask(case, writes("dee", impact=IMPACT), NIGHT)
    told = views.round_status(case)
    assert ((), 2, IMPACT, None) == (told.missing, told.revision, told.draft, told.approved_by)


def test_a_missed_round_stays_the_one_that_is_open() -> None:
    """Misses are counted, on the round and on the incident; the number advances only when it is sent."""
    case = begun()
    rounds.count_miss(case, at(20))
    rounds.count_miss(case, at(65))
    assert (1, 2, 2) == (case.number, case.missed_this_round, views.round_status(case).missed_in_all)
    assert "overdue, missed 2 times" in views.details(case)

    send_one(case, at(70))
    assert (2, 0, 2) == (case.number, case.missed_this_round, views.round_status(case).missed_in_all)


def test_the_incident_learns_whom_people_added_and_dropped() -> None:
    """They are told on as people have it when it becomes part of another."""
    case = begun(TECHNICAL)
    for request in (
        adds("ana", TECHNICAL, person="zoe"),
        adds("ana", TECHNICAL, team="data"),
        drops("ana", TECHNICAL, person="tom"),
        drops("ana", TECHNICAL, team="storefront"),
    ):
        ask(case, request, NIGHT)

    expected = ByHand(people=("zoe",), teams=("data",), dropped=("tom",), dropped_teams=("storefront",))
    assert expected == views.round_status(case).by_hand
    business = begun()
    ask(business, adds("ana", person="zoe"), NIGHT)
    ask(business, drops("ana", person="bea"), NIGHT)
    assert ByHand(people=("zoe",), dropped=("bea",)) == views.round_status(business).by_hand


def test_who_is_not_reached_is_counted() -> None:
    """The lead hears how many nobody could tell; the view names them."""
    case = begun()
    send_one(case, NIGHT)
    found(case, stakeholder("bea"), stakeholder("ben"))
    hand_over(case, at(1), ben="no such mailbox")
    tally.write(case, at(1))

    assert 1 == views.round_status(case).unreached
    assert [("ben", "Ben", "mail: no such mailbox")] == [(e.person, e.name, e.why) for e in views.view(case).unreached]


def test_who_asks_for_the_state_gets_the_last_approved_words_alone() -> None:
    """Drafts are nobody's business until somebody has approved them."""
    case = begun()
    ask(case, writes("dee", impact="The tills are shut."), NIGHT)
    assert "Checkout: no update has gone out yet." == views.status_text("Checkout", None)

    ask(case, sends("ana", revision=case.revision), NIGHT)
    ask(case, writes("dee", impact="A secret."), at(1))
    last = views.view(case).last
    assert isinstance(last, BusinessRound)
    assert "Checkout: The tills are shut." == views.status_text("Checkout", last)


def test_words_from_outside_are_never_markup() -> None:
    """What a person writes stands in the Temporal UI as text."""
    case = begun()
    ask(case, writes("dee", impact="**boom** <b>"), NIGHT)

    assert r"\*\*boom\*\* \<b\>" in views.details(case)
    assert "It says everything this update must say." in views.details(case)


def test_the_view_reads_back_as_what_it_was() -> None:
    """What the API and the command line get is the same as what was shown."""
    case = begun()
    send_one(case, NIGHT)
    found(case, stakeholder("bea"))
    shown = views.view(case)

    assert shown == views.CommsView.model_validate_json(shown.model_dump_json())
    assert (1, 1) == (shown.people, shown.waiting)
