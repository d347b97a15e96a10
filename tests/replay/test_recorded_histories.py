"""Open incidents survive a new version: what was recorded replays on today's workflows."""

import pytest
from temporalio.client import WorkflowHistory
from temporalio.workflow import NondeterminismError

from domain.names import WorkflowType
from workers.factory import make_replayer
from workers.warm_up import recorded_histories

RECORDED = recorded_histories()


@pytest.mark.parametrize("history", RECORDED, ids=lambda history: history.workflow_id)
async def test_a_recorded_history_replays(history: WorkflowHistory) -> None:
    """The history of an incident, an escalation or a pager leads today's code to the same commands."""
    result = await make_replayer().replay_workflow(history)

    assert result.replay_failure is None


async def test_a_changed_history_is_noticed() -> None:
    """Replay is no formality: a history in which another activity was called does not replay."""
    history = next(each for each in RECORDED if each.workflow_id == "pager/ana")
    altered = history.to_json().replace('"place_call"', '"place_a_call"')

    with pytest.raises(NondeterminismError):
        await make_replayer().replay_workflow(WorkflowHistory.from_json(history.workflow_id, altered))


def test_every_workflow_is_recorded() -> None:
    """No workflow type is left out."""
    started = {each.events[0].workflow_execution_started_event_attributes.workflow_type.name for each in RECORDED}

    assert set(WorkflowType) == started
