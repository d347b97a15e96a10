"""P12: until the head of department is found the first contact manages, whether or not their team is the cause."""

from datetime import timedelta

from domain.impact import WordImpact
from domain.requests import Declare
from domain.timeline import Kind
from tests.harness.story import Story


async def _nobody_senior_answers(story: Story) -> None:
    """Ana has it and has proposed it; a quarter of an hour later she is told that she may declare it provisionally."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    await story.propose(story.on_call)
    await story.rings_out_to(story.head_of_department, "to declare it")
    await story.on_call.phone.gets_text("nobody senior answers yet", within=timedelta(minutes=16))
    story.expected.everything_so_far()  # the head of department was called on meanwhile


async def test_a_first_contact_who_finds_nobody_senior_declares_provisionally(story: Story) -> None:
    """Not before the policy's time; then they lead, until somebody senior confirms it and leads."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    await story.propose(story.on_call)
    too_soon = await story.refused(Declare(actor=await story.asker(story.on_call)))
    assert "if none of them answers, you may in 15 minutes" in too_soon
    await story.rings_out_to(story.head_of_department, "to declare it")
    await story.on_call.phone.gets_text("nobody senior answers yet", within=timedelta(minutes=16))
    story.expected.everything_so_far()  # the head of department was called on meanwhile

    assert "declared provisionally: you lead it" in await story.declare(story.on_call)
    await story.joins(story.on_call)
    assert ("provisionally_declared", "Ana Duarte") == ((await story.seen()).state, (await story.seen()).lead)
    await story.declare(story.head_of_department)
    await story.on_call.phone.gets_text("Cleo Marsh leads")
    for person in (story.on_call, story.head_of_department):
        await person.phone.gets_text("is declared a major incident by Cleo Marsh")
    assert ("declared", "Cleo Marsh") == ((await story.seen()).state, (await story.seen()).lead)
    assert "Cleo Marsh: declaration confirmed" in await story.told(Kind.STATE)


async def test_the_search_for_somebody_senior_goes_on_by_itself_until_it_succeeds(story: Story) -> None:
    """Also while it is declared provisionally the head of department's phone rings again and again; by key they confirm it."""
    await _nobody_senior_answers(story)
    await story.declare(story.on_call)
    await story.joins(story.on_call)
    await (await story.head_of_department.phone.rings(within=timedelta(minutes=11))).not_answered()
    senior = await (await story.head_of_department.phone.rings(within=timedelta(minutes=11))).answered()
    await senior.hears("Press 1 to declare it")
    await senior.presses("1")
    await senior.hears("is confirmed as a major incident.")
    story.expected.everything_so_far()
    await story.after(minutes=20)

    assert ("declared", "Cleo Marsh") == ((await story.seen()).state, (await story.seen()).lead)


async def test_until_then_the_first_contact_manages_and_communicates(story: Story) -> None:
    """They word the impact and have it on record while nobody senior is found: it is theirs to manage."""
    await _nobody_senior_answers(story)
    await story.ask(WordImpact(actor=await story.asker(story.on_call), text="customers cannot pay by card"))
    await story.notes(story.on_call, "asked the bank whether it is theirs")

    seen = await story.seen()
    assert ("proposed", "Ana Duarte", "customers cannot pay by card") == (seen.state, seen.holder, seen.impact)
    assert "Ana Duarte: #1 action taken: asked the bank whether it is theirs" in await story.told(Kind.BOARD)
