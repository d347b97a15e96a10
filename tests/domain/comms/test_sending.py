"""What becomes of messages that were handed out: by the next channel where one fails, told by number, and never twice."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from pydantic import ValidationError

from domain.audiences import Audience
from domain.comms.audience.recipients import BusinessAudience, BusinessRecipient, BusinessRecipients, RoundChannel
from domain.comms.dispatch import recording, sending, tally
from domain.comms.dispatch.delivery import (
    DeliveriesFailed,
    Failed,
    Outcome,
    Receipt,
    Taken,
)
from domain.comms.dispatch.progress import Standing
from domain.comms.rounds import moves, rounds, views
from domain.comms.rounds.editions import Order
from domain.comms.rounds.state import Rounds
from domain.organisation import Channel
from tests.domain.builders import CODE, NIGHT, at
from tests.domain.comms.desk import (
    begun,
    found,
    hand_over,
    handed_out,
    out,
    said,
    send_one,
    stakeholder,
    start,
    status,
    written,
)

MAIL: RoundChannel = Channel.MAIL
TEXT: RoundChannel = Channel.TEXT


def bounced(case: Rounds, *people: str, channel: Channel = MAIL, number: int = 1) -> None:
    """A provider says that these messages did not arrive."""
    failed = tuple(Failed(person=who, channel=channel, number=number, reason="bounced") for who in people)
    report = DeliveriesFailed(code=CODE, audience=Audience.BUSINESS, failed=failed)
    sending.failed(case, report, at(1))


def test_everybody_of_an_order_moves_on() -> None:
    """Whatever the provider answers, nobody it was handed out for waits by that channel for ever."""
    case = out(("bea", (MAIL, TEXT), "Europe/London"), ("ben", (MAIL,), "Europe/London"))
    [order] = handed_out(case)
    sending.taken(case, order, Taken(provider_id="X", refused={"ben": "no", "somebody else": "no"}), at(1))

    standings = {person: each.standing for person, each in case.edition.deliveries.items()}
    assert {"bea": Standing.TAKEN, "ben": Standing.UNREACHED} == standings
    assert not handed_out(case)


@pytest.mark.parametrize("channels", [["call"], ["mail", "call"], ["carrier pigeon"]])
def test_a_round_goes_by_mail_or_text_alone(channels: list[str]) -> None:
    """A recipient who would have to be called is none, wherever they come from."""
    given = {**stakeholder("bea").model_dump(), "channels": channels}

    with pytest.raises(ValidationError):
        BusinessRecipient.model_validate(given)


def test_a_report_on_others_changes_nothing() -> None:
    """What did not arrive of another incident's rounds, or of those to technical teams, is not taken for one's own."""
    case = out(("bea", (MAIL, TEXT), "Europe/London"))
    hand_over(case, at(1))
    failed = (Failed(person="bea", channel=MAIL, number=1, reason="bounced"),)
    sending.failed(case, DeliveriesFailed(code="payments-AB2C", audience=Audience.BUSINESS, failed=failed), at(1))
    sending.failed(case, DeliveriesFailed(code=CODE, audience=Audience.TECHNICAL, failed=failed), at(1))

    assert not sending.waiting(case.edition)


def test_what_came_of_it_is_said_by_number() -> None:
    """Hundreds of texts that are refused one by one are one entry, with the first few names; so are those that were taken."""
    case = out(*((f"p{number:03}", (TEXT,), "Europe/London") for number in range(100)))
    case.journal.take()
    refused = {f"p{number:03}": "no such number" for number in range(60)}
    while sending.waiting(case.edition):
        hand_over(case, at(1), **refused)
    assert moves.SayWhatCame() == moves.next_move(case, at(1))
    tally.write(case, at(1))

    assert [
        "the first update to business stakeholders is with the providers: 40 texts",
        "the first update to business stakeholders reaches 60 recipients on no channel",
    ] == said(case)
    why = written(case)[-1].why or ""
    assert why.startswith("P000 (text: no such number); P001 (text: no such number)")
    assert why.endswith("; and 50 more")
    assert 60 == views.round_status(case).unreached


def test_what_is_stuck_hides_nothing_for_long() -> None:
    """With a text on its way for minutes the rest is said after one; bounces that trickle in are gathered for as long."""
    case = out(("bea", (MAIL,), "Europe/London"), ("tex", (TEXT,), "Europe/London"))
    mail, text = handed_out(case)
    sending.taken(case, mail, Taken(provider_id="X"), at(1))
    assert at(2) == moves.wakes_at(case)
    tally.write(case, at(2))
    sending.taken(case, text, Taken(provider_id="X"), at(3))
    assert at(3) == tally.due_at(case)
    tally.write(case, at(3))

    bounced(case, "bea")
    assert at(2) == tally.due_at(case)


def test_what_came_of_a_round_is_said_before_the_next() -> None:
    """A round that is sent while another goes out does not take over what came of that one."""
    case = out(("bea", (MAIL,), "Europe/London"))
    hand_over(case, at(1))
    send_one(case, at(1))

    assert "the first update to business stakeholders is with the providers: 1 mail" in said(case)
    assert 0 == case.unreached


def test_rounds_begun_anew_go_on_where_the_others_were() -> None:
    """Ended by hand and begun anew, no number, draft or miss is counted twice, and no message or receipt has the same name."""
    case = begun()
    rounds.count_miss(case, at(20))
    send_one(case, at(21))
    found(case, stakeholder("bea"))
    [first] = hand_over(case, at(21))
    rounds.count_miss(case, at(71))
    before = views.round_status(case)
    again = rounds.begin(start().model_copy(update={"before": before}), "comms#BBBB")

    assert before == views.round_status(again).model_copy(update={"heard_from": "ana", "heard_at": at(21)})
    send_one(again, at(72))
    found(again, stakeholder("bea"))
    [second] = hand_over(again, at(72))
    assert (1, 2) == (first.round.number, second.round.number)
    names = {sending.name_of(first), sending.name_of(second)}
    assert {f"{CODE}/business/AAAA/1/1", f"{CODE}/business/BBBB/2/1"} == names
    due = [recording.next_to_record(one) for one in (case, again)]
    assert [f"{CODE}/business/AAAA/1/mail/bea/accepted", f"{CODE}/business/BBBB/2/mail/bea/accepted"] == [
        each.receipt_id for one in due if one for each in one[1].receipts
    ]


def test_who_is_refused_goes_on_to_the_next_channel() -> None:
    """Of a batch the others are taken; whoever is refused is texted, and named when there is no other channel."""
    case = out(
        ("bea", (MAIL, TEXT), "Europe/London"), ("ben", (MAIL,), "Europe/London"), ("bob", (MAIL,), "Europe/London")
    )
    hand_over(case, at(1), bea="no such mailbox", ben="no such mailbox")
    [text] = hand_over(case, at(1))
    tally.write(case, at(1))

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


def test_a_report_that_comes_again_for_a_day_changes_nothing() -> None:
    """Records that are away have SendGrid repeat what was told: everybody stays where the first report has put them."""
    case = out(("bea", (MAIL, TEXT), "Europe/London"), ("ben", (MAIL,), "Europe/London"))
    hand_over(case, at(1))
    report = DeliveriesFailed(
        code=case.code,
        audience=case.audience,
        failed=tuple(Failed(person=who, channel=MAIL, number=1, reason="550") for who in ("bea", "ben")),
    )
    sending.failed(case, report, at(2))
    before = case.model_dump_json()
    sending.failed(case, report, at(3))
    assert before == case.model_dump_json()

    hand_over(case, at(4))
    before = case.model_dump_json()
    sending.failed(case, report, at(5))
    assert before == case.model_dump_json()


def test_a_bounce_that_overtakes_the_answer_counts() -> None:
    """The provider's report may come before its answer to the request: the person is texted all the same."""
    case = out(("bea", (MAIL, TEXT), "Europe/London"))
    [order] = handed_out(case)
    bounced(case, "bea")
    sending.taken(case, order, Taken(provider_id="X"), at(1))

    assert sending.waiting(case.edition)


