"""P18, P19: after the first round comes a second with the plan, then further ones at the agreed cadence."""

from datetime import timedelta

from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds.requests import ChangeCadence, SendRound
from tests.harness.rounds import (
    BUSINESS,
    TECHNICAL,
    ask,
    is_declared,
    mailbox,
    refused,
    sends,
    shown,
    writes,
)
from tests.harness.story import Story


async def _first_is_sent(story: Story) -> None:
    await is_declared(story)
    await sends(story, story.head_of_department, BUSINESS, impact="Customers cannot pay.")
    await mailbox(story, "eve").gets_mail("Checkout: Customers cannot pay.")


async def test_the_second_says_the_plan(story: Story) -> None:
    """P18: without it it is refused with what is missing; it goes into the same conversation."""
    await _first_is_sent(story)
    await writes(story, story.head_of_department, BUSINESS, impact="Half of the customers cannot pay.")
    asks = SendRound(actor=await story.asker(story.head_of_department), audience=BUSINESS)
    assert "The second update does not say the plan yet." == await refused(story, asks)

    await sends(story, story.head_of_department, BUSINESS, plan="We go back to the old till.")
    mail = await mailbox(story, "eve").gets_mail("Checkout: Customers cannot pay.")
    assert "We go back to the old till." in mail.text
    assert RoundKind.FURTHER is (await shown(story, BUSINESS)).status.kind


async def test_a_change_of_the_cadence_is_what_the_incident_shows(story: Story) -> None:
    """P19: every 30 minutes from now on, and the next one is due by the new interval."""
    await _first_is_sent(story)
    before = await shown(story, BUSINESS)
    change = ChangeCadence(
        actor=await story.asker(story.head_of_department), audience=BUSINESS, interval=timedelta(minutes=30)
    )
    assert "every 30 minutes" in await ask(story, change)

    [seen] = [each for each in (await story.seen()).rounds if each.audience is BUSINESS]
    assert before.status.last_sent_at is not None
    assert before.status.last_sent_at + timedelta(minutes=30) == seen.due_at


async def test_the_board_is_what_the_next_draft_begins_with(story: Story) -> None:
    """P16: nobody writes twice what the board knows."""
    await _first_is_sent(story)
    await sends(story, story.head_of_department, BUSINESS, impact="As before.", plan="We go back to the old till.")
    await mailbox(story, "eve").gets_mail()
    await story.notes(story.on_call, "switched to the old till")

    begins = (await shown(story, BUSINESS)).beginning
    assert begins is not None
    assert "switched to the old till" in begins.status
    assert TECHNICAL is (await shown(story, TECHNICAL)).status.audience
