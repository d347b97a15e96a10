"""Warms a worker before it takes its first page: the first run of each workflow in the sandbox costs a tenth of a second."""

import compileall
import json
from pathlib import Path

from temporalio.client import WorkflowHistory

import workflows
from workers.factory import make_replayer

HISTORIES = Path(__file__).parent / "histories"
"""Recorded histories of every workflow, a folder for each version of ours that recorded them: also what the replay tests replay."""


def keep_compiled() -> None:
    """Write the byte code of the workflows beside them; where nothing can be written nothing happens.

    The sandbox imports them anew for every workflow that begins. Where Python is told to keep no byte code
    (PYTHONDONTWRITEBYTECODE), each of them would be compiled once more: a quarter of a worker's time in a storm.
    """
    compileall.compile_dir(Path(workflows.__file__).parent, quiet=2)


async def warm_up() -> None:
    """Replay one recorded story of each workflow.

    Raises:
        temporalio.workflow.NondeterminismError: the code no longer fits the histories it was recorded with; it would not fit the
            incidents that are open either.

    """
    replayer = make_replayer()
    for history in recorded_histories():
        await replayer.replay_workflow(history)


def recorded_histories() -> list[WorkflowHistory]:
    """Return the recorded histories, each with the id its workflow had: ids of children are derived from it."""
    files = [json.loads(path.read_text("utf-8")) for path in sorted(HISTORIES.glob("*/*.json"))]
    return [WorkflowHistory.from_json(file["workflow_id"], file["history"]) for file in files]
