"""P15: on declaration every technical team is called to one call; key 1 puts them through, and who is missing is chased."""

from domain.timeline import Kind
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
    await dialled.hears("Key in your four-digit code")
    await dialled.keys_in(text.code)
    await dialled.hears("You are put through.")
    await story.after(seconds=5)
    story.expected.everything_so_far()

    assert ("Ana Duarte",) == (await story.seen()).on_call
    await dialled.hangs_up()


async def test_whoever_declares_by_text_calls_in_and_their_team_is_still_missed(story: Story) -> None:
    """P13: the code by which they declared lets them on the call they lead; they come by name, and for no team."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    await story.propose(story.on_call)
    code = (await story.rings_out_to(story.head_of_department, "Reply MAJOR")).code
    early = await (await story.head_of_department.phone.dials()).keys_in(code)
    await early.hears("This code leads to no call. To declare it, text MAJOR and this code, or wait for our next call.")
    await early.hangs_up()
    await story.head_of_department.phone.sends(f"MAJOR {code}")
    await story.head_of_department.phone.gets_text(f"To join the technical call, call this number and key in {code}.")
    dialled = await (await story.head_of_department.phone.dials()).keys_in(code)
    await dialled.hears("You are put through.")
    await story.after(seconds=5)
    story.expected.everything_so_far()

    assert (("Cleo Marsh",), ("Storefront",)) == ((await story.seen()).on_call, (await story.seen()).missing)
    assert "Cleo Marsh: joins the technical call" in await story.told(Kind.NOTE)
    await dialled.hangs_up()
    story.expected.everything_so_far()


async def test_a_stranger_to_the_codes_is_told_nothing_and_locked_out(story: Story) -> None:
    """Whoever forges the on-call engineer's number hears of no page, and after five wrong codes of none at all."""
    await story.alert()
    await (await story.on_call.phone.rings()).not_answered()
    text = await story.on_call.phone.gets_text("Reply ACK")
    for _ in range(2):
        forged = await (await story.on_call.phone.dials()).keys_in("*")
        await forged.hears("There is no such code. Key in another code")
        assert text.code not in forged.record.words
        await forged.keys_in("12#")
        await forged.hears("There is no such code. Key in another code")
        await forged.hangs_up()
    forged = await (await story.on_call.phone.dials()).keys_in("12#")
    await forged.hears("Too many wrong codes: none is taken from this number until")
    await story.on_call.phone.sends(f"ACK {text.code}")
    await story.after(minutes=1)

    assert await story.holder() is None
    story.expected.everything_so_far()
