"""Rounds of comms, as a scenario speaks of them: written, sent, shown."""

from decimal import Decimal
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain.audiences import Audience
from domain.comms.drafting.updates import Quantity
from domain.comms.rounds.requests import CommsAsk, CommsRequest, SendRound, WriteBusinessDraft, WriteTechnicalDraft
from domain.comms.rounds.views import CommsView
from domain.names import Query, Update, comms_id, incident_id
from domain.organisation import BusinessArea, Organisation, Person
from domain.policies import CommsPolicy
from domain.requests import Reply
from tests.harness.organisation import small_company
from tests.harness.people import Actor, Mailbox
from tests.harness.story import Story

BUSINESS, TECHNICAL = Audience.BUSINESS, Audience.TECHNICAL
EVE = Person(id="eve", name="Eve Stone", phones=("+447700900005",), email="eve@example.com", time_zone="Europe/Berlin")
"""Eve owns Sales, which the checkout serves; her clock shows Central European time."""

ORDERS = Quantity(amount=Decimal(1200), unit="orders", counted="baskets left at the till", final=False)


def company_with_stakeholder() -> Organisation:
    """Return the small company with Eve, who owns Sales, and updates due as by default; Bo stands in for Cleo, who heads it."""
    company = small_company()
    people = {**company.people, "eve": EVE, "cleo": company.people["cleo"].model_copy(update={"deputy": "bo"})}
    sales = BusinessArea(id="sales", name="Sales", owner="eve")
    policies = company.policies.model_copy(update={"comms": CommsPolicy()})
    return company.model_copy(update={"people": people, "business_areas": {"sales": sales}, "policies": policies})


def mailbox(story: Story, person: str) -> Mailbox:
    """Return a person's mailbox."""
    return Actor(story.world, story.expected, story.world.organisation.people[person]).mailbox


async def is_declared(story: Story) -> None:
    """Have the checkout declared by Cleo, who leads it, and Ana on the technical call."""
    await story.is_declared()
    await story.joins(story.on_call)


async def ask(story: Story, request: CommsRequest, key: str = "checkout") -> str:
    """Bring a request to the rounds of an incident, and return the words said back."""
    reply = await handle(story, request.audience, key).execute_update(
        Update.REQUEST, CommsAsk(request=request), result_type=Reply
    )
    await story.world.settle()
    return str(reply.words)


async def refused(story: Story, request: CommsRequest) -> str:
    """Bring a request to the rounds, see that it is refused, and return why."""
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await ask(story, request)
    assert isinstance(failed.value.cause, ApplicationError)
    return failed.value.cause.message


async def writes(story: Story, actor: Actor, audience: Audience, **answers: Any) -> str:
    """Have a person write the open round."""
    write = WriteBusinessDraft if audience is BUSINESS else WriteTechnicalDraft
    return await ask(story, write(actor=await story.asker(actor), **answers))


async def sends(story: Story, actor: Actor, audience: Audience, **answers: Any) -> str:
    """Have a person write the open round, if anything is to be said, and send it."""
    if answers:
        await writes(story, actor, audience, **answers)
    read = (await shown(story, audience)).revision or None
    return await ask(story, SendRound(actor=await story.asker(actor), audience=audience, revision=read))


async def shown(story: Story, audience: Audience, key: str = "checkout") -> CommsView:
    """Return where the rounds for an audience stand."""
    await story.world.settle()
    view: CommsView = await handle(story, audience, key).query(Query.SNAPSHOT, result_type=CommsView)
    return view


def handle(story: Story, audience: Audience, key: str = "checkout") -> Any:
    """Return the workflow of the rounds of an incident for an audience."""
    prefix, suffix = incident_id(key), f"/comms/{audience}"
    [workflow_id] = [each for each in story.world.census.ids if each.startswith(f"{prefix}/") and each.endswith(suffix)]
    assert workflow_id == comms_id(prefix, workflow_id.split("/")[2], audience)
    return story.world.client.get_workflow_handle(workflow_id)
