"""YAML as a tree in which every value knows its file and line.

Only plain YAML is read: groups, lists and values. What a stranger could hide a surprise in (aliases, tags, several
documents, endless nesting) is refused in words, while reading, so that no file can exhaust the machine.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from config.organisation_mistakes import Mistake, OrganisationInvalid

NodePath = tuple[str | int, ...]
Value = str | int | bool | dict[str, "Node"] | list["Node"] | None

_DEEPEST = 20
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})", re.ASCII)
_PLAIN_WORDS: dict[str, Value] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it was written; a value with a key has the line of its key."""

    value: Value
    file: str
    line: int

    def children(self) -> Iterator[tuple[str | int, "Node"]]:
        """Keys and values of a group, positions (from 0) and entries of a list; nothing of any other value."""
        if isinstance(self.value, dict):
            yield from self.value.items()
        elif isinstance(self.value, list):
            yield from enumerate(self.value)

    def child(self, key: str | int) -> "Node | None":
        """The value under this key or position, if there is one."""
        if isinstance(self.value, dict):
            return self.value.get(str(key))
        if isinstance(self.value, list) and isinstance(key, int) and key < len(self.value):
            return self.value[key]
        return None

    def nearest(self, path: Sequence[str | int]) -> tuple["Node", int]:
        """The node at the path, or as close to it as was written; and how many steps of the path lead to it."""
        node = self
        for steps, key in enumerate(path):
            found = node.child(key)
            if found is None:
                return node, steps
            node = found
        return node, len(path)

    def find(self, pattern: str) -> Iterator[tuple[NodePath, "Node"]]:
        """Every node at a path such as `services.*.owner`, with its path; `*` stands for any key or position."""
        yield from self._find(pattern.split("."), ())

    def texts(self, pattern: str) -> Iterator[tuple[NodePath, str, "Node"]]:
        """Like `find`, but only the nodes that hold text, with that text."""
        yield from ((path, node.value, node) for path, node in self.find(pattern) if isinstance(node.value, str))

    def plain(self) -> object:
        """The value as JSON would have it."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def mistake(self, what: str, remedy: str) -> Mistake:
        """A mistake at this place."""
        return Mistake(self.file, self.line, what, remedy)

    def _find(self, keys: list[str], path: NodePath) -> Iterator[tuple[NodePath, "Node"]]:
        if not keys:
            yield path, self
            return
        for key, node in self.children():
            if keys[0] in ("*", key):
                yield from node._find(keys[1:], (*path, key))


def read_nodes(file: str, text: str) -> tuple[Node | None, list[Mistake]]:
    """Read one file's text; None when nothing is in it. Keys given twice are returned as mistakes, the first counts.

    Raises OrganisationInvalid with one mistake when the text is not YAML, or more than plain YAML.
    """
    reader = _Reader(file, YAML(typ="safe", pure=True).parse(text))
    try:
        return reader.document(), reader.mistakes
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _unreadable(file, mark.line + 1 if mark else 1, str(error.problem)) from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _unreadable(file, line, f"there is a character that cannot be read, U+{error.character:04X}") from error
    except (ValueError, OverflowError) as error:
        # The parser trips over the code of an impossible character without saying where.
        raise _unreadable(file, 1, "somewhere a text in quotes has a '\\U' that stands for no character") from error
    except YAMLError as error:
        raise _unreadable(file, 1, str(error)) from error


def _unreadable(file: str, line: int, problem: str) -> OrganisationInvalid:
    what = f"this is not YAML: {' '.join(problem.split())}."
    remedy = "Look here and just above for a wrong indentation, a tab, a missing colon or an open quote or bracket."
    return OrganisationInvalid([Mistake(file, line, what, remedy)])


class _Reader:
    """Builds nodes from parser events, one by one, so that a refusal comes before the rest is read."""

    def __init__(self, file: str, events: Iterator[Event]) -> None:
        self.mistakes: list[Mistake] = []
        self._file = file
        self._events = events

    def document(self) -> Node | None:
        document: Node | None = None
        for event in self._events:
            if isinstance(event, DocumentStartEvent) and document is not None:
                raise self._refusal(event, "a second document starts here.", "Put it into a file of its own.")
            if isinstance(event, NodeEvent):
                document = self._node(event, depth=1)
        return document

    def _node(self, event: Event, depth: int, line: int | None = None) -> Node:
        line = line or event.start_mark.line + 1
        if depth > _DEEPEST:
            raise self._refusal(event, f"this is nested more than {_DEEPEST} deep.", "No part of an organisation is.")
        match event:
            case AliasEvent():
                raise self._refusal(
                    event, f"the alias '*{event.anchor}' is not understood.", "Write out what it stands for."
                )
            case ScalarEvent(ctag=None):
                return Node(_scalar(event), self._file, line)
            case MappingStartEvent(ctag=None):
                return Node(self._group(depth), self._file, line)
            case SequenceStartEvent(ctag=None):
                return Node(self._list(depth), self._file, line)
        raise self._refusal(event, "tags, which begin with '!', are not understood.", "Leave it out, or use quotes.")

    def _list(self, depth: int) -> list[Node]:
        entries = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            entries.append(self._node(event, depth + 1))
        return entries

    def _group(self, depth: int) -> dict[str, Node]:
        group: dict[str, Node] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            key = self._key(event)
            value = self._node(next(self._events), depth + 1, line=event.start_mark.line + 1)
            if key in group:
                what = f"'{key}' is given twice, first in line {group[key].line}."
                self.mistakes.append(value.mistake(what, "Keep one of the two."))
            group.setdefault(key, value)
        return group

    def _key(self, event: Event) -> str:
        if not isinstance(event, ScalarEvent):
            raise self._refusal(event, "this key is not a word.", "Write 'key: value'.")
        return str(event.value)

    def _refusal(self, event: Event, what: str, remedy: str) -> OrganisationInvalid:
        return OrganisationInvalid([Mistake(self._file, event.start_mark.line + 1, what, remedy)])


def _scalar(event: ScalarEvent) -> Value:
    text = str(event.value)
    if event.style is not None:  # quoted, or a block of text
        return text
    if text in _PLAIN_WORDS:
        return _PLAIN_WORDS[text]
    # +447700900123 is a telephone number, though YAML would have it as a whole number.
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else text
