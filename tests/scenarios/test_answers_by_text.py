"""Texts answer pages: a word and the page's code; each is confirmed by text."""

from tests.harness.organisation import small_company
from tests.harness.people import Phone, Text
from tests.harness.story import Story, a_story


async def _paged_by_text(story: Story) -> Text:
    await story.alert()
    return await story.rings_out(story.on_call)


async def test_ack_alone_is_enough_when_one_page_is_open(story: Story) -> None:
    """ACK without a code takes the only open page."""
    await _paged_by_text(story)

    await story.on_call.phone.sends("Ack")
    await story.on_call.phone.gets_text("You have incident")

    assert story.on_call.name == await story.holder()


async def test_who_answers_from_their_second_number_reads_the_reply_there() -> None:
    """The page went to the first number, the answer comes from the second: what came of it is read where it was written."""
    company = small_company()
    ana = company.people["ana"].model_copy(update={"phones": ("+447700900001", "+447700900201")})
    async with a_story(company.model_copy(update={"people": {**company.people, "ana": ana}})) as story:
        text = await _paged_by_text(story)
        second = Phone(story.world, story.expected, "+447700900201")

        await second.sends(f"ACK {text.code}")
        await second.gets_text("You have incident")

        assert story.on_call.name == await story.holder()


async def test_a_wrong_code_changes_nothing_and_is_explained(story: Story) -> None:
    """A text with a code of no page is answered with what to do, and the page stays open."""
    text = await _paged_by_text(story)
    wrong = "0000" if text.code != "0000" else "1111"

    await story.on_call.phone.sends(f"ACK {wrong}")
    await story.on_call.phone.gets_text(f"No page of yours has the code {wrong}")

    assert await story.holder() is None


async def test_somebody_elses_code_is_of_no_use(story: Story) -> None:
    """A colleague who was not paged cannot answer with the on-call engineer's code."""
    text = await _paged_by_text(story)

    await story.colleague.phone.sends(f"ACK {text.code}")
    await story.colleague.phone.gets_text("Nothing is open for you")

    assert await story.holder() is None


async def test_list_shows_what_is_open(story: Story) -> None:
    """LIST is answered with the open pages and their codes."""
    text = await _paged_by_text(story)

    await story.on_call.phone.sends("LIST")
    listing = await story.on_call.phone.gets_text("Open for you")

    assert text.code in listing.body
    assert "customers cannot pay" in listing.body


async def test_judging_by_text_needs_the_code(story: Story) -> None:
    """NOT without a code is refused with how to give it; with the code of a page one has, the incident is stood down."""
    text = await _paged_by_text(story)
    await story.on_call.phone.sends(f"ACK {text.code}")
    await story.on_call.phone.gets_text("You have incident")

    await story.on_call.phone.sends("NOT")
    await story.on_call.phone.gets_text("NOT needs the code")

    assert "triage" == (await story.seen()).state

    await story.on_call.phone.sends(f"NOT {text.code}")
    await story.on_call.phone.gets_text("nobody is called for the same alert")
    await story.on_call.phone.gets_text("Nothing more to do")

    assert "stood_down" == (await story.seen()).state


async def test_who_took_it_by_phone_gets_its_code_and_sees_it_in_the_list(story: Story) -> None:
    """Nobody is locked out by hanging up: the code comes by text, and LIST shows what one has in hand."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()

    await story.on_call.phone.sends("LIST")
    listing = await story.on_call.phone.gets_text("In your hands")

    assert "customers cannot pay" in listing.body
