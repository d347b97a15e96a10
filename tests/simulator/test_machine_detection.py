"""Machine detection: a hint, in the background or before the first word."""

import pytest

from tests.simulator.customer import ADDRESS
from tests.simulator.world import ADA, World, response, seconds_after_start

BESIDE = {"MachineDetection": "Enable", "AsyncAmd": "true", "AsyncAmdStatusCallback": f"{ADDRESS}/detected"}


@pytest.fixture
def hello(world: World) -> World:
    """A customer with something to say for a while."""
    world.customer.answers["/voice"] = response("<Say>Hello</Say>", '<Pause length="30"/>')
    return world


async def test_a_person_is_reported_some_seconds_after_pick_up(hello: World) -> None:
    """Detection beside the conversation posts `human` without holding up the first word."""
    call = await hello.picked_up(**BESIDE)
    assert call.words == "Hello"
    await hello.after(3)

    (request,) = hello.customer.at("/detected")
    assert request.fields == {
        "CallSid": call.sid,
        "AccountSid": hello.config.account_sid,
        "AnsweredBy": "human",
        "MachineDetectionDuration": "3000",
    }
    assert seconds_after_start(call.callbacks[0].at) == 5.0


async def test_who_hangs_up_first_is_not_reported(hello: World) -> None:
    """A call that ended before detection was done is not reported on."""
    call = await hello.picked_up(**BESIDE)
    await hello.after(1)
    hello.simulator.hang_up(call.sid)
    await hello.to_the_end()

    assert (hello.customer.at("/detected"), call.answered_by) == ([], None)


async def test_detection_before_the_first_word_holds_it_back(hello: World) -> None:
    """Without AsyncAmd the first document is asked for only when detection is done, and is told the result."""
    call = await hello.picked_up(MachineDetection="Enable")
    assert hello.customer.received == []
    await hello.after(3)

    (request,) = hello.customer.at("/voice")
    assert (request.fields["AnsweredBy"], call.words) == ("human", "Hello")


async def test_a_machine_can_be_waited_out(hello: World) -> None:
    """With DetectMessageEnd a voicemail is reported once its greeting is over."""
    hello.simulator.script_calls(ADA, [{"do": "voicemail", "after_rings": 0}])
    call = await hello.call(MachineDetection="DetectMessageEnd")
    await hello.after(5)

    assert call.answered_by == "machine_end_beep"


@pytest.mark.parametrize("heard", ["human", "unknown"])
async def test_a_machine_can_be_taken_for_something_else(hello: World, heard: str) -> None:
    """Detection may take a voicemail for a person, or not know: then it says so, and the voicemail listens on."""
    hello.simulator.script_calls(ADA, [{"do": "voicemail", "after_rings": 0, "taken_for": heard}])
    call = await hello.call(**BESIDE)
    await hello.after(5)

    assert [request.fields["AnsweredBy"] for request in hello.customer.at("/detected")] == [heard]
    assert (call.status.value, call.words) == ("in-progress", "Hello")


@pytest.mark.parametrize("detection", [BESIDE, {"MachineDetection": "Enable"}])
async def test_a_machine_may_go_unnoticed(hello: World, detection: dict[str, str]) -> None:
    """Detection may say nothing at all about a voicemail, which then hears the words like anybody."""
    hello.simulator.script_calls(ADA, [{"do": "voicemail", "after_rings": 0, "taken_for": None}])
    call = await hello.call(**detection)
    await hello.after(5)

    assert (hello.customer.at("/detected"), call.answered_by, call.words) == ([], None, "Hello")


async def test_nobody_is_judged_unasked(hello: World) -> None:
    """Without MachineDetection nothing is said about who picked up."""
    call = await hello.picked_up()
    await hello.to_the_end()

    assert call.answered_by is None
