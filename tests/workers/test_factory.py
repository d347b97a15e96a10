"""How a worker is made."""

from typing import Any

import pytest
from pydantic import SecretStr
from temporalio.worker import UnsandboxedWorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from config.settings import Settings
from config.temporal import DATA_CONVERTER
from domain.names import Queue
from tests.activities.company import company
from tests.workers.fakes import FakeWorker, no_client, no_threads
from workers import factory
from workers.bootstrap import make_activities
from workers.factory import make_replayer, make_worker, sandbox
from workers.registry import WORKFLOWS


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[Queue, dict[str, Any]]:
    """What the worker of each queue is made of."""
    monkeypatch.setattr(factory, "Worker", FakeWorker)
    activities = make_activities(
        Settings(signing_key=SecretStr("a signing key of the tests alone")), company(), no_client(), no_threads()
    )
    workers = {queue: make_worker(no_client(), queue, activities) for queue in Queue}
    return {queue: worker.options for queue, worker in workers.items() if isinstance(worker, FakeWorker)}


def test_the_sandbox_is_on(made: dict[Queue, dict[str, Any]]) -> None:
    """Workflows run in the sandbox, in workers and in replay alike."""
    runners = [*(options["workflow_runner"] for options in made.values()), make_replayer().config()["workflow_runner"]]

    assert (1 + len(Queue), {SandboxedWorkflowRunner}) == (len(runners), {type(runner) for runner in runners})
    assert not any(isinstance(runner, UnsandboxedWorkflowRunner) for runner in runners)


def test_only_the_domain_is_shared_with_the_sandbox() -> None:
    """Beyond what Temporal itself passes through there is our pure domain, and the package it is built on."""
    ours = sandbox().restrictions.passthrough_modules - SandboxRestrictions.default.passthrough_modules

    assert {"domain", "statemachine"} == ours


def test_the_sandbox_forbids_what_temporal_forbids() -> None:
    """Nothing that Temporal keeps from workflows is allowed to ours."""
    ours, default = sandbox().restrictions, SandboxRestrictions.default

    assert (default.invalid_modules, default.invalid_module_members) == (
        ours.invalid_modules,
        ours.invalid_module_members,
    )
    assert default.passthrough_all_modules is ours.passthrough_all_modules is False


def test_workflows_run_on_the_engines_queue_alone(made: dict[Queue, dict[str, Any]]) -> None:
    """The queues of pages and comms send, and decide nothing."""
    workflows = {queue: options["workflows"] for queue, options in made.items()}

    assert {queue: list(WORKFLOWS) if queue is Queue.ENGINE else [] for queue in Queue} == workflows


def test_each_worker_polls_its_own_queue(made: dict[Queue, dict[str, Any]]) -> None:
    """A worker made for a queue polls that queue."""
    assert {name: name for name in ("engine", "page", "calls", "texts", "comms")} == {
        queue.value: str(options["task_queue"]) for queue, options in made.items()
    }


def test_a_burst_does_not_trip_the_deadlock_detector(made: dict[Queue, dict[str, Any]]) -> None:
    """No more workflow tasks run at once than two cores can finish within two seconds."""
    assert 20 == made[Queue.ENGINE]["max_concurrent_workflow_tasks"]


def test_a_worker_that_stops_lets_a_call_be_placed(made: dict[Queue, dict[str, Any]]) -> None:
    """The time to finish is longer than a provider is given to answer, so no call is left in doubt."""
    assert all(options["graceful_shutdown_timeout"].total_seconds() > 10 for options in made.values())


def test_a_worker_that_lives_is_heard_of_in_time(made: dict[Queue, dict[str, Any]]) -> None:
    """Heartbeats leave the worker well before the five seconds after which it counts as dead."""
    assert {2.0} == {options["max_heartbeat_throttle_interval"].total_seconds() for options in made.values()}


def test_replay_reads_histories_as_workers_write_them() -> None:
    """Replay uses the one data converter, and knows every workflow."""
    config = make_replayer().config()

    assert (DATA_CONVERTER, list(WORKFLOWS)) == (config["data_converter"], config["workflows"])


def test_a_lane_is_held_to_its_rate_however_many_workers_serve_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is the whole queue's; without one there is none."""
    monkeypatch.setattr(factory, "Worker", FakeWorker)
    activities = make_activities(
        Settings(signing_key=SecretStr("a signing key of the tests alone")), company(), no_client(), no_threads()
    )
    workers = [
        make_worker(no_client(), Queue.CALLS, activities, per_second=1.5),
        make_worker(no_client(), Queue.CALLS, activities),
    ]

    limits = [each.options["max_task_queue_activities_per_second"] for each in workers if isinstance(each, FakeWorker)]
    assert [1.5, None] == limits
