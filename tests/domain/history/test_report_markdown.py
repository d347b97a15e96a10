"""A report as Markdown: tables that hold, and words of people that stay words."""

import re

from hypothesis import given

from domain.history.report.making import report_of
from domain.history.report.markdown import as_markdown
from domain.history.report.words import plain
from domain.timeline import Kind
from tests.domain.builders import PATIENT
from tests.domain.history.pasts import INCIDENT, LATER, PAST, happened
from tests.domain.history.written import WRITTEN

_BAR = re.compile(r"(?<!\\)\|")
_ESCAPED = re.compile(r"\\(.)")
_LINK = re.compile(r"<(https?://[^\s>]*)>")


def tables(markdown: str) -> list[list[str]]:
    """Return the tables of a page, each as its lines."""
    found = [block.split("\n") for block in markdown.split("\n\n")]
    return [[line for line in block if line] for block in found if block[0].startswith("| ")]


def test_the_night_is_told_under_its_headings() -> None:
    """A reader finds every part by its title, and whose clock the times are on."""
    markdown = as_markdown(report_of(PAST, LATER))

    assert markdown.startswith("# Incident checkout-7K3Q: Checkout\n\nAs it stood on Sun 8 Mar 2026, 02:14 GMT.")
    assert 11 == markdown.count("\n## ")
    assert "- **Failover** There is none." in markdown
    assert "| mitigated | Mon 2 Mar 2026, 03:12 GMT | 58 minutes after |" in markdown


@PATIENT
@given(WRITTEN)
def test_whatever_people_write_every_row_has_its_cells(written: str) -> None:
    """No bar, line break or address of theirs ends a cell."""
    entry = happened(1, Kind.NOTE, written, who=written, why=written)
    row = INCIDENT.model_copy(update={"impact": written, "service": written})
    markdown = as_markdown(report_of(PAST.model_copy(update={"entries": (entry,), "incident": row}), LATER))

    for lines in tables(markdown):
        assert {len(_BAR.findall(lines[0]))} == {len(_BAR.findall(line)) for line in lines}
    assert 11 == len(re.findall(r"^## ", markdown, re.MULTILINE))


@PATIENT
@given(WRITTEN)
def test_whatever_people_write_is_never_markup_and_never_lost(written: str) -> None:
    """Every sign that means something is escaped, only web addresses are links, and read back it is what was written."""
    entry = happened(1, Kind.NOTE, f"said {written}")
    markdown = as_markdown(report_of(PAST.model_copy(update={"entries": (entry,)}), LATER))
    row = markdown.rstrip("\n").rpartition("\n")[2]
    cell = row.split(" | ")[3]

    assert [] == re.findall(r"(?<!\\)[`*_\[\]~&<>]", re.sub(r"\\.", "", _LINK.sub("", cell)))
    assert plain(f"said {written}").split() == _read(cell).split()


def test_a_paragraph_of_theirs_is_no_markup_either() -> None:
    """What stands by itself is escaped as what stands in a table."""
    row = INCIDENT.model_copy(update={"impact": "# no *tills* <b>"})
    markdown = as_markdown(report_of(PAST.model_copy(update={"incident": row}), LATER))

    assert "\n\n\\# no \\*tills\\* \\<b\\>.\n\n" in markdown


def _read(cell: str) -> str:
    """Return a cell as a reader sees it."""
    parts = re.split(r"<(https?://[^\s>]*)>", cell)
    return "".join(
        part.replace("\\|", "|") if number % 2 else _ESCAPED.sub(r"\1", part) for number, part in enumerate(parts)
    )
