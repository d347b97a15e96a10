"""Two hundred incidents while much goes wrong at random, reproducibly: every one is settled, and nothing is lost."""

import asyncio
import random
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from domain.names import SearchAttribute, WorkflowType
from tests.live.company import Team, organisation_file, team
from tests.live.eventually import eventually
from tests.live.installation import Installation, an_installation
from tests.live.phones import Call

_SEED = 20260302
_TEAMS = 20
_SERVICES_EACH = 10
_SETTLED_WITHIN = 900

_MAY_LET_DOWN: list[dict[str, Any]] = [
    {"do": "ignore"},
    {"do": "busy"},
    {"do": "off"},
    {"do": "decline"},
    {"do": "hang_up"},
    {"do": "answer_silently"},
    {"do": "voicemail"},
    {"do": "voicemail", "taken_for": "human"},
    {"do": "voicemail", "taken_for": None},
    {"do": "answer", "press": ["7", "1"]},
    {"do": "answer", "press": ["1"]},
    {"do": "answer", "press": ["2"]},
]
_ANSWERS_AT_LAST: list[dict[str, Any]] = [{"do": "ignore"}, {"do": "answer", "press": ["1"], "think": 1.0}]

_REQUESTS = ("create_call", "create_text", "update_call")
_REPORTS = ("call_status", "text_status", "machine")


def random_faults() -> list[dict[str, Any]]:
    """Return what may go wrong, each with the chance that it does, and for ever."""
    requests: list[dict[str, Any]] = [
        {"do": "throttle", "retry_after": 1, "chance": 0.05},
        {"do": "error", "when": "before", "chance": 0.03},
        {"do": "error", "when": "after", "chance": 0.03},
        {"do": "cut", "when": "before", "chance": 0.03},
        {"do": "cut", "when": "after", "chance": 0.03},
        {"do": "slow", "seconds": 8, "clock": "real", "chance": 0.01},
    ]
    reports: list[dict[str, Any]] = [
        {"do": "duplicate", "chance": 0.08},
        {"do": "reorder", "chance": 0.05},
        {"do": "late", "seconds": 20, "chance": 0.05},
        {"do": "lose", "chance": 0.04},
        {"do": "unreachable", "attempts": 1, "chance": 0.03},
        {"do": "wrong_signature", "chance": 0.02},
    ]
    chosen = [(requests, _REQUESTS), (reports, _REPORTS)]
    rules: list[dict[str, Any]] = [fault | {"on": on} for faults, places in chosen for fault in faults for on in places]
    return [rule | {"times": None} for rule in rules] + [
        {"on": "voice", "do": "unreachable", "attempts": 1, "chance": 0.05, "times": None},
        {"on": "key", "do": "duplicate", "chance": 0.05, "times": None},
        {"on": "create_text", "do": "refuse", "code": 21610, "chance": 0.02, "times": None},
        {"on": "create_call", "do": "refuse", "code": 21211, "chance": 0.02, "times": None},
        {"on": "send_mail", "do": "throttle", "retry_after": 1, "chance": 0.05, "times": None},
        {"on": "send_mail", "do": "cut", "when": "after", "skip": 5},
    ]


@pytest.fixture
def teams() -> list[Team]:
    """Twenty teams."""
    return [team(f"storm-{number:02}", number) for number in range(_TEAMS)]


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory, teams: list[Team]) -> Iterator[Installation]:
    """An installation for this storm alone, whose rungs wait twelve seconds."""
    folder = tmp_path_factory.mktemp("storm")
    company = organisation_file(teams, wait_seconds=12, services_each=_SERVICES_EACH, burst_within="20s")
    with an_installation(folder, company, pace=10) as installation:
        yield installation


@pytest.mark.timeout(_SETTLED_WITHIN + 300)
def test_two_hundred_incidents_in_a_storm_of_faults(installation: Installation, teams: list[Team]) -> None:
    """Each incident has somebody who has it, the ledger of all is clean, and no phone had two calls at once."""
    _plan(installation, teams, random.Random(_SEED))  # noqa: S311 - reproducible, not secret
    services = [f"{team.service}-{number}" for number in range(_SERVICES_EACH) for team in teams]
    for service in services:
        answer = installation.post_alert(service)
        assert 202 == answer.status_code

    eventually(lambda: _all_in_hand(installation), "every incident is in hand", within=_SETTLED_WITHIN)
    eventually(lambda: not _going_on(installation, teams), "every phone is quiet", within=180)
    audit = installation.mimp("audit")

    assert 0 == audit.returncode, audit.stdout[-5000:] + audit.stderr
    assert [] == _called_twice_at_once(installation, teams)


def _plan(installation: Installation, teams: list[Team], chance: random.Random) -> None:
    parts: dict[str, list[dict[str, Any]]] = {}
    for each in teams:
        for member in (each.on_call, each.owner, each.more):
            parts[member.phone] = [chance.choice(_MAY_LET_DOWN) for _ in range(4)] + [_MAY_LET_DOWN[0]]
        parts[each.head.phone] = list(_ANSWERS_AT_LAST)
    installation.phones.behave_in_turn(parts)
    installation.phones.faults(random_faults(), seed=_SEED)


async def _count(installation: Installation, query: str) -> int:
    client = await installation.client()
    return (await client.count_workflows(query)).count


def _all_in_hand(installation: Installation) -> bool:
    """Whether every incident is there, and none of them in nobody's hands, as Temporal lists them."""
    incidents = f"WorkflowType = '{WorkflowType.INCIDENT}' AND ExecutionStatus = 'Running'"
    unclaimed = f"{incidents} AND {SearchAttribute.HOLDER} = 'nobody'"
    there = asyncio.run(_count(installation, incidents))
    return there == _TEAMS * _SERVICES_EACH and asyncio.run(_count(installation, unclaimed)) == 0


def _going_on(installation: Installation, teams: list[Team]) -> list[Call]:
    return [call for each in teams for call in installation.phones.going_on(each)]


def _called_twice_at_once(installation: Installation, teams: list[Team]) -> list[tuple[Call, Call]]:
    """Return the pairs of calls to one number of which the second was placed before the first was over."""
    calls = [call for each in teams for call in installation.phones.calls(each)]
    by_number: dict[str, list[Call]] = {}
    for call in sorted(calls, key=lambda each: str(each["created"])):
        by_number.setdefault(call["to"], []).append(call)
    neighbours = [pair for same in by_number.values() for pair in pairwise(same)]
    return [(one, two) for one, two in neighbours if _moment(two["created"]) < _moment(one["ended"])]


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)