def test_the_next_round_takes_the_place_of_one_that_is_still_going_out() -> None:
    """Whoever waits for an older round gets the new one; what comes back of the old one changes nothing."""
    case = out(("bea", (MAIL,), "Europe/London"))
    [old] = handed_out(case)
    send_one(case, at(1))
    found(case, stakeholder("bea"))
    sending.not_taken(case, old, {"bea": "lost"}, at(1))

    assert [2] == [order.round.number for order in handed_out(case)]


def test_late_comers_read_that_they_are_late() -> None:
    """Who is added gets the last round, marked, with the time the next one is due as of now; who has it does not get it again."""
    case = out(("bea", (MAIL,), "Europe/London"), ("ben", (MAIL,), "Europe/London"))
    hand_over(case, at(1))
    assert not sending.lookup_due(case)
    more = case.incident_status.business.model_copy(update={"people": {"zoe": "new"}})
    rounds.take_in(case, status(business=more), at(1))
    assert sending.lookup_due(case)
    found(case, stakeholder("zoe"), stakeholder("bea"))

    [order] = handed_out(case)
    assert (("zoe",), True, case.due) == (sending.people_of(order), order.round.late, order.round.next_due)
    assert not sending.lookup_due(case)


def test_late_comers_to_an_overdue_round_are_not_told_a_time_that_has_passed() -> None:
    """They read that the next one is overdue; so does whoever gets it by another channel after that time."""
    case = out(("bea", (MAIL, TEXT), "Europe/London"))
    hand_over(case, at(1))
    assert case.due is not None
    rounds.take_in(case, status(business=BusinessAudience(people={"bea": "", "zoe": "new"})), at(1))
    found(case, stakeholder("zoe"))
    bounced(case, "bea")
    before, after = [handed_out(case.model_copy(deep=True), case.due + timedelta(minutes=late)) for late in (-1, 1)]

    assert {(("bea",), False): False, (("zoe",), True): False} == _overdue(before)
    assert {(("bea",), False): True, (("zoe",), True): True} == _overdue(after)


