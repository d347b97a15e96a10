"""Everything people ask of the board, judged and carried out in one place (P16, P22, P23).

Whether somebody takes part in the incident is judged by whoever passes the request on; what only the lead does is judged here.
"""

from datetime import datetime
from typing import Annotated, Unpack

from pydantic import Field

from domain.board.changes import ChangeDone, DecideChange, ProposeChange, decide, done, propose
from domain.board.entries import AddToBoard, add
from domain.board.state import Board
from domain.board.theories import RankTheories, RecordOutcome, rank, record_outcome
from domain.timeline import Details, Kind
from domain.writing import Write

BoardRequest = Annotated[
    AddToBoard | RankTheories | RecordOutcome | ProposeChange | DecideChange | ChangeDone, Field(discriminator="kind")
]


def on_the_board(board: Board, request: BoardRequest, now: datetime, lead: str | None, write: Write) -> str:
    """Carry the request out and return the words to say back; `lead` is who leads the incident, None while nobody does.

    Raises:
        Refused: with the reason, for the person who asked; then nothing is changed, and nothing written.

    """
    match request:
        case AddToBoard():
            return add(board, request, now, write)
        case RankTheories():
            return rank(board, request, now, lead, write)
        case RecordOutcome():
            return record_outcome(board, request, now, write)
        case ProposeChange():
            return propose(board, request, now, write)
        case DecideChange():
            return decide(board, request, now, lead, write)
        case ChangeDone():
            return done(board, request, now, write)


def check_on_the_board(board: Board, request: BoardRequest, now: datetime, lead: str | None) -> None:
    """Raise `Refused` as `on_the_board` would, and change nothing: for the validator of an update."""
    on_the_board(board.model_copy(deep=True), request, now, lead, _nowhere)


def _nowhere(at: datetime, kind: Kind, what: str, **details: Unpack[Details]) -> None:
    """A check leaves no trace."""
