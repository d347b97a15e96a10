"""P16: most incidents begin minutes after a change. What was changed before stands on the board, once somebody has it."""

from collections.abc import AsyncIterator

import pytest

from domain.board.state import Section
from domain.names import Signal
from domain.organisation import Organisation, Service
from domain.timeline import Kind
from tests.harness.organisation import CHECKOUT, small_company
from tests.harness.story import Story, a_story

_HOURS = 60


def company() -> Organisation:
    """Return the company, whose checkout relies on payments and has nothing to do with payroll."""
    checkout = CHECKOUT.model_copy(update={"relies_on": ("payments",)})
    others = [
        Service(id=name, name=name.capitalize(), team="platform", owner="dan") for name in ("payments", "payroll")
    ]
    return small_company().model_copy(update={"services": {each.id: each for each in (checkout, *others)}})


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A scenario in that company."""
    async with a_story(company()) as told:
        yield told


async def recent_changes(story: Story) -> list[str]:
    """Return what stands on the board as a recent change, the latest first."""
    board = (await story.seen()).board
    entries = [entry for part in board.parts for entry in part.entries]
    return [entry.text for entry in entries if entry.section is Section.RECENT_CHANGE]


async def taken(story: Story) -> None:
    """Have checkout fail, and the on-call engineer take it."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()


async def test_a_change_made_ten_minutes_before_the_alert_stands_on_the_board(story: Story) -> None:
    """Of the service that fails and of what it relies on; one of a service it does not rely on does not."""
    await story.changed("payments 2.3", service="Payments", minutes_ago=10)
    await story.changed("payroll 7", service="payroll", minutes_ago=5)
    await story.changed("checkout 4.2", minutes_ago=90)
    await taken(story)

    assert ["payments 2.3", "checkout 4.2"] == await recent_changes(story)
    words = "in the last 24 hours: payments 2.3 (10 minutes before), checkout 4.2 (1 hour 30 minutes before)"
    assert words == (await story.seen()).changed_lately
    assert [f"deployment tools: changed {words}"] == await story.told(Kind.BOARD)


async def test_nobody_waits_for_what_was_changed(story: Story) -> None:
    """While people are called the board is empty: the phone rings first, and whoever has it reads it."""
    await story.changed("checkout 4.2", minutes_ago=10)
    await story.alert()
    call = await story.on_call.phone.rings()
    assert [] == await recent_changes(story)

    await call.acknowledges()
    assert ["checkout 4.2"] == await recent_changes(story)


async def test_a_change_of_which_it_is_told_too_stands_there_once(story: Story) -> None:
    """What was posted while it opened comes by both ways, in either order, and so does a tool's repeat."""
    await story.alert()
    change = await story.changed("checkout 4.2", minutes_ago=10)
    await story.incident().signal(Signal.CHANGE_POSTED, change)
    await (await story.on_call.phone.rings()).acknowledges()
    await story.incident().signal(Signal.CHANGE_POSTED, change)

    assert ["checkout 4.2"] == await recent_changes(story)


async def test_what_was_changed_long_before_is_left_out(story: Story) -> None:
    """A day is looked back, unless the company says otherwise; the time of the change counts, not when it was posted."""
    await story.changed("checkout 4.0", minutes_ago=25 * _HOURS)
    await taken(story)

    assert ([], None) == (await recent_changes(story), (await story.seen()).changed_lately)


async def test_where_no_tool_posts_changes_nothing_is_said(story: Story) -> None:
    """A log that does not run is no trouble of anybody's."""
    await taken(story)

    assert ([], []) == (await recent_changes(story), await story.told(Kind.BOARD))
    assert not [each for each in await story.told(Kind.NOTE) if "changed" in each]
