"""Processes killed at every boundary of an escalation: no page is lost, nobody is skipped, at most one call or text is repeated."""

import pytest

from tests.faults.points import POINTS, KillPoint, Story
from tests.faults.report import Report
from tests.faults.stories import play
from tests.live.company import Team
from tests.live.installation import Installation


@pytest.mark.timeout(240)
@pytest.mark.parametrize("number", [pytest.param(number, id=str(point)) for number, point in enumerate(POINTS)])
def test_no_page_is_lost_and_nobody_is_skipped(
    installation: Installation, teams: list[Team], report: Report, number: int
) -> None:
    """The right person has it, the ladder was climbed in order, the ledger is clean, at most one call or text came twice."""
    point, team = POINTS[number], teams[number]
    result = play(installation, team, point)
    report.add(result)

    assert "clean" == result.audit, result.audit
    assert result.climbed in _ladders(point, team)
    assert _taker(point, team) == result.holder
    assert result.repeated <= 1


def _ladders(point: KillPoint, team: Team) -> list[list[str]]:
    """Return whom the ladder may page in this story, in order."""
    match point.story:
        case Story.FIRST_CALL if (
            point.kills == "gateway"
        ):  # a call without words is no answer: the same person is tried again
            return [[team.on_call.name], [team.on_call.name, team.on_call.name]]
        case Story.FIRST_CALL | Story.BY_TEXT:
            return [[team.on_call.name]]
        case Story.PASSED_ON:
            return [[team.on_call.name, team.owner.name]]
        case Story.CANCELLED:
            return [[team.on_call.name, team.on_call.name, team.owner.name]]
        case Story.UP_THE_LADDER:
            return [team.ladder]


def _taker(point: KillPoint, team: Team) -> str:
    match point.story:
        case Story.UP_THE_LADDER:
            return team.head.name
        case Story.PASSED_ON:
            return team.owner.name
        case _:
            return team.on_call.name
