"""A fingerprint of each workflow: the commands it gives to Temporal, function by function, in the order they are written.

Temporal replays open incidents with the code of today. When that code gives other commands, or the same in another order, the
replay fails and the incident stands still. A fingerprint makes such a change visible while it is made; only replaying recorded
histories proves that it is safe.

`python -m tests.architecture.fingerprints` accepts the workflows as they are now.
"""

import ast
import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tests.architecture.tree import Source, sources

ACCEPTED = Path(__file__).with_name("fingerprints.json")

COMMANDS = frozenset(
    {
        *("workflow.execute_activity", "workflow.start_activity"),
        *("workflow.execute_local_activity", "workflow.start_local_activity"),
        *("workflow.execute_child_workflow", "workflow.start_child_workflow", "workflow.get_external_workflow_handle"),
        *("workflow.wait_condition", "workflow.sleep", "workflow.continue_as_new"),
        *("workflow.upsert_search_attributes", "workflow.upsert_memo"),
        *("workflow.patched", "workflow.deprecate_patch", "workflow.random", "workflow.uuid4"),
        *("asyncio.gather", "asyncio.create_task", "asyncio.wait", "asyncio.wait_for", "asyncio.sleep"),
    }
)
"""What reaches Temporal, or decides in which order things reach it."""

_ON_A_HANDLE = (".signal", ".cancel")
_CONSTANTS = ("Activity", "Signal", "Update", "WorkflowType")
_BLOCKS = {
    ast.If: "if",
    ast.While: "while",
    ast.For: "for",
    ast.AsyncFor: "for",
    ast.Try: "try",
    ast.With: "with",
    ast.AsyncWith: "with",
    ast.Match: "match",
}
_LATER_PARTS = {"orelse": "else", "finalbody": "finally"}

Fingerprints = dict[str, dict[str, list[str]]]
"""By file and function: the commands, indented as the blocks they stand in."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def fingerprints(files: tuple[Source, ...] | None = None) -> Fingerprints:
    """Return the fingerprints of the workflows, or of these files."""
    read = sources("workflows") if files is None else files
    commanding = _commanding(read)
    found = {
        source.name: {name: commands for name, each in _functions(source) if (commands := _commands(each, commanding))}
        for source in read
    }
    return {name: functions for name, functions in found.items() if functions}


def _functions(source: Source) -> Iterator[tuple[str, _Function]]:
    for node in source.tree.body:
        if isinstance(node, _Function):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{each.name}", each) for each in node.body if isinstance(each, _Function))


def _commanding(read: tuple[Source, ...]) -> frozenset[str]:
    """Return how commands are written: Temporal's own, and our functions that give one, however far down."""
    functions = [(source, name, function) for source in read for name, function in _functions(source)]
    known = COMMANDS
    while True:
        giving = [(source, name) for source, name, function in functions if _commands(function, known)]
        more = known.union(*(_written(source, name) for source, name in giving))
        if more == known:
            return known
        known = more


def _written(source: Source, name: str) -> set[str]:
    """Return the ways in which other functions write the name of this one."""
    in_class, _, last = name.rpartition(".")
    return {f"self.{last}"} if in_class else {last, f"{PurePosixPath(source.name).stem}.{last}"}


def _commands(function: _Function, commanding: frozenset[str]) -> list[str]:
    return [line for statement in function.body for line in _lines(statement, commanding)]


def _lines(node: ast.AST, commanding: frozenset[str]) -> Iterator[str]:
    """Yield the commands of a piece of code in the order they are evaluated."""
    if block := _block(node):
        yield from _block_lines(node, block, commanding)
    elif isinstance(node, ast.Call) and _is_command(node.func, commanding):
        for part in (*ast.iter_child_nodes(node.func), *node.args, *node.keywords):
            yield from _lines(part, commanding)
        yield _call(node)
    else:
        for part in ast.iter_child_nodes(node):
            yield from _lines(part, commanding)
        if _is_command(node, commanding):  # handed over, to be called later
            yield _last(node)


def _block_lines(node: ast.AST, block: str, commanding: frozenset[str]) -> Iterator[str]:
    """Yield a block with the commands in it; a block, or a part of one, without any leaves no line."""
    for field, value in ast.iter_fields(node):
        parts = value if isinstance(value, list) else [value]
        lines = [line for part in parts if isinstance(part, ast.AST) for line in _lines(part, commanding)]
        if lines:
            yield _LATER_PARTS.get(field, block)
            yield from (f"  {line}" for line in lines)


def _block(node: ast.AST) -> str | None:
    if isinstance(node, ast.match_case):
        return f"case {ast.unparse(node.pattern)}"
    if isinstance(node, ast.ExceptHandler):
        return f"except {ast.unparse(node.type)}" if node.type else "except"
    return _BLOCKS.get(type(node))


def _is_command(node: ast.AST, commanding: frozenset[str]) -> bool:
    if not isinstance(node, ast.Name | ast.Attribute):
        return False
    written = ast.unparse(node)
    return written in commanding or written.endswith(_ON_A_HANDLE)


def _last(node: ast.AST) -> str:
    return ast.unparse(node).rpartition(".")[2]


def _call(node: ast.Call) -> str:
    """Return the call with the constants it names: which activity, which signal, which workflow."""
    written = [ast.unparse(argument) for argument in node.args]
    return f"{_last(node.func)}({', '.join(each for each in written if each.partition('.')[0] in _CONSTANTS)})"


def accepted() -> Fingerprints:
    """Return the fingerprints that were accepted last."""
    read: Fingerprints = json.loads(ACCEPTED.read_text("utf-8"))
    return read


def accept() -> None:
    """Write down the fingerprints of today."""
    ACCEPTED.write_text(json.dumps(fingerprints(), indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    accept()
