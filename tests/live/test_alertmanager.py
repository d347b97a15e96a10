"""The real Alertmanager in front of the real gateway: nothing is lost, nobody is called twice."""

from collections.abc import Iterator

import pytest

from domain.timeline import Kind
from tests.live.alertmanager import Alertmanager, an_alertmanager, needs_alertmanager
from tests.live.company import Team
from tests.live.eventually import eventually
from tests.live.installation import Installation

pytestmark = needs_alertmanager


@pytest.fixture(scope="module")
def alertmanager(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alertmanager]:
    """An Alertmanager that sends to the installation."""
    with an_alertmanager(installation, tmp_path_factory.mktemp("alertmanager")) as running:
        yield running


def test_a_trouble_is_told_repeated_joined_and_resolved(
    installation: Installation, alertmanager: Alertmanager, teams: dict[str, Team]
) -> None:
    """Firing calls one person once; repeats are counted, a second instance joins, both clear, and whoever has it keeps it."""
    team = teams["alertmanaged"]
    installation.phones.takes_it(team.on_call)
    alertmanager.fires(team.service, "web-1")
    assert team.on_call.name == installation.taken_by(team.service)
    eventually(lambda: _counts(installation, team)[1] > 0, "Alertmanager repeats it")

    alertmanager.fires(team.service, "web-2")
    eventually(lambda: _counts(installation, team)[0] == 2, "the second instance joins")
    for instance in ("web-1", "web-2"):
        alertmanager.resolves(team.service, instance)
    eventually(lambda: _alerts_told(installation, team).count("alert cleared: Down") == 2, "both have cleared")

    seen = eventually(lambda: installation.incident(team.service), "the incident is shown")
    assert (2, team.on_call.name, "triage") == (seen.alerts, seen.holder, seen.state)
    assert 1 == len(installation.phones.calls(team))


def test_an_outage_of_the_gateway_loses_no_alert(
    installation: Installation, alertmanager: Alertmanager, teams: dict[str, Team]
) -> None:
    """What Alertmanager could not deliver it tries again: once the gateway is back the phone rings, once."""
    team = teams["gateway-away"]
    installation.phones.takes_it(team.on_call)
    with installation.without("gateway"):
        failed = alertmanager.failed_requests()
        alertmanager.fires(team.service, "web-1")
        eventually(lambda: alertmanager.failed_requests() > failed + 1, "it has tried in vain, and again")
        assert [] == installation.phones.calls(team)

    assert team.on_call.name == installation.taken_by(team.service)
    eventually(lambda: _counts(installation, team)[1] > 0, "Alertmanager repeats it")
    assert (1, 1) == (_counts(installation, team)[0], len(installation.phones.calls(team)))


def _counts(installation: Installation, team: Team) -> tuple[int, int]:
    """Return how many alerts the incident has seen, and how many repeats."""
    seen = installation.incident(team.service)
    return (seen.alerts, seen.repeats) if seen else (0, 0)


def _alerts_told(installation: Installation, team: Team) -> list[str]:
    seen = installation.incident(team.service)
    return [entry.what for entry in seen.timeline if entry.kind is Kind.ALERT] if seen else []
