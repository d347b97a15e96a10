"""Callbacks that go wrong on purpose."""

from typing import Any

import httpx
import pytest

from simulator.signature import sign
from tests.simulator.customer import ADDRESS, Received
from tests.simulator.world import ADA, EVERY_EVENT, World, response

STATUS = f"{ADDRESS}/status"
TOKEN = "I-Twilio-Idempotency-Token"


async def unanswered(world: World, callback: str = STATUS, to: str = ADA) -> None:
    """Let a phone ring out after five seconds, every status reported."""
    await world.call(to, StatusCallback=callback, StatusCallbackEvent=EVERY_EVENT, Timeout="5")
    await world.to_the_end()


def reported(world: World) -> list[str]:
    """List the statuses of calls and texts as they came in."""
    posted = [request.fields for request in world.customer.at("/status")]
    return [fields.get("CallStatus") or fields["MessageStatus"] for fields in posted]


async def test_a_report_comes_twice(world: World) -> None:
    """A repeated report is the same to the letter, with the same idempotency token."""
    world.simulator.set_faults([{"on": "call_status", "status": "ringing", "do": "duplicate"}])
    await unanswered(world)

    assert ["initiated", "ringing", "ringing", "no-answer"] == reported(world)
    first, second = world.customer.at("/status")[1:3]
    assert (first.fields, first.headers[TOKEN]) == (second.fields, second.headers[TOKEN])
    assert [callback.attempts for callback in world.simulator.calls[0].callbacks] == [1, 2, 1]


async def test_two_reports_change_places(world: World) -> None:
    """A report is overtaken by the next one about the same call, and follows it at once."""
    world.simulator.set_faults([{"on": "call_status", "status": "initiated", "do": "reorder"}])
    await unanswered(world)

    assert ["ringing", "initiated", "no-answer"] == reported(world)
    assert [request.fields["SequenceNumber"] for request in world.customer.at("/status")] == ["1", "0", "2"]


async def test_a_report_no_other_follows_is_not_swapped_with_another_calls(world: World) -> None:
    """The last report of a call has none to change places with, and is never sent."""
    world.simulator.set_faults([{"on": "call_status", "status": "no-answer", "do": "reorder"}])
    await unanswered(world)
    await unanswered(world, to="+15550100002")

    assert ["initiated", "ringing", "initiated", "ringing", "no-answer"] == reported(world)
    assert "not sent before the next one" in (world.simulator.calls[0].callbacks[-1].error or "")


async def test_a_late_report_is_overtaken(world: World) -> None:
    """A report that takes its time arrives after those that were sent later, to the second."""
    world.simulator.set_faults([{"on": "call_status", "status": "ringing", "do": "late", "seconds": 30}])
    await world.call(StatusCallback=STATUS, StatusCallbackEvent=EVERY_EVENT, Timeout="5")
    await world.after(30)
    assert ["initiated", "no-answer"] == reported(world)
    await world.after(1)

    assert ["initiated", "no-answer", "ringing"] == reported(world)


async def test_a_report_is_lost(world: World) -> None:
    """A lost report never comes; the simulator remembers that it was due."""
    world.simulator.set_faults([{"on": "call_status", "status": "no-answer", "do": "lose"}])
    await unanswered(world)

    assert ["initiated", "ringing"] == reported(world)
    lost = world.simulator.calls[0].callbacks[-1]
    assert (lost.attempts, lost.error) == (0, "never sent: the fault plan says so")


async def test_the_customer_cannot_be_reached(world: World) -> None:
    """Every attempt finds the door closed, and the report is given up after its one repeat."""
    world.simulator.set_faults([{"on": "call_status", "do": "unreachable"}])
    await unanswered(world)

    assert ["ringing", "no-answer"] == reported(world)
    given_up = world.simulator.calls[0].callbacks[0]
    assert (given_up.attempts, given_up.status) == (2, None)


async def test_the_customer_can_be_reached_at_the_third_attempt(world: World) -> None:
    """An address that asks for three repeats hears of the call in spite of two closed doors."""
    world.simulator.set_faults([{"on": "call_status", "do": "unreachable", "attempts": 2}])
    await unanswered(world, f"{STATUS}#rc=3&rp=5xx,ct,rt")

    assert ["initiated", "ringing", "no-answer"] == reported(world)
    assert [callback.attempts for callback in world.simulator.calls[0].callbacks] == [3, 1, 1]


