"""P17: as soon as possible the impact is told to both audiences, even while no solution is known."""

from datetime import timedelta

from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds.requests import SendRound
from tests.harness.rounds import (
    BUSINESS,
    TECHNICAL,
    is_declared,
    mailbox,
    refused,
    sends,
    shown,
)
from tests.harness.story import Story


async def test_both_first_rounds_are_due_from_the_declaration_on(story: Story) -> None:
    """15 minutes after it; the incident says so, and whom each tells is known."""
    await is_declared(story)
    seen = await story.seen()
    business, technical = await shown(story, BUSINESS), await shown(story, TECHNICAL)

    assert business.declared_at is not None
    due = business.declared_at + timedelta(minutes=15)
    assert [RoundKind.FIRST] * 2 == [each.status.kind for each in (business, technical)]
    assert [due] * 2 == [each.due_at for each in seen.rounds]
    assert {
        "the first update to business stakeholders is due",
        "the first update to technical teams is due",
    } <= {each.what for each in seen.due}
    assert {"eve"} == set(business.whom.people)


async def test_the_lead_is_nudged_once_for_both_and_sends_both_by_one_word(story: Story) -> None:
    """Ten minutes before they are due one text names both drafts; SEND and its code sends them, and nobody is called."""
    await is_declared(story)
    nudge = await story.head_of_department.phone.gets_text("Update due.", within=timedelta(minutes=6))
    await story.head_of_department.mailbox.gets_mail("The first update to both audiences is due by")
    await story.head_of_department.phone.sends(f"SEND {nudge.code}")
    said = await story.head_of_department.phone.gets_text("goes out to business stakeholders")
    mail = await mailbox(story, "eve").gets_mail()
    for engineer in (story.on_call, story.head_of_department):
        await engineer.mailbox.gets_mail("Checkout: customers cannot pay")
    await story.after(minutes=20)

    assert "goes out to technical teams" in said.body

    assert [1, 1] == [len((await shown(story, each)).sent) for each in (BUSINESS, TECHNICAL)]
    assert "customers cannot pay" in mail.subject.lower()
    assert "next update by" in mail.text.lower()
    assert [RoundKind.SECOND] * 2 == [each.kind for each in (await story.seen()).rounds]


async def test_a_round_sent_in_time_reminds_nobody(story: Story) -> None:
    """What went out before the nudge was due is not asked for."""
    await is_declared(story)
    for audience in (BUSINESS, TECHNICAL):
        await sends(story, story.head_of_department, audience, impact="Customers cannot pay.")
    for mails in (mailbox(story, "eve"), story.on_call.mailbox, story.head_of_department.mailbox):
        await mails.gets_mail("Checkout: Customers cannot pay.")
    await story.after(minutes=20)

    assert [0, 0] == [each.missed_in_all for each in (await story.seen()).rounds]


async def test_the_impact_goes_out_while_nothing_else_is_known(story: Story) -> None:
    """A first round needs no cause and no plan."""
    await is_declared(story)
    words = await sends(story, story.head_of_department, BUSINESS, impact="Customers cannot pay.")
    await mailbox(story, "eve").gets_mail()
    nothing = SendRound(actor=await story.asker(story.head_of_department), audience=TECHNICAL)

    assert words.startswith("The first update goes out to business stakeholders.")
    assert "The first update does not say the impact now yet." == await refused(story, nothing)
