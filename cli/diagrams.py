"""The dependency matrix drawn: as Mermaid, or as DOT for Graphviz. An arrow leads from who relies to what it relies on."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.reliance.graph import Reliance

_PLAIN = frozenset(" ,()'")


@dataclass(frozen=True)
class Diagram:
    """The services to draw, by id with their names; who relies on whom among them; and the one that fails, if any."""

    services: dict[str, str]
    reliances: tuple[tuple[str, str], ...]
    failing: str | None

    def as_mermaid(self) -> str:
        """Return it as a Mermaid flow chart."""
        lines = ["flowchart LR", *(f'    {_node(each)}["{_entities(name)}"]' for each, name in self.services.items())]
        lines += [f"    {_node(relying)} --> {_node(relied_on)}" for relying, relied_on in self.reliances]
        if self.failing:
            lines += ["    classDef failing fill:#c62828,color:#ffffff", f"    class {_node(self.failing)} failing"]
        return "\n".join(lines)

    def as_dot(self) -> str:
        """Return it as a graph in the DOT language."""
        lines = ["digraph reliance {", "    rankdir=LR;", "    node [shape=box];"]
        for service, name in self.services.items():
            marked = ', style=filled, fillcolor="#c62828", fontcolor=white' if service == self.failing else ""
            lines.append(f"    {_quoted(service)} [label={_quoted(name)}{marked}];")
        lines += [f"    {_quoted(relying)} -> {_quoted(relied_on)};" for relying, relied_on in self.reliances]
        return "\n".join([*lines, "}"])


def diagram(reliance: Reliance, failing: str | None) -> Diagram:
    """Draw everything, or, where a service fails, only what it concerns: what is affected, and what may be the cause."""
    drawn = dict.fromkeys(_concerned(reliance, failing) if failing else reliance.services)
    reliances = ((relying, each) for relying in drawn for each in reliance.relies_on(relying) if each in drawn)
    names = {service: reliance.organisation.services[service].name for service in drawn}
    return Diagram(services=names, reliances=tuple(reliances), failing=failing)


def _concerned(reliance: Reliance, failing: str) -> Iterator[str]:
    yield failing
    yield from reliance.affected_by(failing)
    yield from reliance.possible_causes(failing)


def _node(service: str) -> str:
    """Return an id that is no word of Mermaid's, as `end` would be: services' ids have hyphens, and no underscore."""
    return f"s_{service.replace('-', '_')}"


def _entities(name: str) -> str:
    """Return a name in which whatever Mermaid, or its Markdown, could take for its own is written as a character's number."""
    return "".join(each if each.isalnum() or each in _PLAIN else f"#{ord(each)};" for each in " ".join(name.split()))


def _quoted(words: str) -> str:
    """Return a quoted string of DOT's, in which a backslash would begin an escape and an ampersand an entity."""
    plain = " ".join(words.split()).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{plain}"'