async def test_a_forged_report_shows(world: World) -> None:
    """A report with a wrong signature is signed with a token that is not the account's; the others are as ever."""
    world.simulator.set_faults([{"on": "call_status", "do": "wrong_signature"}])
    await unanswered(world)

    genuine = [
        request.headers["X-Twilio-Signature"] == sign("the-token", STATUS, request.fields)
        for request in world.customer.at("/status")
    ]
    assert [False, True, True] == genuine


async def test_a_report_is_held_before_it_is_sent(world: World) -> None:
    """A held report, and those behind it, come when it is released, in their order."""
    world.simulator.set_faults([{"on": "call_status", "status": "ringing", "do": "hold"}])
    await unanswered(world)
    assert ["initiated"] == reported(world)
    world.simulator.release_fault("1")
    await world.simulator.settle()

    assert ["initiated", "ringing", "no-answer"] == reported(world)


async def test_a_report_is_held_after_it_was_answered(world: World) -> None:
    """The customer has answered, and nothing more happens in that call's reports until the release."""
    world.simulator.set_faults([{"on": "call_status", "status": "ringing", "do": "hold", "when": "after"}])
    await unanswered(world)
    assert ["initiated", "ringing"] == reported(world)
    world.simulator.release_fault("1")
    await world.simulator.settle()

    assert ["initiated", "ringing", "no-answer"] == reported(world)


async def test_a_held_report_can_be_dropped(world: World) -> None:
    """A report that is dropped never comes, and those behind it do."""
    world.simulator.set_faults([{"on": "call_status", "status": "ringing", "do": "hold"}])
    await unanswered(world)
    world.simulator.release_fault("1", drop=True)
    await world.simulator.settle()

    assert ["initiated", "no-answer"] == reported(world)


async def test_the_reports_of_another_number_are_left_in_peace(world: World) -> None:
    """A rule for one number does not touch the reports about another."""
    world.simulator.set_faults([{"on": "call_status", "to": "+15550100002", "do": "lose", "times": None}])
    await unanswered(world)

    assert ["initiated", "ringing", "no-answer"] == reported(world)


@pytest.mark.parametrize("fault", ["lose", "unreachable"])
async def test_words_that_cannot_be_fetched_end_in_an_apology(world: World, fault: str) -> None:
    """When what to say cannot be asked for, the caller hears the phone company's own message."""
    world.customer.answers["/voice"] = response("<Say>Checkout is down</Say>")
    world.simulator.set_faults([{"on": "voice", "do": fault}])
    call = await world.picked_up()
    await world.to_the_end()

    assert (call.words, world.customer.at("/voice")) == (
        "We are sorry, an application error has occurred. Goodbye.",
        [],
    )


async def test_words_come_late(world: World) -> None:
    """The caller hears silence until the words come."""
    world.customer.answers["/voice"] = response("<Say>Checkout is down</Say>")
    world.simulator.set_faults([{"on": "voice", "do": "late", "seconds": 8}])
    call = await world.picked_up()
    await world.after(7)
    assert call.words == ""
    await world.after(1)

    assert call.words == "Checkout is down"


async def pressed(world: World, fault: dict[str, Any]) -> str:
    """Press a key in a menu, with a fault on its way; gives what was heard after it."""
    world.customer.answers |= {
        "/voice": response('<Gather action="/key" numDigits="1"/>', "<Say>Still there?</Say>"),
        "/key": response("<Say>You have it</Say>"),
    }
    world.simulator.set_faults([{"on": "key", **fault}])
    call = await world.picked_up()
    await world.press(call, "1")
    await world.to_the_end()
    return call.words


async def test_a_key_reaches_the_customer_twice(world: World) -> None:
    """A repeated key press is answered twice, and the caller hears the first answer."""
    assert await pressed(world, {"do": "duplicate"}) == "You have it"

    first, second = world.customer.at("/key")
    assert (first.fields["Digits"], first.headers[TOKEN]) == ("1", second.headers[TOKEN])


