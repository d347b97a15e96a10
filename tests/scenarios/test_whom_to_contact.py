"""P14: whom to contact comes from the dependency matrix, in lists; anyone further is offered to the lead, who adds and drops."""

from collections.abc import AsyncIterator, Iterable

import pytest

from domain.lifecycle import Actor as Asker
from domain.messages import TeamCard
from domain.reliance.contact_plan import ContactPlan, Stakeholder, TeamContact
from domain.requests import AddTeam, DropTeam
from domain.timeline import Kind
from tests.harness.people import Actor, Call
from tests.harness.reliance import company_with_reliance
from tests.harness.story import Story, a_story

DATA = TeamCard(id="data", name="Data")


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A scenario in a company whose checkout relies on others, and others on it; it fails on what nobody expected."""
    async with a_story(company_with_reliance()) as told:
        yield told


async def _both_teams_are_called(story: Story) -> tuple[Call, Call]:
    """Have it declared: the phones of the storefront and of the platform ring, and no other team's."""
    await story.is_declared()
    return await story.on_call.phone.rings(), await story.colleague.phone.rings()


async def _plan(story: Story) -> ContactPlan:
    plan = (await story.seen()).contacts
    assert plan is not None
    return plan


def _why(listed: Iterable[TeamContact | Stakeholder]) -> dict[str, tuple[str, str]]:
    """Return who stands on a list, why, and the path that leads there."""
    return {each.name: (each.because, str(each.chain)) for each in listed}


def _database_team(story: Story) -> Actor:
    return Actor(story.world, story.expected, story.world.organisation.person("eve"))


async def _lead(story: Story) -> Asker:
    return await story.asker(story.head_of_department)


async def test_three_lists_say_whom_to_contact_and_why(story: Story) -> None:
    """Teams to call, affected teams to inform, business stakeholders to inform, each entry with the path that explains it."""
    await _both_teams_are_called(story)
    plan = await _plan(story)

    assert {
        "Storefront": ("owns Checkout, which fails", "checkout"),
        "Platform": ("owns Payments, which Checkout relies on", "checkout ← payments"),
    } == _why(plan.teams_to_call)
    assert {"Warehouse": ("owns Returns, which is affected", "returns ← checkout")} == _why(plan.teams_to_inform)
    assert {
        "Cleo Marsh": ("owner of Sales, which Checkout serves", "checkout"),
        "Gita Rao": ("owner of Logistics, which Returns serves", "returns ← checkout"),
    } == _why(plan.stakeholders)


async def test_the_lists_stand_on_the_timeline_when_it_is_declared(story: Story) -> None:
    """Whoever reads it later sees whom the matrix named; before the declaration nobody is looked for."""
    await story.alert()
    assert (await story.seen()).contacts is None
    await (await story.on_call.phone.rings()).acknowledges()
    await story.propose(story.on_call)
    await story.head_of_department.phone.rings()
    await story.declare(story.head_of_department)
    story.expected.everything_so_far()
    notes = await story.told(Kind.NOTE)

    for what, listed in {
        "teams to call": "Platform (owns Payments, which Checkout relies on: checkout ← payments)",
        "technical teams to inform": "Warehouse (owns Returns, which is affected: returns ← checkout)",
        "business stakeholders to inform": "Gita Rao (owner of Logistics, which Returns serves: returns ← checkout)",
        "teams the lead may call too": "Data (owns Database, which Checkout relies on further down: checkout ← payments ←",
    }.items():
        [note] = [each for each in notes if each.startswith(f"{what}: ")]
        assert listed in note


async def test_anyone_further_is_offered_and_called_when_the_lead_says_so(story: Story) -> None:
    """The database's team is not called unasked; the lead adds it, with a reason, and its phone rings."""
    await _both_teams_are_called(story)
    assert {"Data": ("owns Database, which Checkout relies on further down", "checkout ← payments ← database")} == _why(
        (await _plan(story)).teams_offered
    )

    await story.ask(AddTeam(actor=await _lead(story), team=DATA, reason="queries hang"))
    call = await (await _database_team(story).phone.rings()).answered()
    await call.hears("Your team is needed. Major incident. Checkout: customers cannot pay.")

    assert "Cleo Marsh: Data is called too" in await story.told(Kind.NOTE)
    assert "queries hang (the command line)" in await story.reasons(Kind.NOTE)


async def test_a_team_that_is_not_needed_is_dropped_by_the_lead(story: Story) -> None:
    """Its phone stops ringing and does not ring again; who dropped it, and why, stands on the timeline."""
    ours, platforms = await _both_teams_are_called(story)
    await story.ask(DropTeam(actor=await _lead(story), team="platform", reason="payments are well"))
    await platforms.cancelled()
    await ours.answered()
    await ours.presses("1")
    await ours.hears("You are put through.")
    await story.after(minutes=20)

    assert "Cleo Marsh: Platform is not needed on the call" in await story.told(Kind.NOTE)
    assert "payments are well (the command line)" in await story.reasons(Kind.NOTE)
    assert () == (await story.seen()).missing


async def test_teams_are_added_and_dropped_by_the_lead_and_with_a_reason(story: Story) -> None:
    """Anybody else is refused, and so is the lead who says no reason: the same teams are missing as before."""
    await _both_teams_are_called(story)
    lead, engineer = await _lead(story), await story.asker(story.on_call)

    only_the_lead = "Only the incident lead, or the head of department, may do that."
    assert only_the_lead == await story.refused(AddTeam(actor=engineer, team=DATA, reason="queries hang"))
    assert only_the_lead == await story.refused(DropTeam(actor=engineer, team="platform", reason="payments are well"))
    assert "Say why they are needed." == await story.refused(AddTeam(actor=lead, team=DATA, reason=" "))
    assert "Say why they are not needed." == await story.refused(DropTeam(actor=lead, team="platform", reason=" "))
    assert ("Storefront", "Platform") == (await story.seen()).missing
