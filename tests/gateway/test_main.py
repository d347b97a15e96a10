"""Starting and stopping the gateway's process."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.gateway.builders import SIGNING_KEY

ROOT = Path(__file__).parents[2]


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _environment(port: int, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MIMP_")}
    return kept | {
        "MIMP_GATEWAY_PORT": str(port),
        "MIMP_SIGNING_KEY": SIGNING_KEY,
        "MIMP_TEMPORAL_ADDRESS": "127.0.0.1:1",
        **settings,
    }


def _run(environment: dict[str, str]) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "gateway"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr.splitlines()


@contextmanager
def _running(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run the gateway until it serves."""
    command = [sys.executable, "-m", "gateway"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "Application startup complete" in line:
                break
        try:
            yield process
        finally:
            process.kill()


def test_it_serves_while_temporal_is_down_and_stops_when_told(free_port: int) -> None:
    """The gateway is alive without Temporal, says that it is not ready, and ends well on SIGTERM."""
    with _running(_environment(free_port)) as process, httpx.Client(trust_env=False) as client:
        alive = client.get(f"http://127.0.0.1:{free_port}/health")
        ready = client.get(f"http://127.0.0.1:{free_port}/ready")
        process.send_signal(signal.SIGTERM)

        assert (alive.status_code, ready.status_code, process.wait(timeout=30)) == (200, 503, 0)


def test_it_serves_while_the_records_cannot_be_used(free_port: int) -> None:
    """Alerts and key presses wait for no database: what is wrong with it is said, and everything else goes on."""
    environment = _environment(free_port, MIMP_RECORDS_URL="sqlite:////dev/null/records.db")
    with _running(environment) as process, httpx.Client(trust_env=False) as client:
        alive = client.get(f"http://127.0.0.1:{free_port}/health")
        process.send_signal(signal.SIGTERM)

        assert (200, 0) == (alive.status_code, process.wait(timeout=30))


def test_a_port_in_use_is_said_in_one_line(taken_port: int) -> None:
    """Whoever starts a second gateway reads which address is taken, and what to set."""
    code, said = _run(_environment(taken_port))

    expected = f"The gateway cannot listen on 127.0.0.1:{taken_port}: Address already in use. Set MIMP_GATEWAY_PORT."
    assert (1, [expected]) == (code, said)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"MIMP_SIGNING_KEY": ""}, "MIMP_SIGNING_KEY is not set"),
        ({"MIMP_GATEWAY_PORT": "0"}, "MIMP_GATEWAY_PORT: "),
        ({"MIMP_ORGANISATION": "nowhere.yaml"}, "nowhere.yaml:1: there is no such file."),
    ],
)
def test_a_wrong_configuration_is_said_in_words(free_port: int, settings: dict[str, str], said: str) -> None:
    """A mistake in settings or organisation ends the gateway before it listens, without a traceback."""
    code, lines = _run(_environment(free_port, **settings))

    assert (code, len(lines), lines[0].startswith(said)) == (2, 1, True)
