"""Menus: what is heard, which keys count, and when."""

import pytest

from simulator.errors import NotPossibleError
from tests.simulator.customer import Customer
from tests.simulator.world import World, response, seconds_after_start

TEN_WORDS = "One two three four five six seven eight nine ten"


def menu(attributes: str, words: str = TEN_WORDS, after: str = "<Say>Nothing pressed</Say>") -> str:
    """Write a document with one menu and what comes after it."""
    return response(f'<Gather action="/pressed" {attributes}><Say>{words}</Say></Gather>', after)


def digits(customer: Customer) -> list[tuple[str, str]]:
    """List what menus sent: the digits and the key that finished them."""
    return [(request.fields["Digits"], request.fields["FinishedOnKey"]) for request in customer.at("/pressed")]


async def test_a_key_cuts_the_speech_short(world: World) -> None:
    """A key pressed while the menu is being read is taken at once."""
    world.customer.answers["/voice"] = menu('numDigits="1"')
    call = await world.picked_up()
    await world.after(1)
    await world.press(call, "1")

    assert digits(world.customer) == [("1", "")]
    assert seconds_after_start(call.fetches[-1].at) == 3.0


async def test_a_first_key_cuts_the_rest_of_the_prompts_too(world: World) -> None:
    """Prompts behind the one that was cut short are not spoken."""
    world.customer.answers["/voice"] = response(
        '<Gather numDigits="2" action="/pressed"><Say>First</Say><Pause length="9"/><Say>Second</Say></Gather>'
    )
    world.customer.answers["/pressed"] = response()
    call = await world.picked_up()
    await world.after(2)
    await world.press(call, "1")
    await world.after(1)
    await world.press(call, "2")

    assert (call.words, digits(world.customer)) == ("First", [("12", "")])


async def test_silence_falls_through_to_what_comes_next(world: World) -> None:
    """After the prompt and the timeout without a key, the document goes on."""
    world.customer.answers["/voice"] = menu('numDigits="1" timeout="8"')
    call = await world.picked_up()
    await world.to_the_end()

    assert [(seconds_after_start(spoken.at), spoken.words) for spoken in call.spoken] == [
        (2.0, TEN_WORDS),
        (13.0, "Nothing pressed"),
    ]
    assert digits(world.customer) == []


async def test_silence_is_told_when_asked(world: World) -> None:
    """With actionOnEmptyResult the action hears of empty digits."""
    world.customer.answers["/voice"] = menu('timeout="8" actionOnEmptyResult="true"')
    await world.picked_up()
    await world.to_the_end()

    assert digits(world.customer) == [("", "")]


async def test_each_key_starts_the_wait_anew(world: World) -> None:
    """The timeout counts from the last key; what was pressed by then is sent."""
    world.customer.answers["/voice"] = menu('timeout="5"', words="Code")
    call = await world.picked_up()
    for key in "48":
        await world.after(4)
        await world.press(call, key)
    assert digits(world.customer) == []
    await world.after(5)

    assert digits(world.customer) == [("48", "")]


async def test_the_finishing_key_ends_a_menu(world: World) -> None:
    """The finishing key sends what was pressed before it."""
    world.customer.answers["/voice"] = menu('finishOnKey="*"')
    call = await world.picked_up()
    await world.press(call, "4#*")

    assert digits(world.customer) == [("4#", "*")]


async def test_the_finishing_key_alone_is_no_answer(world: World) -> None:
    """A finishing key with nothing before it counts as silence."""
    world.customer.answers["/voice"] = menu("")
    call = await world.picked_up()
    await world.press(call, "#")

    assert (digits(world.customer), call.spoken[-1].words) == ([], "Nothing pressed")


async def test_an_empty_finishing_key_makes_every_key_count(world: World) -> None:
    """With finishOnKey empty, # is a digit like any other."""
    world.customer.answers["/voice"] = menu('finishOnKey="" numDigits="2"')
    call = await world.picked_up()
    await world.press(call, "#1")

    assert digits(world.customer) == [("#1", "")]


async def test_keys_outside_a_menu_are_lost_but_remembered(world: World) -> None:
    """A key nothing waits for changes nothing, and the record says it went unheard."""
    world.customer.answers["/voice"] = response("<Say>Wait</Say>", '<Pause length="3"/>', menu('numDigits="1"')[10:-11])
    call = await world.picked_up()
    await world.press(call, "9")
    await world.after(4)
    await world.press(call, "1")

    assert [(key.key, key.heard) for key in call.keys] == [("9", False), ("1", True)]
    assert digits(world.customer) == [("1", "")]


async def test_keys_beyond_what_a_menu_takes_do_not_reach_the_next(world: World) -> None:
    """Hammering on a key answers one menu, not the next."""
    world.customer.answers["/voice"] = menu('numDigits="1"')
    world.customer.answers["/pressed"] = response('<Gather action="/second" numDigits="1"><Say>Again</Say></Gather>')
    call = await world.picked_up()
    await world.press(call, "111")
    await world.to_the_end()

    assert digits(world.customer) == [("1", "")]
    assert world.customer.at("/second") == []


async def test_a_menu_without_action_asks_its_own_document(world: World) -> None:
    """Without an action the digits go to the address the document came from."""
    world.customer.answers["/voice"] = response('<Gather numDigits="1"/>')
    call = await world.picked_up()
    await world.press(call, "5")

    assert [request.fields.get("Digits") for request in world.customer.at("/voice")] == [None, "5"]


async def test_a_menu_can_send_with_get(world: World) -> None:
    """With method GET the digits stand in the query."""
    world.customer.answers["/voice"] = menu('numDigits="1" method="GET"')
    call = await world.picked_up()
    await world.press(call, "5")

    (request,) = world.customer.at("/pressed")
    assert (request.method, request.fields["Digits"]) == ("GET", "5")


@pytest.mark.parametrize("key", ["", "12", "A", "+"])
async def test_what_is_no_key_is_refused(world: World, key: str) -> None:
    """Only 0 to 9, * and # can be pressed, one at a time."""
    call = await world.picked_up()

    with pytest.raises(NotPossibleError, match="not a key"):
        world.simulator.press(call.sid, key)


async def test_no_key_can_be_pressed_before_the_phone_is_picked_up(world: World) -> None:
    """A ringing phone takes no keys."""
    call = await world.call()
    await world.after(2)

    with pytest.raises(NotPossibleError, match="it is ringing"):
        world.simulator.press(call.sid, "1")
