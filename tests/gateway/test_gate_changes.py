"""How a change reaches Temporal: the log that keeps it, and the incidents that are open."""

import pytest
from temporalio.common import Priority, WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from domain.board.change_log import ChangeLogInput
from domain.board.posted_changes import ChangePosted
from gateway.engine import TemporalUnavailable
from gateway.temporal_gate import TemporalGate
from tests.config.fake_index import FakeRun as ListedRun
from tests.domain.builders import NIGHT
from tests.gateway.builders import INCIDENT
from tests.gateway.fake_client import FakeClient, FakeRun, namespace_not_found, unavailable

CHANGE = ChangePosted(source="ci", change_id="deploy-812", what="checkout 4.2", at=NIGHT, service="checkout")


async def test_a_change_starts_the_log_or_finds_it(gate: TemporalGate, fake_client: FakeClient) -> None:
    """One request stores the change and starts the log if none runs; it stands back for everything that may ring a phone."""
    await gate.keep_change(CHANGE)

    assert [
        {
            "workflow": "ChangeLog",
            "arg": ChangeLogInput(),
            "id": "changes",
            "task_queue": "engine",
            "id_conflict_policy": WorkflowIDConflictPolicy.USE_EXISTING,
            "id_reuse_policy": WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            "priority": Priority(priority_key=4),
            "start_signal": "change_posted",
            "start_signal_args": [CHANGE],
            "static_summary": "what was changed lately",
        }
    ] == fake_client.starts


@pytest.mark.parametrize("error", [unavailable(), namespace_not_found()])
async def test_a_change_that_was_not_stored_is_an_error(
    gate: TemporalGate, fake_client: FakeClient, error: BaseException
) -> None:
    """Whatever keeps Temporal from storing it, the tool must hear of it."""
    fake_client.raises = [error]

    with pytest.raises(TemporalUnavailable):
        await gate.keep_change(CHANGE)


async def test_open_incidents_are_told(gate: TemporalGate, fake_client: FakeClient) -> None:
    """Those the change concerns take it, and are named; one that ended meanwhile is no error."""
    runs = [ListedRun(key, f"run-{key}", NIGHT).seen() for key in ("checkout", "search", "basket")]
    fake_client.listed, fake_client.runs[INCIDENT] = list(runs), FakeRun()

    assert [runs[0].code] == await gate.post_change({"checkout", "basket"}, CHANGE)
    assert [("change_posted", CHANGE)] == fake_client.runs[INCIDENT].signals
