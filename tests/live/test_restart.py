"""`mimp up` stopped and started again: what was under way goes on, and one folder belongs to one `mimp up`."""

import asyncio
import subprocess
from dataclasses import dataclass

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest

from domain.names import RETENTION_DAYS
from tests.live.company import Team
from tests.live.eventually import eventually
from tests.live.installation import ROOT, Installation, clean_environment
from tests.live.phones import Call, called


@dataclass
class Before:
    """What was seen before the stop, and how the stop ended."""

    calls: list[Call]
    days_kept: int
    status: int


@pytest.fixture(scope="module")
def before(installation: Installation, teams: dict[str, Team]) -> Before:
    """An escalation begins, is stopped after its first ring, and everything is started again on the same folder.

    The telephone company that comes back with it remembers nothing.
    """
    team = teams["restarted"]
    installation.post_alert(team.service)
    calls = eventually(
        lambda: installation.phones.calls_to(team, team.on_call, "no-answer"), "the first call rings out"
    )
    before = Before(calls, asyncio.run(_days_kept(installation)), installation.stop())
    installation.start()
    return before


def test_an_escalation_goes_on_after_a_stop_and_a_start(
    installation: Installation, teams: dict[str, Team], before: Before
) -> None:
    """Stopped after the first ring and started again, the ladder goes on where it was."""
    team = teams["restarted"]
    installation.phones.takes_it(team.head)

    assert team.head.name == installation.taken_by(team.service)
    calls = [*before.calls, *installation.phones.calls(team)]
    assert team.ladder == installation.ladder_climbed(team.service)
    assert [team.on_call.name, team.owner.name, team.head.name] == called(calls, team)
    assert len(calls) <= len(team.ladder) + 1
    assert 0 == before.status


def test_histories_are_kept_for_90_days_and_still_after_a_restart(installation: Installation, before: Before) -> None:
    """A dev server's own retention is one day; ours is what reviews and their actions need, whichever start it is."""
    after = asyncio.run(_days_kept(installation))

    assert (90, 90, 90) == (RETENTION_DAYS, before.days_kept, after)


def test_a_second_start_on_the_same_folder_is_refused(installation: Installation) -> None:
    """Two at once on one state would spoil it: the second says what to do, and touches nothing."""
    second = subprocess.run(
        installation.command, cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False
    )

    said = f"Another mimp works on {installation.folder}: stop it, or give another folder with --state.\n"
    assert (1, "", said) == (second.returncode, second.stdout, second.stderr)


async def _days_kept(installation: Installation) -> int:
    client = await installation.client()
    described = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    return described.config.workflow_execution_retention_ttl.ToTimedelta().days
