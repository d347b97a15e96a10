"""Calls from phones to the company's numbers."""

import asyncio

import pytest
from twilio.request_validator import RequestValidator

from simulator.documents import APOLOGY
from simulator.errors import NotPossibleError
from simulator.records import CallRecord
from tests.simulator.customer import ADDRESS, Received
from tests.simulator.world import ADA, BASE, BEN, CONFIG, OUR_NUMBER, World, bridge, response, seconds_after_start

MENU = response('<Gather action="/pressed" numDigits="1"><Say>Press 1 to report trouble</Say></Gather>')
STATUS = f"{ADDRESS}/status"


def life(call: CallRecord) -> list[str]:
    """List a call's statuses in order."""
    return [change.status.value for change in call.history]


async def test_the_customer_is_asked_what_to_say(world: World) -> None:
    """The voice webhook is asked once, signed, with who calls and that it rings; its words are then heard."""
    world.customer.answers["/incoming"] = response("<Say>Good morning</Say>")
    call = await world.dialled()
    await world.to_the_end()

    (request,) = world.customer.received
    assert {
        "CallSid": call.sid,
        "AccountSid": CONFIG.account_sid,
        "From": ADA,
        "To": OUR_NUMBER,
        "Caller": ADA,
        "Called": OUR_NUMBER,
        "FromCity": "",
        "ToCity": "",
        "CallStatus": "ringing",
        "ApiVersion": "2010-04-01",
        "Direction": "inbound",
    } == request.fields
    validator = RequestValidator(CONFIG.auth_token)
    assert validator.validate(request.url, request.fields, request.headers["X-Twilio-Signature"])
    assert (["ringing", "in-progress", "completed"], "Good morning") == (life(call), call.words)


async def test_keys_are_pressed_as_on_any_call(world: World) -> None:
    """A caller answers a menu by pressing a key, and hears what follows."""
    world.customer.answers |= {"/incoming": MENU, "/pressed": response("<Say>Thank you</Say>")}
    call = await world.dialled()
    await world.press(call, "1")
    await world.to_the_end()

    (request,) = world.customer.at("/pressed")
    assert ("1", "inbound", "in-progress") == tuple(
        request.fields[name] for name in ("Digits", "Direction", "CallStatus")
    )
    assert "Press 1 to report trouble Thank you" == call.words


async def test_a_caller_hangs_up(world: World) -> None:
    """Putting the phone down ends the call while words are still being spoken."""
    world.customer.answers["/incoming"] = response('<Say loop="0">Again and again</Say>')
    call = await world.dialled()
    await world.after(5)
    world.simulator.hang_up(call.sid)
    await world.to_the_end()

    assert ("completed", 5) == (call.status.value, call.duration)


async def test_a_caller_may_give_up_before_anybody_answers(world: World) -> None:
    """A caller who hangs up while the customer still thinks has cancelled the call, and hears nothing."""
    thinking = asyncio.Event()

    async def slow(_: Received) -> str:
        await thinking.wait()
        return response("<Say>Good morning</Say>")

    world.customer.answers["/incoming"] = slow
    call = world.simulator.dial(ADA)
    world.simulator.hang_up(call.sid)
    thinking.set()
    await world.to_the_end()

    assert (["ringing", "canceled"], "") == (life(call), call.words)


async def test_a_caller_is_led_on(world: World) -> None:
    """A redirect goes on elsewhere, and a hang-up ends it."""
    world.customer.answers |= {
        "/incoming": response("<Redirect>/next</Redirect>"),
        "/next": response("<Say>Here</Say>", "<Hangup/>", "<Say>Never</Say>"),
    }
    call = await world.dialled()
    await world.to_the_end()

    assert ("Here", "completed") == (call.words, call.status.value)


@pytest.mark.parametrize(("reject", "status"), [("<Reject/>", "no-answer"), ('<Reject reason="busy"/>', "busy")])
async def test_a_caller_is_turned_away(world: World, reject: str, status: str) -> None:
    """A first verb Reject ends the call without its ever having been answered."""
    world.customer.answers["/incoming"] = response(reject, "<Say>Never</Say>")
    call = await world.dialled()
    await world.to_the_end()

    assert (["ringing", status], None, "") == (life(call), call.answered, call.words)


async def test_a_rejection_that_comes_late_hangs_up(world: World) -> None:
    """A call that was spoken to is answered: Reject then only ends it."""
    world.customer.answers["/incoming"] = response("<Say>Hello</Say>", "<Reject/>")
    call = await world.dialled()
    await world.to_the_end()

    assert ["ringing", "in-progress", "completed"] == life(call)


async def test_a_caller_who_was_led_on_is_already_answered(world: World) -> None:
    """Only the very first verb can turn a call away: behind a redirect it was answered."""
    world.customer.answers |= {"/incoming": response("<Redirect>/next</Redirect>"), "/next": response("<Reject/>")}
    call = await world.dialled()
    await world.to_the_end()

    assert ["ringing", "in-progress", "completed"] == life(call)


