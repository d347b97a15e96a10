"""Who cannot be reached is marked in their pager, where a list finds it after any restart."""

from datetime import timedelta

from temporalio.common import SearchAttributeKey

from domain.names import SearchAttribute, pager_id
from domain.organisation import Channel, Organisation
from tests.harness.organisation import small_company
from tests.harness.story import Story
from tests.harness.world import a_world

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
