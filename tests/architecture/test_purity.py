"""Nothing in rules and workflows depends on when, where or how often they run."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.tree import Source, calls, sources

CLOCKS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.monotonic")
MUTATORS = ("append", "add", "update", "extend", "insert", "pop", "popitem", "clear", "remove", "discard", "setdefault")
STATEFUL = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
MAKERS = ("dict", "list", "set", "defaultdict", "deque", "Counter", "OrderedDict", "count", "cache", "lru_cache")


def tables(source: Source) -> dict[str, ast.stmt]:
    """Return what a file keeps in lists, dicts and sets of its own, by name."""
    found: dict[str, ast.stmt] = {}
    for node in source.tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, (*STATEFUL, ast.Call)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if isinstance(node.value, STATEFUL) or ast.unparse(node.value.func).rpartition(".")[2] in MAKERS:
                found |= {ast.unparse(target): node for target in targets}
    return found


def changes(source: Source) -> Iterator[str]:
    """Yield the names that are changed in place anywhere in a file."""
    for node in ast.walk(source.tree):
        match node:
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                yield name
            case ast.AugAssign(target=ast.Name(id=name)):
                yield name
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if attr in MUTATORS:
                yield name
            case ast.Global(names=names):
                yield from names


@pytest.mark.parametrize("source", sources("domain", "workflows"), ids=lambda source: source.name)
def test_modules_keep_no_state(source: Source) -> None:
    """The sandbox shares the domain between workflows: what a module holds are tables, in capitals, that never change."""
    kept = tables(source)

    assert [] == [name for name in kept if name != name.upper()]
    assert set() == set(kept) & set(changes(source))


@pytest.mark.parametrize("source", sources("domain"), ids=lambda source: source.name)
def test_nothing_is_remembered_between_calls(source: Source) -> None:
    """A cache in the domain would be shared by all workflows: none is kept."""
    decorators = [
        ast.unparse(decorator)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
    ]

    assert [] == [each for each in decorators if each.partition("(")[0].rpartition(".")[2] in MAKERS]


@pytest.mark.parametrize("source", sources("domain", "workflows"), ids=lambda source: source.name)
def test_nobody_looks_at_a_clock(source: Source) -> None:
    """Time is an argument in rules and `workflow.now()` in workflows, so that a replay sees the same."""
    asked = [ast.unparse(call.func) for call in calls(source, *(clock.rpartition(".")[2] for clock in CLOCKS))]

    assert [] == [call for call in asked if ".".join(call.split(".")[-2:]) in CLOCKS]


def a_file(text: str) -> Source:
    """Return a file of the domain."""
    return Source("domain/planted.py", text, ast.parse(text))


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("seen = []", test_modules_keep_no_state),
        ("seen: dict[str, int] = {}", test_modules_keep_no_state),
        ("SEEN = set()\ndef see(it):\n    SEEN.add(it)", test_modules_keep_no_state),
        ("SEEN = {}\ndef see(it):\n    SEEN[it] = 1", test_modules_keep_no_state),
        ("@cache\ndef see(it): ...", test_nothing_is_remembered_between_calls),
        ("@functools.lru_cache(maxsize=1)\ndef see(it): ...", test_nothing_is_remembered_between_calls),
        ("at = datetime.now(UTC)", test_nobody_looks_at_a_clock),
        ("at = datetime.datetime.utcnow()", test_nobody_looks_at_a_clock),
        ("at = time.time()", test_nobody_looks_at_a_clock),
    ],
)
def test_the_checks_above_see_what_they_look_for(text: str, check: object) -> None:
    """Each check fails for a file that does what it forbids."""
    assert callable(check)
    with pytest.raises(AssertionError):
        check(a_file(text))
