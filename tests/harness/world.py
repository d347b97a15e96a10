"""The whole engine in one process and on one clock: Temporal's test server, the worker, the gateway and the simulator.

Everything is real but time: the SDKs of the providers speak HTTP to the simulator on loopback, whose callbacks are posted to the
gateway on loopback. `after` lets the engine come to rest, then moves the one clock to the next moment at which anything is due.
"""

import asyncio
import gc
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.pager_desk import PagerDesk
from cli.histories import Reader, chain
from config.event_keys import new_event_keys
from config.process import executable
from config.settings import SIMULATED_ACCOUNT_SID, SIMULATED_NUMBER, SIMULATED_SECRET, Settings
from config.temporal import DATA_CONVERTER
from domain.ledger import Evidence, Ledger, balance
from domain.names import Queue, SearchAttribute
from domain.organisation import Organisation
from gateway.app import create_app
from gateway.temporal_gate import TemporalGate
from records.database import open_records
from records.upkeep import prepare
from simulator.clock import ManualClock
from simulator.company import Simulator
from simulator.config import SimulatorConfig
from simulator.server import CuttableProtocol
from tests.harness.quiet import Census, Temporal
from workers.bootstrap import make_activities
from workers.factory import make_worker

_JUST_BEFORE = timedelta(milliseconds=1)
"""Phones are brought this near to the next moment before it comes, so that a call placed then begins then."""

ALERT_TOKEN = "alertmanager-may-enter"
SIGNING_KEY = "a signing key of the tests, long enough"


class World:
    """The engine and everything around it."""

    def __init__(
        self, env: WorkflowEnvironment, organisation: Organisation, simulator: Simulator, settings: Settings
    ) -> None:
        self.env = env
        self.organisation = organisation
        self.simulator = simulator
        self.settings = settings
        self.census = Census()
        config = env.client.config()
        config["interceptors"] = [self.census]
        self.client = Client(**config)
        self._temporal = Temporal(self.client, self.census)
        self.gate = TemporalGate(self._connected, self.client)

    async def _connected(self) -> Client:
        return self.client

    async def now(self) -> datetime:
        """Return the time on the one clock."""
        return await self.env.get_current_time()

    async def settle(self) -> None:
        """Return once nothing more will happen until time moves or someone does something."""
        while True:
            await self._temporal.settle()
            await self.simulator.settle()
            if not await self._temporal.stirs() and self.simulator.is_quiet():
                return

    async def evidence(self) -> Evidence:
        """Return what the histories of every workflow there was say of pages."""
        reader = Reader()
        for workflow_id in self.census.ids:
            async for history in chain(self.client, workflow_id):
                await reader.read(history)
        return reader.evidence

    async def ledger(self) -> Ledger:
        """Return every intended page so far, and what is missing now."""
        return balance(await self.evidence(), await self.now())

    async def until(self, happened: Callable[[], bool], *, within: timedelta) -> bool:
        """Let time pass until it has happened; return whether it did within this time.

        The clock stops wherever anything is due, so that everyone acts at their own time.
        """
        limit = await self.now() + within
        while (now := await self._let_phones_catch_up()) < limit and not happened():
            due = [each for each in (await self._temporal.next_timer(), self._phones.next_deadline()) if each]
            target = min([limit, *(each for each in due if each > now)])
            await self._phones.advance_to(max(self._phones.now(), target - _JUST_BEFORE))
            await self.env.sleep(target - now)
        return happened()

    async def _let_phones_catch_up(self) -> datetime:
        """Bring the phones to the time of the one clock, let everything come to rest, and return that time.

        The test server's clock also creeps on by itself while there is work, so the phones are always a little behind it.
        """
        await self.settle()
        now = await self.now()
        await self._phones.advance_to(max(self._phones.now(), now))
        await self.settle()
        return now

    async def after(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Let this much time pass."""
        await self.until(lambda: False, within=timedelta(minutes=minutes, seconds=seconds))

    @property
    def _phones(self) -> ManualClock:
        assert isinstance(self.simulator.clock, ManualClock)
        return self.simulator.clock


@asynccontextmanager
async def a_world(
    organisation: Organisation, *, desk_knows: Organisation | None = None, **settings: Any
) -> AsyncIterator[World]:
    """Start everything; stop it all at the end.

    `desk_knows` is another edition of the organisation, known to the worker that hands pages over; `settings` are those that are
    not as in every scenario.
    """
    async with AsyncExitStack() as stack:
        env = await stack.enter_async_context(await time_skipping_server())
        keys = new_event_keys()
        simulator = Simulator(ManualClock(await env.get_current_time()), _provider_accounts(keys.private))
        stack.push_async_callback(simulator.close)
        simulator_url = await stack.enter_async_context(_served(simulator.app, _listener()))
        door = _listener()
        given = Settings(
            simulator_url=simulator_url,
            public_url=_address(door),
            signing_key=SecretStr(SIGNING_KEY),
            alert_tokens=(SecretStr(ALERT_TOKEN),),
            sendgrid_event_key=keys.public,
            records_url=SecretStr(stack.enter_context(_records())),
            **settings,
        )
        world = World(env, organisation, simulator, given)
        await stack.enter_async_context(_served(_gateway(world), door))
        simulator.set_text_webhook(f"{given.public_url}/twilio/text")
        simulator.set_voice_webhook(f"{given.public_url}/twilio/voice/inbound")
        simulator.set_event_webhook(f"{given.public_url}/sendgrid/events")
        await stack.enter_async_context(_workers(world, desk_knows or organisation))
        yield world


async def time_skipping_server() -> WorkflowEnvironment:
    """Start Temporal's test server, which has one movable clock, and knows our search attributes."""
    _leave_alone_what_is_there()
    env = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=executable("temporal-test-server"), data_converter=DATA_CONVERTER
    )
    request = AddSearchAttributesRequest(
        namespace=env.client.namespace,
        search_attributes={
            name: IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{name.kind.upper()}") for name in SearchAttribute
        },
    )
    await env.client.operator_service.add_search_attributes(request)
    return env


