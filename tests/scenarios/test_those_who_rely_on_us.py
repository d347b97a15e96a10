"""P21: those who rely on your service are told by you, even when the root cause lies elsewhere."""

from collections.abc import AsyncIterator

import pytest

from domain.board.state import Outcome, Section
from domain.board.theories import RecordOutcome
from domain.reliance.contact_plan import ContactPlan
from tests.harness.people import Actor
from tests.harness.reliance import company_with_reliance
from tests.harness.story import Story, a_story


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A scenario in a company whose returns rely on the checkout, which relies on payments; it fails on what nobody expected."""
    async with a_story(company_with_reliance()) as told:
        yield told


async def _plan(story: Story, key: str = "checkout") -> ContactPlan:
    plan = (await story.seen(key)).contacts
    assert plan is not None
    return plan


async def test_whoever_relies_on_us_is_ours_to_inform_whatever_the_cause(story: Story) -> None:
    """The cause is found in payments, another team's: the warehouse and the logistics still stand on the checkout's lists."""
    await story.is_declared()
    await story.on_call.phone.rings()
    await story.colleague.phone.rings()
    before = await _plan(story)
    await story.notes(story.colleague, "payments refuse every card", section=Section.THEORY)
    found = RecordOutcome(actor=await story.asker(story.colleague), number=1, outcome=Outcome.CONFIRMED)
    await story.ask(found)

    assert before == await _plan(story)
    assert ["Warehouse"] == [team.name for team in before.teams_to_inform]
    assert ["Cleo Marsh", "Gita Rao"] == [person.name for person in before.stakeholders]


async def test_whoever_is_the_cause_informs_all_that_rely_on_it_further_down(story: Story) -> None:
    """An incident of the database names teams and business of everything above it, the nearest first, each with the path."""
    database = Actor(story.world, story.expected, story.world.organisation.person("eve"))
    await story.alert("database")
    await (await database.phone.rings()).acknowledges()
    await story.propose(database, "database")
    await story.declare(story.head_of_department, "database")
    await database.phone.rings()
    story.expected.everything_so_far()
    plan = await _plan(story, "database")

    assert ["Data"] == [team.name for team in plan.teams_to_call]
    assert [
        ("Platform", "payments ← database"),
        ("Storefront", "checkout ← payments ← database"),
        ("Warehouse", "returns ← checkout ← payments ← database"),
    ] == [(team.name, str(team.chain)) for team in plan.teams_to_inform]
    assert [
        ("Cleo Marsh", "owner of Sales, which Checkout serves"),
        ("Gita Rao", "owner of Logistics, which Returns serves"),
    ] == [(person.name, person.because) for person in plan.stakeholders]
