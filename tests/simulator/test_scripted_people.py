"""Scripted people at their phones."""

import pytest
from pydantic import ValidationError

from simulator.errors import NotPossibleError
from simulator.records import CallRecord
from tests.simulator.customer import ADDRESS
from tests.simulator.world import ADA, BEN, OUR_NUMBER, World, bridge, response, seconds_after_start

MENU = response(
    '<Gather action="/pressed" numDigits="1" timeout="8"><Say>Press one to have it</Say></Gather>',
    "<Say>Goodbye</Say>",
)


@pytest.fixture
def menu(world: World) -> World:
    """A customer with a menu of one key."""
    world.customer.answers |= {"/voice": MENU, "/pressed": response("<Say>Thank you</Say>")}
    return world


def end(call: CallRecord) -> tuple[str, float]:
    """Tell how and when a call ended."""
    return call.status.value, seconds_after_start(call.ended)


async def test_someone_answers_after_three_rings_thinks_and_presses(menu: World) -> None:
    """Picks up fifteen seconds into the ringing, thinks two seconds at the menu, and presses the key."""
    menu.simulator.script_calls(ADA, [{"do": "answer", "after_rings": 3, "press": ["1"], "think": 2.0}])
    call = await menu.call()
    await menu.to_the_end()

    assert seconds_after_start(call.answered) == 16.0
    assert [(seconds_after_start(key.at), key.key, key.heard) for key in call.keys] == [(18.0, "1", True)]
    assert menu.customer.at("/pressed")[0].fields["Digits"] == "1"
    assert call.words == "Press one to have it Thank you"


async def test_one_key_is_pressed_per_menu(menu: World) -> None:
    """Further keys wait for further menus."""
    menu.customer.answers["/pressed"] = MENU
    menu.simulator.script_calls(ADA, [{"do": "answer", "press": ["2", "7"]}])
    await menu.call()
    await menu.to_the_end()

    assert [request.fields["Digits"] for request in menu.customer.at("/pressed")] == ["2", "7"]


async def test_several_keys_can_be_pressed_at_one_menu(menu: World) -> None:
    """A code is pressed key by key at one menu."""
    menu.customer.answers["/voice"] = response('<Gather action="/pressed"><Say>Your code</Say></Gather>')
    menu.simulator.script_calls(ADA, [{"do": "answer", "press": ["4821#"]}])
    await menu.call()
    await menu.to_the_end()

    fields = menu.customer.at("/pressed")[0].fields
    assert (fields["Digits"], fields["FinishedOnKey"]) == ("4821", "#")


async def test_someone_lets_it_ring(menu: World) -> None:
    """Whoever ignores a call lets it ring to its end."""
    menu.simulator.script_calls(ADA, [{"do": "ignore"}])
    call = await menu.call(Timeout="20")
    await menu.to_the_end()

    assert end(call) == ("no-answer", 21.0)
    assert call.manual is False


async def test_someone_picks_up_and_presses_nothing(menu: World) -> None:
    """A silent answer hears the menu to its end and never presses a key."""
    menu.simulator.script_calls(ADA, [{"do": "answer_silently", "after_rings": 1}])
    call = await menu.call()
    await menu.to_the_end()

    assert (call.status.value, call.words, call.keys) == ("completed", "Press one to have it Goodbye", ())
    assert menu.customer.at("/pressed") == []


async def test_a_voicemail_picks_up_and_presses_nothing(menu: World) -> None:
    """A voicemail answers, and machine detection says what it is."""
    menu.simulator.script_calls(ADA, [{"do": "voicemail", "after_rings": 4}])
    call = await menu.call(MachineDetection="Enable", AsyncAmd="true", AsyncAmdStatusCallback=f"{ADDRESS}/detected")
    await menu.to_the_end()

    assert seconds_after_start(call.answered) == 21.0
    assert call.keys == ()
    assert [request.fields["AnsweredBy"] for request in menu.customer.at("/detected")] == ["machine_start"]


@pytest.mark.parametrize(
    ("behaviour", "outcome"),
    [
        ({"do": "busy"}, ("busy", 1.0)),
        ({"do": "off"}, ("failed", 1.0)),
        ({"do": "decline", "after_rings": 2}, ("busy", 11.0)),
        ({"do": "hang_up", "after_rings": 1, "after": 1.2}, ("completed", 7.2)),
    ],
)
async def test_someone_cannot_or_will_not_talk(
    menu: World, behaviour: dict[str, object], outcome: tuple[str, float]
) -> None:
    """Being busy, switched off, turning away and hanging up each end the call in their own way."""
    menu.simulator.script_calls(ADA, [behaviour])
    call = await menu.call()
    await menu.to_the_end()

    assert end(call) == outcome


