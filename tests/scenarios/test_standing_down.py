"""P11: before it is proposed, the first contact may close it as not major; then it is quiet."""

from domain.timeline import Kind
from tests.harness.story import Story


async def _stood_down_by_phone(story: Story) -> None:
    await story.alert()
    call = await story.on_call.phone.rings()
    await call.answered()
    await call.presses("1")
    await call.presses("2")
    await call.hears("as not major. Then nobody is called for the same alert")
    await call.presses("9")
    await call.hears("is stood down")
    await call.hangs_up()
    await story.on_call.phone.gets_text("is stood down as not major by Ana Duarte")


async def test_the_first_contact_stands_down_by_key(story: Story) -> None:
    """Key 2 after taking it, and 9 to confirm, closes the incident; everyone who was paged gets one text; nobody else is called."""
    await _stood_down_by_phone(story)
    await story.after(minutes=30)

    assert "Ana Duarte: stood down as not major" in await story.told(Kind.STATE)
    assert "stood_down" == (await story.seen()).state


async def test_after_a_stand_down_the_same_alert_wakes_nobody(story: Story) -> None:
    """A repeat of the same alert is counted; a new one opens triage again and rings."""
    await _stood_down_by_phone(story)
    await story.alert()
    await story.after(minutes=30)

    assert 1 == (await story.seen()).repeats

    await story.alert(fingerprint="another")
    await (await story.on_call.phone.rings()).acknowledges()

    assert "triage" == (await story.seen()).state


async def test_the_incident_ends_when_its_alert_clears(story: Story) -> None:
    """A stood-down incident whose alert clears is over; the next alert is a new incident with a code of its own."""
    await _stood_down_by_phone(story)
    first = (await story.seen()).code
    await story.alert(status="resolved")
    await story.after(minutes=2)
    await story.alert(starts_at="2026-11-24T05:00:00Z")
    await (await story.on_call.phone.rings()).acknowledges()

    assert first != (await story.seen()).code
