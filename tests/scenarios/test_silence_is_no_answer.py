"""Only a human answer is an answer: picking up a phone is not."""

from datetime import timedelta

from domain.timeline import Kind
from tests.harness.story import Story


async def test_a_call_that_is_picked_up_without_a_key_is_no_answer(story: Story) -> None:
    """Whoever picks up and says nothing is told it stays open, gets the page as a text, and the ladder goes on."""
    await story.alert()
    call = await story.on_call.phone.rings()
    await call.answered()
    await call.ends_unanswered()
    await story.on_call.phone.gets_text("Reply ACK")
    await story.on_call.mailbox.gets_mail()

    assert await story.holder() is None

    again = await story.on_call.phone.rings(within=timedelta(minutes=5))
    await again.acknowledges()

    assert story.on_call.name == await story.holder()


async def test_wrong_keys_repeat_the_menu(story: Story) -> None:
    """A wrong key is no answer; the menu is said again, and the right key still counts."""
    await story.alert()
    call = await story.on_call.phone.rings()
    await call.answered()
    await call.presses("9")

    assert [] == await story.told(Kind.ANSWER)

    await call.presses("1")
    await call.hears("You have incident")
    await call.hangs_up()
    await story.on_call.phone.learns_the_code()

    assert story.on_call.name == await story.holder()
