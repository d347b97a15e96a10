"""Changes made during the incident: only what is necessary, justified, and approved by the lead before anybody makes it (P23)."""

from datetime import datetime
from typing import Literal

from domain.board.record import tell
from domain.board.state import Board, Change, Decision, Done, Entry, Section, Standing
from domain.board.texts import optional, required
from domain.board.theories import named
from domain.errors import Refused
from domain.lifecycle import check_leads
from domain.messages import Request
from domain.writing import Write

_MAY_BE_DECIDED = {
    Standing.PROPOSED: (True, False),
    Standing.APPROVED: (False,),
    Standing.REFUSED: (),
    Standing.DONE: (),
}
"""What the lead may still say, approve or refuse: an approval can be taken back until the change is made."""


class ProposeChange(Request):
    """A request to change something during the incident, with why it is absolutely necessary."""

    kind: Literal["propose_change"] = "propose_change"
    what: str
    justification: str


class DecideChange(Request):
    """The lead's decision on a change; a refusal has a reason."""

    kind: Literal["decide_change"] = "decide_change"
    number: int
    approve: bool
    reason: str | None = None


class ChangeDone(Request):
    """The word that an approved change was made, by whoever says so."""

    kind: Literal["change_done"] = "change_done"
    number: int
    note: str | None = None


def propose(board: Board, request: ProposeChange, now: datetime, write: Write) -> str:
    """Put the proposal before the lead and return the words to say back.

    Raises:
        Refused: it has no justification, a text is too long, or too many changes are open.

    """
    change = Change(justification=required(request.justification, "justification"))
    entry = Entry(
        number=board.next_number,
        section=Section.EMERGENCY_CHANGE,
        at=now,
        by=request.actor.name,
        text=required(request.what, "change"),
        change=change,
    )
    board.put(entry)
    what = f"#{entry.number} emergency change proposed: {entry.text}"
    tell(board, write, now, what, request.actor, change.justification)
    return f"Proposed as #{entry.number}. Nobody makes the change before the lead approves it."


def decide(board: Board, request: DecideChange, now: datetime, lead: str | None, write: Write) -> str:
    """Approve or refuse a change and return the words to say back.

    Raises:
        Refused: not by the lead, there is nothing to decide any more, or a refusal says no reason.

    """
    check_leads(request.actor, lead)
    entry, change = _change(board, request.number)
    if request.approve not in _MAY_BE_DECIDED[change.standing]:
        raise Refused(f"#{entry.number} {how_it_stands(change)}.")
    reason = optional(request.reason, "reason")
    if reason is None and not request.approve:
        raise Refused(f"Say why #{entry.number} is refused: whoever proposed it needs to know.")
    decision = Decision(approved=request.approve, by=request.actor.name, at=now, reason=reason)
    board.put(_with(entry, change.model_copy(update={"decision": decision})))
    decided = "approved" if request.approve else "refused"
    what = f"#{entry.number} emergency change {decided}: {named(entry)}"
    tell(board, write, now, what, request.actor, reason)
    return f"#{entry.number} is {decided}."


def done(board: Board, request: ChangeDone, now: datetime, write: Write) -> str:
    """Record that a change was made and return the words to say back.

    Raises:
        Refused: it is not approved, or was made already.

    """
    entry, change = _change(board, request.number)
    if change.standing is not Standing.APPROVED:
        raise Refused(f"#{entry.number} {how_it_stands(change)}; only a change that is approved can be marked as done.")
    note = optional(request.note, "note")
    made = Done(by=request.actor.name, at=now, note=note)
    board.put(_with(entry, change.model_copy(update={"done": made})))
    what = f"#{entry.number} emergency change done: {named(entry)}"
    tell(board, write, now, what, request.actor, note)
    return f"#{entry.number} is noted as done."


def how_it_stands(change: Change) -> str:
    """Return where a change stands, as the end of a sentence about it: "was refused by Cy"."""
    if change.done:
        return f"was done by {change.done.by}"
    if change.decision:
        return f"was {change.standing} by {change.decision.by}"
    return "waits for the lead's decision"


def _change(board: Board, number: int) -> tuple[Entry, Change]:
    entry = board.entry(number)
    if entry.change is None:
        raise Refused(f"#{number} is no emergency change.")
    return entry, entry.change


def _with(entry: Entry, change: Change) -> Entry:
    return entry.model_copy(update={"change": change})