async def test_a_script_is_followed_call_by_call_and_its_last_line_repeats(menu: World) -> None:
    """Each call takes the next behaviour; the last one stays."""
    menu.simulator.script_calls(ADA, [{"do": "busy"}, {"do": "off"}])
    outcomes = []
    for _ in range(3):
        call = await menu.call()
        await menu.to_the_end()
        outcomes.append(call.status.value)

    assert outcomes == ["busy", "failed", "failed"]


async def test_an_empty_script_gives_the_phone_back(menu: World) -> None:
    """A phone whose script was emptied rings until someone at the page picks up."""
    menu.simulator.script_calls(ADA, [{"do": "off"}])
    menu.simulator.script_calls(ADA, [])
    call = await menu.picked_up()

    assert (call.status.value, call.manual) == ("in-progress", True)


async def test_someone_at_the_page_may_be_faster(menu: World) -> None:
    """A scripted phone answered at the page is not answered again by its script."""
    menu.simulator.script_calls(ADA, [{"do": "decline", "after_rings": 1}])
    call = await menu.picked_up()
    await menu.to_the_end()

    assert call.status.value == "completed"


async def test_someone_presses_a_key_and_stays_for_as_long_as_told(menu: World) -> None:
    """Whoever is put through stays in the conference for so many seconds, then hangs up."""
    menu.customer.answers["/pressed"] = response(bridge())
    menu.simulator.script_calls(ADA, [{"do": "answer", "after_rings": 0, "press": ["1"], "think": 2, "stay": 90}])
    call = await menu.call()
    await menu.to_the_end()

    assert end(call) == ("completed", 93.0)
    assert menu.simulator.conferences[0].status.value == "completed"


async def test_someone_stays_until_told(menu: World) -> None:
    """Without a time whoever is put through stays, until they are told to hang up."""
    menu.customer.answers["/pressed"] = response(bridge())
    menu.simulator.script_calls(ADA, [{"do": "answer", "press": ["1"]}])
    call = await menu.call()
    await menu.after(3600)
    assert call.conference is not None
    menu.simulator.hang_up(call.sid)
    await menu.to_the_end()

    assert end(call) == ("completed", 3600.0)


async def test_someone_who_was_put_out_does_not_hang_up_elsewhere(menu: World) -> None:
    """The time to stay concerns the conference: whoever is out of it before hears what comes then to its end."""
    menu.customer.answers["/pressed"] = response(bridge(dial='timeLimit="5"'), '<Pause length="60"/>')
    menu.simulator.script_calls(ADA, [{"do": "answer", "after_rings": 0, "press": ["1"], "think": 2, "stay": 10}])
    call = await menu.call()
    await menu.to_the_end()

    assert end(call) == ("completed", 68.0)


async def test_someone_dials_in_by_themselves(menu: World) -> None:
    """A phone told to calls us once, after so many seconds, presses its keys, stays and hangs up."""
    menu.customer.answers |= {"/incoming": MENU, "/pressed": response(bridge())}
    menu.simulator.script_dial_in(BEN, {"after": 30, "press": ["1"], "think": 2, "stay": 60})
    await menu.to_the_end()

    (call,) = menu.simulator.calls
    assert (call.from_, call.to, call.direction, call.manual) == (BEN, OUR_NUMBER, "inbound", False)
    assert seconds_after_start(call.created) == 30.0
    assert [(seconds_after_start(key.at), key.key) for key in call.keys] == [(32.0, "1")]
    assert end(call) == ("completed", 92.0)


async def test_someone_who_cannot_dial_in_is_refused_at_once(menu: World) -> None:
    """A number that is not ours is refused when the script is written, not when its time has come."""
    with pytest.raises(NotPossibleError, match="not one of the simulator's numbers"):
        menu.simulator.script_dial_in(ADA, {"after": 30, "to": BEN})

    assert menu.clock.next_deadline() is None


async def test_an_unknown_behaviour_is_refused(menu: World) -> None:
    """A behaviour nobody knows, or a setting it does not have, is refused when it is written."""
    with pytest.raises(ValidationError, match="dance"):
        menu.simulator.script_calls(ADA, [{"do": "dance"}])
    with pytest.raises(ValidationError, match="press"):
        menu.simulator.script_calls(ADA, [{"do": "ignore", "press": ["1"]}])
