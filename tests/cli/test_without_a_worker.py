"""What commands say when Temporal runs and nothing else does."""

import asyncio
import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from config.process import executable
from config.settings import Settings
from config.temporal import connect
from domain.codes import IncidentCode, run_suffix
from domain.incident.state import IncidentInput
from domain.names import Queue, SearchAttribute, WorkflowType, incident_id
from tests.cli.command import outcome

_UP_WITHIN_SECONDS = 30


@pytest.fixture(scope="module")
def temporal() -> Iterator[str]:
    """The address of a Temporal that runs alone."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    attributes = [word for name in SearchAttribute for word in ("--search-attribute", f"{name}={name.kind}")]
    command = [executable("temporal"), "server", "start-dev", "--headless", "--port", str(port), *attributes]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            yield f"127.0.0.1:{port}"
        finally:
            process.kill()


@pytest.fixture(scope="module")
def code(temporal: str) -> str:
    """The code of an incident that Temporal has stored, and no worker has seen."""

    async def store() -> IncidentCode:
        client = await connect(Settings(temporal_address=temporal))
        start = IncidentInput(key="checkout")
        handle = await client.start_workflow(
            WorkflowType.INCIDENT, start, id=incident_id("checkout"), task_queue=Queue.ENGINE
        )
        return IncidentCode("checkout", run_suffix(handle.first_execution_run_id or ""))

    return str(asyncio.run(store()))


def test_an_open_incident_is_listed(temporal: str, code: str) -> None:
    """The list needs no worker: what nobody has seen yet is reported, and nobody has it."""

    def listed() -> list[dict[str, Any]]:
        printed: list[dict[str, Any]] = json.loads(outcome("incidents", "--json", temporal_address=temporal)[1])
        return printed

    [shown] = _once(listed)
    expected = {"code": code, "state": "reported", "service": "checkout", "holder": None, "holder_name": None}
    alone: dict[str, Any] = {"part_of": None, "with_it": [], "overdue": []}

    assert expected | alone == {name: value for name, value in shown.items() if name != "opened_at"}
    assert datetime.fromisoformat(shown["opened_at"]).tzinfo


def test_a_code_that_was_never_given_is_refused(temporal: str) -> None:
    """An incident that does not exist is status 3, and said."""
    said = "There is no incident payments-7K3Q: nothing was ever reported for 'payments'.\n"

    assert (3, "", said) == outcome("show", "payments-7K3Q", temporal_address=temporal)


def test_an_old_code_is_refused_with_the_latest(temporal: str, code: str) -> None:
    """A code that is not this service's is status 3, with the one that may be meant."""
    said = f"There is no incident checkout-AAAA; the latest for 'checkout' is {code}.\n"

    assert (3, "", said) == outcome("timeline", "checkout-aaaa", "--json", temporal_address=temporal)


def test_what_is_no_code_is_refused(temporal: str) -> None:
    """A text that cannot be a code is status 3, with what codes look like."""
    said = "'nonsense' is not an incident code; codes look like checkout-7K3Q.\n"

    assert (3, "", said) == outcome("show", "nonsense", temporal_address=temporal)


def test_without_a_worker_nothing_is_claimed(temporal: str, code: str) -> None:
    """While no worker can say how an incident stands, that is said with what to start, and the status is 1."""
    status, printed, said = outcome("show", code, "--json", temporal_address=temporal)

    assert (1, "", 1) == (status, printed, said.count("\n"))
    assert said.startswith("No worker answers: is 'mimp up' or 'mimp worker' running? (")


def test_a_namespace_that_is_not_there_is_no_missing_incident(temporal: str) -> None:
    """A wrong namespace is the settings' fault: status 1 with its name, not the claim that nothing was ever reported."""
    said = "Temporal answers: Namespace elsewhere is not found.\n"
    expected = (1, "", said)

    assert expected == outcome("show", "checkout-7K3Q", temporal_address=temporal, temporal_namespace="elsewhere")
    assert expected == outcome("incidents", temporal_address=temporal, temporal_namespace="elsewhere")


def _once(listed: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the list once it names something: Temporal's lists lag behind a little."""
    until = time.monotonic() + _UP_WITHIN_SECONDS
    while time.monotonic() < until:
        if found := listed():
            return found
    pytest.fail("No incident is listed")


def _wait_for(port: int) -> None:
    until = time.monotonic() + _UP_WITHIN_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("Temporal does not come up")
