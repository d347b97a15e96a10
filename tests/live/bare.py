"""A real Temporal and worker processes, without the rest of an installation: for what must be served apart."""

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from config.process import executable
from config.temporal import DATA_CONVERTER
from domain.names import Queue, SearchAttribute
from tests.live.installation import ROOT, clean_environment


@asynccontextmanager
async def a_temporal() -> AsyncIterator[Client]:
    """Run a Temporal that keeps its state in memory."""
    attributes = [word for name in SearchAttribute for word in ("--search-attribute", f"{name}={name.kind}")]
    server = await WorkflowEnvironment.start_local(
        dev_server_existing_path=executable("temporal"), dev_server_extra_args=attributes, data_converter=DATA_CONVERTER
    )
    async with server as environment:
        yield environment.client


@contextmanager
def a_worker(temporal: Client, *queues: Queue, **settings: str) -> Iterator[None]:
    """Run a worker process for these queues with these settings, and kill it at the end."""
    given = {
        "temporal_address": temporal.service_client.config.target_host,
        "signing_key": "a long random text, as the tests have it",
    } | settings
    words = [word for queue in queues for word in ("--queue", queue.value)]
    process = subprocess.Popen(
        [sys.executable, "-m", "workers", *words],
        cwd=ROOT,
        env=clean_environment() | {f"MIMP_{name.upper()}": value for name, value in given.items()},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()
