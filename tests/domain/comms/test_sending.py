"""How a round reaches everybody of it: in few requests, by the next channel where one fails, and never twice."""

import pytest

from domain.audiences import Audience
from domain.comms import moves, rounds, sending, views
from domain.comms.delivery import (
    MOST_IN_A_BATCH,
    BusinessMails,
    DeliveriesFailed,
    Failed,
    Outcome,
    Receipt,
    Taken,
)
from domain.comms.recipients import BusinessRecipients
from domain.comms.state import Rounds
from domain.organisation import Channel
from tests.domain.builders import CODE, NIGHT, at
from tests.domain.comms.desk import begun, engineer, found, hand_over, said, send_one, stakeholder, status, written

MAIL, TEXT = Channel.MAIL, Channel.TEXT


def out(*people: tuple[str, tuple[Channel, ...], str]) -> Rounds:
    """Return rounds of which the first goes out to these people, by channels and time zone."""
    case = begun()
    send_one(case, NIGHT)
    found(case, *(stakeholder(who, *channels, time_zone=zone) for who, channels, zone in people))
    return case


def bounced(case: Rounds, *people: str, channel: Channel = MAIL, number: int = 1) -> None:
    """A provider says that these messages did not arrive."""
    failed = tuple(Failed(person=who, channel=channel, number=number, reason="bounced") for who in people)
    report = DeliveriesFailed(code=CODE, audience=Audience.BUSINESS, failed=failed)
    sending.failed(case, report, at(1))


def test_mails_go_in_batches_that_read_the_same() -> None:
    """Up to a hundred mails are one request; who lives elsewhere reads other times, and is in another."""
    many = [(f"p{number:03}", (MAIL,), "Europe/London") for number in range(MOST_IN_A_BATCH + 50)]
    case = out(*many, ("kim", (MAIL,), "Asia/Tokyo"), ("tex", (TEXT,), "Europe/London"))
    orders = sending.next_orders(case)

    assert [1, 1, 50, 100] == sorted(len(sending.people_of(order)) for order in orders)
    assert [True, True, True, False] == [isinstance(order, BusinessMails) for order in orders]
    names = {order.batch if isinstance(order, BusinessMails) else getattr(order, "attempt_id", "") for order in orders}
    assert {f"{CODE}/business/1/{number}" for number in range(1, 5)} == names


def test_whoever_can_join_the_call_is_told_how_in_a_batch_of_their_own() -> None:
    """Bea has a code and Ben has none; whoever can join by the time it goes by the next channel, or comes late, is told so."""
    case = out(("bea", (MAIL,), "Europe/London"), ("ben", (MAIL,), "Europe/London"))
    case.incident_status = case.incident_status.model_copy(
        update={"business_call": ("bea",), "technical_call": ("ben",)}
    )

    assert {("bea",): True, ("ben",): False} == {
        sending.people_of(order): order.round.joins for order in hand_over(case, at(1))
    }
    added = {**case.incident_status.business.people, "kim": "asked for it"}
    late = {"business": case.incident_status.business.model_copy(update={"people": added}), "business_call": ("kim",)}
    case.incident_status = case.incident_status.model_copy(update=late)
    found(case, stakeholder("kim"))
    [order] = hand_over(case, at(2))
    assert (True, True) == (order.round.late, order.round.joins)


def test_technical_teams_are_told_of_the_technical_call() -> None:
    """P15: an invitation to the business call is none to theirs."""
    case = begun(Audience.TECHNICAL, business_call=("tom",), technical_call=("ana",))
    send_one(case, NIGHT)
    found(case, engineer("ana"), engineer("tom"))

    assert {("ana",): True, ("tom",): False} == {
        sending.people_of(order): order.round.joins for order in hand_over(case, at(1))
    }
    assert ("ana",) == views.view(case).can_join


def test_only_so_much_is_handed_over_at_once() -> None:
    """Texts go singly, a few at a time, so that little is in flight when a worker dies."""
    case = out(*((f"p{number}", (TEXT,), "Europe/London") for number in range(30)))

    assert sending.AT_ONCE == len(hand_over(case, at(1)))
    assert 30 - sending.AT_ONCE == len(hand_over(case, at(1)))
    assert not sending.waiting(case.edition)


def test_who_is_refused_goes_on_to_the_next_channel() -> None:
    """Of a batch the others are taken; whoever is refused is texted, and named when there is no other channel."""
    case = out(
        ("bea", (MAIL, TEXT), "Europe/London"), ("ben", (MAIL,), "Europe/London"), ("bob", (MAIL,), "Europe/London")
    )
    hand_over(case, at(1), bea="no such mailbox", ben="no such mailbox")
    [text] = hand_over(case, at(1))

    assert (TEXT, ("bea",)) == (sending.channel_of(text), sending.people_of(text))
    assert "the first update to business stakeholders reaches 1 recipient on no channel" in said(case)
    assert not sending.waiting(case.edition)


def test_a_bounce_is_taken_in_once() -> None:
    """What a provider says twice, or of an older round, or of a channel that has failed already, changes nothing more."""
    case = out(("bea", (MAIL, TEXT), "Europe/London"))
    hand_over(case, at(1))
    bounced(case, "bea")
    bounced(case, "bea")
    bounced(case, "nobody", number=1)
    assert 1 == len(hand_over(case, at(1)))

    send_one(case, at(2))
    found(case, stakeholder("bea", MAIL, TEXT))
    hand_over(case, at(2))
    bounced(case, "bea", number=1)
    assert not sending.waiting(case.edition)


