"""P9: by the company's routes an alert pages people, tells the one on call, or is for the record only."""

from collections.abc import AsyncIterator

import pytest

from domain.alerts import Route
from domain.organisation import AlertRoute, AlertRouting
from domain.timeline import Kind
from tests.harness.organisation import small_company
from tests.harness.story import Story, a_story

ROUTING = AlertRouting(
    catch_all_team="platform",
    severities=("info", "warning", "critical"),
    routes=(AlertRoute(severity=("info",), do=Route.RECORD), AlertRoute(severity=("warning",), do=Route.TEXT)),
)


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A scenario in a company that has routes; it fails on every call, text and mail that nobody expected."""
    async with a_story(small_company().model_copy(update={"alerts": ROUTING})) as told:
        yield told


async def _on_call_is_told(story: Story) -> str:
    """Have the on-call engineer told of a warning, by text and mail; return the code in the text."""
    await story.alert(fingerprint="slow", name="CheckoutSlow", severity="warning")
    text = await story.on_call.phone.gets_text("Reply ACK")
    await story.on_call.mailbox.gets_mail()
    return text.code


async def test_what_is_to_be_told_calls_nobody(story: Story) -> None:
    """A warning reaches the on-call engineer by text and mail; hours later nobody has been called, nor told again."""
    await _on_call_is_told(story)
    await story.after(minutes=150)

    assert ["Ana Duarte: page the on-call engineer"] == await story.told(Kind.STEP)
    assert "triage" == (await story.seen()).state


async def test_whoever_was_told_may_take_it(story: Story) -> None:
    """A text is an answer here too, and the one who sent it has it."""
    code = await _on_call_is_told(story)
    await story.on_call.phone.sends(f"ACK {code}")
    await story.on_call.phone.gets_text("You have incident")

    assert story.on_call.name == await story.holder()


async def test_an_alert_that_pages_calls_people_at_once(story: Story) -> None:
    """When it becomes critical the phone rings: the search that only told is superseded, and the real one begins."""
    await _on_call_is_told(story)
    await story.alert(severity="critical")
    await (await story.on_call.phone.rings()).acknowledges()
    await story.on_call.phone.gets_text("passes it on, MAJOR")

    assert story.on_call.name == await story.holder()
    assert [
        "triage starts with Storefront: the on-call engineer is told, and nobody is called",
        "triage starts anew with Storefront",
    ] == await story.told(Kind.STATE)


async def test_what_is_for_the_record_tells_nobody_and_ends_when_it_clears(story: Story) -> None:
    """An incident is opened and its timeline shows the alert; nobody hears of it, and it closes with its alert."""
    await story.alert(severity="info")
    await story.after(minutes=90)
    assert (await story.seen()).for_the_record

    await story.alert(severity="info", status="resolved")
    seen = await story.seen()
    assert ("stood_down", "it was for the record only") == (seen.state, seen.closed_because)


async def test_an_alert_that_pages_makes_more_of_what_was_for_the_record(story: Story) -> None:
    """It joins the incident that is open, and people are called."""
    await story.alert(severity="info", fingerprint="odd", name="CheckoutOdd")
    await story.alert(severity="critical")
    await (await story.on_call.phone.rings()).acknowledges()
    seen = await story.seen()

    assert (2, story.on_call.name) == (seen.alerts, seen.holder)


async def test_a_severity_nobody_has_listed_pages(story: Story) -> None:
    """No page is lost to a word the organisation file does not know."""
    await story.alert(severity="apocalyptic")
    await (await story.on_call.phone.rings()).acknowledges()

    assert story.on_call.name == await story.holder()
