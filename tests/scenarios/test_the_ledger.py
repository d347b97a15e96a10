"""Every intended page is accounted for, by what Temporal's histories say."""

from datetime import timedelta

from domain.ledger import balance
from tests.harness.story import Story


async def test_each_page_stands_in_the_ledger_with_what_was_tried_and_how_it_ended(story: Story) -> None:
    """Two tries nobody answered were given up, and say where the ladder went; the third was answered."""
    await story.alert()
    await story.rings_out(story.on_call)
    await (await story.on_call.phone.rings(within=timedelta(minutes=6))).not_answered()
    await (await story.service_owner.phone.rings(within=timedelta(minutes=6))).acknowledges()
    await story.world.settle()
    first, second, third = (await story.world.ledger()).intents

    assert ["Ana Duarte", "Ana Duarte", "Bo Larsen"] == [each.who for each in (first, second, third)]
    assert ["call", "text", "mail"] == [each.channel for each in first.tries]
    assert ["gave up: no answer in time; the ladder goes to the on-call engineer"] == first.ends
    assert ["gave up: no answer in time; the ladder goes to the service owner"] == second.ends
    assert ["answered: Bo Larsen has it"] == third.ends


async def test_a_page_is_missing_while_its_search_hangs(story: Story) -> None:
    """A search that no worker carries on writes no end: once its time is over, the ledger says whose page is lost."""
    await story.alert()
    await story.rings_out(story.on_call)
    evidence = await story.world.evidence()
    much_later = await story.world.now() + timedelta(hours=1)
    [finding] = balance(evidence, much_later).findings

    assert "the page to Ana Duarte" in finding
    assert "has no end, and its time is over" in finding
    await (await story.on_call.phone.rings(within=timedelta(minutes=6))).acknowledges()
