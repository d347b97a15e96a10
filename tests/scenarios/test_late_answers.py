"""A late answer is a fact, never an error, and never silently undoes anything."""

from tests.harness.story import Story


async def test_an_answer_to_a_closed_page_hears_why(story: Story) -> None:
    """Whoever answers after the stand-down is told that the page is closed, and why."""
    await story.alert()
    text = await story.rings_out(story.on_call)
    await story.on_call.phone.sends(f"ACK {text.code}")
    await story.on_call.phone.gets_text("You have incident")
    await story.on_call.phone.sends(f"NOT {text.code}")
    await story.on_call.phone.gets_text("is stood down: nobody is called for the same alert for 4 hours")
    await story.on_call.phone.gets_text("Nothing more to do")
    await story.after(minutes=10)

    await story.on_call.phone.sends(f"ACK {text.code}")
    await story.on_call.phone.gets_text("closed: stood down as not major by Ana Duarte")

    assert "stood_down" == (await story.seen()).state
