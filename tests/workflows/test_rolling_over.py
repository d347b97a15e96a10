"""Continue-as-new loses nothing: not in the middle of an escalation, not with an answer in flight, not with a call ringing."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus

from domain.names import Update, incident_id
from domain.timeline import Kind
from tests.harness.story import Story


async def test_the_escalation_goes_on_where_it_was(story: Story) -> None:
    """Every workflow rolls over between two rings: nobody is skipped, nobody is paged anew."""
    await story.alert()
    await story.rings_out(story.on_call)
    for workflow_id in await story.workflow_ids(""):
        await story.roll_over(workflow_id)

    await (await story.on_call.phone.rings(within=timedelta(minutes=5))).not_answered()
    for workflow_id in await story.workflow_ids(""):
        await story.roll_over(workflow_id)
    await (await story.service_owner.phone.rings(within=timedelta(minutes=5))).acknowledges()

    assert story.service_owner.name == await story.holder()


@pytest.mark.parametrize("kind", ["incident", "escalation", "pager"])
async def test_a_call_that_rings_goes_on_ringing(story: Story, kind: str) -> None:
    """A workflow rolls over while the phone rings: the call is not placed again, and its answer counts."""
    await story.alert()
    call = await story.on_call.phone.rings()
    (escalation,) = await story.workflow_ids("/escalation/")
    await story.roll_over({"incident": "incident/checkout", "escalation": escalation, "pager": "pager/ana"}[kind])

    await call.acknowledges()

    assert await story.told(Kind.ANSWER) == ["Ana Duarte: acknowledged"]


async def test_an_answer_in_flight_is_not_lost(story: Story) -> None:
    """A key pressed at the instant the escalation rolls over is decided once, by the old run or the new one."""
    await story.alert()
    call = await story.on_call.phone.rings()
    await call.answered()
    await story.world.until(lambda: call.record.gathering, within=timedelta(minutes=1))
    (escalation,) = await story.workflow_ids("/escalation/")
    rolling = story.world.client.get_workflow_handle(escalation).execute_update(Update.ROLL_OVER)

    await asyncio.gather(rolling, call.presses("1"))
    await call.hears("You have incident")
    await call.hangs_up()
    await story.on_call.phone.learns_the_code()

    assert await story.told(Kind.ANSWER) == ["Ana Duarte: acknowledged"]


async def test_the_same_answer_after_a_roll_over_gets_the_same_reply(story: Story) -> None:
    """Twilio may deliver a key press twice, the second time to the next run: it is the same answer."""
    await story.alert()
    call = await story.on_call.phone.rings()
    await call.answered()
    await call.presses("1")
    await call.hears("You have incident")
    (escalation,) = await story.workflow_ids("/escalation/")
    await story.roll_over(escalation)

    repeated = next(fetch for fetch in reversed(call.record.fetches) if "Digits" in fetch.fields)
    reply = await story.deliver_again(repeated)

    assert "You have incident" in reply
    assert await story.told(Kind.ANSWER) == ["Ana Duarte: acknowledged"]

    await call.hangs_up()
    await story.on_call.phone.learns_the_code()


async def test_an_offer_of_the_lead_stands(story: Story) -> None:
    """P13: the incident rolls over while who is asked is called; their yes counts, and ends the search.

    No time passes after that: the test server's clock stands still once a child of an earlier run has ended.
    """
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    await story.propose(story.on_call)
    await story.head_of_department.phone.rings()
    await story.declare(story.head_of_department)
    await story.joins(story.on_call)
    await story.offers_the_lead(story.head_of_department, story.colleague)
    call = await story.colleague.phone.rings()
    await story.roll_over(incident_id("checkout"))

    await call.answered()
    await call.presses("1")
    await call.hears("You lead checkout")
    story.expected.everything_so_far()
    assert ("Dan Okoro", None) == ((await story.seen()).lead, (await story.seen()).offered_to)
    (search,) = await story.workflow_ids("/escalation/offer_lead")
    assert WorkflowExecutionStatus.COMPLETED is (await story.world.client.get_workflow_handle(search).describe()).status
