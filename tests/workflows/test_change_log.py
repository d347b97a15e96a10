"""The log of changes: started by the first, asked by incidents, never lost over a roll-over, over when it is of no use."""

from temporalio.client import WorkflowExecutionStatus

from domain.board.change_log import ChangesKept
from domain.names import CHANGE_LOG_ID, Query, Signal
from tests.harness.story import Story

_A_DAY = 24 * 60


async def kept(story: Story) -> list[str]:
    """Return what the log keeps."""
    handle = story.world.client.get_workflow_handle(CHANGE_LOG_ID)
    answer: ChangesKept = await handle.query(Query.CHANGES_KEPT, result_type=ChangesKept)
    return [change.what for change in answer.changes]


async def status(story: Story) -> WorkflowExecutionStatus | None:
    """Return whether the log runs."""
    await story.world.settle()
    return (await story.world.client.get_workflow_handle(CHANGE_LOG_ID).describe()).status


async def test_what_was_changed_is_kept_over_a_roll_over(story: Story) -> None:
    """The first change starts the log; a fresh run knows what an earlier one kept, and a repeat from then."""
    change = await story.changed("checkout 4.2", minutes_ago=10)
    await story.roll_over(CHANGE_LOG_ID)
    await story.world.client.get_workflow_handle(CHANGE_LOG_ID).signal(Signal.CHANGE_POSTED, change)
    await story.changed("checkout 4.1", minutes_ago=30)

    assert ["checkout 4.1", "checkout 4.2"] == await kept(story)


async def test_a_log_that_keeps_nothing_of_use_is_over(story: Story) -> None:
    """A week after the latest change it ends, and the next change starts it again, empty."""
    await story.changed("checkout 4.2")
    await story.after(minutes=3 * _A_DAY)
    await story.changed("checkout 4.3")
    await story.after(minutes=5 * _A_DAY)
    assert (WorkflowExecutionStatus.RUNNING, ["checkout 4.2", "checkout 4.3"]) == (
        await status(story),
        await kept(story),
    )

    await story.after(minutes=2 * _A_DAY + 1)
    assert WorkflowExecutionStatus.COMPLETED is await status(story)
    await story.changed("checkout 4.4")
    assert (WorkflowExecutionStatus.RUNNING, ["checkout 4.4"]) == (await status(story), await kept(story))
