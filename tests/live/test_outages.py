"""Alerts that arrive while a part is away: refused until they can be stored, never lost once they are, and paged once."""

from http import HTTPStatus

from domain.incident.view import IncidentView
from tests.live.company import Team
from tests.live.eventually import eventually
from tests.live.installation import Installation
from tests.live.phones import called


def test_an_alert_is_refused_while_temporal_is_away(installation: Installation, teams: dict[str, Team]) -> None:
    """The source is told 503 and sends it again: then it is stored, and pages once."""
    team = teams["temporal-away"]
    installation.phones.takes_it(team.on_call)
    with installation.without("temporal"):
        assert HTTPStatus.SERVICE_UNAVAILABLE == installation.post_alert(team.service).status_code
    eventually(lambda: installation.post_alert(team.service).status_code == HTTPStatus.ACCEPTED, "it is stored")

    assert team.on_call.name == installation.taken_by(team.service)
    assert HTTPStatus.ACCEPTED == installation.post_alert(team.service).status_code
    assert 1 == eventually(lambda: _with_a_repeat(installation, team), "the alert sent again is a repeat").alerts
    assert 1 == len(installation.phones.calls(team))


def test_an_alert_waits_for_a_worker(installation: Installation, teams: dict[str, Team]) -> None:
    """Without a worker an alert is stored all the same: nobody is called before one is back, and then the right person."""
    team = teams["worker-away"]
    installation.phones.takes_it(team.on_call)
    with installation.without("worker"):
        assert HTTPStatus.ACCEPTED == installation.post_alert(team.service).status_code
        assert [] == installation.phones.calls(team)

    assert team.on_call.name == installation.taken_by(team.service)
    assert [team.on_call.name] == called(installation.phones.calls(team), team)


def _with_a_repeat(installation: Installation, team: Team) -> IncidentView | None:
    seen = installation.incident(team.service)
    return seen if seen and seen.repeats else None
