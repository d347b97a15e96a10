"""A channel that fails moves on at once, not at the next timer, and the timeline says why."""

from domain.timeline import Kind
from tests.harness.story import Story


async def test_a_phone_that_is_switched_off_is_followed_by_a_text_at_once(story: Story) -> None:
    """A call that cannot be connected is followed by a text and a mail within moments."""
    story.on_call.phone.is_switched_off()
    await story.alert()
    await story.on_call.phone.was_called()
    text = await story.on_call.phone.gets_text("Reply ACK")
    await story.on_call.mailbox.gets_mail()

    assert "Ana Duarte: the call could not be connected" in await story.told(Kind.OUTCOME)

    await story.on_call.phone.sends(f"ACK {text.code}")
    await story.on_call.phone.gets_text("You have incident")


async def test_an_engaged_phone_is_followed_by_a_text_at_once(story: Story) -> None:
    """Busy is no answer: the page follows as a text and a mail."""
    story.on_call.phone.is_busy()
    await story.alert()
    await story.on_call.phone.was_called()
    await story.on_call.phone.gets_text("Reply ACK")
    await story.on_call.mailbox.gets_mail()

    assert "Ana Duarte: busy" in await story.told(Kind.OUTCOME)
