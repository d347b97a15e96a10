"""A call from the request to its end, in virtual time."""

import asyncio

import pytest

from simulator.errors import NotPossibleError, UnknownCallError
from simulator.records import CallRecord
from tests.simulator.customer import ADDRESS, Received
from tests.simulator.world import ADA, EVERY_EVENT, World, response, seconds_after_start


def life(call: CallRecord) -> list[tuple[float, str]]:
    """List a call's statuses with the seconds since the start of the test."""
    return [(seconds_after_start(change.at), change.status.value) for change in call.history]


async def test_a_call_that_is_answered_goes_through_every_status(world: World) -> None:
    """A call is queued, dialled, rings, is answered, is spoken into and is completed."""
    world.customer.answers["/voice"] = response("<Say>One two three four five six seven eight nine ten</Say>")
    call = await world.picked_up()
    await world.to_the_end()

    assert life(call) == [
        (0.0, "queued"),
        (0.0, "initiated"),
        (1.0, "ringing"),
        (2.0, "in-progress"),
        (5.0, "completed"),
    ]
    assert call.words == "One two three four five six seven eight nine ten"
    assert call.duration == 3


async def test_nobody_answers(world: World) -> None:
    """A phone nobody picks up rings for the time the customer asked for, and not a moment longer."""
    call = await world.call(Timeout="25")
    await world.to_the_end()

    assert life(call)[-2:] == [(1.0, "ringing"), (26.0, "no-answer")]


async def test_a_phone_rings_for_a_minute_unless_asked_otherwise(world: World) -> None:
    """Without a Timeout a phone rings for sixty seconds."""
    call = await world.call()
    await world.to_the_end()

    assert life(call)[-1] == (61.0, "no-answer")


async def test_declining_is_busy(world: World) -> None:
    """A call turned away on the phone ends as busy at once."""
    call = await world.call()
    await world.after(3)
    world.simulator.decline(call.sid)
    await world.to_the_end()

    assert life(call)[-1] == (3.0, "busy")


async def test_hanging_up_ends_the_conversation(world: World) -> None:
    """Putting the phone down completes the call while words are still being spoken."""
    world.customer.answers["/voice"] = response('<Say loop="0">Again and again</Say>')
    call = await world.picked_up()
    await world.after(5)
    world.simulator.hang_up(call.sid)
    await world.to_the_end()

    assert life(call)[-1] == (7.0, "completed")
    assert call.duration == 5


async def test_a_call_ends_at_its_time_limit(world: World) -> None:
    """A conversation is cut off after the TimeLimit of its request."""
    world.customer.answers["/voice"] = response('<Pause length="600"/>')
    call = await world.picked_up(TimeLimit="30")
    await world.to_the_end()

    assert life(call)[-1] == (32.0, "completed")


async def test_callbacks_tell_the_life_of_a_call_in_order(world: World) -> None:
    """Each event asked for is posted once, numbered from 0, with Twilio's fields."""
    world.customer.answers["/voice"] = response("<Say>Hello</Say>", '<Pause length="61"/>')
    call = await world.picked_up(StatusCallback=f"{ADDRESS}/status", StatusCallbackEvent=EVERY_EVENT)
    await world.to_the_end()

    posted = [request.fields for request in world.customer.at("/status")]
    assert [(fields["SequenceNumber"], fields["CallStatus"]) for fields in posted] == [
        ("0", "initiated"),
        ("1", "ringing"),
        ("2", "in-progress"),
        ("3", "completed"),
    ]
    assert ["CallDuration" in fields for fields in posted] == [False, False, False, True]
    assert posted[-1] == {
        "CallSid": call.sid,
        "AccountSid": world.config.account_sid,
        "From": call.from_,
        "To": ADA,
        "Caller": call.from_,
        "Called": ADA,
        "FromCity": "",
        "ToCity": "",
        "CallStatus": "completed",
        "ApiVersion": "2010-04-01",
        "Direction": "outbound-api",
        "Timestamp": "Sun, 01 Mar 2026 02:01:03 +0000",
        "CallbackSource": "call-progress-events",
        "SequenceNumber": "3",
        "CallDuration": "61",
        "Duration": "2",
        "SipResponseCode": "200",
    }


