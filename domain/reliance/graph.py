"""Who relies on whom, directly and further down (P2): what fails with a service, and what its failure may come from."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field

from domain.messages import Message
from domain.organisation import Organisation


class Chain(Message):
    """How one service relies on another: each id of `path` relies on the next, in as few steps as there can be.

    A path that was shortened lacks `left_out` ids in its middle.
    """

    path: Annotated[tuple[str, ...], Field(min_length=1)]
    left_out: int = 0

    @property
    def distance(self) -> int:
        """How many reliances lead from the first service to the last; 0 from a service to itself."""
        return len(self.path) - 1 + self.left_out

    def shortened(self, longest: int) -> "Chain":
        """Return the chain with at most `longest` ids (2 at least), both ends among them."""
        excess = len(self.path) - longest
        if excess <= 0:
            return self
        head = longest // 2
        return Chain(path=self.path[:head] + self.path[head + excess :], left_out=self.left_out + excess)

    def __str__(self) -> str:
        """Write it as trouble travels, against the direction of reliance: `payroll ← identity ← directory`."""
        shown = list(self.path)
        if self.left_out:
            shown.insert(len(shown) // 2, f"({self.left_out} more)")
        return " ← ".join(shown)


class Reliance:
    """The dependency matrix of an organisation. Make it once and ask it often: an answer visits only what is reached.

    Circles are walked once, and do no harm. Answers are in order of distance, then of the services' names. Each raises KeyError
    for a service that is not listed.
    """

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        named = sorted(organisation.services.values(), key=lambda service: (service.name, service.id))
        self._rank = {service.id: rank for rank, service in enumerate(named)}
        self._relies_on = {service.id: self._in_order(service.relies_on) for service in named}
        relied_on_by: dict[str, list[str]] = {service.id: [] for service in named}
        for relying, relied_on in self._relies_on.items():
            for each in relied_on:
                relied_on_by[each].append(relying)
        self._relied_on_by = {service: tuple(relying) for service, relying in relied_on_by.items()}

    @property
    def services(self) -> tuple[str, ...]:
        """The ids of all services, in order of their names."""
        return tuple(self._rank)

    def relies_on(self, service: str) -> tuple[str, ...]:
        """Return what this service relies on directly."""
        return self._relies_on[service]

    def relied_on_by(self, service: str) -> tuple[str, ...]:
        """Return what relies on this service directly."""
        return self._relied_on_by[service]

    def affected_by(self, service: str) -> dict[str, Chain]:
        """Return everything else that relies on this service, by id, each with a chain from it down to the service."""
        return {reached: Chain(path=path[::-1]) for reached, path in self._paths(service, self._relied_on_by).items()}

    def possible_causes(self, service: str) -> dict[str, Chain]:
        """Return everything else this service relies on, by id, each with a chain from the service down to it."""
        return {reached: Chain(path=path) for reached, path in self._paths(service, self._relies_on).items()}

    def _paths(self, start: str, neighbours: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Walk outwards, one distance after the other; of ways that are equally short the first by name is kept."""
        paths: dict[str, tuple[str, ...]] = {start: (start,)}
        level: tuple[str, ...] = (start,)
        while level:
            came_from: dict[str, str] = {}
            for each in level:
                for neighbour in neighbours[each]:
                    if neighbour not in paths:
                        came_from.setdefault(neighbour, each)
            level = self._in_order(came_from)
            paths |= {reached: (*paths[came_from[reached]], reached) for reached in level}
        del paths[start]
        return paths

    def _in_order(self, services: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(set(services), key=self._rank.__getitem__))
