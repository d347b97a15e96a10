"""The report of the fault tests: a table of what was killed where, and what came of it."""

from pathlib import Path

from tests.faults.stories import Result

REPORT = Path(__file__).parents[2] / "fault-report.md"


class Report:
    """Collects results, and writes them down after each, so that a run that breaks off has said what it saw."""

    def __init__(self, path: Path = REPORT) -> None:
        self._path = path
        self._results: list[Result] = []

    def add(self, result: Result) -> None:
        """Take in one more result."""
        self._results.append(result)
        self._path.write_text(self._table(), "utf-8")

    def _table(self) -> str:
        rows = [
            f"| {each.point.name} | {each.point.kills} | {each.point.story} | {each.holder} | {each.repeated} | {_words(each)} |"
            for each in self._results
        ]
        head = "| kill point | process | story | taken by | repeated calls and texts | ledger |\n|---|---|---|---|---|---|\n"
        return "# What came of each kill\n\n" + head + "\n".join(rows) + "\n"


def _words(result: Result) -> str:
    return result.audit if result.audit == "clean" else "not clean"