async def test_a_slow_customer_still_hears_in_order(world: World) -> None:
    """A callback is sent only when the one before it has been answered."""
    told: list[str] = []

    async def slow(received: Received) -> str:
        """Take a while over the first callbacks, none over the last."""
        status = received.fields["CallStatus"]
        for _ in range(0 if status == "completed" else 50):
            await asyncio.sleep(0)
        told.append(status)
        return ""

    world.customer.answers["/status"] = slow
    call = await world.call(StatusCallback=f"{ADDRESS}/status", StatusCallbackEvent=EVERY_EVENT)
    await world.after(2)
    world.simulator.answer(call.sid)
    world.simulator.hang_up(call.sid)
    await world.simulator.settle()

    assert told == ["initiated", "ringing", "in-progress", "completed"]


async def test_only_the_end_is_told_unless_asked_otherwise(world: World) -> None:
    """Without StatusCallbackEvent the customer hears of the end alone, however the call ends."""
    await world.call(StatusCallback=f"{ADDRESS}/status", Timeout="5")
    await world.to_the_end()

    posted = [request.fields["CallStatus"] for request in world.customer.at("/status")]
    assert posted == ["no-answer"]


async def test_nothing_is_told_to_those_who_did_not_ask(world: World) -> None:
    """A call without a StatusCallback that nobody answers never touches the customer."""
    await world.call()
    await world.to_the_end()

    assert world.customer.received == []


async def test_callbacks_can_be_fetched_with_get(world: World) -> None:
    """With StatusCallbackMethod GET the fields stand in the query, beside the customer's own."""
    callback = f"{ADDRESS}/status?attempt=7"
    await world.call(StatusCallback=callback, StatusCallbackMethod="GET", Timeout="5")
    await world.to_the_end()

    (request,) = world.customer.at("/status")
    assert (request.method, request.fields["attempt"], request.fields["CallStatus"]) == ("GET", "7", "no-answer")


async def test_a_failed_connection_is_tried_once_more(world: World) -> None:
    """A callback whose connection failed is repeated once with the same idempotency token."""
    call = await world.call(StatusCallback=f"{ADDRESS}/status", Timeout="5")
    world.customer.unreachable = 1
    await world.to_the_end()

    assert len(world.customer.at("/status")) == 1
    assert (call.callbacks[0].attempts, call.callbacks[0].status) == (2, 204)


async def test_a_customer_out_of_reach_is_left_alone(world: World) -> None:
    """After two failed connections a callback is given up, and the record says so."""
    call = await world.call(StatusCallback=f"{ADDRESS}/status", Timeout="5")
    world.customer.unreachable = 3
    await world.to_the_end()

    (callback,) = call.callbacks
    assert (callback.attempts, callback.status, world.customer.unreachable) == (2, None, 1)
    assert "no connection" in (callback.error or "")


async def test_an_answer_of_500_is_not_repeated(world: World) -> None:
    """A callback that was received and answered with an error is not sent again."""
    world.customer.answers["/status"] = 500
    call = await world.call(StatusCallback=f"{ADDRESS}/status", Timeout="5")
    await world.to_the_end()

    assert len(world.customer.at("/status")) == 1
    assert (call.callbacks[0].attempts, call.callbacks[0].succeeded) == (1, False)


async def test_a_fragment_is_not_sent(world: World) -> None:
    """What stands behind # in a callback's address stays with the sender."""
    await world.call(StatusCallback=f"{ADDRESS}/status#rc=3", Timeout="5")
    await world.to_the_end()

    assert [request.url for request in world.customer.received] == [f"{ADDRESS}/status"]


@pytest.mark.parametrize("verb", ["decline", "hang_up"])
async def test_what_a_phone_cannot_do_now_is_refused_in_words(world: World, verb: str) -> None:
    """A phone that is not ringing cannot be declined, one not in a call cannot hang up."""
    call = await world.call()

    with pytest.raises(NotPossibleError, match="it is queued"):
        getattr(world.simulator, verb)(call.sid)


async def test_a_phone_is_answered_once(world: World) -> None:
    """Picking up a second time is refused."""
    call = await world.picked_up()

    with pytest.raises(NotPossibleError, match="cannot be answered"):
        world.simulator.answer(call.sid)


async def test_an_unknown_call_is_refused(world: World) -> None:
    """A call that does not exist cannot be answered."""
    with pytest.raises(UnknownCallError, match="CAnone"):
        world.simulator.answer("CAnone")


async def test_many_calls_keep_apart(world: World) -> None:
    """Calls placed together each have their own life."""
    numbers = [f"+1555010{number:04}" for number in range(30)]
    calls = [await world.call(number, Timeout=str(10 + index)) for index, number in enumerate(numbers)]
    await world.to_the_end()

    assert [call.to for call in world.simulator.calls] == numbers
    assert [life(call)[-1] for call in calls] == [(11.0 + index, "no-answer") for index in range(30)]
