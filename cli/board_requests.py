"""The commands for an incident's board: what is known and thought of it, what is tried, and what is changed (P16, P22, P23)."""

from collections.abc import Callable
from typing import Annotated

import typer

from cli.requests import By, Code, ask_incident
from domain.board.changes import ChangeDone, DecideChange, ProposeChange
from domain.board.entries import AddedSection, AddToBoard
from domain.board.state import Outcome, Section
from domain.board.theories import RankTheories, RecordOutcome
from domain.errors import Refused

Number = Annotated[int, typer.Argument(help="The number of the entry on the board.")]
Note = Annotated[str | None, typer.Option(help="What there is to say about it.")]


def add_board_requests(app: typer.Typer) -> None:
    """Add every command of this file to the command line."""
    for name, command in _COMMANDS.items():
        app.command(name)(command)


def note(
    code: Code,
    section: Annotated[Section, typer.Argument(help="What it is about.")],
    text: Annotated[str, typer.Argument(help="What there is to note.")],
    by: By,
    link: Annotated[str | None, typer.Option(help="Where to read on.")] = None,
    earlier: Annotated[str | None, typer.Option(help="The code of the incident in which it happened before.")] = None,
    workaround: Annotated[str | None, typer.Option(help="The workaround then.")] = None,
) -> None:
    """Note something on the board; a theory or a solution is ranked by the lead."""
    about = _added(section)
    ask_incident(
        code,
        by,
        lambda actor, of: AddToBoard(
            actor=actor,
            code=of,
            section=about,
            text=text,
            link=link,
            earlier_code=earlier,
            workaround=workaround,
        ),
    )


def rank(code: Code, order: Annotated[list[int], typer.Argument(help="Numbers, the likeliest first.")], by: By) -> None:
    """Rank theories and solutions by likelihood; what is not named follows as it stood. By the lead."""
    ask_incident(code, by, lambda actor, of: RankTheories(actor=actor, code=of, order=tuple(order)))


def outcome(
    code: Code,
    number: Number,
    result: Annotated[Outcome, typer.Argument(help="How it went.")],
    by: By,
    note: Note = None,
) -> None:
    """Say what came of a theory or a solution."""
    ask_incident(
        code, by, lambda actor, of: RecordOutcome(actor=actor, code=of, number=number, outcome=result, note=note)
    )


def propose_change(
    code: Code,
    what: Annotated[str, typer.Argument(help="What is to be changed.")],
    by: By,
    justification: Annotated[str, typer.Option(help="Why it cannot wait.")],
) -> None:
    """Propose a change during the incident; nobody makes it before the lead approves it."""
    ask_incident(
        code, by, lambda actor, of: ProposeChange(actor=actor, code=of, what=what, justification=justification)
    )


def approve_change(code: Code, number: Number, by: By, note: Note = None) -> None:
    """Approve a change that was proposed. By the lead."""
    ask_incident(
        code, by, lambda actor, of: DecideChange(actor=actor, code=of, number=number, approve=True, reason=note)
    )


def refuse_change(code: Code, number: Number, by: By, reason: Annotated[str, typer.Option(help="Why not.")]) -> None:
    """Refuse a change that was proposed, or take an approval back. By the lead."""
    ask_incident(
        code, by, lambda actor, of: DecideChange(actor=actor, code=of, number=number, approve=False, reason=reason)
    )


def change_done(code: Code, number: Number, by: By, note: Note = None) -> None:
    """Say that an approved change was made."""
    ask_incident(code, by, lambda actor, of: ChangeDone(actor=actor, code=of, number=number, note=note))


_COMMANDS: dict[str, Callable[..., None]] = {
    "note": note,
    "rank": rank,
    "outcome": outcome,
    "propose-change": propose_change,
    "approve-change": approve_change,
    "refuse-change": refuse_change,
    "change-done": change_done,
}


def _added(section: Section) -> AddedSection:
    if section is Section.EMERGENCY_CHANGE:
        raise Refused("A change during the incident is proposed with 'mimp propose-change', and approved by the lead.")
    return section
