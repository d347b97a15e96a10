"""The company the benchmarks page: made for them, so that no case disturbs another's people."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any

from benchmarks.matrix_company import Extent

_WAIT = "30m"
"""Longer than a benchmark: nobody's silence moves a search on while something else is measured."""

PAGES_A_ROUND = 10
"""The most pages that are tried while one round of mails goes out."""

PAGES_BEFORE_A_ROUND = 4
"""How many are sent before it, for comparison."""

_NUMBERS = "+4477009{:05}"


@dataclass(frozen=True)
class Sizes:
    """How often each thing is tried: a few for a look, the defaults for figures one may speak of."""

    warm_up: int = 5
    samples: int = 60
    answers: int = 30
    mails: int = 500
    rounds: int = 8
    recipients: int = 500
    texted: int = 200
    alerts: int = 400
    people: int = 20
    companies: tuple[Extent, ...] = (Extent(500, 2_500), Extent(1_000, 5_000), Extent(2_000, 10_000))
    """Of those whose dependency matrix is measured."""
    past: int = 10_000
    """Incidents on record."""


@dataclass(frozen=True)
class Person:
    """Somebody who can be called (E.164)."""

    id: str
    phone: str


@dataclass(frozen=True)
class Desk:
    """A service, and who is called first when it fails."""

    service: str
    person: Person


@dataclass(frozen=True)
class Team:
    """People who are all called at once, a moment after their head of department, and the services they run."""

    services: tuple[str, ...]
    members: tuple[Person, ...]


@dataclass(frozen=True)
class Company:
    """Everybody, by the case they are there for."""

    alone: tuple[Desk, ...]
    """Services with a person of their own: one alert at a time."""
    together: Team
    storm: tuple[Desk, ...]
    """Many services, few people."""
    deliveries: tuple[Desk, ...]
    """As many again, for alerts that come in few deliveries."""
    heads: tuple[Person, ...]
    stakeholders: tuple[Person, ...]
    """Who is told in a round of comms, and of nothing else."""
    texted: tuple[Person, ...]
    """Who chose to be told by text."""

    @property
    def reader(self) -> Person:
        """Who gets the mails of a round."""
        return self.heads[0]

    def write(self, path: Path) -> None:
        """Write the organisation file."""
        path.write_text(json.dumps(self._sections(), indent=1), "utf-8")

    def _people(self, owners: Iterable[Person]) -> set[Person]:
        return {*owners, *self.together.members, *self.heads, *self.stakeholders}

    def _sections(self) -> dict[str, Any]:
        desks = [*self.alone, *self.storm, *self.deliveries]
        owners = {desk.service: desk.person for desk in desks}
        together = dict.fromkeys(self.together.services, self.together.members[0])
        alone_head, together_head = self.heads
        return {
            "name": "Measured",
            "business_areas": {},
            "services": _services(owners, "alone") | _services(together, "together"),
            "teams": {
                "alone": _team(alone_head, [], "alone"),
                "together": _team(together_head, self.together.members, "together"),
            },
            "people": {each.id: _person(each) for each in self._people(owners.values())}
            | {each.id: _person(each) | {"low_urgency_channels": ["text"]} for each in self.texted},
            "rotas": {"nights": {"time_zone": "Europe/London", "shifts": [_shift(alone_head)]}},
            "ladders": {"alone": _ladder("service_owner", _WAIT), "together": _ladder("head_of_department", "1s")},
            "alerts": {"catch_all_team": "alone"},
        }


def company(sizes: Sizes) -> Company:
    """Return a company of the right size for one run of every case."""
    people = (Person(f"person-{number:03}", _NUMBERS.format(number)) for number in count())
    alone = 2 * (sizes.warm_up + sizes.samples) + 2 * sizes.rounds * PAGES_A_ROUND + sizes.rounds * PAGES_BEFORE_A_ROUND
    return Company(
        alone=tuple(_desks("alone", alone, list(islice(people, alone)))),
        together=Team(tuple(_names("together", sizes.warm_up + sizes.answers)), tuple(islice(people, 3))),
        storm=tuple(_desks("storm", sizes.alerts, list(islice(people, sizes.people)))),
        deliveries=tuple(_desks("deliveries", sizes.alerts, list(islice(people, sizes.people)))),
        heads=tuple(islice(people, 2)),
        stakeholders=tuple(islice(people, sizes.recipients)),
        texted=tuple(islice(people, sizes.texted)),
    )


def _desks(name: str, services: int, people: list[Person]) -> Iterator[Desk]:
    for number, service in enumerate(_names(name, services)):
        yield Desk(service, people[number % len(people)])


def _names(name: str, number: int) -> Iterator[str]:
    return (f"{name}-{each:03}" for each in range(number))


def _services(owners: dict[str, Person], team: str) -> dict[str, Any]:
    return {service: {"name": service, "team": team, "owner": owner.id} for service, owner in owners.items()}


def _team(head: Person, members: Iterable[Person], ladder: str) -> dict[str, Any]:
    people = [head.id, *(member.id for member in members)]
    return {"name": ladder, "head_of_department": head.id, "members": people, "rota": "nights", "ladder": ladder}


def _person(person: Person) -> dict[str, Any]:
    mail = f"{person.id}@example.com"
    return {"name": person.id, "phones": [person.phone], "email": mail, "time_zone": "Europe/London"}


def _shift(person: Person) -> dict[str, Any]:
    return {"people": [person.id], "since": "2026-01-05"}


def _ladder(first: str, wait: str) -> dict[str, Any]:
    last = [{"who": "head_of_department", "wait": _WAIT}] if first != "head_of_department" else []
    return {"rungs": [{"who": first, "wait": wait}, *last], "widen_wait": _WAIT}