async def test_a_key_is_lost_on_its_way(world: World) -> None:
    """The key press reaches nobody, and the caller hears that something is wrong."""
    assert "application error" in await pressed(world, {"do": "lose"})

    assert world.customer.at("/key") == []
    assert len(world.customer.at("/voice")) == 1


async def test_a_detected_machine_is_reported_twice(world: World) -> None:
    """Machine detection's callback can be hit as well."""
    world.simulator.set_faults([{"on": "machine", "do": "duplicate"}])
    world.customer.answers["/voice"] = response('<Pause length="30"/>')
    detected = f"{ADDRESS}/detected"
    await world.picked_up(MachineDetection="Enable", AsyncAmd="true", AsyncAmdStatusCallback=detected)
    await world.after(5)

    assert len(world.customer.at("/detected")) == 2


async def test_a_texts_reports_change_places(world: World) -> None:
    """`delivered` may come before `sent`."""
    world.simulator.set_faults([{"on": "text_status", "status": "sent", "do": "reorder"}])
    await world.text("Hello", StatusCallback=STATUS)
    await world.to_the_end()

    assert ["delivered", "sent"] == reported(world)


async def test_a_text_from_a_phone_comes_twice(world: World) -> None:
    """A text written once is posted twice under one SID and token, and answered once."""
    world.customer.answers["/texts"] = response("<Message>You have it</Message>")
    world.simulator.set_faults([{"on": "inbound_text", "to": ADA, "do": "duplicate"}])
    world.simulator.send_text(ADA, "ACK 4821")
    await world.to_the_end()

    first, second = world.customer.at("/texts")
    assert (first.fields, first.headers[TOKEN]) == (second.fields, second.headers[TOKEN])
    assert [text.body for text in world.simulator.texts] == ["ACK 4821", "You have it"]


@pytest.mark.parametrize(
    ("fragment", "answer", "attempts"),
    [
        ("", 503, 1),
        ("#rc=3", 503, 1),
        ("#rc=3&rp=5xx,ct,rt", 503, 4),
        ("#rp=5xx", 503, 2),
        ("#rc=3&rp=5xx", 404, 1),
        ("#rc=2&rp=4xx", 404, 3),
        ("#rc=5&rp=all", 404, 6),
        ("#rc=0&rp=all", 503, 1),
        ("#rc=3&rp=5xx&ct=2000&tt=15000", 503, 4),
        ("#rc=3&rp=all", 204, 1),
    ],
)
async def test_an_address_says_how_often_a_callback_is_repeated(
    world: World, fragment: str, answer: int, attempts: int
) -> None:
    """Retry count and policies behind the # decide, and every repeat carries the same token."""
    world.customer.answers["/status"] = answer
    await world.call(StatusCallback=f"{STATUS}{fragment}", Timeout="5")
    await world.to_the_end()

    posted = world.customer.at("/status")
    assert (len(posted), len({request.headers[TOKEN] for request in posted})) == (attempts, 1)


async def test_a_repeat_that_is_taken_is_the_last(world: World) -> None:
    """Once the customer takes a callback it is not sent again, and what it answered at last counts."""

    async def fail_once(_: Received) -> httpx.Response:
        """Fail, and take the next one."""
        world.customer.answers["/status"] = 204
        return httpx.Response(500)

    world.customer.answers["/status"] = fail_once
    call = await world.call(StatusCallback=f"{STATUS}#rc=3&rp=5xx", Timeout="5")
    await world.to_the_end()

    assert (call.callbacks[0].attempts, call.callbacks[0].status) == (2, 204)


@pytest.mark.parametrize("fragment", ["#rc=6", "#rc=often", "#rp=6xx"])
async def test_overrides_that_cannot_be_read_are_said(world: World, fragment: str) -> None:
    """A mistake behind the # is told as Twilio's error 11243, and the callback is sent as ever."""
    await world.call(StatusCallback=f"{STATUS}{fragment}", Timeout="5")
    await world.to_the_end()

    assert len(world.customer.at("/status")) == 1
    assert any("Error 11243" in line["words"] for line in world.simulator.feed.news)
