"""A new version takes over while incidents are open: nobody is forgotten, and both versions may run side by side meanwhile."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.incident.view import IncidentView
from domain.names import incident_id
from tests.live.company import Team
from tests.live.eventually import eventually
from tests.live.installation import ROOT, Installation
from tests.live.processes import end_at_once, parts_of


def test_open_incidents_go_on_when_a_new_version_takes_over(
    installation: Installation, teams: dict[str, Team], tmp_path: Path
) -> None:
    """An incident begun by the old version goes on its old way in the new one; a new one goes the new way, also beside the old."""
    old, new = teams["open-before"], teams["open-after"]
    installation.post_alert(old.service)
    eventually(lambda: installation.phones.calls_to(old, old.on_call, "no-answer"), "the old version calls")

    with _the_next_version(installation, tmp_path):
        with installation.without("worker"):
            installation.phones.takes_it(old.head)
            assert old.head.name == installation.taken_by(old.service)
            installation.phones.takes_it(new.on_call)
            installation.post_alert(new.service)
            assert new.on_call.name == installation.taken_by(new.service)
        installation.post_alert(new.service)
        eventually(
            lambda: _with_a_repeat(installation, new), "side by side, the old version holds up nothing of the new"
        )

    assert not _has_the_new_step(installation, old)
    assert _has_the_new_step(installation, new)


@contextmanager
def _the_next_version(installation: Installation, folder: Path) -> Iterator[None]:
    """Run a worker of the next version beside that of the installation, with its settings."""
    said = folder / "said"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.live.next_worker"],
            cwd=ROOT,
            env=_environment_of_the_worker(installation),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        eventually(lambda: process.poll() is not None or "serving" in said.read_text(), "the next version serves")
        assert process.poll() is None, said.read_text()
        yield
    finally:
        end_at_once([process.pid])
        process.wait()


def _environment_of_the_worker(installation: Installation) -> dict[str, str]:
    assert installation.process is not None
    worker = parts_of(installation.process.pid)["worker"]
    written = Path(f"/proc/{worker}/environ").read_bytes().split(b"\0")
    environment = dict(os.fsdecode(each).split("=", 1) for each in written if each)
    environment.pop("MIMP_METRICS_ADDRESS", None)  # the old one listens there
    return environment


def _with_a_repeat(installation: Installation, team: Team) -> IncidentView | None:
    seen = installation.incident(team.service)
    return seen if seen and seen.repeats else None


def _has_the_new_step(installation: Installation, team: Team) -> bool:
    async def ask() -> str:
        client = await installation.client()
        return (await client.get_workflow_handle(incident_id(team.service)).fetch_history()).to_json()

    return "core_patch" in asyncio.run(ask())
