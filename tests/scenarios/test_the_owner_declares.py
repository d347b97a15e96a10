"""P11: who is senior enough to declare is for the company to say; here the owner of the service that fails is."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain.policies import DeclarationPolicy, Seniority
from tests.harness.organisation import small_company
from tests.harness.story import Story, a_story


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A scenario in a small company whose service owners declare."""
    company = small_company()
    declaration = DeclarationPolicy(declared_by=Seniority.SERVICE_OWNER)
    policies = company.policies.model_copy(update={"declaration": declaration})
    async with a_story(company.model_copy(update={"policies": policies})) as told:
        yield told


async def _proposed(story: Story) -> None:
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    assert "The service owner, and then the head of department, is called" in await story.propose(story.on_call)


async def test_the_service_owner_is_called_first_and_declares_by_phone(story: Story) -> None:
    """Their phone rings before that of the head of department, and their key declares it; to stand it down they are refused."""
    await _proposed(story)
    call = await (await story.service_owner.phone.rings()).answered()
    with pytest.raises(WorkflowUpdateFailedError):
        await story.stand_down(story.service_owner)
    await call.hears("Press 1 to declare it")
    await call.presses("1")
    await call.hears("is declared as a major incident. You lead it.")
    for person in (story.on_call, story.service_owner):
        await person.phone.gets_text("is declared a major incident by Bo Larsen")
    await story.joins(story.on_call)

    assert ("declared", "Bo Larsen", "Bo Larsen") == (
        (await story.seen()).state,
        (await story.seen()).declared_by,
        (await story.seen()).lead,
    )


async def test_the_head_of_department_is_called_when_the_owner_does_not_answer(story: Story) -> None:
    """The search goes on upwards, and the head of department declares as ever."""
    await _proposed(story)
    await story.rings_out_to(story.service_owner, "to declare it")
    call = await story.head_of_department.phone.rings(within=timedelta(minutes=6))
    await story.declare(story.head_of_department)
    await call.cancelled()
    for person in (story.on_call, story.service_owner, story.head_of_department):
        await person.phone.gets_text("is declared a major incident by Cleo Marsh")
    await story.joins(story.on_call)

    assert "Cleo Marsh" == (await story.seen()).declared_by
