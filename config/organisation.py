"""The organisation file (or folder) -> `domain.organisation`, with every mistake in it reported at once (P6)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from config.clock import wall_clock
from config.organisation_files import read_files
from config.organisation_form import Parts, read_parts
from config.organisation_mistakes import Mistake, OrganisationInvalid
from config.organisation_references import NOUNS
from config.organisation_rules import RULES, rota_gaps
from config.yaml_nodes import Node
from domain.organisation import Organisation

__all__ = ["Mistake", "OrganisationInvalid", "load_organisation"]

# Nobody mends more in one sitting; a file with more is the wrong file.
_MOST_MISTAKES = 200


def load_organisation(path: Path, *, now: datetime | None = None) -> Organisation:
    """Read and check a file, or a folder whose `*.yaml` files are read together.

    Rotas are searched for gaps in the two years from `now` (aware; the computer's clock when left out).
    Raises OrganisationInvalid with all mistakes, or with the unreadable places alone when a file cannot be read.
    """
    root, twice = read_files(path)
    parts = read_parts(root)
    mistakes = list(islice(chain(twice, _all_mistakes(root, parts, now or wall_clock())), _MOST_MISTAKES + 1))
    if len(mistakes) > _MOST_MISTAKES:
        mistakes[_MOST_MISTAKES:] = [_too_many(mistakes)]
    if mistakes:
        raise OrganisationInvalid(mistakes)
    return Organisation(**parts.sections)


def _all_mistakes(root: Node, parts: Parts, now: datetime) -> Iterator[Mistake]:
    yield from parts.mistakes
    listed = _without_lists(root)
    for rule in RULES:
        yield from rule(listed)
    yield from rota_gaps(root, parts.sections.get("rotas", {}), now)


def _without_lists(root: Node) -> Node:
    """Leave out sections that should list entries by id and do not: said once, not again for each entry."""
    sections = {str(name): section for name, section in root.children()}
    fit = {name: node for name, node in sections.items() if name not in NOUNS or isinstance(node.value, dict)}
    return Node(fit, root.file, root.line)


def _too_many(mistakes: list[Mistake]) -> Mistake:
    last = max(mistakes)
    return Mistake(last.file, last.line, f"{_MOST_MISTAKES} mistakes are shown; there are more.", "Mend these first.")
