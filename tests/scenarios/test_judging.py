"""P10: whoever has it judges it on five questions, each answered by no, imminent or happening; the first yes proposes it."""

import pytest

from domain.assessment import Impact, Judge, Question
from domain.organisation import Channel
from domain.timeline import Kind
from tests.harness.story import Story

TRADE = "judges customers or staff cannot trade"


async def _taken_by_the_on_call_engineer(story: Story) -> None:
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()


async def _judged(story: Story) -> list[tuple[str | None, Channel | None, str]]:
    """Return who judged what, and on which channel, by the timeline."""
    entries = (await story.seen()).timeline
    return [
        (each.who, each.channel, each.what) for each in entries if each.kind is Kind.ANSWER and "judges" in each.what
    ]


async def test_all_five_are_asked_on_the_phone_and_answered_by_key(story: Story) -> None:
    """One after another, each by one key; five times no proposes nothing, and the timeline says who judged, how and when."""
    await story.alert()
    call = await (await story.on_call.phone.rings()).answered()
    await call.presses("1")
    await call.presses("4")
    for question in (
        "Is a service level agreement breached",
        "Are customers or staff unable to trade",
        "Is our reputation damaged",
        "Are there legal consequences",
        "Are employees unable to work",
    ):
        await call.hears(f"{question}")
        await call.presses("3")
    await call.hears("No: SLA, trade, reputation, law, work.")
    await call.hangs_up()
    await story.on_call.phone.learns_the_code()
    await story.after(minutes=20)

    effects = ("SLA breach", TRADE.removeprefix("judges "), "damage to our reputation", "legal consequences")
    by_phone = [("Ana Duarte", Channel.CALL, f"judges {effect}: no") for effect in (*effects, "staff cannot work")]
    assert by_phone == await _judged(story)
    assert "triage" == (await story.seen()).state


async def test_all_five_are_answered_by_one_text(story: Story) -> None:
    """A number is a yes, 4I is imminent, REST NO says no to the others; the reply says how all five stand."""
    await story.alert()
    code = (await story.rings_out(story.on_call)).code
    await story.on_call.phone.sends(f"ACK {code}")
    await story.on_call.phone.gets_text("You have incident")
    await story.on_call.phone.sends(f"JUDGE {code} 2 4I REST NO")
    await story.on_call.phone.gets_text(
        "Yes, happening: customers or staff cannot trade. Yes, imminent: legal consequences. No: SLA, reputation, work."
    )
    await story.head_of_department.phone.rings()

    assert "proposed" == (await story.seen()).state
    assert 5 == len(await _judged(story))
    assert {("Ana Duarte", Channel.TEXT)} == {(who, channel) for who, channel, _ in await _judged(story)}


@pytest.mark.parametrize("impact", [Impact.HAPPENING, Impact.IMMINENT])
async def test_what_happens_already_and_what_is_imminent_are_both_a_yes(story: Story, impact: Impact) -> None:
    """From the command line too, one yes proposes it, and somebody senior is called; the two are told apart."""
    await _taken_by_the_on_call_engineer(story)
    words = await story.judges(story.on_call, Question.TRADE, impact)
    call = await (await story.head_of_department.phone.rings()).answered()
    await call.hears("A major incident is proposed.")
    await call.presses("3")
    await call.hears(f"Proposed by Ana Duarte. Yes, {impact}: customers or staff cannot trade.")

    assert "is proposed as a major incident. The head of department is called" in words
    assert [("Ana Duarte", None, f"{TRADE}: {impact}")] == await _judged(story)


async def test_a_no_decides_nothing_and_a_question_nobody_answered_stays_open(story: Story) -> None:
    """What was not judged is said to be so, never taken for a no; nobody is called."""
    await _taken_by_the_on_call_engineer(story)
    words = await story.judges(story.on_call, Question.SLA, Impact.NO)
    await story.after(minutes=20)

    assert "Noted. No: SLA. Not judged: trade, reputation, law, work." == words
    assert "triage" == (await story.seen()).state


async def test_an_answer_is_revised_with_a_reason(story: Story) -> None:
    """Without one it is refused and stands as it was; with one the timeline says what it was before, and why it changed."""
    await _taken_by_the_on_call_engineer(story)
    await story.judges(story.on_call, Question.TRADE, Impact.NO)
    anew = Judge(actor=await story.asker(story.on_call), question=Question.TRADE, impact=Impact.HAPPENING)
    refused = await story.refused(anew)
    assert "Say why (in a text after the word BECAUSE): trade was judged no by Ana Duarte." == refused
    assert 1 == len(await _judged(story))

    await story.judges(story.on_call, Question.TRADE, Impact.HAPPENING, reason="the card payments fail too")
    await story.head_of_department.phone.rings()

    revised = f"{TRADE}: happening, which Ana Duarte had judged no"
    assert revised == (await _judged(story))[-1][2]
    assert "the card payments fail too (the command line)" in await story.reasons(Kind.ANSWER)


async def test_nobody_judges_what_they_do_not_have(story: Story) -> None:
    """Before somebody has it nobody judges it; then they do, or the head of department, and no colleague."""
    await story.alert()
    call = await story.on_call.phone.rings()
    judgement = Judge(actor=await story.asker(story.colleague), question=Question.LAW, impact=Impact.HAPPENING)
    assert "Nobody has it yet: acknowledge the page first, then judge it." == await story.refused(judgement)
    await call.acknowledges()
    assert "Only the one who has it, or the head of department, may judge it." == await story.refused(judgement)

    await story.judges(story.head_of_department, Question.LAW, Impact.NO)

    assert [("Cleo Marsh", None, "judges legal consequences: no")] == await _judged(story)
