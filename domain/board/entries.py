"""What any participant adds to the board: what is known, what is thought, what was done (P16, P22)."""

from datetime import datetime
from typing import Literal

from domain.board.record import described, tell
from domain.board.state import Board, Earlier, Entry, Section
from domain.board.texts import MOST_CHARACTERS, MOST_OF_A_NAME, optional, required, web_address
from domain.codes import read_incident_code
from domain.errors import Refused
from domain.messages import Request
from domain.writing import Write

AddedSection = Literal[
    Section.HAPPENED_BEFORE,
    Section.RECENT_CHANGE,
    Section.EXTENT,
    Section.THEORY,
    Section.SOLUTION,
    Section.ACTION_TAKEN,
]
"""What may be added as it is; an emergency change is proposed, with a justification (P23)."""


class AddToBoard(Request):
    """A request to note something; `earlier_code` and `workaround` belong to what has happened before."""

    kind: Literal["add_to_board"] = "add_to_board"
    section: AddedSection
    text: str
    service: str | None = None
    link: str | None = None
    earlier_code: str | None = None
    workaround: str | None = None


def add(board: Board, request: AddToBoard, now: datetime, write: Write) -> str:
    """Note it under the next number and return the words to say back.

    Raises:
        Refused: a text is empty or too long, a link is no web address, or too many theories are open.

    """
    entry = Entry(
        number=board.next_number,
        section=request.section,
        at=now,
        by=request.actor.name,
        text=required(request.text, "text"),
        service=optional(request.service, "service's name", MOST_OF_A_NAME),
        link=web_address(request.link),
        earlier=_earlier(request),
    )
    board.put(entry)
    workaround = entry.earlier.workaround if entry.earlier else None
    why = f"the workaround then: {workaround}" if workaround else None
    tell(board, write, now, described(entry), request.actor, why)
    return f"Noted as #{entry.number}."


def _earlier(request: AddToBoard) -> Earlier | None:
    code = optional(request.earlier_code, "earlier incident's code", MOST_OF_A_NAME)
    workaround = optional(request.workaround, "workaround", MOST_CHARACTERS)
    if code is None and workaround is None:
        return None
    if request.section is not Section.HAPPENED_BEFORE:
        raise Refused("An earlier incident and its workaround are noted under 'happened before'.")
    return Earlier(code=str(read_incident_code(code)) if code else None, workaround=workaround)
