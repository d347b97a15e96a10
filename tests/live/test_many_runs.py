"""The same command again and again: a process that used Temporal's client must not die on its way out."""

from concurrent.futures import ThreadPoolExecutor
from subprocess import CompletedProcess

import pytest

from tests.live.company import Team
from tests.live.eventually import eventually
from tests.live.installation import Installation

RUNS, AT_ONCE = 50, 5

pytestmark = pytest.mark.timeout(300)  # a hundred processes, on a machine that may have other things to do


def test_fifty_looks_at_an_incident_all_end_well(installation: Installation, teams: dict[str, Team]) -> None:
    """Fifty times `mimp show CODE` says the same and ends with status 0."""
    team = teams["looked-at"]
    installation.phones.takes_it(team.on_call)
    installation.post_alert(team.service)
    installation.taken_by(team.service)
    incident = eventually(lambda: installation.incident(team.service), "the incident is shown")

    said = {(run.returncode, run.stderr, run.stdout) for run in _many(installation, "show", incident.code)}
    ((status, complaints, words),) = said
    assert (0, "") == (status, complaints)
    assert f"{incident.code} is in triage\n{incident.headline}\n" == "".join(words.splitlines(keepends=True)[:2])
    assert f"In hand with: {team.on_call.name}" in words.splitlines()


def test_fifty_looks_at_what_is_no_code_are_all_refused(installation: Installation) -> None:
    """Fifty times `mimp show nonsense` says why not and ends with status 3."""
    said = {(run.returncode, run.stderr, run.stdout) for run in _many(installation, "show", "nonsense")}

    assert {(3, "'nonsense' is not an incident code; codes look like checkout-7K3Q.\n", "")} == said


def _many(installation: Installation, *command: str) -> list[CompletedProcess[str]]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda _: installation.mimp(*command), range(RUNS)))
