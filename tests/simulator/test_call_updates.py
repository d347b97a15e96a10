"""What a customer can change about a call."""

from tests.simulator.customer import ADDRESS
from tests.simulator.world import World, response, seconds_after_start


async def test_a_ringing_call_is_cancelled(world: World) -> None:
    """A cancelled call stops ringing at once, and the customer hears of it."""
    call = await world.call(StatusCallback=f"{ADDRESS}/status")
    await world.after(4)
    answer = await world.update(call, Status="canceled")

    assert (answer.status_code, answer.json()["status"]) == (200, "canceled")
    assert (call.status.value, seconds_after_start(call.ended)) == ("canceled", 4.0)
    assert [request.fields["CallStatus"] for request in world.customer.at("/status")] == ["canceled"]
    assert world.clock.next_deadline() is None


async def test_a_queued_call_is_cancelled_before_it_rings(world: World) -> None:
    """A call cancelled in time never rings."""
    call = await world.call()
    await world.update(call, Status="canceled")
    await world.to_the_end()

    assert [change.status.value for change in call.history] == ["queued", "initiated", "canceled"]


async def test_cancelling_leaves_a_conversation_alone(world: World) -> None:
    """`canceled` does not touch a call that was picked up."""
    world.customer.answers["/voice"] = response('<Pause length="60"/>')
    call = await world.picked_up()
    answer = await world.update(call, Status="canceled")

    assert (answer.status_code, answer.json()["status"]) == (200, "in-progress")


async def test_a_conversation_is_ended(world: World) -> None:
    """`completed` hangs up."""
    world.customer.answers["/voice"] = response('<Pause length="60"/>')
    call = await world.picked_up()
    await world.after(5)
    answer = await world.update(call, Status="completed")

    assert (answer.json()["status"], answer.json()["duration"]) == ("completed", "5")
    assert world.clock.next_deadline() is None


async def test_completing_a_call_that_still_rings_cancels_it(world: World) -> None:
    """`completed` ends a ringing call too; nobody spoke, so it was cancelled."""
    call = await world.call()
    await world.after(2)
    await world.update(call, Status="completed")

    assert call.status.value == "canceled"


async def test_a_conversation_is_sent_elsewhere(world: World) -> None:
    """A new address interrupts what is being said and goes on there."""
    world.customer.answers |= {
        "/voice": response('<Pause length="60"/>', "<Say>Old</Say>"),
        "/new": response("<Say>New</Say>"),
    }
    call = await world.picked_up()
    await world.after(5)
    await world.update(call, Url=f"{ADDRESS}/new")
    await world.to_the_end()

    assert [(seconds_after_start(line.at), line.words) for line in call.spoken] == [(7.0, "New")]


async def test_a_conversation_gets_new_words_during_a_menu(world: World) -> None:
    """New TwiML takes over from a waiting menu, whose keys then count no more."""
    world.customer.answers["/voice"] = response('<Gather action="/pressed" timeout="60"/>')
    call = await world.picked_up()
    await world.update(call, Twiml=response("<Say>Taken by Tomasz</Say>", '<Pause length="9"/>'))
    await world.press(call, "1")
    await world.to_the_end()

    assert [(key.key, key.heard) for key in call.keys] == [("1", False)]
    assert (call.words, world.customer.at("/pressed")) == ("Taken by Tomasz", [])


async def test_a_conversation_is_sent_elsewhere_while_a_machine_is_looked_for(world: World) -> None:
    """New words also replace the first ones, when detection still holds those back."""
    world.customer.answers["/voice"] = response("<Say>Old</Say>")
    call = await world.picked_up(MachineDetection="Enable")
    await world.update(call, Twiml=response("<Say>New</Say>"))
    await world.to_the_end()

    assert call.words == "New"


async def test_a_call_that_is_over_cannot_be_changed(world: World) -> None:
    """Ending or redirecting a call that is over is refused with 21220."""
    call = await world.call(Timeout="5")
    await world.to_the_end()
    for change in ({"Status": "canceled"}, {"Status": "completed"}, {"Url": f"{ADDRESS}/new"}):
        answer = await world.update(call, **change)
        assert (answer.status_code, answer.json()["code"]) == (400, 21220)

    assert call.status.value == "no-answer"


async def test_a_call_that_rings_cannot_be_redirected(world: World) -> None:
    """A document can be changed once someone listens, not before."""
    call = await world.call()
    await world.after(2)
    answer = await world.update(call, Url=f"{ADDRESS}/new")

    assert (answer.status_code, answer.json()["code"]) == (400, 21220)


async def test_no_other_status_can_be_asked_for(world: World) -> None:
    """A call cannot be told to be busy."""
    call = await world.call()
    answer = await world.update(call, Status="busy")

    assert (answer.status_code, answer.json()["code"]) == (400, 20422)