def test_a_bounce_that_overtakes_the_answer_counts() -> None:
    """The provider's report may come before its answer to the request: the person is texted all the same."""
    case = out(("bea", (MAIL, TEXT), "Europe/London"))
    [order] = sending.next_orders(case)
    bounced(case, "bea")
    sending.taken(case, order, Taken(provider_id="X"), at(1))

    assert sending.waiting(case.edition)


def test_the_next_round_takes_the_place_of_one_that_is_still_going_out() -> None:
    """Whoever waits for an older round gets the new one; what comes back of the old one changes nothing."""
    case = out(("bea", (MAIL,), "Europe/London"))
    [old] = sending.next_orders(case)
    send_one(case, at(1))
    found(case, stakeholder("bea"))
    sending.not_taken(case, old, {"bea": "lost"}, at(1))

    assert [2] == [order.round.number for order in sending.next_orders(case)]


def test_late_comers_read_that_they_are_late() -> None:
    """Who is added gets the last round, marked, with the time the next one is due as of now; who has it does not get it again."""
    case = out(("bea", (MAIL,), "Europe/London"), ("ben", (MAIL,), "Europe/London"))
    hand_over(case, at(1))
    assert not sending.lookup_due(case)
    rounds.take_in(case, status(business=case.incident_status.business.model_copy(update={"people": {"zoe": "new"}})))
    assert sending.lookup_due(case)
    found(case, stakeholder("zoe"), stakeholder("bea"))

    [order] = sending.next_orders(case)
    assert (("zoe",), True, case.due) == (sending.people_of(order), order.round.late, order.round.next_due)
    assert not sending.lookup_due(case)


def test_nobody_new_is_told_what_is_over() -> None:
    """After a stand-down nobody who had not heard of it is told."""
    case = out(("bea", (MAIL,), "Europe/London"))
    hand_over(case, at(1))
    rounds.take_in(
        case, status(stood_down_at=at(2), business=type(case.incident_status.business)(people={"zoe": "new"}))
    )

    assert not sending.lookup_due(case)


def test_rounds_end_when_everybody_has_the_last_one() -> None:
    """An incident that is over does not cut its last words off; after them nothing is waited for, and nothing is missed."""
    case = out(("bea", (MAIL,), "Europe/London"))
    rounds.take_in(case, status(over=True))
    case.journal.take()
    case.incident_told = views.round_status(case)

    assert moves.Listen(until=None) == moves.next_move(case, at(500))
    hand_over(case, at(500))
    case.incident_told = views.round_status(case)
    assert moves.End() == moves.next_move(case, at(500))


def test_what_came_of_it_is_kept_until_it_is_recorded() -> None:
    """Each person's acceptance or refusal is written down once, under a name of its own."""
    case = out(("bea", (MAIL,), "Europe/London"), ("ben", (MAIL,), "Europe/London"))
    hand_over(case, at(1), ben="no such mailbox")
    seen: dict[str, Receipt] = {}
    while due := sending.next_to_record(case):
        sending.recorded(case, due[0])
        seen |= {each.receipt_id: each for each in due[1].receipts}

    assert [("bea", Outcome.ACCEPTED, ""), ("ben", Outcome.FAILED, "no such mailbox")] == [
        (each.person, each.outcome, each.reason) for each in seen.values()
    ]


def test_records_that_stay_closed_do_not_fill_the_state() -> None:
    """What cannot be recorded for a day is said on the timeline instead of being carried for ever."""
    case = begun()
    for number in range(120):
        send_one(case, at(number))
        found(case, stakeholder("bea"))
        hand_over(case, at(number))

    assert 100 == len(case.unrecorded)
    assert 20 == sum("cannot be recorded" in what for what in said(case))


def test_who_is_left_out_is_named() -> None:
    """Somebody nobody can tell stands on the timeline with the reason."""
    case = out()
    sending.looked_up(case, BusinessRecipients(left_out=("Zoe has left the company",)), NIGHT)

    assert "Zoe has left the company" == written(case)[-1].why


def test_a_mistake_in_a_template_is_said_once() -> None:
    """The built-in words go out, and the timeline says so, however many batches there are."""
    case = out(("bea", (MAIL,), "Europe/London"), ("kim", (MAIL,), "Asia/Tokyo"))
    for order in sending.next_orders(case):
        sending.taken(case, order, Taken(provider_id="X", plain="first.txt, line 3: no such field"), at(1))

    assert ["first.txt, line 3: no such field"] == [each.why for each in written(case) if "built-in" in each.what]


@pytest.mark.parametrize("people", [500])
def test_the_state_stays_small(people: int) -> None:
    """Five hundred recipients, a day of rounds and every miss fit into what a run may carry."""
    case = begun()
    for number in range(48):
        send_one(case, at(30 * number))
    found(case, *(stakeholder(f"stakeholder-{number}", MAIL, TEXT) for number in range(people)))
    hand_over(case, at(30 * 48))
    case.journal.take()

    assert len(case.model_dump_json()) < 400_000
