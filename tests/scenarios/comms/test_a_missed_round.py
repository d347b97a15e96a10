"""No round is forgotten: one that is overdue has somebody called, again and again, until it is sent (P17 to P20)."""

import re
from datetime import timedelta

from domain.comms.rounds.requests import SendRound
from domain.hand_over import AcceptLead
from domain.names import SearchAttribute
from domain.organisation import Organisation
from domain.timeline import Kind
from tests.harness.people import Text
from tests.harness.rounds import (
    BUSINESS,
    TECHNICAL,
    ask,
    company_with_stakeholder,
    is_declared,
    mailbox,
    refused,
    sends,
    shown,
    writes,
)
from tests.harness.story import Story, a_story

ONLY = (
    "Only the incident lead, the head of department or their deputy, or whoever sees to an overdue update may do that"
)


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


async def _overdue_with_a_draft(story: Story) -> None:
    """Have a complete draft wait for somebody to send it, until it is overdue and Bo, the deputy, is called."""
    await is_declared(story)
    await sends(story, story.head_of_department, TECHNICAL, impact="Customers cannot pay.")
    await writes(story, story.on_call, BUSINESS, impact="Customers cannot pay.")
    await story.head_of_department.phone.gets_text("is due now", within=timedelta(minutes=17))
    story.expected.everything_so_far()


def _word_that_sends(text: Text) -> str:
    """Return the word and the code that a text says send it."""
    found = re.search(r"SEND \d{4}", text.body)
    assert found, text.body
    return found[0]


async def test_whoever_took_it_by_phone_sends_it_by_the_code_they_are_texted(story: Story) -> None:
    """Key 1 makes it theirs, they hear what that is, and the text that says they may send it has the code that does."""
    await _overdue_with_a_draft(story)
    bo = story.service_owner.phone
    call = await (await bo.rings(within=timedelta(minutes=6))).answered()
    await call.presses("1")
    await call.hears("You see to the overdue update of checkout,")
    how = await bo.gets_text("you may send it now")
    await bo.sends(_word_that_sends(how))

    await bo.gets_text("The first update goes out to business stakeholders.")
    await mailbox(story, "eve").gets_mail()
    story.expected.everything_so_far()


async def test_whoever_is_called_sends_it_by_one_word(story: Story) -> None:
    """Bo, who heads no department, lets it ring and answers the text: the one word sees to it, sends it, and calls nobody else."""
    await _overdue_with_a_draft(story)
    bo = story.service_owner.phone
    await (await bo.rings(within=timedelta(minutes=6))).not_answered()
    page = await bo.gets_text("Update overdue.")
    await bo.sends(_word_that_sends(page))

    await bo.gets_text("The first update goes out to business stakeholders.")
    await mailbox(story, "eve").gets_mail()
    assert f"{story.service_owner.name}: sends the update" in await story.told(Kind.ANSWER)
    story.expected.everything_so_far()
    await story.after(minutes=20)
    assert not [each for each in story.world.simulator.calls if story.expected.is_new(each.sid)]
    story.expected.everything_so_far()


async def test_whoever_sees_to_it_may_send_and_nobody_else() -> None:
    """Bo leads, and Ana stands in for him: once she has taken the page she may send; before it she may not, and Dan never."""
    async with a_story(_led_by_bo()) as story:
        await is_declared(story)
        await story.offers_the_lead(story.head_of_department, story.service_owner)
        await story.service_owner.phone.rings()
        await story.ask(AcceptLead(actor=await story.asker(story.service_owner)))
        await sends(story, story.service_owner, TECHNICAL, impact="Customers cannot pay.")
        await writes(story, story.colleague, BUSINESS, impact="Customers cannot pay.")
        ana, dan = [
            SendRound(actor=await story.asker(person), audience=BUSINESS, revision=2)
            for person in (story.on_call, story.colleague)
        ]
        assert [ONLY, ONLY] == [(await refused(story, asks))[: len(ONLY)] for asks in (ana, dan)]

        await story.service_owner.phone.gets_text("is due now", within=timedelta(minutes=16))
        story.expected.everything_so_far()
        call = await (await story.on_call.phone.rings(within=timedelta(minutes=6))).answered()
        await call.hears("An update is overdue.")
        await call.presses("1")
        await story.on_call.phone.gets_text("you may send it now")
        assert ONLY == (await refused(story, dan))[: len(ONLY)]
        words = await ask(story, ana)
        await mailbox(story, "eve").gets_mail()
        await story.after(seconds=5)
        story.expected.everything_so_far()

        assert words.startswith("The first update goes out to business stakeholders.")
        assert "Ana Duarte: sends the first update to business stakeholders: Customers cannot pay." in await story.told(
            Kind.COMMS
        )


def _led_by_bo() -> Organisation:
    """Return the company in which nobody stands in for Cleo, and Ana does for Bo."""
    company = company_with_stakeholder()
    deputies = {"cleo": None, "bo": "ana"}
    changed = {each: company.people[each].model_copy(update={"deputy": who}) for each, who in deputies.items()}
    return company.model_copy(update={"people": {**company.people, **changed}})


async def _overdue(story: Story) -> str:
    description = await story.incident().describe()
    return str(description.search_attributes.get(SearchAttribute.OVERDUE_ROUNDS, ["?"])[0])
