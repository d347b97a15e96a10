"""P23: no change on the fly unless absolutely necessary: it is justified, and approved by the lead, before anybody makes it."""

from domain.board.changes import ChangeDone, DecideChange, ProposeChange
from domain.board.state import Entry, Standing
from domain.organisation import Channel
from domain.timeline import Kind
from tests.harness.story import Story

WHAT = "raise the timeout to 30 seconds"
WHY = "every payment fails, and a release takes an hour"


async def _proposed_by_the_on_call_engineer(story: Story) -> None:
    """Cleo leads, and Ana wants to change something; as no time passes nobody is on the call."""
    await story.is_declared()
    await story.on_call.phone.rings()
    request = ProposeChange(actor=await story.asker(story.on_call), what=WHAT, justification=WHY)
    assert "Nobody makes the change before the lead approves it." in await story.ask(request)


async def _change(story: Story) -> Entry:
    parts = {part.title: part for part in (await story.seen()).board.parts}
    [entry] = parts["Changes during the incident"].entries
    return entry


async def _standing(story: Story) -> Standing | None:
    change = (await _change(story)).change
    return change.standing if change else None


async def test_it_is_justified_approved_and_made_in_that_order(story: Story) -> None:
    """The timeline says who wanted it and why, who approved it, and who made it."""
    await _proposed_by_the_on_call_engineer(story)
    assert Standing.PROPOSED == await _standing(story)
    lead = await story.asker(story.head_of_department)
    await story.ask(DecideChange(actor=lead, number=1, approve=True))
    assert Standing.APPROVED == await _standing(story)
    await story.ask(ChangeDone(actor=await story.asker(story.on_call), number=1))

    assert Standing.DONE == await _standing(story)
    assert [
        f"Ana Duarte: #1 emergency change proposed: {WHAT}",
        f"Cleo Marsh: #1 emergency change approved: {WHAT}",
        f"Ana Duarte: #1 emergency change done: {WHAT}",
    ] == await story.told(Kind.BOARD)
    assert f"{WHY} (the command line)" == (await story.reasons(Kind.BOARD))[0]


async def test_without_a_justification_it_is_refused(story: Story) -> None:
    """Nothing comes before the lead of which nobody says why it cannot wait."""
    await story.is_declared()
    await story.on_call.phone.rings()
    unjustified = ProposeChange(actor=await story.asker(story.on_call), what=WHAT, justification=" ")

    assert "The justification is empty: say it in a sentence." == await story.refused(unjustified)
    assert [] == await story.told(Kind.BOARD)


async def test_nobody_makes_it_before_it_is_approved(story: Story) -> None:
    """That it was done is refused while it waits for the lead, and after the lead has refused it."""
    await _proposed_by_the_on_call_engineer(story)
    done = ChangeDone(actor=await story.asker(story.on_call), number=1)
    assert "waits for the lead's decision; only a change that is approved" in await story.refused(done)

    lead = await story.asker(story.head_of_department)
    await story.ask(DecideChange(actor=lead, number=1, approve=False, reason="it hides the cause"))

    assert "was refused by Cleo Marsh; only a change that is approved" in await story.refused(done)
    assert Standing.REFUSED == await _standing(story)


async def test_nobody_approves_it_in_the_leads_place(story: Story) -> None:
    """Neither who wants it nor the head of department, once somebody else leads; nor the lead by a text, which can be forged."""
    await _proposed_by_the_on_call_engineer(story)
    await story.hands_over(story.head_of_department, story.service_owner)
    for other in (story.on_call, story.head_of_department):
        decision = DecideChange(actor=await story.asker(other), number=1, approve=True)
        assert "Only the incident lead may do that." == await story.refused(decision)
    lead = await story.asker(story.service_owner)
    by_text = DecideChange(actor=lead.model_copy(update={"channel": Channel.TEXT}), number=1, approve=True)
    assert "A change is not approved by text" in await story.refused(by_text)
    assert Standing.PROPOSED == await _standing(story)

    await story.ask(DecideChange(actor=lead, number=1, approve=True))

    assert Standing.APPROVED == await _standing(story)
    story.expected.everything_so_far()  # who led is told that the lead has changed hands
