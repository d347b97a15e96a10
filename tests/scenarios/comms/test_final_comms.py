"""P20: once the impact is over the total is told in numbers, with what keeps it from coming back."""

from datetime import timedelta
from decimal import Decimal

from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds.requests import SendRound
from domain.requests import Mitigate, ReviseTotal
from domain.timeline import Kind
from tests.harness.rounds import (
    BUSINESS,
    ORDERS,
    TECHNICAL,
    is_declared,
    mailbox,
    refused,
    sends,
    shown,
    writes,
)
from tests.harness.story import Story


async def _mitigated(story: Story) -> None:
    await is_declared(story)
    for audience in (BUSINESS, TECHNICAL):
        await sends(story, story.head_of_department, audience, impact="Customers cannot pay.")
    await mailbox(story, "eve").gets_mail()
    await story.ask(Mitigate(actor=await story.asker(story.head_of_department), what="the old till is back"))
    await story.after(seconds=5)
    story.expected.everything_so_far()


async def test_from_mitigation_on_the_final_round_is_the_open_one(story: Story) -> None:
    """An hour after it at the latest, for both audiences; without the total it is refused."""
    await _mitigated(story)
    seen = (await story.seen()).rounds
    asks = SendRound(actor=await story.asker(story.head_of_department), audience=BUSINESS)

    assert [RoundKind.FINAL] * 2 == [each.kind for each in seen]
    assert (
        "The final update does not say the total impact in numbers and the next steps to a permanent fix yet."
        == await refused(story, asks)
    )


async def test_with_the_total_it_is_told_and_nothing_is_open_any_more(story: Story) -> None:
    """The mail says how much of what, and how it was counted."""
    await _mitigated(story)
    for audience in (BUSINESS, TECHNICAL):
        await sends(story, story.head_of_department, audience, total=(ORDERS,), next_steps="The till gets a spare.")
    mail = await mailbox(story, "eve").gets_mail()
    await story.after(seconds=5)
    story.expected.everything_so_far()

    assert "1200 orders" in mail.text.replace(",", "")
    assert [None, None] == [each.kind for each in (await story.seen()).rounds]


async def test_the_total_is_one_for_both_audiences(story: Story) -> None:
    """P20: what the business was told technical teams are told, too; put right once it is right for both, and on record once."""
    await _mitigated(story)
    await sends(story, story.head_of_department, BUSINESS, total=(ORDERS,), next_steps="The till gets a spare.")
    await story.after(seconds=5)
    await sends(story, story.head_of_department, TECHNICAL, next_steps="The till gets a spare.")
    more = ORDERS.model_copy(update={"amount": Decimal(1300), "final": True})
    await story.ask(
        ReviseTotal(actor=await story.asker(story.head_of_department), total=(more,), reason="the till was read out")
    )
    await story.after(seconds=5)
    story.expected.everything_so_far()
    business, technical = [await shown(story, audience) for audience in (BUSINESS, TECHNICAL)]

    assert technical.last is not None
    assert (ORDERS,) == technical.last.update.total
    assert [(more,), (more,)] == [business.total, technical.total]
    assert [f"{story.head_of_department.person.name}: the total impact is put right: 1,300 orders"] == [
        each for each in await story.told(Kind.COMMS) if "put right" in each
    ]


async def test_a_final_round_that_is_late_has_people_called(story: Story) -> None:
    """Mitigation ends no duty to tell: the deputy is called. The lead, who writes meanwhile, is not silent, and is only nudged."""
    await _mitigated(story)
    await story.after(minutes=40)
    await writes(story, story.head_of_department, TECHNICAL, next_steps="The till gets a spare.")
    await story.head_of_department.phone.gets_text("Update due.", within=timedelta(minutes=15))
    await story.head_of_department.mailbox.gets_mail("The final update to both audiences is due by")
    await story.head_of_department.phone.gets_text("are due now", within=timedelta(minutes=15))
    call = await (await story.service_owner.phone.rings(within=timedelta(minutes=7))).answered()
    await call.hears("An update is overdue.")
    await story.after(seconds=30)
    story.expected.everything_so_far()

    assert 1 == (await shown(story, BUSINESS)).status.missed_in_all
    for audience in (BUSINESS, TECHNICAL):
        await sends(story, story.head_of_department, audience, total=(ORDERS,), next_steps="The till gets a spare.")
    await story.after(minutes=1)
    story.expected.everything_so_far()


async def test_stood_down_after_all_it_is_said_to_whoever_had_heard_of_it(story: Story) -> None:
    """The stand-down is the approval of the last words."""
    await is_declared(story)
    await sends(story, story.head_of_department, BUSINESS, impact="Customers cannot pay.")
    await mailbox(story, "eve").gets_mail()
    await story.stand_down(story.head_of_department, "it was a test")
    mail = await mailbox(story, "eve").gets_mail()
    await story.after(seconds=30)
    story.expected.everything_so_far()

    assert "it was not a major incident. It was a test" in " ".join(mail.text.split())
