"""A call between a worker and its provider, on a real Temporal: a worker that dies is taken over, and no phone rings twice."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio import workflow
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from config.process import executable
from config.temporal import DATA_CONVERTER
from domain.sending import Accepted, CallOrder
from tests.activities.company import call_to
from tests.activities.conftest import provider as provider
from tests.activities.provider import Hangs, Provider, Says
from tests.activities.twilio_book import Mishap, TwilioBook
from tests.activities.twilio_words import TOO_MANY
from tests.live.company import organisation_file, team
from tests.live.eventually import eventually
from tests.live.installation import ROOT, clean_environment
from tests.live.processes import end_at_once
from workflows import activity_calls

TEAM = team("checkout", 0)
PERSON = "checkout-on-call"


@workflow.defn(failure_exception_types=[Exception])
class OneCall:
    """Places one call, as a pager does."""

    @workflow.run
    async def run(self, order: CallOrder) -> Accepted:
        """Place it."""
        return await activity_calls.place_call(order, "Ona")


@dataclass
class Temporal:
    """A real server, and the workers that are started for it."""

    env: WorkflowEnvironment
    organisation: Path
    provider: Provider

    def call(self) -> asyncio.Task[Accepted]:
        """Begin to call somebody; what comes of it is the task's result."""
        order = call_to(PERSON)
        return asyncio.create_task(
            self.env.client.execute_workflow(OneCall.run, order, id=uuid4().hex, task_queue="the tests'")
        )

    @contextmanager
    def worker(self) -> Iterator[int]:
        """Run a worker for calls; gives its process id."""
        settings = {
            "TEMPORAL_ADDRESS": self.env.client.service_client.config.target_host,
            "SIMULATOR_URL": self.provider.address,
            "SIGNING_KEY": "a signing key of the tests, long enough",
            "ORGANISATION": str(self.organisation),
        }
        environment = clean_environment() | {f"MIMP_{name}": value for name, value in settings.items()}
        process = subprocess.Popen([sys.executable, "-m", "workers", "--queue", "calls"], cwd=ROOT, env=environment)
        try:
            yield process.pid
        finally:
            end_at_once([process.pid])
            process.wait()


@pytest.fixture
async def temporal(tmp_path: Path, provider: Provider) -> AsyncIterator[Temporal]:
    """A real server with the workflow of these tests."""
    organisation = tmp_path / "company.yaml"
    organisation.write_text(organisation_file([TEAM], wait_seconds=3), "utf-8")
    server = await WorkflowEnvironment.start_local(
        dev_server_existing_path=executable("temporal"), data_converter=DATA_CONVERTER
    )
    async with server as env:
        runner = UnsandboxedWorkflowRunner()
        async with Worker(env.client, task_queue="the tests'", workflows=[OneCall], workflow_runner=runner):
            yield Temporal(env, organisation, provider)


async def asked(provider: Provider, method: str) -> None:
    """Wait until the provider has been asked something."""
    await asyncio.to_thread(eventually, lambda: [each for each in provider.asked if each.method == method], method)


@pytest.mark.parametrize("taken", [True, False], ids=["after the call was taken", "before the call was taken"])
async def test_a_call_whose_worker_is_killed_is_placed_once(
    temporal: Temporal, provider: Provider, *, taken: bool
) -> None:
    """A worker is killed while it waits for Twilio's answer: the next one finds the call, or places it if it is not there."""
    provider.answers = book = TwilioBook([Mishap(Hangs(), taken=taken)], now=await temporal.env.get_current_time())
    calling = temporal.call()
    with temporal.worker():
        await asked(provider, "POST")
    with temporal.worker():
        accepted = await calling

    assert (book.calls[0]["sid"], taken, 1) == (accepted.provider_id, accepted.found, len(book.calls))
    assert 2 - taken == len(provider.sent)


async def test_a_call_that_was_turned_away_comes_back_without_a_look(temporal: Temporal, provider: Provider) -> None:
    """Turned away for the rate of requests, the call is placed when Twilio said, and its list is not asked for."""
    turned_away = Says(429, TOO_MANY.body, {"Retry-After": "1"})
    provider.answers = book = TwilioBook([Mishap(turned_away, taken=False)])
    began = await temporal.env.get_current_time()
    calling = temporal.call()
    with temporal.worker():
        accepted = await calling

    assert (book.calls[0]["sid"], False, 0) == (accepted.provider_id, accepted.found, book.listed)
    assert (await temporal.env.get_current_time() - began).total_seconds() >= 1
