"""Where templates are filled: whatever is wrong with one, it ends soon, reaches nothing, and is known by its file and line.

It guards against mistakes. Whoever may write the company's templates could send anything anyway.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
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

from config.template_bounds import LONGEST, Bounds, Budget, bounded_filters, held, written
from domain.audiences import Audience

FILTERS = (
    *("abs", "capitalize", "default", "e", "escape", "first", "int", "join", "last", "length", "list", "lower", "map"),
    *("max", "min", "reject", "rejectattr", "replace", "reverse", "round", "select", "selectattr", "sort", "sum"),
    *("title", "trim", "truncate", "unique", "upper", "wordcount"),
)
"""Jinja's filters that a template may use: none of them makes much out of little, or markup out of words."""

_NUMBERS_ONLY = frozenset({"*", "%"})

_FAILURES = (TemplateError, ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, OSError)
_FAILURES_IN_CODE = (RuntimeError, SyntaxError, TypeError, ValueError)


class TemplateFailed(Exception):
    """A template cannot be filled: which file, in which line (from 1), and what is wrong, in words."""

    def __init__(self, file: str, line: int, what: str) -> None:
        self.file, self.line, self.what = file, line, what
        super().__init__(f"{file}, line {line}: {what}")


class Templates(ImmutableSandboxedEnvironment):
    """The templates of these folders, the first folder that has a file counts. Safe to use from several threads."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, *folders: Path) -> None:
        self._budget = Budget()
        self._here = threading.local()
        super().__init__(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
            autoescape=lambda name: name is not None and name.endswith(".html"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=partial(written, budget=self._budget),
        )
        self.folders = folders
        self.globals.clear()
        known = {name: self.filters[name] for name in FILTERS} | {"lines": _lines}
        self.filters = bounded_filters(known, self._budget) | {"counted": self._counted}

    def filled(self, name: str, values: Mapping[str, Any]) -> str:
        """Return a template filled with values.

        Raises:
            TemplateFailed: whatever is wrong with it.

        """
        self._budget.begin()
        self._here.folder = name.partition("/")[0]
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
        """Compile a template so that it stays within its bounds."""
        tree = self.parse(source, *where[:2]) if isinstance(source, str) else source
        return super().compile(Bounds(self).visit(tree), *where, **more)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - jinja's own names
        """Call something, which counts."""
        __self._budget.spend(*args, *kwargs.values())
        return held(super().call(__context, __obj, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate; what would make long texts, or endless numbers, of short ones is refused."""
        self._budget.spend(left, right)
        if operator == "**":
            raise SecurityError("'**' is not to be used")
        if operator in _NUMBERS_ONLY and not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError(f"'{operator}' is for numbers alone")
        return held(super().call_binop(context, operator, left, right))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Methods of texts are not to be used: filters do the same, and none of them makes much out of little."""
        return not isinstance(obj, str) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Leave `format` of a text to `is_safe_attribute`, as any other method of it."""

    def _counted(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self._budget.spend()
            yield value

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
        if length > LONGEST:
            raise SecurityError(f"it is longer than {LONGEST:,} characters")
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
