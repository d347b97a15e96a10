"""How much a template may do: no text, list or number in it grows beyond a bound, and all its work together comes to an end.

The bounds are counted and not timed, so that what `mimp check` lets through never fails in an incident.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from itertools import chain
from typing import Any, ParamSpec, TypeVar

from jinja2 import Environment, nodes, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.filters import do_replace, do_round, sync_do_join
from jinja2.nodes import EvalContext
from jinja2.runtime import markup_join, str_join
from jinja2.visitor import NodeTransformer

LONGEST = 200_000
"""Characters; Gmail cuts off what is beyond 102 kB."""

MOST_STEPS = 10_000
"""Turns of loops, calls, filters and sums, and one more for each 100 characters they are about; ours take a few dozen."""

_A_STEP = 100
_LARGEST = 10**15  # nothing that is counted is more
_MOST_PLACES = 15
_SEVERAL = (list, tuple, dict)
_COUNTED, _HELD, _TOGETHER = "counted", "held", "together"  # filters of ours that stand behind loops, lists and '~'

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


class Budget(threading.local):
    """What has been done in the template that is filled now, in this thread."""

    def __init__(self) -> None:
        self.steps = 0

    def begin(self) -> None:
        """Fill another template."""
        self.steps = 0

    def spend(self, *given: Any) -> None:
        """Do something with what is given. Raises `SecurityError` when too much was done."""
        self.steps += 1 + sum(map(size, given)) // _A_STEP
        if self.steps > MOST_STEPS:
            raise SecurityError(f"it goes round more than {MOST_STEPS:,} times, or writes too much")


def size(value: Any) -> int:
    """Return how many characters a value has, as far as it has any. Raises `SecurityError` when it is beyond the bounds."""
    if isinstance(value, str):
        return _within(len(value))
    if isinstance(value, _SEVERAL):
        parts = [*chain.from_iterable(value.items())] if isinstance(value, dict) else value
        if any(isinstance(each, _SEVERAL) for each in parts):
            raise SecurityError("a list in a list is not to be used")
        return _within(sum(map(size, parts)) + len(parts))
    if isinstance(value, int | float) and abs(value) > _LARGEST:
        raise SecurityError(f"a number in it is beyond {_LARGEST:,}")
    return 1


def _within(length: int) -> int:
    if length > LONGEST:
        raise SecurityError(f"it is longer than {LONGEST:,} characters")
    return length


def held(made: _Made) -> _Made:
    """Return what a template has made, if it is within the bounds. Raises `SecurityError`."""
    size(made)
    return made


def bounded_filters(filters: Mapping[str, Callable[..., Any]], budget: Budget) -> dict[str, Callable[..., Any]]:
    """Return filters of which each use is counted, and none makes more than the bounds allow."""
    careful: dict[str, Callable[..., Any]] = {
        **filters,
        "join": _joined,
        "replace": _replaced,
        "round": _rounded,
        _HELD: held,
        _TOGETHER: _together,
    }
    return {name: _bounded(work, budget) for name, work in careful.items()}


def _bounded(work: Callable[_Given, _Made], budget: Budget) -> Callable[_Given, _Made]:
    @wraps(work)  # jinja's own mark of what it is to be given stays on it
    def within(*given: _Given.args, **named: _Given.kwargs) -> _Made:
        budget.spend(*given, *named.values())
        return held(work(*given, **named))

    return within


@pass_eval_context
def _joined(context: EvalContext, values: Iterable[Any], between: str = "", attribute: str | int | None = None) -> str:
    items = list(values)
    _within(size(items) + len(items) * len(str(between)))
    return sync_do_join(context, items, between, attribute)


@pass_eval_context
def _replaced(context: EvalContext, words: str, old: str, new: str, count: int | None = None) -> str:
    _within(len(str(words)) + str(words).count(str(old)) * len(str(new)))
    return do_replace(context, words, old, new, count)


def _rounded(value: float, precision: int = 0, method: Any = "common") -> float:
    if abs(precision) > _MOST_PLACES:
        raise SecurityError(f"a number has {_MOST_PLACES} places at most")
    return do_round(value, precision, method)


@pass_eval_context
def _together(context: EvalContext, values: list[Any]) -> str:
    """Return what stands with '~' between as one text."""
    return markup_join(values) if context.autoescape else str_join(values)


def written(value: Any, budget: Budget) -> Any:
    """Return what a template writes out, which counts, too."""
    if isinstance(value, _SEVERAL):
        raise SecurityError("a list cannot be written: write what is in it")
    budget.spend(value)
    return value


class Bounds(NodeTransformer):
    """Has each turn of a template's loops counted, and all that it puts together held within the bounds."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - jinja's own name
        """Count the turns."""
        self.generic_visit(node)
        node.iter = self._filtered(node.iter, _COUNTED)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - jinja's own name
        """Put texts together only when there is room for them."""
        self.generic_visit(node)
        return self._filtered(nodes.List(node.nodes, lineno=node.lineno), _TOGETHER)

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802 - jinja's own name
        """Hold a list within the bounds."""
        return self._filtered(self.generic_visit(node), _HELD)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:  # noqa: N802 - jinja's own name
        """Hold a dictionary within the bounds."""
        return self._filtered(self.generic_visit(node), _HELD)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802 - jinja's own name
        """Hold a tuple within the bounds; one that is assigned to is none."""
        self.generic_visit(node)
        return self._filtered(node, _HELD) if node.ctx == "load" else node

    def _filtered(self, node: Any, name: str) -> nodes.Filter:
        return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno, environment=self._environment)
