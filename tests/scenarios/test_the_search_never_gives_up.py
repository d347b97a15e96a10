"""P4, P12: when nobody on the ladder answers, the search widens to everyone, and then starts again."""

from datetime import timedelta

from domain.timeline import Kind
from tests.harness.story import Story


async def test_it_widens_to_everyone_and_repeats(story: Story) -> None:
    """After the head of department everyone is called at once; when they stay silent too, it begins again from the start."""
    await story.alert()
    await story.rings_out(story.on_call)
    await (await story.on_call.phone.rings(within=timedelta(minutes=5))).not_answered()
    await story.rings_out(story.service_owner)
    await story.rings_out(story.head_of_department)

    everyone = (story.on_call, story.service_owner, story.head_of_department, story.colleague)
    for person in everyone:
        ringing = await person.phone.rings(within=timedelta(minutes=5))
        if person is story.colleague:
            await ringing.not_answered()
    await story.colleague.phone.gets_text("Reply ACK")
    await story.colleague.mailbox.gets_mail()

    again = await story.on_call.phone.rings(within=timedelta(minutes=10))
    await again.acknowledges()

    assert "Ana Duarte: acknowledged" in await story.told(Kind.ANSWER)
