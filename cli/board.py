"""How the command line shows an incident's board."""

from datetime import UTC

from rich.table import Table
from rich.text import Text

from domain.board.state import Entry
from domain.board.views import BoardPart, BoardView, said, standing


def board_table(view: BoardView) -> Table:
    """Return the board as a table: each question with its entries, theories in the order in which they are worked through."""
    upcoming = f"; next: #{view.next_theory.number}" if view.next_theory else ""
    table = Table(title=f"Board, times in UTC{upcoming}", title_justify="left", expand=True)
    for name, width in (("#", 5), ("time", 11), ("who", 14), ("what", None), ("how it stands", 30)):
        table.add_column(name, width=width, overflow="fold")
    for part in view.parts:
        _add_part(table, part)
    return table


def _add_part(table: Table, part: BoardPart) -> None:
    table.add_section()
    table.add_row("", "", "", Text(part.title, style="bold"), "" if part.entries else "nothing noted yet")
    for entry in part.entries:
        _add_entry(table, entry)
    if part.older:
        table.add_row("", "", "", f"and {part.older} older, on the timeline", "")


def _add_entry(table: Table, entry: Entry) -> None:
    at = f"{entry.at.astimezone(UTC):%m-%d %H:%M}"  # a change that caused it may have been made days before
    # Words from outside are text, never markup.
    what = Text(said(entry), style="cyan" if entry.open else "")
    table.add_row(f"#{entry.number}", at, Text(entry.by), what, Text(standing(entry)))