def _overdue(orders: Iterable[Order]) -> dict[tuple[tuple[str, ...], bool], bool]:
    """Return by whom it is read, and whether as late comers, that the next update is overdue."""
    return {(sending.people_of(each), each.round.late): each.round.overdue for each in orders}


def test_nobody_new_is_told_what_is_over() -> None:
    """After a stand-down nobody who had not heard of it is told."""
    case = out(("bea", (MAIL,), "Europe/London"))
    hand_over(case, at(1))
    rounds.take_in(
        case, status(stood_down_at=at(2), business=type(case.incident_status.business)(people={"zoe": "new"})), at(2)
    )

    assert not sending.lookup_due(case)


def test_rounds_end_when_everybody_has_the_last_one() -> None:
    """An incident that is over does not cut its last words off; after them nothing is waited for, and nothing is missed."""
    case = out(("bea", (MAIL,), "Europe/London"))
    rounds.take_in(case, status(over=True), at(1))
    case.journal.take()
    case.incident_told = views.round_status(case)

    assert moves.Listen(until=None) == moves.next_move(case, at(500))
    hand_over(case, at(500))
    assert moves.SayWhatCame() == moves.next_move(case, at(500))
    tally.write(case, at(500))
    case.journal.take()
    case.incident_told = views.round_status(case)
    assert moves.Listen(until=None) == moves.next_move(case, at(500))
    case.unrecorded.clear()
    assert moves.End() == moves.next_move(case, at(500))


def test_what_came_of_it_is_kept_until_it_is_recorded() -> None:
    """Each person's acceptance or refusal is written down once, under a name of its own."""
    case = out(("bea", (MAIL,), "Europe/London"), ("ben", (MAIL,), "Europe/London"))
    hand_over(case, at(1), ben="no such mailbox")
    seen: dict[str, Receipt] = {}
    while due := recording.next_to_record(case):
        recording.recorded(case, due[0])
        seen |= {each.receipt_id: each for each in due[1].receipts}

    assert [("bea", Outcome.ACCEPTED, ""), ("ben", Outcome.FAILED, "no such mailbox")] == [
        (each.person, each.outcome, each.reason) for each in seen.values()
    ]


def test_who_is_left_out_is_named() -> None:
    """Somebody nobody can tell stands on the timeline with the reason."""
    case = out()
    sending.looked_up(case, BusinessRecipients(left_out=("Zoe has left the company",)), NIGHT)

    assert "Zoe has left the company" == written(case)[-1].why
    assert 1 == views.round_status(case).unreached


def test_a_mistake_in_a_template_is_said_once() -> None:
    """The built-in words go out, and the timeline says so, however many batches there are."""
    case = out(("bea", (MAIL,), "Europe/London"), ("kim", (MAIL,), "Asia/Tokyo"))
    for order in handed_out(case):
        sending.taken(case, order, Taken(provider_id="X", plain="first.txt, line 3: no such field"), at(1))

    assert ["first.txt, line 3: no such field"] == [each.why for each in written(case) if "built-in" in each.what]
