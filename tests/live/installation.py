"""A real installation: `mimp up` on free ports with its state in a folder of its own, and all that a test does to it."""

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import httpx
import temporalio.client
from temporalio.service import RPCError

from cli.ports import Ports, is_free
from cli.state import StateFolder
from config.process import executable
from config.settings import Settings
from config.temporal import connect
from domain.messages import IncidentView
from domain.names import Query, incident_id
from tests.gateway.alertmanager_bodies import alertmanager_body
from tests.live.eventually import eventually
from tests.live.processes import end_at_once, parts_of

ROOT = Path(__file__).parents[2]
_STOPS_WITHIN_SECONDS = 40


@dataclass
class Installation:
    """What `mimp up` runs: `pace` says how many times as fast its telephones are."""

    folder: Path
    organisation: Path
    pace: float
    ports: Ports
    process: subprocess.Popen[bytes] | None = None
    http: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=20), repr=False)

    @property
    def phones_url(self) -> str:
        """Where the telephone company is."""
        return f"http://127.0.0.1:{self.ports.simulator}"

    @property
    def gateway_url(self) -> str:
        """Where alerts are taken."""
        return f"http://127.0.0.1:{self.ports.gateway}"

    @property
    def environment(self) -> dict[str, str]:
        """What commands need to find this installation."""
        return clean_environment() | {
            "MIMP_TEMPORAL_ADDRESS": f"127.0.0.1:{self.ports.temporal}",
            "MIMP_PUBLIC_URL": self.gateway_url,
            "MIMP_ORGANISATION": str(self.organisation),
        }

    def start(self) -> None:
        """Run `mimp up`, and return once it says that it takes alerts."""
        said = self.folder / "said"
        with said.open("wb") as output:
            self.process = subprocess.Popen(
                self._command(), cwd=ROOT, env=clean_environment(), stdout=output, stderr=output, start_new_session=True
            )
        eventually(lambda: self._has_said(said), "mimp up takes alerts")

    def _command(self) -> list[str]:
        ports = [(f"--{each.name.replace('_', '-')}-port", getattr(self.ports, each.name)) for each in fields(Ports)]
        return [
            executable("mimp"), "up", "--state", str(self.folder), "--organisation", str(self.organisation),
            "--pace", str(self.pace), *(str(part) for pair in ports for part in pair),
        ]  # fmt: skip

    def _has_said(self, said: Path) -> bool:
        words = said.read_text("utf-8")
        assert self.process is not None
        assert self.process.poll() is None, words
        return "Alerts are taken at" in words

    def stop(self) -> int:
        """Ask it to stop, as Ctrl-C and service managers do; return its exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(_STOPS_WITHIN_SECONDS)

    def end(self) -> None:
        """Leave nothing of it behind, whatever state it is in."""
        self.http.close()
        if self.process is None or self.process.poll() is not None:
            return
        parts = parts_of(self.process.pid)
        end_at_once([self.process.pid, *parts.values()])
        self.process.wait(_STOPS_WITHIN_SECONDS)
        eventually(lambda: all(is_free(getattr(self.ports, each.name)) for each in fields(Ports)), "its ports are free")

    def mimp(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command against this installation."""
        return subprocess.run(
            [executable("mimp"), *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )

    def kill(self, part: str) -> None:
        """Kill the worker, gateway or Temporal as the operating system would, and return once another has taken its place."""
        killed = self._parts()[part]
        end_at_once([killed])
        eventually(lambda: self._parts().get(part, killed) != killed, f"the {part} is started again")

    @contextmanager
    def without(self, part: str) -> Iterator[None]:
        """Kill a part, and keep `mimp up` from starting it again until the end of the block."""
        assert self.process is not None
        with ExitStack() as afterwards:
            os.kill(self.process.pid, signal.SIGSTOP)
            afterwards.callback(os.kill, self.process.pid, signal.SIGCONT)
            end_at_once([self._parts()[part]])
            eventually(lambda: part not in self._parts(), f"the {part} is gone")
            yield

    def _parts(self) -> dict[str, int]:
        assert self.process is not None
        return parts_of(self.process.pid)

    def post_alert(self, service: str) -> httpx.Response:
        """Report trouble with a service as Alertmanager does; the same trouble each time."""
        headers = {"Authorization": f"Bearer {StateFolder(self.folder).keys().alert_token}"}
        return self.http.post(f"{self.gateway_url}/alerts/alertmanager", json=alertmanager_body(service), headers=headers)

    def script(self, **plans: Any) -> None:
        """Say what phones do from now on: a list of behaviours for each number."""

    def phones(self, team: Team) -> list[dict[str, Any]]:
        """Return the calls to this team so far, the first one first."""
        calls = self.http.get(f"{self.phones_url}/sim/state").json()["calls"]
        return [call for call in calls if call["to"] in team.phones]
