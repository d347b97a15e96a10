"""How a round is handed out: in few requests of what reads the same, each named once, by channels that hold up no other."""

from domain.audiences import Audience
from domain.comms.audience.recipients import RoundChannel
from domain.comms.dispatch import sending
from domain.comms.dispatch.delivery import (
    MOST_IN_A_BATCH,
    BusinessMails,
    Taken,
)
from domain.comms.dispatch.progress import Delivery
from domain.comms.rounds import moves, views
from domain.comms.rounds.state import Rounds
from domain.organisation import Channel
from tests.domain.builders import CODE, NIGHT, at
from tests.domain.comms.desk import (
    begun,
    engineer,
    found,
    hand_over,
    handed_out,
    out,
    send_one,
    stakeholder,
)

MAIL: RoundChannel = Channel.MAIL
TEXT: RoundChannel = Channel.TEXT


def test_mails_go_in_batches_that_read_the_same() -> None:
    """Up to a hundred mails are one request; who lives elsewhere reads other times, and is in another."""
    many = [(f"p{number:03}", (MAIL,), "Europe/London") for number in range(MOST_IN_A_BATCH + 50)]
    case = out(*many, ("kim", (MAIL,), "Asia/Tokyo"), ("tex", (TEXT,), "Europe/London"))
    orders = handed_out(case)

    assert [1, 1, 50, 100] == sorted(len(sending.people_of(order)) for order in orders)
    assert [True, True, True, False] == [isinstance(order, BusinessMails) for order in orders]
    names = {sending.name_of(order) for order in orders}
    assert {f"{CODE}/business/AAAA/1/{number}" for number in range(1, 5)} == names


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


def test_what_came_back_unsent_reads_as_it_did() -> None:
    """Handed out again by the same name it is the same mail, though Bea's invitation was taken back meanwhile, and Ben got one."""
    case = out(("bea", (MAIL,), "Europe/London"), ("ben", (MAIL,), "Europe/London"))
    case.incident_status = case.incident_status.model_copy(update={"business_call": ("bea",)})
    first = handed_out(case)
    for order in first:
        sending.came_back(case, order)
    case.incident_status = case.incident_status.model_copy(update={"business_call": ("ben",)})

    assert first == handed_out(case)


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


def test_texts_that_are_stuck_hold_up_no_mail() -> None:
    """Mails and texts are counted apart: with all texts out that may be, the mails go out beside them."""
    texts = [(f"p{number:02}", (TEXT,), "Europe/London") for number in range(30)]
    case = out(*texts)
    assert sending.AT_ONCE == len(handed_out(case))
    assert [] == handed_out(case)
    case.edition.deliveries["mel"] = Delivery("Mel", (MAIL,), "Europe/London")

    assert [("mel",)] == [sending.people_of(order) for order in handed_out(case)]


def test_one_that_is_answered_makes_room_for_one_more() -> None:
    """Nobody waits until all that are out have come back."""
    case = out(*((f"p{number:02}", (TEXT,), "Europe/London") for number in range(30)))
    orders = handed_out(case)
    sending.taken(case, orders[7], Taken(provider_id="X"), at(1))

    assert 1 == len(handed_out(case))


def test_looking_changes_nothing() -> None:
    """What waits may be looked at, in whatever view, as often as one likes: a message is named when it is handed out, and once."""
    case = out(("bea", (MAIL,), "Europe/London"))
    before = case.model_copy(deep=True)
    views.view(case), views.details(case), sending.waiting(case.edition), moves.next_move(case, at(0))
    assert before == case

    [order] = handed_out(case)
    assert [] == handed_out(case)
    assert order.round.number == 1
    assert f"{CODE}/business/AAAA/1/1" == sending.name_of(order)


def test_what_came_back_unsent_goes_out_by_the_same_name() -> None:
    """A fresh run hands out again what left the queue, in the same batches: should it have gone out after all, it is recognised."""
    case = out(*((f"p{number:03}", (MAIL,), "Europe/London") for number in range(150)))
    orders = handed_out(case)
    sending.taken(case, orders[1], Taken(provider_id="X"), at(1))
    sending.came_back(case, orders[0])

    assert orders[:1] == handed_out(Rounds.model_validate_json(case.model_dump_json()))
