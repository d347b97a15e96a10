"""P4: on-call engineer, again, then service owner, then head of department, until a human answers."""

from datetime import timedelta

from tests.harness.story import Story


async def test_pages_up_the_ladder_until_a_key_is_pressed(story: Story) -> None:
    """The on-call engineer is rung twice, voicemail of the service owner does not count, the head of department answers."""
    story.service_owner.phone.voicemail_answers()
    await story.alert("checkout")

    await story.rings_out(story.on_call)
    again = await story.on_call.phone.rings(within=timedelta(minutes=5))
    await again.not_answered()

    machine = await story.service_owner.phone.rings(within=timedelta(minutes=5))
    await machine.picked_up_by_voicemail()
    await story.service_owner.phone.gets_text("Reply ACK")
    await story.service_owner.mailbox.gets_mail("Checkout: customers cannot pay.")

    head = await story.head_of_department.phone.rings(within=timedelta(minutes=5))
    await head.acknowledges()

    assert story.head_of_department.name == await story.holder()
