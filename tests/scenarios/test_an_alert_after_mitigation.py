"""P24: an alert that fires after mitigation asks the lead whether it is over; their silence goes to somebody senior."""

from domain.requests import Mitigate
from domain.timeline import Kind
from tests.harness.story import Story


async def _mitigated_and_led_by_the_on_call_engineer(story: Story) -> None:
    """Cleo declares, hands the lead over to Ana, and it is mitigated."""
    await story.is_declared()
    await story.joins(story.on_call)
    await story.hands_over(story.head_of_department, story.on_call)
    await story.ask(Mitigate(actor=await story.asker(story.on_call), what="rolled back"))
    await story.after(minutes=1)
    story.expected.everything_so_far()


async def test_the_lead_is_called_and_reopens_it_by_key(story: Story) -> None:
    """The lead's phone rings, not the on-call ladder's; key 1 reopens it, and the search ends."""
    await _mitigated_and_led_by_the_on_call_engineer(story)
    await story.alert(fingerprint="another")
    call = await (await story.on_call.phone.rings()).answered()
    await call.hears(
        "was mitigated, and an alert fires. Press 1 to reopen it, 2 to ignore the alert, 3 for the details"
    )
    await call.presses("1")
    await call.hears("is reopened")
    await story.after(minutes=20)

    seen = await story.seen()
    assert ("declared", "Ana Duarte") == (seen.state, seen.lead)


async def test_a_lead_who_is_silent_is_followed_by_somebody_senior(story: Story) -> None:
    """The head of department is called next, and ignores the alert by text; nobody is called after that."""
    await _mitigated_and_led_by_the_on_call_engineer(story)
    await story.alert(fingerprint="another")
    await story.rings_out_to(story.on_call, "Reply REOPEN")
    text = await story.rings_out_to(story.head_of_department, "Reply REOPEN")
    await story.head_of_department.phone.sends(f"IGNORE {text.code}")
    await story.head_of_department.phone.gets_text("stays as it is")
    await story.after(minutes=30)

    assert "Cleo Marsh: the alert after mitigation is ignored" in await story.told(Kind.ANSWER)
    assert "mitigated" == (await story.seen()).state
