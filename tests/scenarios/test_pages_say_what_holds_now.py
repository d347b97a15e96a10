"""Whoever is asked hears what holds now, not what held when the search for them began; nobody is disturbed for new words."""

from datetime import timedelta

from domain.assessment import Impact, Question
from domain.impact import WordImpact
from tests.harness.story import Story


async def test_the_details_know_the_answers_that_came_after_the_first_yes(story: Story) -> None:
    """The first yes calls the head of department; key 3 tells them every answer since, after a roll-over as well."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    await story.judges(story.on_call, Question.SLA, Impact.IMMINENT)
    senior = await (await story.head_of_department.phone.rings()).answered()
    await senior.presses("3")
    await senior.hears("Yes, imminent: SLA breach. Not judged: trade, reputation, law, work.")

    await story.judges(story.on_call, Question.TRADE, Impact.HAPPENING)
    await story.judges(story.on_call, Question.LAW, Impact.NO)
    for workflow_id in await story.workflow_ids(""):
        await story.roll_over(workflow_id)
    await senior.presses("3")
    await senior.hears("Yes, happening: customers or staff cannot trade. Yes, imminent: SLA breach. No: law.")

    await senior.hangs_up()
    story.expected.everything_so_far()


async def test_whoever_is_called_later_hears_the_new_words(story: Story) -> None:
    """The impact is reworded while the on-call engineer's phone rings: the text after it and the next one called say so."""
    await story.alert()
    call = await story.on_call.phone.rings()
    (escalation,) = await story.workflow_ids("/escalation/")
    words = WordImpact(actor=await story.asker(story.head_of_department), text="nobody can pay by card")
    await story.ask(words)
    await story.roll_over(escalation)
    await call.not_answered()
    await story.on_call.phone.gets_text("nobody can pay by card")
    await story.on_call.mailbox.gets_mail("nobody can pay by card")
    await (await story.on_call.phone.rings(within=timedelta(minutes=6))).not_answered()

    owner = await (await story.service_owner.phone.rings(within=timedelta(minutes=6))).answered()
    await owner.hears("nobody can pay by card")
    await owner.hangs_up()
    story.expected.everything_so_far()


async def test_a_reminder_leaves_the_code_of_the_call_as_it_was(story: Story) -> None:
    """Whoever joins later is asked whether they are still on it, and says so; their code still leads to the call."""
    await story.is_declared()
    text = await story.rings_out_to(story.on_call, "To join, call this number and key in")
    await story.on_call.phone.sends(f"ACK {text.code}")
    await story.on_call.phone.gets_text("You have incident")
    await story.after(minutes=29)
    asked = await (await story.on_call.phone.rings()).answered()
    await asked.hears("Press 1 if you are still on it")
    await asked.presses("1")
    await asked.hears("You have it")
    await asked.hangs_up()
    assert "Press 4" not in asked.record.words

    dialled = await story.on_call.phone.dials()
    await dialled.keys_in(text.code)
    await dialled.hears("You are put through.")
    await story.after(seconds=5)
    story.expected.everything_so_far()

    assert ("Ana Duarte",) == (await story.seen()).on_call
    await dialled.hangs_up()
