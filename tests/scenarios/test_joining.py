"""P15: on declaration every technical team is called to one call; key 1 puts them through, and who is missing is chased."""

from tests.harness.story import Story


async def test_a_team_is_called_and_put_through_by_key(story: Story) -> None:
    """The on-call engineer presses 1 and is on the technical bridge; whoever drops out is called again after a moment."""
    await story.is_declared()
    call = await (await story.on_call.phone.rings()).answered()
    await call.hears(
        "Your team is needed. Major incident. Checkout: customers cannot pay. Press 1 to join the call now"
    )
    await call.presses("1")
    await call.hears("You are put through.")
    await story.after(seconds=5)
    story.expected.everything_so_far()
    seen = await story.seen()

    assert (("Ana Duarte",), ()) == (seen.on_call, seen.missing)
    [bridge] = story.world.simulator.conferences
    assert f"{seen.code}-technical" == bridge.name
    await story.after(minutes=20)

    await call.hangs_up()
    assert () == (await story.seen()).on_call
    await story.after(minutes=4)
    await (await story.on_call.phone.rings()).not_answered()
    story.expected.everything_so_far()


async def test_whoever_calls_with_their_code_lands_on_the_call(story: Story) -> None:
    """They let it ring, and dial in when they are at their desk."""
    await story.is_declared()
    text = await story.rings_out_to(story.on_call, "To join, call this number and key in")
    dialled = await story.on_call.phone.dials()
    await dialled.hears("Key in the four digits of your page")
    await dialled.keys_in(text.code)
    await dialled.hears("You are put through.")
    await story.after(seconds=5)
    story.expected.everything_so_far()

    assert ("Ana Duarte",) == (await story.seen()).on_call
    await dialled.hangs_up()
