"""P16: a recent change that could have caused it stands on the board."""

from domain.board.posted_changes import ChangePosted
from domain.board.state import Section
from domain.names import Signal
from tests.harness.story import Story


async def test_what_a_deployment_tool_posts_stands_on_the_board_once(story: Story) -> None:
    """The test server keeps no list of incidents, so the incident is told directly, as the gateway would; twice is once."""
    await story.alert()
    await (await story.on_call.phone.rings()).acknowledges()
    now = await story.world.now()
    change = ChangePosted(source="ci", change_id="deploy-812", what="checkout 4.2", at=now, service="checkout")
    for _ in range(2):
        await story.incident().signal(Signal.CHANGE_POSTED, change)
    board = (await story.seen()).board

    entries = [entry for part in board.parts for entry in part.entries]
    assert [(Section.RECENT_CHANGE, "ci", "checkout 4.2")] == [(each.section, each.by, each.text) for each in entries]
