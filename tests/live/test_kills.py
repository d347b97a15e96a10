"""Processes killed in the middle of an escalation: it goes on, nobody is skipped, no page is lost."""

from tests.live.company import Team
from tests.live.eventually import eventually
from tests.live.installation import Installation
from tests.live.phones import called


def test_an_escalation_survives_two_deaths_of_the_worker(installation: Installation, teams: dict[str, Team]) -> None:
    """Killed after the first ring and while a phone rings, the worker goes on where it was, in the ladder's order."""
    team, phones = teams["worker-killed"], installation.phones
    phones.takes_it(team.head)
    installation.post_alert(team.service)
    eventually(lambda: phones.calls_to(team, team.on_call, "no-answer"), "the first call rings out")
    installation.kill("worker")
    eventually(lambda: phones.ringing(team), "the next phone rings")
    installation.kill("worker")

    assert team.head.name == installation.taken_by(team.service)
    calls = phones.calls(team)
    assert team.ladder == installation.ladder_climbed(team.service)
    assert [team.on_call.name, team.owner.name, team.head.name] == called(calls, team)
    assert len(calls) <= len(team.ladder) + 2


def test_an_escalation_survives_the_death_of_temporal(installation: Installation, teams: dict[str, Team]) -> None:
    """Temporal, killed after the first ring, has kept everything: the ladder goes on in its order."""
    team, phones = teams["temporal-killed"], installation.phones
    phones.takes_it(team.head)
    installation.post_alert(team.service)
    eventually(lambda: phones.calls_to(team, team.on_call, "no-answer"), "the first call rings out")
    installation.kill("temporal")

    assert team.head.name == installation.taken_by(team.service)
    calls = phones.calls(team)
    assert team.ladder == installation.ladder_climbed(team.service)
    assert [team.on_call.name, team.owner.name, team.head.name] == called(calls, team)
    assert len(calls) <= len(team.ladder) + 1