@pytest.mark.parametrize("answer", [500, "not XML"])
async def test_a_caller_hears_when_something_is_wrong(world: World, answer: str | int) -> None:
    """When the customer cannot say what to say, the caller hears Twilio's apology."""
    world.customer.answers["/incoming"] = answer
    call = await world.dialled()
    await world.to_the_end()

    assert (APOLOGY, "completed") == (call.words, call.status.value)


async def test_a_caller_is_put_through_to_a_conference(world: World) -> None:
    """A caller joins whoever was called."""
    world.customer.answers |= {"/voice": response(bridge()), "/incoming": response(bridge())}
    await world.picked_up(BEN)
    caller = await world.dialled()
    (conference,) = world.simulator.conferences

    assert [BEN, ADA] == [each.call.phone for each in conference.participants]
    world.simulator.hang_up(caller.sid)
    await world.simulator.settle()
    assert [BEN] == [each.call.phone for each in conference.participants]


async def test_a_call_lasts_four_hours_at_most(world: World) -> None:
    """A caller who never hangs up is cut off at Twilio's limit."""
    world.customer.answers["/incoming"] = response('<Pause length="99999"/>')
    call = await world.dialled()
    await world.to_the_end()

    assert 14_400 == seconds_after_start(call.ended)


async def test_the_end_is_told_only_where_the_number_says_so(world: World) -> None:
    """Without an address for it nothing is told of a call from a phone but the question what to say."""
    world.customer.answers["/incoming"] = response("<Say>Hello</Say>")
    await world.dialled()
    await world.to_the_end()

    assert ["/incoming"] == [request.path for request in world.customer.received]


async def test_the_end_is_told_once(world: World) -> None:
    """With an address for it the end is told, and none of what came before."""
    world.simulator.set_voice_status_webhook(STATUS)
    world.customer.answers["/incoming"] = response('<Pause length="7"/>')
    await world.dialled()
    await world.to_the_end()

    (request,) = world.customer.at("/status")
    assert ("completed", "7", "inbound", ADA) == tuple(
        request.fields[name] for name in ("CallStatus", "CallDuration", "Direction", "From")
    )


async def test_the_customer_sees_and_ends_such_a_call(world: World) -> None:
    """It is on the list of calls as inbound, and can be sent elsewhere and ended like any other."""
    world.customer.answers["/incoming"] = response('<Pause length="60"/>')
    call = await world.dialled()
    listed = (await world.http.get(f"{BASE}/Calls.json", params={"From": ADA})).json()["calls"]
    assert [(call.sid, "inbound", "in-progress")] == [
        (each["sid"], each["direction"], each["status"]) for each in listed
    ]

    await world.update(call, Twiml=response("<Say>One moment</Say>", '<Pause length="60"/>'))
    await world.update(call, Status="completed")
    assert ("One moment", "completed") == (call.words, call.status.value)


async def test_a_fault_finds_the_callers_phone(world: World) -> None:
    """Faults that are meant for one phone hit what it dials."""
    world.simulator.set_faults([{"on": "voice", "do": "unreachable", "to": ADA}])
    world.customer.answers["/incoming"] = response("<Say>Hello</Say>")
    ben = await world.dialled(BEN)
    ada = await world.dialled(ADA)
    await world.to_the_end()

    assert ("Hello", APOLOGY) == (ben.words, ada.words)


@pytest.mark.parametrize("verb", ["answer", "decline"])
async def test_nobody_answers_their_own_call(world: World, verb: str) -> None:
    """A phone that calls does not ring itself."""
    call = world.simulator.dial(ADA)

    with pytest.raises(NotPossibleError, match="it was dialled on this phone"):
        getattr(world.simulator, verb)(call.sid)
    await world.to_the_end()


@pytest.mark.parametrize(
    ("from_", "to", "words"),
    [
        ("Ada", None, "'Ada' is not a phone number"),
        (ADA, BEN, "is not one of the simulator's numbers"),
    ],
)
async def test_what_cannot_be_dialled_is_refused(world: World, from_: str, to: str | None, words: str) -> None:
    """A phone has a number, and calls one of ours."""
    with pytest.raises(NotPossibleError, match=words):
        world.simulator.dial(from_, to)

    assert () == world.simulator.calls


async def test_a_number_nobody_listens_at_cannot_be_called(world: World) -> None:
    """Without a voice webhook a call is refused in words."""
    world.simulator.set_voice_webhook(None)

    with pytest.raises(NotPossibleError, match="no voice webhook is set"):
        world.simulator.dial(ADA)


async def test_any_of_our_numbers_can_be_called(world: World) -> None:
    """A caller may choose the number."""
    await world.dialled(to="+15550000009")

    assert ["+15550000009"] == [request.fields["To"] for request in world.customer.at("/incoming")]
