"""An incident from alert to stand-down by `mimp` alone, and the one before it."""

import json

from tests.live.company import Team
from tests.live.eventually import eventually
from tests.live.installation import Installation


def test_an_incident_is_handled_and_an_earlier_one_still_shown(
    installation: Installation, teams: dict[str, Team]
) -> None:
    """Alert, stand down, clear, alert again: both incidents are found by their codes, the open one alone is listed."""
    team = teams["by-hand"]
    installation.phones.takes_it(team.on_call)
    first = _opened(installation, team)
    refused = installation.mimp("stand-down", first, "--as", f"{team.service}-more", "--reason", "planned work")
    stood_down = installation.mimp("stand-down", first, "--as", f"{team.service}-on-call", "--reason", "planned work")
    _alert(installation, team, "--resolved")
    eventually(lambda: first not in _listed(installation), "the first incident is over")
    second = _opened(installation, team)

    assert (3, "") == (refused.returncode, refused.stdout)
    assert stood_down.returncode == 0
    assert stood_down.stdout.startswith(f"Incident {first} is stood down: nobody is called for the same alert for ")
    states = {code: json.loads(installation.mimp("show", code, "--json").stdout)["state"] for code in (first, second)}
    assert {first: "stood_down", second: "triage"} == states
    eventually(lambda: second in _listed(installation), "the open incident is listed")
    assert first not in _listed(installation)


def _listed(installation: Installation) -> list[str]:
    return [each["code"] for each in json.loads(installation.mimp("incidents", "--json").stdout)]


def _alert(installation: Installation, team: Team, *options: str) -> None:
    sent = installation.mimp("alert", team.service, "--state", str(installation.folder), *options)
    assert (0, f"Stored: incident/{team.service}.\n") == (sent.returncode, sent.stdout), sent.stderr


def _opened(installation: Installation, team: Team) -> str:
    """Send an alert, and return the code of the incident once somebody has it."""
    _alert(installation, team)
    installation.taken_by(team.service)
    seen = installation.incident(team.service)
    assert seen is not None
    return seen.code
