"""Fixtures: a world in virtual time, and a simulator behind a port."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from simulator.server import SimulatorServer, listen
from tests.simulator.world import World


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """A simulator in virtual time, whose customer is in the same process."""
    made = World()
    yield made
    await made.close()


@dataclass(frozen=True)
class Served:
    """A world whose simulator listens on a port."""

    world: World
    url: str
    server: SimulatorServer


@pytest.fixture
async def served(world: World) -> AsyncIterator[Served]:
    """The same simulator behind a real port on loopback."""
    listener = listen("127.0.0.1", 0)
    server = SimulatorServer(world.simulator)
    serving = asyncio.create_task(server.serve([listener]))
    yield Served(world, f"http://127.0.0.1:{listener.getsockname()[1]}", server)
    server.should_exit = True
    await serving
