"""An incident that is over and the next one of the same service share a workflow id, and nothing else."""

from tests.harness.story import Story


async def test_an_old_code_cannot_stand_down_the_new_incident(story: Story) -> None:
    """A text with the code of yesterday's page does not close today's incident; the sender is told which is which."""
    await story.alert()
    old = await story.rings_out(story.on_call)
    await story.stand_down(story.head_of_department)
    await story.on_call.phone.gets_text("Nothing more to do")
    first = (await story.seen()).code
    await story.alert(status="resolved")
    await story.after(minutes=2)
    await story.alert(starts_at="2026-11-24T05:00:00Z")
    await (await story.on_call.phone.rings()).acknowledges()
    await story.on_call.phone.gets_text("passes it on, MAJOR")

    await story.on_call.phone.sends(f"NOT {old.code}")
    await story.on_call.phone.gets_text(f"Incident {first} is over")

    assert "triage" == (await story.seen()).state
