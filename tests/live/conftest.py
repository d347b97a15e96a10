"""One installation for all tests of this folder; each test has a service, and people, of its own."""

from collections.abc import Iterator

import pytest

from tests.live.company import Team, organisation_file, team
from tests.live.installation import Installation, an_installation

_SERVICES = (
    "worker-killed",
    "temporal-killed",
    "restarted",
    "temporal-away",
    "worker-away",
    "raced",
    "looked-at",
    "listed",
    "by-hand",
    "alertmanaged",
    "gateway-away",
    "first-of-two",
    "second-of-two",
    "measured",
    "open-before",
    "open-after",
)
READERS = tuple(f"reader-{number:03}" for number in range(400))
"""Whom rounds of comms go to: so many that they are mailed in several batches."""

_TEAMS = {service: team(service, number) for number, service in enumerate(_SERVICES)}


@pytest.fixture(scope="package")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation that runs; telephones are six times as fast as real ones, rungs wait three seconds."""
    folder = tmp_path_factory.mktemp("installation")
    company = organisation_file(_TEAMS.values(), wait_seconds=3, soon_everyone=["raced"], readers=READERS)
    with an_installation(folder, company, pace=6) as installation:
        yield installation


@pytest.fixture(scope="session")
def teams() -> dict[str, Team]:
    """The teams by their services."""
    return _TEAMS
