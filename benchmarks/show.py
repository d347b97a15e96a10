"""The result as a table for people and as data for machines."""

from typing import Any

from rich.table import Table

from benchmarks.figures import Figure
from benchmarks.run import Result

_COLUMNS = ("value", "p50", "p90", "p99")


def table(result: Result) -> Table:
    """Return every figure, with how many samples stand behind it and what it should be."""
    table = Table(title=_title(result), title_justify="left")
    for name in ("case", "what", "unit", *_COLUMNS, "samples", "should be", "met"):
        table.add_column(name, justify="right" if name in {*_COLUMNS, "samples"} else "left")
    for figure in result.figures:
        table.add_row(*_cells(figure), style="bold red" if figure.met is False else "")
    return table


def as_data(result: Result) -> dict[str, Any]:
    """Return the same as data."""
    return {
        "processors": result.processors,
        "load": {"before": result.load_before, "after": result.load_after},
        "figures": [figure.as_data() for figure in result.figures],
    }


def _title(result: Result) -> str:
    before, after = (", ".join(f"{each:.2f}" for each in load) for load in (result.load_before, result.load_after))
    return f"{result.processors} processors. Load average (1, 5, 15 minutes): {before} before, {after} after."


def _cells(figure: Figure) -> list[str]:
    values = [_number(figure.values[name]) if name in figure.values else "" for name in _COLUMNS]
    limits = ", ".join(f"{name} ≤ {limit:g}" for name, limit in figure.limits.items())
    verdict = {None: "", True: "yes", False: "no"}[figure.met]
    return [figure.case, figure.what, figure.unit, *values, str(figure.samples), limits, verdict]


def _number(value: float) -> str:
    return f"{value:.3f}" if value % 1 else f"{value:.0f}"
