"""The organisation file changes while incidents run: a person who is gone never stops the search."""

from tests.harness.organisation import PEOPLE, small_company
from tests.harness.story import Story
from tests.harness.world import a_world


async def test_a_person_one_worker_does_not_know_is_passed_over_at_once() -> None:
    """Two workers know two editions: the ladder names Ana, the one that hands pages over has no Ana, so Bo is called now."""
    without_ana = small_company().model_copy(update={"people": {key: PEOPLE[key] for key in PEOPLE if key != "ana"}})
    async with a_world(small_company(), desk_knows=without_ana) as world:
        story = Story(world)
        await story.alert()
        await (await story.service_owner.phone.rings()).acknowledges()

        assert story.service_owner.name == await story.holder()
        assert [] == story.expected.surprises()
