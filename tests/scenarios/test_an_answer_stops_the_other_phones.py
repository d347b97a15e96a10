"""When one person has it, calls that still ring for that page are cancelled and nobody else is called."""

from datetime import timedelta

from domain.timeline import Kind
from tests.harness.story import Story


async def test_an_answer_by_text_cancels_the_call_that_rings(story: Story) -> None:
    """The service owner's phone stops ringing when the on-call engineer answers by text."""
    await story.alert()
    text = await story.rings_out(story.on_call)
    await (await story.on_call.phone.rings(within=timedelta(minutes=5))).not_answered()
    owner = await story.service_owner.phone.rings(within=timedelta(minutes=5))

    await story.on_call.phone.sends(f"ack {text.code}")
    await owner.cancelled()
    await story.on_call.phone.gets_text("You have incident")


async def test_an_answered_page_calls_nobody_else(story: Story) -> None:
    """Until the acknowledgement runs out no phone rings, no text and no mail goes out."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()

    await story.after(minutes=29)

    assert ["Ana Duarte: acknowledged"] == await story.told(Kind.ANSWER)
