"""A whole installation on this machine: Temporal, worker, gateway, and the simulator where no real provider is chosen."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import temporalio.client
from google.protobuf.duration_pb2 import Duration
from pydantic import SecretStr
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.service import RPCError

from cli.ports import Ports, usual_or_free
from cli.processes import Child, Household, ProcessFailed
from cli.state import StateFolder
from config.process import executable
from config.settings import SIMULATED_SECRET, Settings
from config.temporal import connect
from domain.names import RETENTION_DAYS, SearchAttribute
from domain.organisation import Organisation
from records.database import open_records
from records.upkeep import migrate

_READY_WITHIN_SECONDS = 60
_POLL_SECONDS = 0.1
_METRICS_PORT = 9464
_TUNED = (
    # Several partitions, Temporal's default, would share out a lane's rate, and priorities hold within one of them alone.
    "matching.numTaskqueueReadPartitions=1",
    "matching.numTaskqueueWritePartitions=1",
    # Temporal reads what is to be done next 20 times a second by default: each of a page's hops could wait 50 ms for nothing.
    "history.transferProcessorMaxPollRPS=200",
)

_TRIED_AGAIN = "#rc=3&rp=5xx,ct,rt"
"""What a number's webhook is set to at Twilio (README): a text is posted again when we cannot be reached."""


@dataclass
class Installation:
    """What runs where."""

    settings: Settings
    folder: StateFolder
    ports: Ports
    organisation: Organisation
    household: Household
    client: temporalio.client.Client | None = field(default=None, repr=False)
    own_temporal: bool = True

    @property
    def simulated(self) -> bool:
        """Whether the simulator plays a provider."""
        return self.settings.telephone_simulated or self.settings.mail_simulated

    @property
    def phones_page(self) -> str:
        """Where the company's phones ring."""
        return f"{self.settings.simulator_url}/"

    @property
    def metrics_pages(self) -> str:
        """Where worker and gateway show what they measure."""
        return f"http://{self.settings.metrics_address}/metrics and http://127.0.0.1:{self.ports.gateway}/metrics"

    @property
    def temporal_ui(self) -> str:
        """Where Temporal shows every incident's history."""
        return f"http://127.0.0.1:{self.ports.temporal_ui}/namespaces/{self.settings.temporal_namespace}/workflows"


@dataclass(frozen=True)
class Plan:
    """What to start: where state is kept, on which ports, for which organisation, how fast telephones are."""

    folder: StateFolder
    ports: Ports
    settings: Settings
    organisation: Organisation
    organisation_path: Path
    pace: float = 1.0


def leave_the_real_world_out() -> None:
    """Forget settings: what is only played must reach no real phone, and tell a running Temporal's workers nothing."""
    for name in [name for name in os.environ if name.upper().startswith("MIMP_")]:
        del os.environ[name]


@asynccontextmanager
async def installation(plan: Plan, tell: Callable[[str], None]) -> AsyncIterator[Installation]:
    """Start everything and yield once all of it is ready; stop it in order at the end.

    Raises:
        ProcessFailed: a part does not come up; with the end of its log.

    """
    running = Installation(
        settings=_local_settings(plan),
        folder=plan.folder,
        ports=plan.ports,
        organisation=plan.organisation,
        household=Household(tell),
        own_temporal="MIMP_TEMPORAL_ADDRESS" not in os.environ,
    )
    try:
        if running.own_temporal:
            await _start_temporal(running)
        running.client = await _connected(running)
        if running.own_temporal:
            await _keep_histories(running, running.client)
        if running.simulated:
            await _start_simulator(running, plan.pace)
        await _start_engine(running)
        yield running
    finally:
        await running.household.stop()


def _local_settings(plan: Plan) -> Settings:
    keys = plan.folder.keys()
    given, ports = plan.settings, plan.ports
    local = {
        "organisation": plan.organisation_path,
        "signing_key": given.signing_key or SecretStr(keys.signing_key),
        "alert_tokens": given.alert_tokens or (SecretStr(keys.alert_token),),
        "gateway_port": ports.gateway,
        "simulator_url": f"http://127.0.0.1:{ports.simulator}",
    }
    if given.mail_simulated and given.sendgrid_event_key is None:
        local["sendgrid_event_key"] = keys.event_public_key
    if "MIMP_RECORDS_URL" not in os.environ:
        local["records_url"] = SecretStr(f"sqlite:///{plan.folder.records.resolve()}")
    if "MIMP_METRICS_ADDRESS" not in os.environ:
        local["metrics_address"] = f"127.0.0.1:{usual_or_free(_METRICS_PORT)}"
    if "MIMP_TEMPORAL_ADDRESS" not in os.environ:
        local["temporal_address"] = f"127.0.0.1:{ports.temporal}"
    if "MIMP_PUBLIC_URL" not in os.environ:
        local["public_url"] = f"http://127.0.0.1:{ports.gateway}"
    return given.model_copy(update=local)


