"""No round is forgotten: one that is overdue has somebody called, again and again, until it is sent (P17 to P20)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain.comms.requests import SendRound
from domain.names import SearchAttribute
from domain.timeline import Kind
from tests.harness.people import Text
from tests.harness.rounds import (
    BUSINESS,
    TECHNICAL,
    company_with_stakeholder,
    is_declared,
    mailbox,
    refused,
    sends,
    shown,
)
from tests.harness.story import Story, a_story


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A scenario in a company whose Sales rely on the checkout; Bo stands in for Cleo, who leads."""
    async with a_story(company_with_stakeholder()) as told:
        yield told


async def _nudged(story: Story) -> Text:
    """Have the checkout declared, the technical round sent, and the lead nudged about the one to the business."""
    await is_declared(story)
    await sends(story, story.head_of_department, TECHNICAL, impact="Customers cannot pay.")
    for engineer in (story.on_call, story.head_of_department):
        await engineer.mailbox.gets_mail("Checkout: Customers cannot pay.")
    nudge = await story.head_of_department.phone.gets_text("Update due.", within=timedelta(minutes=6))
    await story.head_of_department.mailbox.gets_mail("The first update to business stakeholders is due by")
    return nudge


async def test_the_lead_is_told_when_it_is_due_and_the_deputy_called_when_it_is_overdue(story: Story) -> None:
    """A text at the time it was due; five minutes later the phone of whoever stands in rings, and the miss is on record."""
    await _nudged(story)
    await story.head_of_department.phone.gets_text("is due now", within=timedelta(minutes=11))
    call = await (await story.service_owner.phone.rings(within=timedelta(minutes=6))).answered()
    await call.hears("An update is overdue.")
    await call.hears("Press 1 to see to it, 2 to pass it on, 3 to hear the draft")
    await call.presses("1")
    await story.service_owner.phone.gets_text("you may send it now")
    story.expected.everything_so_far()

    assert "the first update to business stakeholders is missed" in await story.told(Kind.COMMS)
    words = await sends(story, story.service_owner, BUSINESS, impact="Customers cannot pay.")
    await mailbox(story, "eve").gets_mail()
    assert words.startswith("The first update goes out")
    assert 1 == (await shown(story, BUSINESS)).status.missed_in_all
    await story.after(minutes=1)
    story.expected.everything_so_far()


async def test_silence_goes_on_up_the_ladder_until_it_is_sent(story: Story) -> None:
    """Nobody answers: the head of department is called, then all who stand in, and again; once it is sent nobody is."""
    await _nudged(story)
    await story.head_of_department.phone.gets_text("is due now", within=timedelta(minutes=11))
    for person in (story.service_owner, story.head_of_department, story.service_owner):
        await (await person.phone.rings(within=timedelta(minutes=12))).not_answered()
    assert "business" == await _overdue(story)
    story.expected.everything_so_far()
    await sends(story, story.head_of_department, BUSINESS, impact="Customers cannot pay.")
    await mailbox(story, "eve").gets_mail()
    await story.after(minutes=1)
    story.expected.everything_so_far()

    assert "none" == await _overdue(story)


async def test_whoever_sees_to_it_may_send_and_nobody_else(story: Story) -> None:
    """The right to send goes with the page that was taken."""
    await is_declared(story)
    asks = SendRound(actor=await story.asker(story.on_call), audience=BUSINESS)

    assert "Only the incident lead, or the head of department, may do that" in await refused(story, asks)


async def _overdue(story: Story) -> str:
    description = await story.incident().describe()
    return str(description.search_attributes.get(SearchAttribute.OVERDUE_ROUNDS, ["?"])[0])
