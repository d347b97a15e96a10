"""The product's sources, read as syntax."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "records", "workflows", "activities", "config", "workers", "gateway", "cli", "simulator")


@dataclass(frozen=True)
class Source:
    """One file of the product; `name` is its path from the root."""

    name: str
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """The top-level package it belongs to."""
        return self.name.partition("/")[0]


@cache
def sources(*packages: str) -> tuple[Source, ...]:
    """Return the files of these packages, or of all nine."""
    paths = [path for package in packages or PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return tuple(_read(path) for path in paths)


def _read(path: Path) -> Source:
    text = path.read_text("utf-8")
    return Source(str(path.relative_to(ROOT)), text, ast.parse(text))


def calls(source: Source, *names: str) -> Iterator[ast.Call]:
    """Yield the calls of functions or methods of these names, whoever they belong to."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names:
            yield node


def keyword(call: ast.Call, name: str) -> str | None:
    """Return the argument of this name as it is written, None where it is not given."""
    return next((ast.unparse(each.value) for each in call.keywords if each.arg == name), None)


def imports(source: Source) -> set[str]:
    """Return the modules a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def packages_imported(source: Source) -> set[str]:
    """Return the top-level packages a file imports."""
    return {module.partition(".")[0] for module in imports(source)}
