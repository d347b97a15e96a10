"""Open incidents survive a new version: what was recorded replays on today's workflows."""

import json
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.workflow import NondeterminismError

from domain.names import WorkflowType
from workers.factory import make_replayer
from workers.warm_up import HISTORIES

RECORDED = sorted(HISTORIES.glob("*.json"))


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
async def test_a_recorded_history_replays(path: Path) -> None:
    """The history of an incident, an escalation or a pager leads today's code to the same commands."""
    history = WorkflowHistory.from_json(path.stem, path.read_text("utf-8"))

    result = await make_replayer().replay_workflow(history)

    assert result.replay_failure is None


async def test_a_changed_history_is_noticed() -> None:
    """Replay is no formality: a history in which another activity was called does not replay."""
    path = next(path for path in RECORDED if "escalation" in path.stem)
    altered = path.read_text("utf-8").replace("resolve_ladder", "resolve_rota")

    with pytest.raises(NondeterminismError):
        await make_replayer().replay_workflow(WorkflowHistory.from_json(path.stem, altered))


def test_every_workflow_is_recorded() -> None:
    """No workflow type is left out."""
    histories = [json.loads(path.read_text("utf-8")) for path in RECORDED]
    started = {
        each["events"][0]["workflowExecutionStartedEventAttributes"]["workflowType"]["name"] for each in histories
    }

    assert set(WorkflowType) == started
