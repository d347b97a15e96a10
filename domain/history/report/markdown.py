"""A report as Markdown, for a wiki, a ticket or a terminal: what people wrote stays text, and never becomes markup."""

import re
from collections.abc import Iterator

from domain.history.report.blocks import Block, Facts, Paragraph, Section, Table
from domain.history.report.model import IncidentReport
from domain.history.report.sections import sections
from domain.history.report.words import moment
from domain.wording import as_markdown_text

_LINK = re.compile(r"<https?://[^\s>]*>")


def as_markdown(report: IncidentReport) -> str:
    """Return the report as Markdown with tables (GitHub Flavored Markdown), the same sections as every other form."""
    made = moment(report.made_at, report.time_zone)
    first = [
        f"# Incident {as_markdown_text(report.code)}: {as_markdown_text(report.service)}",
        f"As it stood on {made}. Times are those of {as_markdown_text(report.time_zone)}.",
    ]
    return "\n\n".join([*first, *(part for section in sections(report) for part in _section(section))]) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.title}"
    for block in section.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text=text):
            yield as_markdown_text(text)
        case Facts(rows=rows):
            yield "\n".join(f"- **{as_markdown_text(name)}** {as_markdown_text(said)}" for name, said in rows)
        case Table(about=about, columns=columns, rows=rows):
            if about:
                yield f"**{as_markdown_text(about)}**"
            yield "\n".join(_row(cells) for cells in (columns, ("---",) * len(columns))) + "".join(
                f"\n{_row(tuple(_cell(each) for each in cells))}" for cells in rows
            )


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """Return the words of a cell; a bar within an address would end it (GitHub Flavored Markdown, tables)."""
    return _LINK.sub(lambda link: link[0].replace("|", "\\|"), as_markdown_text(text))
