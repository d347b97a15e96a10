"""An installation as `mimp up` starts it, with the benchmarks' own worker beside it."""

import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import temporalio.client

from benchmarks.alerts import AlertSource
from benchmarks.company import Company, Desk, Sizes, company
from benchmarks.phones import Phones, Watch
from cli.installation import Installation, Plan, environment_of, installation
from cli.ports import Ports, preferred_or_free
from cli.processes import Child, Household
from cli.state import StateFolder
from config.organisation import load_organisation
from config.settings import Settings
from domain.organisation import Organisation

PACE = 10
"""How many times as fast telephones are: ringing and talking are not what is measured."""

_CONNECTIONS = httpx.Limits(max_connections=100)
_PATIENCE = httpx.Timeout(60, pool=None)
_SILENCE_SECONDS = 0.3


@dataclass(frozen=True)
class Stage:
    """What a case is played on."""

    sizes: Sizes
    company: Company
    client: temporalio.client.Client
    source: AlertSource
    phones: Phones
    desks: Iterator[Desk]
    household: Household
    settings: Settings
    organisation: Organisation

    async def alert_to_call(self, watch: Watch, desk: Desk) -> float:
        """Report trouble with a service; return the seconds until the provider was asked to call whoever runs it."""
        started = time.time()
        await self.source.deliver([desk.service])
        call = await watch.first_call(desk.person.phone)
        return call.created.timestamp() - started

    async def page(self, watch: Watch) -> float:
        """Report trouble with the next service, as above, and wait until it is over."""
        seconds = await self.alert_to_call(watch, next(self.desks))
        await self.calm(watch)
        return seconds

    async def calm(self, watch: Watch) -> None:
        """Wait until nothing that was started is still going on."""
        await watch.silence(_SILENCE_SECONDS)


@asynccontextmanager
async def stage(folder: Path, sizes: Sizes, tell: Callable[[str], None], settings: Settings) -> AsyncIterator[Stage]:
    """Start everything, with these settings, and yield once all of it is ready.

    Raises:
        ProcessFailed: a part does not come up; with the end of its log.

    """
    measured = company(sizes)
    plan = _plan(StateFolder(folder), measured, settings)
    with plan.folder.taken():
        async with installation(plan, tell) as running, _http() as http:
            await _start_worker(running)
            yield _stage(running, sizes, measured, http)


def _plan(folder: StateFolder, measured: Company, settings: Settings) -> Plan:
    folder.make()
    file = folder.path / "company.yaml"
    measured.write(file)
    return Plan(
        folder=folder,
        ports=preferred_or_free(Ports()),
        settings=settings,
        organisation=load_organisation(file),
        organisation_path=file,
        pace=PACE,
    )


def _http() -> httpx.AsyncClient:
    return httpx.AsyncClient(trust_env=False, limits=_CONNECTIONS, timeout=_PATIENCE)


async def _start_worker(running: Installation) -> None:
    command = [sys.executable, "-m", "benchmarks.worker"]
    log = running.folder.logs / "benchmark.log"
    await running.household.start(Child("benchmark", command, environment_of(running.settings), log))


def _stage(running: Installation, sizes: Sizes, measured: Company, http: httpx.AsyncClient) -> Stage:
    settings = running.settings
    assert running.client is not None  # noqa: S101 - a running installation is connected
    return Stage(
        sizes=sizes,
        company=measured,
        client=running.client,
        source=AlertSource(settings.public_url, settings.alert_tokens[0].get_secret_value(), http),
        phones=Phones(settings.simulator_url, http),
        desks=iter(measured.alone),
        household=running.household,
        settings=settings,
        organisation=running.organisation,
    )
