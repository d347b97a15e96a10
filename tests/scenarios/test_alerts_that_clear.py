"""An alert that clears ends no page by itself; what nobody has and stays clear closes after the policy's time."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain.policies import TriagePolicy
from domain.timeline import Kind
from tests.harness.organisation import small_company
from tests.harness.story import Story, a_story

CLOSES_AFTER = timedelta(minutes=3)


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A scenario in a company that closes what stays clear for three minutes; it fails on what nobody expected."""
    company = small_company()
    policies = company.policies.model_copy(update={"triage": TriagePolicy(closes_after_clear=CLOSES_AFTER)})
    async with a_story(company.model_copy(update={"policies": policies})) as told:
        yield told


async def test_what_has_cleared_can_still_be_taken_and_stays_theirs(story: Story) -> None:
    """The page is open although its alert has cleared; whoever takes it has it, while the policy's time passes by."""
    await story.alert()
    text = await story.rings_out(story.on_call)
    await story.alert(status="resolved")
    await story.after(minutes=2)
    await story.on_call.phone.sends(f"ACK {text.code}")
    await story.on_call.phone.gets_text("You have incident")
    await story.after(minutes=20)
    seen = await story.seen()

    assert (story.on_call.name, "triage") == (seen.holder, seen.state)


async def test_what_nobody_takes_and_stays_clear_closes_by_itself(story: Story) -> None:
    """After the policy's time it is closed; whoever was paged is told once, and nobody is called any more."""
    await story.alert()
    await story.rings_out(story.on_call)
    await story.alert(status="resolved")
    assert "triage" == (await story.seen()).state

    await story.on_call.phone.gets_text("cleared by itself and is closed", within=timedelta(minutes=4))
    await story.after(minutes=30)
    seen = await story.seen()

    assert ("stood_down", "it cleared by itself") == (seen.state, seen.closed_because)
    assert "closed as cleared by itself" in await story.told(Kind.STATE)


async def test_an_alert_that_fires_again_stops_the_clock(story: Story) -> None:
    """It is said on the timeline, and the search goes on: the phone rings when the incident would have been closed."""
    await story.alert()
    await story.rings_out(story.on_call)
    await story.alert(status="resolved")
    await story.after(minutes=1)
    await story.alert()
    await (await story.on_call.phone.rings(within=timedelta(minutes=5))).acknowledges()

    assert "alertmanager: alert fires again: CheckoutDown" in await story.told(Kind.ALERT)
    assert story.on_call.name == await story.holder()


async def test_a_search_that_was_terminated_starts_anew(story: Story) -> None:
    """Somebody ended it with Temporal's own tools: within the hour it is noticed, and the phone rings again."""
    await story.alert()
    call = await story.on_call.phone.rings()
    [search] = await story.workflow_ids("/escalation/")
    await story.world.client.get_workflow_handle(search).terminate("a mistake of an operator")
    await call.not_answered()
    await story.on_call.phone.gets_text("Reply ACK")
    await story.on_call.mailbox.gets_mail()

    again = await story.on_call.phone.rings(within=timedelta(minutes=61))
    await again.acknowledges()
    await story.on_call.phone.gets_text("passes it on, MAJOR")

    assert "the search had stopped: it starts anew" in await story.told(Kind.NOTE)
    assert story.on_call.name == await story.holder()
