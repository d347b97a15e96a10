"""Warms a worker before it takes its first page: the first run of each workflow in the sandbox costs a tenth of a second."""

from pathlib import Path

from temporalio.client import WorkflowHistory

from workers.factory import make_replayer

HISTORIES = Path(__file__).parent / "histories"
"""Recorded histories of every workflow, one story: also what the replay tests replay."""


async def warm_up() -> None:
    """Replay one recorded story of each workflow.

    Raises:
        temporalio.workflow.NondeterminismError: the code no longer fits the histories it was recorded with; it would not fit the
            incidents that are open either.

    """
    replayer = make_replayer()
    for path in sorted(HISTORIES.glob("*.json")):
        await replayer.replay_workflow(WorkflowHistory.from_json(path.stem, path.read_text("utf-8")))