def _leave_alone_what_is_there() -> None:
    """Keep the collector off what thousands of earlier tests have left: it would stop a workflow, which has 2 s to yield."""
    gc.collect()
    gc.freeze()


@contextmanager
def _records() -> Iterator[str]:
    """Yield the address of records of the world's own."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/records.db"
        prepare(open_records(address))
        yield address


def _provider_accounts(event_key: str) -> SimulatorConfig:
    return SimulatorConfig(
        account_sid=SIMULATED_ACCOUNT_SID,
        auth_token=SIMULATED_SECRET,
        sendgrid_key=SIMULATED_SECRET,
        event_key=event_key,
        from_numbers=(SIMULATED_NUMBER,),
    )


def _gateway(world: World) -> FastAPI:
    def now() -> datetime:
        return world.simulator.clock.now()

    return create_app(world.settings, world.organisation, world.gate, now)


@asynccontextmanager
async def _workers(world: World, desk_knows: Organisation) -> AsyncIterator[None]:
    with ThreadPoolExecutor(20) as threads:
        now = world.simulator.clock.now
        activities = make_activities(world.settings, world.organisation, world.client, threads, now=now)
        activities = replace(activities, pager_desk=PagerDesk(world.client, desk_knows, activities.lanes, now))
        async with AsyncExitStack() as stack:
            for queue in Queue:
                await stack.enter_async_context(make_worker(world.client, queue, activities))
            yield


def _listener() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def _address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def _served(app: FastAPI, listener: socket.socket) -> AsyncIterator[str]:
    server = _QuietServer(uvicorn.Config(app, http=CuttableProtocol, log_config=None, access_log=False, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:  # noqa: ASYNC110 - uvicorn tells by an attribute only
        await asyncio.sleep(0.005)
    try:
        yield _address(listener)
    finally:
        server.should_exit = True
        await serving


class _QuietServer(uvicorn.Server):
    """Leaves signals to the test runner."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield
