"""The project's own files, as the tests of this folder read them."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data"

_MADE = {"__pycache__", "build", "dist"}
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def files() -> Iterator[Path]:
    """Yield every file of the project, leaving out what tools have made."""
    folders = [ROOT]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path.is_file():
                yield path
            elif path.name not in _MADE and not path.name.endswith(".egg-info") and _is_ours(path):
                folders.append(path)


def _is_ours(folder: Path) -> bool:
    """Whether a folder is part of the project: of the hidden ones only those of the continuous integration are."""
    return not folder.name.startswith(".") or folder.name == ".ci"


PAGES = [path for path in files() if path.suffix == ".md"]
"""Every page of the documentation."""


def name_of(path: Path) -> str:
    """Return the path as it is written in the documentation."""
    return path.relative_to(ROOT).as_posix()


def text_of(page: Path) -> str:
    """Return what a page says."""
    return page.read_text("utf-8")


def prose_of(page: Path) -> str:
    """Return what a page says outside its examples."""
    return _FENCED.sub("", text_of(page))


def code_of(page: Path) -> list[str]:
    """Return the examples of a page line by line, and each piece of code within its prose."""
    examples = [line for block in _FENCED.findall(text_of(page)) for line in block.splitlines()[1:-1]]
    return [*examples, *re.findall(r"`([^`\n]+)`", prose_of(page))]
