"""A real installation: `mimp up` on free ports with its state in a folder of its own, and all that a test does to it."""

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import astuple, dataclass, field, fields
from pathlib import Path

import httpx
import temporalio.client
from temporalio.service import RPCError

from cli.ports import Ports, is_free
from cli.state import StateFolder
from config.process import executable
from config.settings import Settings
from config.temporal import connect
from domain.incident.view import IncidentView
from domain.names import Query, incident_id
from domain.timeline import Kind
from tests.live.alerts import alert
from tests.live.eventually import eventually
from tests.live.phones import Phones
from tests.live.processes import end_at_once, parts_of

ROOT = Path(__file__).parents[2]
_STOPS_WITHIN_SECONDS = 40


def clean_environment() -> dict[str, str]:
    """Return the environment of the tests without settings of an installation's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MIMP_")}


def free_ports() -> Ports:
    """Return four ports nobody listens on."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in fields(Ports)]
        return Ports(*(probe.getsockname()[1] for probe in probes))


@contextmanager
def an_installation(folder: Path, organisation: str, *, pace: float) -> Iterator["Installation"]:
    """Run an installation of this company (the text of its file) until the end of the block, and leave nothing of it behind."""
    path = folder / "company.yaml"
    path.write_text(organisation, "utf-8")
    installation = Installation(folder, path, pace)
    try:
        installation.start()
        yield installation
    finally:
        installation.end()


@dataclass
class Installation:
    """What `mimp up` runs: `pace` says how many times as fast its telephones are."""

    folder: Path
    organisation: Path
    pace: float
    ports: Ports = field(default_factory=free_ports)
    http: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=20), repr=False)
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def phones(self) -> Phones:
        """The telephone company it calls through."""
        return Phones(f"http://127.0.0.1:{self.ports.simulator}", self.http)

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
            "MIMP_RECORDS_URL": f"sqlite:///{StateFolder(self.folder).records.resolve()}",
        }

    @property
    def command(self) -> list[str]:
        """The command that runs it."""
        names = [f"--{each.name.replace('_', '-')}-port" for each in fields(Ports)]
        ports = [str(word) for pair in zip(names, astuple(self.ports), strict=True) for word in pair]
        place = ["--state", str(self.folder), "--organisation", str(self.organisation)]
        return [executable("mimp"), "up", *place, "--pace", str(self.pace), *ports]

    def start(self) -> None:
        """Run `mimp up`, and return once it says that it takes alerts."""
        said = self.folder / "said"
        with said.open("wb") as output:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=clean_environment(), stdout=output, stderr=output, start_new_session=True
            )
        eventually(lambda: self._running().poll() is not None or "Alerts are taken" in said.read_text(), "it is up")
        assert self._running().poll() is None, said.read_text()

    def stop(self) -> int:
        """Ask it to stop, as service managers do; return its exit status."""
        self._running().terminate()
        return self._running().wait(_STOPS_WITHIN_SECONDS)

    def end(self) -> None:
        """Leave nothing of it behind, in whatever state a test has left it."""
        self.http.close()
        if self.process is not None and self.process.poll() is None:
            end_at_once([self.process.pid, *parts_of(self.process.pid).values()])
            self.process.wait(_STOPS_WITHIN_SECONDS)
        eventually(lambda: all(is_free(port) for port in astuple(self.ports)), "its ports are free")

    def mimp(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command against this installation, with other settings where they are given."""
        given = {f"MIMP_{name.upper()}": value for name, value in settings.items()}
        return subprocess.run(
            [executable("mimp"), *arguments],
            cwd=ROOT, env=self.environment | given, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def kill(self, part: str) -> None:
        """Kill the worker, gateway or Temporal, and return once `mimp up` has started another in its place."""
        killed = parts_of(self._running().pid)[part]
        end_at_once([killed])
        eventually(lambda: parts_of(self._running().pid).get(part, killed) != killed, f"the {part} is started again")

    @contextmanager
    def without(self, part: str) -> Iterator[None]:
        """Kill a part, and keep `mimp up` from starting it again until the end of the block."""
        household = self._running().pid
        part_pid = parts_of(household)[part]
        os.kill(household, signal.SIGSTOP)
        try:
            end_at_once([part_pid])
            eventually(lambda: part not in parts_of(household), f"the {part} is gone")
            yield
        finally:
            os.kill(household, signal.SIGCONT)

    @contextmanager
    def without_records(self) -> Iterator[None]:
        """Take the records' file away until the end of the block: whoever opens it meanwhile is turned away."""
        records = StateFolder(self.folder).records
        parts = [records.with_name(records.name + suffix) for suffix in ("", "-wal", "-shm")]
        aside = self.folder / "aside"
        aside.mkdir()
        with closing(sqlite3.connect(records, timeout=20)) as nobody_writes:
            nobody_writes.execute("BEGIN IMMEDIATE")
            for part in filter(Path.exists, parts):
                part.rename(aside / part.name)
            records.mkdir()
        try:
            yield
        finally:
            records.rmdir()
            for part in aside.iterdir():
                part.rename(self.folder / part.name)
            aside.rmdir()

    def post_alert(self, service: str) -> httpx.Response:
        """Report trouble with a service as Alertmanager does: the same trouble each time."""
        headers = {"Authorization": f"Bearer {StateFolder(self.folder).keys().alert_token}"}
        url = f"{self.gateway_url}/alerts/alertmanager"
        return self.http.post(url, json=alert(service), headers=headers)

    def incident(self, service: str) -> IncidentView | None:
        """Return the service's incident, as soon as a worker says how it stands; None while nobody does."""

        async def ask() -> IncidentView | None:
            try:
                handle = (await self.client()).get_workflow_handle(incident_id(service))
                seen: IncidentView = await handle.query(Query.SNAPSHOT, result_type=IncidentView)
            except (RPCError, RuntimeError):  # the worker is away, or Temporal
                return None
            return seen

        return asyncio.run(ask())

    async def client(self) -> temporalio.client.Client:
        """Return a client of its Temporal."""
        return await connect(Settings(temporal_address=f"127.0.0.1:{self.ports.temporal}"))

    def taken_by(self, service: str) -> str:
        """Wait until somebody has the service's incident; return who."""

        def holder() -> str | None:
            seen = self.incident(service)
            return seen.holder if seen else None

        return eventually(holder, f"somebody has {service}")

    def ladder_climbed(self, service: str) -> list[str]:
        """Return whom the timeline says the ladder paged, in order."""
        seen = eventually(lambda: self.incident(service), f"the timeline of {service}")
        return [entry.who or "" for entry in seen.timeline if entry.kind is Kind.STEP]

    def _running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None, "start it first"
        return self.process
