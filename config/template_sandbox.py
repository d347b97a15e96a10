"""Where templates are filled: whatever is wrong with one, it ends soon, reaches nothing, and is known by its file and line.

It guards against mistakes. Whoever may write the company's templates could send anything anyway.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    nodes,
    pass_eval_context,
)
from jinja2.exceptions import SecurityError
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from domain.audiences import Audience

FILTERS = (
    *("abs", "capitalize", "default", "e", "escape", "first", "int", "join", "last", "length", "list", "lower", "map"),
    *("max", "min", "reject", "rejectattr", "replace", "reverse", "round", "select", "selectattr", "sort", "sum"),
    *("title", "trim", "truncate", "unique", "upper", "wordcount"),
)
"""Jinja's filters that a template may use: none of them makes much out of little, or markup out of words."""

_MOST_STEPS = 10_000  # turns of loops and calls; ours take a few dozen
_LONGEST = 200_000  # characters; Gmail cuts off what is beyond 102 kB
_NUMBERS_ONLY = frozenset({"*", "%", "**"})

_FAILURES = (TemplateError, ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, OSError)
_FAILURES_IN_CODE = (RuntimeError, SyntaxError, TypeError, ValueError)


class TemplateFailed(Exception):
    """A template cannot be filled: which file, in which line (from 1), and what is wrong, in words."""

    def __init__(self, file: str, line: int, what: str) -> None:
        self.file, self.line, self.what = file, line, what
        super().__init__(f"{file}, line {line}: {what}")


class Templates(ImmutableSandboxedEnvironment):
    """The templates of these folders, the first folder that has a file counts. Safe to use from several threads."""

    intercepted_binops = _NUMBERS_ONLY

    def __init__(self, *folders: Path) -> None:
        super().__init__(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
            autoescape=lambda name: name is not None and name.endswith(".html"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.folders = folders
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS} | {"lines": _lines, "counted": self._counted}
        self._here = threading.local()

    def filled(self, name: str, values: Mapping[str, Any]) -> str:
        """Return a template filled with values.

        Raises:
            TemplateFailed: whatever is wrong with it.

        """
        self._here.steps, self._here.folder = 0, name.partition("/")[0]
        try:
            return _short_enough(self.get_template(name).generate(values))
        except (*_FAILURES, *_FAILURES_IN_CODE) as error:
            raise self._failed(name, error) from error

    def join_path(self, template: str, parent: str) -> str:
        """Return the name of a template that another one uses; the other audience's is not to be used (P15)."""
        others = set(Audience) - {self._here.folder}
        if self._here.folder in set(Audience) and others & set(template.lower().split("/")):
            raise SecurityError(f"'{template}' is written for the other audience")
        return super().join_path(template, parent)

    def compile(self, source: str | nodes.Template, *where: Any, **more: Any) -> Any:
        """Compile a template so that each turn of its loops is a step."""
        tree = self.parse(source, *where[:2]) if isinstance(source, str) else source
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=loop.lineno, environment=self)
        return super().compile(tree, *where, **more)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - jinja's own names
        """Call something: one step."""
        __self._step()
        return super().call(__context, __obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate with numbers; what would make long texts of short ones is refused."""
        self._step()
        if operator == "**" or not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError(f"'{operator}' is for numbers alone" if operator != "**" else "'**' is not to be used")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Methods of texts are not to be used: filters do the same, and none of them makes much out of little."""
        return not isinstance(obj, str) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Leave `format` of a text to `is_safe_attribute`, as any other method of it."""

    def _counted(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self._step()
            yield value

    def _step(self) -> None:
        self._here.steps += 1
        if self._here.steps > _MOST_STEPS:
            raise SecurityError(f"it goes round more than {_MOST_STEPS:,} times")

    def _failed(self, name: str, error: BaseException) -> TemplateFailed:
        file, line = self._place(name, error)
        return TemplateFailed(file, line, _in_words(error))

    def _place(self, name: str, error: BaseException) -> tuple[str, int]:
        """Return the file and line where it went wrong: what the parser says, else the innermost line of a template."""
        if isinstance(error, TemplateSyntaxError):
            return error.filename or self.file_of(name), error.lineno
        roots = tuple(f"{folder}/" for folder in self.folders)
        lines = [
            (each.filename, each.lineno or 1)
            for each in extract_tb(error.__traceback__)
            if each.filename.startswith(roots)
        ]
        return lines[-1] if lines else (self.file_of(name), 1)

    def file_of(self, name: str) -> str:
        """Return the file behind a template's name."""
        there = (folder / name for folder in self.folders if (folder / name).exists())
        return str(next(there, self.folders[0] / name))


def _short_enough(pieces: Iterable[str]) -> str:
    written: list[str] = []
    length = 0
    for piece in pieces:
        written.append(piece)
        length += len(piece)
        if length > _LONGEST:
            raise SecurityError(f"it is longer than {_LONGEST:,} characters")
    return "".join(written)


def _in_words(error: BaseException) -> str:
    said = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, RecursionError):
        said = "it calls itself without end"
    return said.rstrip(".")


@pass_eval_context
def _lines(context: EvalContext, words: str) -> str:
    """Return words with their line breaks, as HTML shows them where this is HTML."""
    return Markup("<br>").join(escape(line) for line in words.splitlines()) if context.autoescape else words
