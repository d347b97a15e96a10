"""Requests to the board, as they come over the wire."""

import pytest
from pydantic import TypeAdapter

from domain.board.requests import BoardRequest
from domain.board.state import Board, Outcome, Section
from tests.domain.board.bridge import Bridge, adding, deciding, finding, made, proposing, ranking

REQUESTS = [
    adding(Section.THEORY),
    ranking(1),
    finding(1, Outcome.RULED_OUT),
    proposing(),
    deciding(1, approve=True),
    made(1),
]


@pytest.mark.parametrize("request_made", REQUESTS, ids=lambda each: each.kind)
def test_a_request_is_read_back_as_what_it_was(request_made: BoardRequest) -> None:
    """One update carries every kind of request, and `kind` tells which."""
    wire: TypeAdapter[BoardRequest] = TypeAdapter(BoardRequest)

    assert request_made == wire.validate_json(request_made.model_dump_json())


def test_a_board_goes_on_after_a_continue_as_new() -> None:
    """Read back from what was carried over, it has the same entries, ranks and numbers, and goes on counting."""
    bridge = Bridge()
    bridge.theories("the cache", "the database")
    bridge.ask(ranking(2))
    bridge.ask(finding(1, Outcome.RULED_OUT))
    bridge.approved_change()
    bridge.posted()

    carried = Board.model_validate_json(bridge.board.model_dump_json())
    assert bridge.board == carried
    bridge.board = carried
    assert "Noted as #5." == bridge.add(Section.THEORY)
