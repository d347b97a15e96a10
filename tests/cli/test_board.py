"""What the command line shows of an incident's board."""

from cli.board import board_table
from domain.board.state import Outcome, Section
from domain.board.views import board_view
from tests.cli.test_show import NASTY, printed
from tests.domain.board.bridge import Bridge, finding


def table(bridge: Bridge, width: int = 160) -> list[str]:
    """Return the lines a terminal of this width would show."""
    return printed(board_table(board_view(bridge.board)), width).splitlines()


def cells(line: str) -> list[str]:
    """Return what stands in one row."""
    return [cell.strip() for cell in line.strip("│").split("│")]


def test_the_board_asks_its_questions_in_order() -> None:
    """An empty board shows what is to be found out, and that nothing is noted yet."""
    asked = [cells(line)[3] for line in table(Bridge()) if "nothing noted yet" in line]

    assert [
        "Has it happened before?",
        "Recent changes that could have caused it",
        "Extent: services and systems affected",
        "Theories and solutions, the likeliest first",
        "Changes during the incident",
        "Actions taken",
    ] == asked


def test_a_row_says_number_when_who_what_and_how_it_stands() -> None:
    """One row is one entry, times in UTC; the title names what is to be taken up next."""
    bridge = Bridge()
    bridge.theories("the cache is full", "the database is slow")
    bridge.ask(finding(1, Outcome.IN_PROGRESS, "reading metrics"))
    shown = table(bridge)

    assert "Board, times in UTC; next: #2" == shown[0].strip()
    rows = [cells(line) for line in shown if "│ #" in line]
    assert [
        ["#1", "03-02 02:14", "Ana", "theory: the cache is full", "in progress by Bo: reading metrics"],
        ["#2", "03-02 02:14", "Ana", "theory: the database is slow", "not looked at yet"],
    ] == rows


def test_what_is_not_shown_is_counted() -> None:
    """Entries that made room for later ones are counted under their question, with where they are."""
    bridge = Bridge()
    for _ in range(11):
        bridge.add(Section.ACTION_TAKEN)

    assert "and 3 older, on the timeline" == cells(table(bridge)[-2])[3]


def test_words_from_outside_are_text_on_the_board() -> None:
    """What people write is shown as written: it colours nothing, links nowhere and breaks nothing."""
    bridge = Bridge()
    bridge.add(Section.THEORY, NASTY)
    bridge.ask(finding(1, Outcome.RULED_OUT, NASTY))

    shown = printed(board_table(board_view(bridge.board)), 400)
    assert f"theory: {NASTY}" in shown
    assert 2 == shown.count("[bold red]")
