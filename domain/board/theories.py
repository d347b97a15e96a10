"""Theories and solutions, ranked by likelihood and worked through in that order, each with its outcome (P16)."""

from datetime import datetime
from typing import Literal

from domain.board.record import in_words, tell
from domain.board.state import RANKED, Board, Entry, Outcome, Result, Section
from domain.board.texts import optional
from domain.errors import Refused
from domain.lifecycle import check_leads
from domain.messages import Request
from domain.wording import shortened
from domain.writing import Write

_OUTCOMES = {
    Section.THEORY: (Outcome.IN_PROGRESS, Outcome.CONFIRMED, Outcome.RULED_OUT),
    Section.SOLUTION: (Outcome.IN_PROGRESS, Outcome.WORKED, Outcome.DID_NOT_WORK),
}

_NAMED = 60  # characters of an entry, where its number names it already


class RankTheories(Request):
    """A request of the lead: these numbers come first, in this order; the others follow as they stood."""

    kind: Literal["rank_theories"] = "rank_theories"
    order: tuple[int, ...]


class RecordOutcome(Request):
    """A request to say how far a theory or solution is; a later word counts, also for what was settled."""

    kind: Literal["record_outcome"] = "record_outcome"
    number: int
    outcome: Outcome
    note: str | None = None


def rank(board: Board, request: RankTheories, now: datetime, lead: str | None, write: Write) -> str:
    """Put the theories and solutions in order and return the words to say back.

    Raises:
        Refused: not by the lead, or a number is no open theory or solution, or stands twice.

    """
    check_leads(request.actor, lead)
    if not request.order:
        raise Refused("Say the numbers in order, the likeliest first.")
    for number in request.order:
        if number not in board.ranks:
            raise Refused(f"#{number} is no open theory or solution.")
        if request.order.count(number) > 1:
            raise Refused(f"#{number} stands twice in the order.")
    board.ranks = [*request.order, *(number for number in board.ranks if number not in request.order)]
    order = ", ".join(f"#{number}" for number in board.ranks)
    what = f"theories and solutions in order of likelihood: {order}"
    tell(board, write, now, what, request.actor)
    return f"The order is {order}. {_what_is_next(board)}"


def record_outcome(board: Board, request: RecordOutcome, now: datetime, write: Write) -> str:
    """Record how far it is and return the words to say back.

    Raises:
        Refused: it has no such outcome, or too many are open for one to be opened again.

    """
    entry = board.entry(request.number)
    _check_outcome(entry, request.outcome)
    note = optional(request.note, "note")
    result = Result(outcome=request.outcome, by=request.actor.name, at=now, note=note)
    board.put(entry.model_copy(update={"result": result}))
    what = f"#{entry.number} {in_words(request.outcome)}: {named(entry)}"
    tell(board, write, now, what, request.actor, note)
    return f"Noted: #{entry.number} {in_words(request.outcome)}. {_what_is_next(board)}"


def named(entry: Entry) -> str:
    """Return the beginning of an entry, enough to know it by."""
    return shortened(entry.text, _NAMED)


def _check_outcome(entry: Entry, outcome: Outcome) -> None:
    if entry.section not in RANKED:
        raise Refused(
            f"#{entry.number} is noted under '{in_words(entry.section)}': only theories and solutions have outcomes."
        )
    possible = _OUTCOMES[entry.section]
    if outcome not in possible:
        *first, last = (in_words(each) for each in possible)
        raise Refused(f"#{entry.number} is a {entry.section}: it is {', '.join(first)} or {last}.")


def _what_is_next(board: Board) -> str:
    entry = board.next_theory()
    return f"Next is #{entry.number}: {named(entry)}" if entry else "None waits to be taken up."
