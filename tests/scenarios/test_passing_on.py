"""Whoever cannot take it passes it on, and the next person is called at once."""

from datetime import timedelta

from tests.harness.organisation import small_company
from tests.harness.story import Story, a_story


async def test_passing_on_calls_the_next_person_at_once(story: Story) -> None:
    """Key 2 moves the search to the next rung without waiting, and without a second try."""
    await story.alert()
    call = await story.on_call.phone.rings()
    await call.answered()
    await call.presses("2")
    await call.hears("It is passed on")

    owner = await story.service_owner.phone.rings()
    await owner.acknowledges()

    assert story.service_owner.name == await story.holder()


async def test_who_has_it_may_pass_it_on(story: Story) -> None:
    """A text PASS from the one who has it starts the search again, from the next rung."""
    await story.alert()
    text = await story.rings_out(story.on_call)
    await story.on_call.phone.sends(f"ACK {text.code}")
    await story.on_call.phone.gets_text("You have incident")

    await story.on_call.phone.sends(f"PASS {text.code}")
    await story.on_call.phone.gets_text("It is passed on")
    owner = await story.service_owner.phone.rings()

    assert await story.holder() is None

    await owner.acknowledges()

    assert story.service_owner.name == await story.holder()


async def test_it_can_be_passed_on_days_later() -> None:
    """Whoever has it keeps the code of the page as long as they have it."""
    async with a_story(small_company(acknowledgement_lasts=timedelta(days=1))) as story:
        await story.alert()
        call = await story.on_call.phone.rings()
        await call.answered()
        await call.presses("1")
        await call.hangs_up()
        code = (await story.on_call.phone.gets_text("passes it on, MAJOR")).code
        for _ in range(2):
            await story.after(minutes=60 * 23)
            await story.on_call.phone.sends(f"ACK {code}")
            await story.on_call.phone.gets_text("You have it")
        await story.after(minutes=60 * 23)

        await story.on_call.phone.sends(f"PASS {code}")
        await story.on_call.phone.gets_text("It is passed on")
        await (await story.service_owner.phone.rings()).acknowledges()

        assert story.service_owner.name == await story.holder()