async def _start_temporal(running: Installation) -> None:
    attributes = [part for name in SearchAttribute for part in ("--search-attribute", f"{name}={name.kind}")]
    tuning = [part for value in _TUNED for part in ("--dynamic-config-value", value)]
    command = [
        executable("temporal"), "server", "start-dev",
        "--ip", "127.0.0.1", "--port", str(running.ports.temporal), "--ui-port", str(running.ports.temporal_ui),
        # What was acknowledged is on the disk, whatever happens to this machine: with less than "full" a power cut loses seconds.
        "--db-filename", str(running.folder.database), "--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=full",
        "--log-level", "warn", *attributes, *tuning,
    ]  # fmt: skip
    await _start(running, "temporal", command)


async def _start_simulator(running: Installation, pace: float) -> None:
    settings = running.settings
    command = [
        sys.executable, "-m", "simulator", "--port", str(running.ports.simulator), "--pace", str(pace),
        "--account-sid", settings.twilio_account_sid,
        # Arguments are readable by everyone on the machine: a real provider's secret is not for the simulator.
        "--auth-token", settings.twilio_auth_tokens[0].get_secret_value() if settings.telephone_simulated else SIMULATED_SECRET,
        "--sendgrid-key", SIMULATED_SECRET,
        "--from-number", settings.twilio_number,
        "--text-webhook", f"{settings.public_url}/twilio/text{_TRIED_AGAIN}",
        "--voice-webhook", f"{settings.public_url}/twilio/voice/inbound",
        "--event-webhook", f"{settings.public_url}/sendgrid/events",
        "--event-key", running.folder.keys().event_private_key,
    ]  # fmt: skip
    await _start(running, "simulator", command)
    await _answers(running, f"{settings.simulator_url}/sim/health", "simulator")
    await _show_people(running)


async def _start_engine(running: Installation) -> None:
    if "MIMP_RECORDS_URL" not in os.environ:  # its own, which nobody else has to be asked about
        await asyncio.to_thread(migrate, open_records(running.settings.records_url.get_secret_value()))
    await _start(running, "worker", [sys.executable, "-m", "workers"])
    await _start(running, "gateway", [sys.executable, "-m", "gateway"])
    await _answers(running, f"http://127.0.0.1:{running.ports.gateway}/ready", "gateway")


async def _start(running: Installation, name: str, command: list[str]) -> None:
    log = running.folder.logs / f"{name}.log"
    await running.household.start(Child(name, command, environment_of(running.settings), log))


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the settings as the environment of a process that is to have the same."""
    return {f"MIMP_{name.upper()}": text for name, value in settings if (text := _as_text(value))}


def _as_text(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(_as_text(each) for each in value)
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return "" if value is None else str(value)


async def _connected(running: Installation) -> temporalio.client.Client:
    async def ready() -> bool:
        try:
            running.client = await connect(running.settings)
        except RuntimeError:
            return False
        return True

    await _until(ready, running, "temporal")
    assert running.client is not None  # noqa: S101 - `ready` has set it
    return running.client


async def _keep_histories(running: Installation, client: temporalio.client.Client) -> None:
    """Set the retention of closed histories: a dev server's own is one day, a review and its actions need months."""
    retention = Duration()
    retention.FromTimedelta(timedelta(days=RETENTION_DAYS))
    config = NamespaceConfig(workflow_execution_retention_ttl=retention)
    request = UpdateNamespaceRequest(namespace=client.namespace, config=config)

    async def ready() -> bool:
        try:
            await client.workflow_service.update_namespace(request)
        except RPCError:  # the namespace is made a moment after the server answers
            return False
        return True

    await _until(ready, running, "temporal")


async def _answers(running: Installation, url: str, name: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:

        async def ready() -> bool:
            try:
                return (await client.get(url, timeout=2)).is_success
            except httpx.TransportError:
                return False

        await _until(ready, running, name)


async def _until(ready: Callable[[], Awaitable[bool]], running: Installation, name: str) -> None:
    """Return once it is ready. Raises `ProcessFailed` when it takes too long, at once when a process cannot be kept running."""
    try:
        async with asyncio.timeout(_READY_WITHIN_SECONDS):
            while not await ready():
                running.household.check()
                await asyncio.sleep(_POLL_SECONDS)
    except TimeoutError as error:
        logs = running.folder.logs
        raise ProcessFailed(f"{name} is not ready after {_READY_WITHIN_SECONDS} seconds: see {logs}.") from error


async def _show_people(running: Installation) -> None:
    organisation = running.organisation
    teams = {person: team.name for team in organisation.teams.values() for person in team.members}
    people = [
        {
            "id": person.id,
            "name": person.name,
            "number": person.phone,
            "email": person.email or "",
            "detail": ", ".join(filter(None, (person.title, teams.get(person.id)))),
        }
        for person in organisation.people.values()
        if person.phone
    ]
    async with httpx.AsyncClient(trust_env=False) as client:
        (await client.put(f"{running.settings.simulator_url}/sim/people", json=people)).raise_for_status()
