"""A company of any size whose services rely on each other, for what must hold when the organisation file is large."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

_SERVICES_A_TEAM = 10
_PEOPLE_A_TEAM = 5
_SERVICES_AN_AREA = 40

_IN_A_CIRCLE = 0.02
"""How many reliances lead back up, as between orders and their warehouse."""


@dataclass(frozen=True)
class Extent:
    """How large a company is: so many services, and reliances between them."""

    services: int
    reliances: int

    def __str__(self) -> str:
        return f"{self.services} services, {self.reliances} reliances"


def write_company(path: Path, extent: Extent, seed: int = 1) -> None:
    """Write the organisation file of a company of this extent; the same seed makes the same company."""
    path.write_text(json.dumps(sections(extent, seed), indent=1), "utf-8")


def sections(extent: Extent, seed: int = 1) -> dict[str, Any]:
    """Return what the organisation file of such a company holds, section by section."""
    teams = _numbered("team", -(-extent.services // _SERVICES_A_TEAM))
    areas = _numbered("area", -(-extent.services // _SERVICES_AN_AREA))
    crews = {team: [f"{team}-person-{number}" for number in range(_PEOPLE_A_TEAM)] for team in teams}
    everybody = [person for crew in crews.values() for person in crew]
    owners = dict(zip(areas, cycle(everybody), strict=False))
    return {
        "name": "Measured",
        "business_areas": {area: {"name": area, "owner": owner} for area, owner in owners.items()},
        "services": _services(extent, crews, areas, seed),
        "teams": {team: _team(team, crew) for team, crew in crews.items()},
        "people": {person: _person(person, number) for number, person in enumerate(everybody)},
        "rotas": {team: _rota(crew) for team, crew in crews.items()},
        "ladders": {"usual": {"rungs": [{"who": "head_of_department", "wait": "5m"}]}},
        "alerts": {"catch_all_team": teams[0]},
        "comms_lists": {"technical": everybody[:3], "business": everybody[-3:]},
    }


def _services(extent: Extent, crews: dict[str, list[str]], areas: list[str], seed: int) -> dict[str, Any]:
    names = _numbered("service", extent.services)
    reliances: dict[str, list[str]] = {name: [] for name in names}
    for relying, relied_on in islice(_reliances(names, Random(seed)), extent.reliances):  # noqa: S311 - no secret
        reliances[relying].append(relied_on)
    return {
        name: {
            "name": name,
            "team": team,
            "owner": crews[team][0],
            "business_area": area,
            "customer_effect": f"customers cannot do what {name} is for",
            "relies_on": reliances[name],
        }
        for name, team, area in zip(names, cycle(crews), cycle(areas), strict=False)
    }


def _reliances(names: list[str], random: Random) -> Iterator[tuple[str, str]]:
    """Yield who relies on whom, each pair once: mostly on what stands further down, and seldom in a circle."""
    seen: set[tuple[str, str]] = set()
    while True:
        above, below = sorted(random.sample(range(len(names)), 2))
        pair = (names[below], names[above]) if random.random() < _IN_A_CIRCLE else (names[above], names[below])
        if pair not in seen:
            seen.add(pair)
            yield pair


def _numbered(noun: str, count: int) -> list[str]:
    return [f"{noun}-{number:04}" for number in range(count)]


def _team(name: str, crew: list[str]) -> dict[str, Any]:
    return {"name": name, "head_of_department": crew[0], "members": crew, "rota": name, "ladder": "usual"}


def _person(name: str, number: int) -> dict[str, Any]:
    phone, mail = f"+4477009{number:05}", f"{name}@example.com"
    return {"name": name, "phones": [phone], "email": mail, "time_zone": "Europe/London"}


def _rota(crew: list[str]) -> dict[str, Any]:
    return {
        "time_zone": "Europe/London",
        "shifts": [{"people": crew, "rotates": "weekly", "since": "2026-01-05"}],
    }
