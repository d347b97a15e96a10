"""Whoever was told of an incident that becomes part of another is told on, by the rounds of that one (P21)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.audiences import Audience
from domain.comms.rounds.requests import AddRecipient, DropRecipient, SendRound, WriteBusinessDraft, WriteTechnicalDraft
from domain.organisation import BusinessArea, Organisation, Service
from domain.requests import SameAs
from tests.harness.rounds import BUSINESS, TECHNICAL, ask, company_with_stakeholder, is_declared, mailbox, sends, shown
from tests.harness.story import Story, a_story

PAYMENTS = Service(
    id="payments",
    name="Payments",
    team="platform",
    owner="cleo",
    business_area="finance",
    customer_effect="cards are refused",
)


def company() -> Organisation:
    """Return the company, in which nobody who is told of the checkout is told of payments: Finance has nobody but Cleo."""
    company = company_with_stakeholder()
    areas = {**company.business_areas, "finance": BusinessArea(id="finance", name="Finance", owner="cleo")}
    update = {"services": {**company.services, "payments": PAYMENTS}, "business_areas": areas}
    return company.model_copy(update=update)


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A scenario in that company."""
    async with a_story(company()) as told:
        yield told


async def _both_declared(story: Story) -> None:
    """Have Cleo declare both and lead them; those of payments have got their first update, in which cards are refused."""
    await is_declared(story)
    await story.alert("payments", fingerprint="p1")
    await (await story.colleague.phone.rings()).acknowledges()
    await story.propose(story.colleague, "payments")
    await story.declare(story.head_of_department, "payments")
    await _sends(story, BUSINESS, impact="Cards are refused.")
    await _sends(story, TECHNICAL, impact="Cards are refused.")
    await story.world.settle()
    story.expected.everything_so_far()


async def _sends(story: Story, audience: Audience, **answers: Any) -> None:
    """Have Cleo write and send an update of payments."""
    write = WriteBusinessDraft if audience is BUSINESS else WriteTechnicalDraft
    asker = await story.asker(story.head_of_department, "payments")
    await ask(story, write(actor=asker, **answers), "payments")
    read = (await shown(story, audience, "payments")).revision
    await ask(story, SendRound(actor=asker, audience=audience, revision=read), "payments")


async def _becomes_part(story: Story) -> None:
    """Have Cleo say that the checkout is the same as payments."""
    other = (await story.seen("payments")).code
    await story.ask(SameAs(actor=await story.asker(story.head_of_department), other=other, reason="one certificate"))
    await story.world.settle()


async def test_a_stakeholder_of_a_part_hears_where_it_goes_on_and_is_told_on(story: Story) -> None:
    """Eve owns Sales, which payments do not serve: she hears which incident goes on, and gets its last update and its next."""
    await _both_declared(story)
    await sends(story, story.head_of_department, BUSINESS, impact="Customers cannot pay.")
    await mailbox(story, "eve").gets_mail("Checkout: Customers cannot pay.")
    await _becomes_part(story)
    mails = [await mailbox(story, "eve").gets_mail() for _ in range(2)]
    closing = next(each for each in mails if each.subject.startswith("Checkout: "))
    late = next(each for each in mails if each.subject.startswith("Payments: "))
    code = (await story.seen("payments")).code
    assert f"part of the incident about Payments, {code} from now on: its updates reach you in place" in closing.text
    assert "You were added later; this is the latest update" in late.text
    assert "Cards are refused." in late.text

    assert {"eve": "was told of Checkout, which is part of it"}.items() <= (
        await shown(story, BUSINESS, "payments")
    ).whom.people.items()
    await _sends(story, BUSINESS, impact="Cards are refused.", plan="They use another bank.")
    assert "They use another bank." in (await mailbox(story, "eve").gets_mail()).text
    story.expected.everything_so_far()


async def test_technical_teams_of_a_part_are_told_on_as_people_have_it(story: Story) -> None:
    """Those called are, and whoever was added by hand; whoever was dropped is not, and neither audience hears of the other's."""
    await _both_declared(story)
    asker = await story.asker(story.head_of_department)
    await ask(story, AddRecipient(actor=asker, audience=TECHNICAL, person="bo", reason="knows the till"))
    await ask(story, AddRecipient(actor=asker, audience=BUSINESS, person="dan", reason="stands in for Sales"))
    await ask(story, DropRecipient(actor=asker, audience=BUSINESS, person="eve", reason="is on leave"))
    await sends(story, story.head_of_department, TECHNICAL, impact="Customers cannot pay.")
    story.expected.everything_so_far()
    await _becomes_part(story)
    late = await mailbox(story, "bo").gets_mail("Payments: Cards are refused.")
    story.expected.everything_so_far()
    business, technical = [(await shown(story, each, "payments")).whom for each in (BUSINESS, TECHNICAL)]

    assert "For technical teams" in late.html
    assert ("bo" in technical.people, "bo" in business.people) == (True, False)
    assert ("dan" in business.people, "eve" in business.people) == (True, False)
    assert "storefront" in technical.model_dump()["teams"]
