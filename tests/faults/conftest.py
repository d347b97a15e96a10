"""One installation for all kills; each kill has a team, and so a telephone line, of its own."""

import os
from collections.abc import Iterator

import pytest

from tests.faults.points import POINTS
from tests.faults.report import Report
from tests.live.company import Team, organisation_file, team
from tests.live.installation import Installation, an_installation

ALL = "MIMP_ALL_FAULTS"
"""Set by `make faults`: every kill point is tried, instead of a few."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out, unless all are asked for, what takes long; what is left out is no skipped test, it is another run's."""
    if os.environ.get(ALL):
        return
    in_short = {str(point) for point in POINTS if point.in_short}
    items[:] = [item for item in items if "faults" not in item.path.parts or _is_short(item, in_short)]


def _is_short(item: pytest.Item, in_short: set[str]) -> bool:
    return any(f"[{name}]" in item.name for name in in_short) or "few_incidents" in item.name


@pytest.fixture(scope="session")
def teams() -> list[Team]:
    """One team for each kill point."""
    return [team(f"kill-{number:02}", number) for number in range(len(POINTS))]


@pytest.fixture(scope="package")
def installation(tmp_path_factory: pytest.TempPathFactory, teams: list[Team]) -> Iterator[Installation]:
    """An installation that runs; telephones are ten times as fast as real ones, rungs give long enough to recover from a kill."""
    folder = tmp_path_factory.mktemp("installation")
    with an_installation(folder, organisation_file(teams, wait_seconds=25), pace=10) as installation:
        yield installation


@pytest.fixture(scope="package")
def report() -> Report:
    """Where results are written down."""
    return Report()
