"""An acknowledged alert is not forgotten: who took it and is not heard of any more is asked, then the ladder goes on."""

from datetime import timedelta

from domain.timeline import Kind
from tests.harness.story import Story


async def test_who_is_silent_is_asked_and_says_that_they_are_still_on_it(story: Story) -> None:
    """After half an hour of silence the phone rings once; 1 keeps it in the same hands."""
    await _taken_by_the_on_call_engineer(story)
    await story.after(minutes=29)
    call = await story.on_call.phone.rings()
    await call.answered()
    await call.hears("Without an answer others are called at")
    await call.hears("Press 1 if you are still on it")
    await call.presses("1")
    await call.hears("You have it")
    await call.hangs_up()
    await story.after(minutes=20)

    assert story.on_call.name == await story.holder()


async def test_a_sign_of_life_puts_the_question_off(story: Story) -> None:
    """A text from whoever has it counts: for the next half hour nobody is asked."""
    code = await _taken_by_the_on_call_engineer(story)
    await story.after(minutes=20)
    await story.on_call.phone.sends(f"ACK {code}")
    await story.on_call.phone.gets_text("You have it")
    await story.after(minutes=25)

    assert story.on_call.name == await story.holder()


async def test_silence_moves_the_ladder_on(story: Story) -> None:
    """Who does not answer the question loses it, and is told so; the service owner is called, and the timeline says why."""
    await _taken_by_the_on_call_engineer(story)
    await story.after(minutes=29)
    await (await story.on_call.phone.rings()).not_answered()
    await story.on_call.phone.gets_text("Are you still on checkout")
    await story.on_call.mailbox.gets_mail()
    owner = await story.service_owner.phone.rings(within=timedelta(minutes=6))
    await story.on_call.phone.gets_text("is no longer yours: others are called now. ACK")

    assert await story.holder() is None

    await owner.acknowledges()
    await story.on_call.phone.gets_text(f"is no longer yours: {story.service_owner.name} has it since")

    assert story.service_owner.name == await story.holder()
    assert "Ana Duarte took it and was not heard of since: service owner" in await story.reasons(Kind.STEP)


async def _taken_by_the_on_call_engineer(story: Story) -> str:
    await story.alert()
    call = await story.on_call.phone.rings()
    await call.answered()
    await call.presses("1")
    await call.hangs_up()
    return (await story.on_call.phone.gets_text("passes it on")).code
