"""The organisation's file, or a folder of files read as one."""

from pathlib import Path

from config.organisation_mistakes import Mistake, OrganisationInvalid
from config.yaml_nodes import Node, read_nodes

_LARGEST = 1024 * 1024


def read_files(path: Path) -> tuple[Node, list[Mistake]]:
    """Read a file, or all `*.yaml` files of a folder in order of name, merged; with the keys that were given twice.

    Raises OrganisationInvalid when anything cannot be read: one mistake for each such file.
    """
    trees: list[Node] = []
    twice: list[Mistake] = []
    unreadable: list[Mistake] = []
    for file in _files(path):
        try:
            tree, mistakes = _read_file(file)
        except OrganisationInvalid as error:
            unreadable += error.mistakes
        else:
            trees.append(tree)
            twice += mistakes
    if unreadable:
        raise OrganisationInvalid(unreadable)
    return _merge(trees, twice), twice


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("*.yaml"))
    if not files:
        raise _refusal(path, "there is no *.yaml file in this folder.", "Put the organisation's files here.")
    return files


def _read_file(path: Path) -> tuple[Node, list[Mistake]]:
    tree, mistakes = read_nodes(str(path), _read_text(path))
    if tree is None or tree.value is None:
        raise _refusal(path, "the file is empty.", "Start from the example that comes with the product.")
    if not isinstance(tree.value, dict):
        raise _refusal(path, "the file has no sections.", "Start from the example that comes with the product.")
    return tree, mistakes


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError as error:
        raise _refusal(path, "there is no such file.", "Check the path.") from error
    except OSError as error:
        raise _refusal(path, f"the file cannot be read: {error.strerror}.", "Check its permissions.") from error
    if len(content) > _LARGEST:
        raise _refusal(path, "the file is larger than 1 MB.", "Check that it is the right one, or split it.")
    return _decode(path, content)


def _decode(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refusal(path, "the file is not UTF-8 text.", "Save it as UTF-8.", line) from error


def _refusal(path: Path, what: str, remedy: str, line: int = 1) -> OrganisationInvalid:
    return OrganisationInvalid([Mistake(str(path), line, what, remedy)])


def _merge(trees: list[Node], twice: list[Mistake]) -> Node:
    """One tree of all: sections given in several files are joined, entry by entry."""
    sections: dict[str, Node] = {}
    for tree in trees:
        for name, section in tree.children():
            sections[str(name)] = _join(str(name), sections.get(str(name)), section, twice)
    return Node(sections, trees[0].file, 1)


def _join(name: str, first: Node | None, second: Node, twice: list[Mistake]) -> Node:
    if first is None:
        return second
    if not isinstance(first.value, dict) or not isinstance(second.value, dict):
        twice.append(_given_twice(name, first, second))
        return first
    twice += [_given_twice(key, first.value[key], node) for key, node in second.value.items() if key in first.value]
    return Node({**second.value, **first.value}, first.file, first.line)


def _given_twice(name: str, first: Node, second: Node) -> Mistake:
    what = f"'{name}' is given twice, first in {first.file}, line {first.line}."
    return second.mistake(what, "Keep one of the two.")
