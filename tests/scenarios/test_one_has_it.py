"""Of two people who answer exactly one has it, and the other hears who."""

from datetime import timedelta

from domain.timeline import Kind
from tests.harness.story import Story


async def test_who_answers_second_hears_who_has_it(story: Story) -> None:
    """The on-call engineer texts ACK while the service owner is on the phone: he hears so at once, without pressing anything."""
    await story.alert()
    text = await story.rings_out(story.on_call)
    await (await story.on_call.phone.rings(within=timedelta(minutes=5))).not_answered()
    owner = await story.service_owner.phone.rings(within=timedelta(minutes=5))
    await owner.answered()

    await story.on_call.phone.sends(f"ACK {text.code}")
    await story.on_call.phone.gets_text("You have incident")
    await owner.hears(f"This page is closed: {story.on_call.name} has it.")

    assert story.on_call.name == await story.holder()


async def test_two_answers_at_the_same_instant_have_one_holder(story: Story) -> None:
    """Two keys pressed before either is decided: one person has it, the other hears who."""
    await _nobody_answers_until_the_search_widens(story)
    everyone = [story.on_call, story.service_owner, story.head_of_department, story.colleague]
    calls = {person.name: await person.phone.rings() for person in everyone}
    rivals = [calls[story.on_call.name], calls[story.service_owner.name]]
    for call in rivals:
        await call.answered()
        await call.hears("Press 1 to take it")

    for call in rivals:
        story.world.simulator.press(call.record.sid, "1")
    holder = await story.holder()
    loser = story.service_owner if holder == story.on_call.name else story.on_call
    await calls[loser.name].hears(str(holder))

    assert holder in {story.on_call.name, story.service_owner.name}
    assert 2 == len(await story.told(Kind.ANSWER))
    for bystander in (story.head_of_department, story.colleague):
        await calls[bystander.name].cancelled()


async def _nobody_answers_until_the_search_widens(story: Story) -> None:
    await story.alert()
    await story.rings_out(story.on_call)
    await (await story.on_call.phone.rings(within=timedelta(minutes=5))).not_answered()
    await story.rings_out(story.service_owner)
    await story.rings_out(story.head_of_department)
    await story.after(minutes=4, seconds=10)
