"""What nobody has, and who cannot be reached, is marked where a list finds it after any restart."""

from datetime import datetime, timedelta

from temporalio.common import SearchAttributeKey

from domain.names import SearchAttribute, incident_id, pager_id
from domain.organisation import Channel, Organisation
from tests.harness.organisation import small_company
from tests.harness.story import Story
from tests.harness.world import a_world

UNHELD_SINCE = SearchAttributeKey.for_datetime(SearchAttribute.UNHELD_SINCE)
HOLDER = SearchAttributeKey.for_keyword(SearchAttribute.HOLDER)
UNREACHABLE = SearchAttributeKey.for_keyword(SearchAttribute.UNREACHABLE)


def company() -> Organisation:
    """Return the small company, in which Ana has no other way to be reached than her phone."""
    company = small_company()
    ana = company.people["ana"].model_copy(update={"channels": (Channel.CALL,)})
    return company.model_copy(update={"people": {**company.people, "ana": ana}})


async def marked(story: Story, person: str) -> str | None:
    """Return what a person's pager is marked with."""
    await story.world.settle()
    described = await story.world.client.get_workflow_handle(pager_id(person)).describe()
    return described.typed_search_attributes.get(UNREACHABLE)


async def test_a_person_whom_no_channel_reaches_is_marked_until_their_phone_rings() -> None:
    """The mark is set when the last channel has failed, and goes when the phone rings after all; nobody else has one."""
    async with a_world(company()) as world:
        story = Story(world)
        story.on_call.phone.is_switched_off()
        await story.alert()
        await story.on_call.phone.was_called()
        await story.rings_out(story.service_owner)

        assert ("ana", None) == (await marked(story, "ana"), await marked(story, "bo"))

        await story.rings_out(story.head_of_department)
        story.on_call.phone.is_switched_on()
        await story.on_call.phone.rings(within=timedelta(minutes=6))

        assert await marked(story, "ana") is None


async def shown(story: Story) -> tuple[str | None, datetime | None]:
    """Return who has the incident and since when nobody had it, by its marks."""
    await story.world.settle()
    described = await story.world.client.get_workflow_handle(incident_id("checkout")).describe()
    return described.typed_search_attributes.get(HOLDER), described.typed_search_attributes.get(UNHELD_SINCE)


async def test_an_incident_is_marked_while_nobody_has_it(story: Story) -> None:
    """The marks say since when, stay over a roll-over, and say who has it when somebody takes it."""
    await story.alert()
    call = await story.on_call.phone.rings()
    holder, since = await shown(story)
    await story.roll_over(incident_id("checkout"))
    assert "nobody" == holder
    assert since is not None
    assert (holder, since) == await shown(story)

    await call.acknowledges()

    assert "ana" == (await shown(story))[0]
