"""How long a function and a file may grow."""

import ast

from tests.architecture.tree import PACKAGES, ROOT, sources

LONGEST_FUNCTION = 40
LONGEST_FILE = 400


def test_no_function_is_too_long_to_be_read_at_once() -> None:
    """A function, its docstring included, has at most 40 lines."""
    functions = [
        (source.name, node.name, (node.end_lineno or 0) - node.lineno + 1)
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert len(functions) > 500  # the walk does see the product
    assert [] == [function for function in functions if function[2] > LONGEST_FUNCTION]


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    """A file has at most 400 lines."""
    lengths = {source.name: source.text.count("\n") for source in sources()}

    assert {} == {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def test_packages_begin_empty() -> None:
    """The sandbox imports every parent of a workflow's module, so nothing may happen there."""
    packages = [path for package in PACKAGES for path in (ROOT / package).rglob("__init__.py")]

    assert set(PACKAGES) <= {path.parent.name for path in packages}
    assert [] == [path for path in packages if path.stat().st_size]
