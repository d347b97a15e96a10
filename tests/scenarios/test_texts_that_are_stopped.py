"""Text opt-out closes that channel for the person, says so, and goes on by voice."""

from datetime import timedelta

from domain.timeline import Kind
from tests.harness.story import Story


async def test_stop_closes_texts_and_the_page_goes_on_by_voice(story: Story) -> None:
    """Who answers STOP to a page is called instead, no text is sent any more, and START opens texts again."""
    await story.alert()
    await story.rings_out(story.on_call)
    await story.on_call.phone.sends("STOP")
    call = await story.on_call.phone.rings()
    await call.answered()
    await call.presses("1")
    await call.hears("You have incident")
    await call.hangs_up()

    assert "Ana Duarte: texts are closed" in await story.told(Kind.NOTE)

    await story.on_call.phone.sends("START")
    await story.on_call.phone.sends("LIST")
    await story.on_call.phone.gets_text("In your hands")


async def test_a_refusal_because_of_stop_is_understood(story: Story) -> None:
    """Who has stopped our texts long ago is found out by the provider's refusal: the page goes on by voice and mail."""
    story.world.simulator.set_faults([{"on": "create_text", "do": "refuse", "code": 21610}])
    await story.alert()
    await (await story.on_call.phone.rings()).not_answered()
    await story.on_call.mailbox.gets_mail()
    again = await story.on_call.phone.rings()
    await again.answered()
    await again.presses("1")
    await again.hangs_up()

    assert story.on_call.name == await story.holder()
    assert "Ana Duarte: texts are closed" in await story.told(Kind.NOTE)


async def test_five_wrong_codes_lock_a_numbers_texts_for_ten_minutes(story: Story) -> None:
    """Whoever guesses is locked out, even with the right code, and calls still work; after ten minutes texts do too."""
    await story.alert()
    text = await story.rings_out(story.on_call)
    wrong = [code for code in ("0001", "0002", "0003", "0004", "0005", "0006") if code != text.code][:5]
    for code in wrong[:3]:
        await story.on_call.phone.sends(f"ACK {code}")
        await story.on_call.phone.gets_text("No page of yours")
    await story.on_call.phone.sends(f"ACK {wrong[3]}")
    await story.on_call.phone.sends(f"ACK {wrong[4]}")
    await story.on_call.phone.gets_text("Too many wrong codes")
    await story.on_call.phone.sends(f"ACK {text.code}")

    assert await story.holder() is None

    await (await story.on_call.phone.rings(within=timedelta(minutes=5))).not_answered()
    await story.rings_out(story.service_owner)
    await story.after(minutes=1)
    await story.on_call.phone.sends(f"ACK {text.code}")
    await story.on_call.phone.gets_text("You have incident")

    assert story.on_call.name == await story.holder()
