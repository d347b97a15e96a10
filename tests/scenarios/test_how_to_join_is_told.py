"""P15: an update says how to come on the call of its own audience, to those whose code leads there, and to nobody else."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain.comms.rounds.requests import AddRecipient
from domain.leading import PersonCard
from domain.organisation import BusinessArea, Organisation, Person
from domain.requests import InviteStakeholder
from tests.harness.people import Actor
from tests.harness.rounds import (
    BUSINESS,
    EVE,
    TECHNICAL,
    ask,
    company_with_stakeholder,
    is_declared,
    mailbox,
    sends,
    shown,
    writes,
)
from tests.harness.story import Story, a_story

FINN = Person(id="finn", name="Finn Wood", email="finn@example.com", time_zone="Europe/Berlin")
"""Finn speaks for Sales as Eve does, and reads the same clock."""

IMPACT = "Customers cannot pay."


def _company() -> Organisation:
    company = company_with_stakeholder()
    sales = BusinessArea(id="sales", name="Sales", owner="eve", contacts=("finn",))
    people = {**company.people, "finn": FINN}
    return company.model_copy(update={"people": people, "business_areas": {"sales": sales}})


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A scenario in a company with two stakeholders."""
    async with a_story(_company()) as told:
        yield told


async def test_whoever_is_invited_reads_how_to_join_the_business_call(story: Story) -> None:
    """Eve is invited and Finn is not; by the number in her mail and the code of her invitation she is put through."""
    await is_declared(story)
    eve = PersonCard(id="eve", name=EVE.name)
    cleo = await story.asker(story.head_of_department)
    await story.ask(InviteStakeholder(actor=cleo, person=eve, reason="speaks for sales"))
    phone = Actor(story.world, story.expected, EVE).phone
    invitation = await phone.gets_text("To join the business call")
    await mailbox(story, "eve").gets_mail("Major incident")
    await sends(story, story.head_of_department, BUSINESS, impact=IMPACT)
    invited, other = await mailbox(story, "eve").gets_mail(), await mailbox(story, "finn").gets_mail()

    number = story.world.settings.twilio_number
    said = f"To join the business call, call {number} and key in the code of your invitation."
    assert (True, True) == (said in invited.text, said in invited.html)
    assert "To join" not in other.text
    assert invitation.code not in invited.text
    dialled = await (await phone.dials()).keys_in(invitation.code)
    await dialled.hears("You are put through.")
    story.expected.everything_so_far()


async def test_technical_teams_read_how_to_join_the_technical_call(story: Story) -> None:
    """Ana was called to join and Cleo leads; Ana, who has left the call, comes back by the code that LIST shows."""
    await story.is_declared()
    call = await story.joins(story.on_call)
    await sends(story, story.head_of_department, TECHNICAL, impact=IMPACT)
    for person in (story.on_call, story.head_of_department):
        mail = await person.mailbox.gets_mail()
        assert f"To join the technical call, call {story.world.settings.twilio_number} and key in the code" in mail.text
        assert "business call" not in mail.text
    await call.hangs_up()
    await story.on_call.phone.sends("LIST")
    code = (await story.on_call.phone.gets_text("Storefront is on the call")).code
    dialled = await (await story.on_call.phone.dials()).keys_in(code)
    await dialled.hears("You are put through.")
    story.expected.everything_so_far()


async def test_whoever_is_paged_later_reads_it_in_the_next_mail(story: Story) -> None:
    """Bo's phone has just begun to ring: a preview and his update say at once how to join."""
    await story.is_declared()
    cleo, bo = await story.asker(story.head_of_department), story.service_owner
    await writes(story, story.head_of_department, TECHNICAL, impact=IMPACT)
    await ask(story, AddRecipient(actor=cleo, audience=TECHNICAL, person="bo", reason="owns the checkout"))
    await bo.phone.rings(within=timedelta(minutes=12))
    assert "bo" in (await shown(story, TECHNICAL)).can_join
    await sends(story, story.head_of_department, TECHNICAL)
    mail = await bo.mailbox.gets_mail(IMPACT)

    assert "To join the technical call, call" in mail.text
    story.expected.everything_so_far()
