"""A workflow carries the board through a long day: it stays small, whatever people write."""

from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.board.requests import BoardRequest, on_the_board
from domain.board.state import Board, Outcome, Section
from domain.board.views import as_markdown, board_view
from domain.errors import Refused
from tests.domain.board.bridge import Bridge, adding, deciding, finding, made, proposing

ENTRIES = 1_000
LINK = "https://ci.example/"
MARKDOWN_SHOWN = 20_000
"""Bytes of Markdown that Temporal shows of a workflow."""


def busy_day(text: str, note: str, steps: Sequence[int], **named: str) -> Board:
    """Return the board after a day on which everything that `steps` name was done, a thousand things in all.

    `named` are the service and the link that every entry names.
    """
    bridge = Bridge()
    for step in (steps[number % len(steps)] for number in range(ENTRIES)):
        if step == 0:
            bridge.posted(f"deploy-{bridge.board.last_number}", what=text, **named)
        else:
            _try(bridge, _request(bridge.board, step, text, note, **named))
    return bridge.board


def _request(board: Board, step: int, text: str, note: str, **named: str) -> BoardRequest:
    last, likeliest = board.last_number, next(iter(board.ranks), 0)
    requests: list[BoardRequest] = [
        adding(Section.HAPPENED_BEFORE, text, workaround=text, earlier_code="checkout-7K3Q", **named),
        *(adding(each, text, **named) for each in Section if each is not Section.EMERGENCY_CHANGE),
        proposing(text, text),
        deciding(last, approve=True, reason=note),
        deciding(last, approve=False, reason=note),
        made(last, note),
        *(finding(likeliest, each, note) for each in (Outcome.RULED_OUT, Outcome.WORKED, Outcome.IN_PROGRESS)),
    ]
    return requests[step % len(requests)]


def _try(bridge: Bridge, request: BoardRequest) -> None:
    with suppress(Refused):
        on_the_board(bridge.board, request, bridge.now, bridge.lead, bridge.incident.write)


def size(board: Board) -> int:
    """Return the bytes a workflow would carry."""
    return len(board.model_dump_json().encode())


EVERYTHING = [*range(15), *range(8)]
"""Every request in turn, adding more often than settling."""


def test_a_thousand_entries_are_carried_in_60_kilobytes() -> None:
    """A day's work of a thousand entries of 300 characters, theories, changes, outcomes and all."""
    board = busy_day("x" * 300, "because", EVERYTHING)

    assert 20_000 < size(board) < 60_000


@pytest.mark.parametrize(("letter", "most"), [("x", 100_000), ("日", 240_000), ("\N{FIRE}", 310_000)])
def test_every_text_at_its_limit_is_bounded_too(letter: str, most: int) -> None:
    """Every text, note and link as long as it may be, in any alphabet; Temporal refuses two million bytes."""
    board = busy_day(letter * 400, letter * 200, EVERYTHING, link=LINK + letter * 281, service=letter * 80)

    assert 40_000 < size(board) < most
    assert len(as_markdown(board_view(board)).encode()) < MARKDOWN_SHOWN


@settings(deadline=None, max_examples=15)
@given(st.lists(st.integers(0, 14), min_size=1, max_size=30))
def test_whatever_is_added_most_the_board_stays_small(steps: list[int]) -> None:
    """No order in which things are added and settled makes it grow."""
    assert size(busy_day("x" * 300, "because", steps)) < 60_000
