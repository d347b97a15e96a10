"""How what happens on the board is told: in full on the timeline, and in a line to those who follow it live (P22)."""

from datetime import datetime

from domain.board.state import Board, Entry, Line
from domain.lifecycle import Actor
from domain.timeline import Details, Kind
from domain.wording import shortened
from domain.writing import Write, said_by

_LINES_KEPT = 12
_LINE_LENGTH = 460  # more does not fit into the three segments of a digest


def tell(board: Board, write: Write, now: datetime, what: str, by: Actor | str, why: str | None = None) -> None:
    """Put what happened on the timeline, and among the latest lines for those who follow the board.

    `by` is the person who asked, or the name of a tool. Only the timeline says what a person showed as proof: it may be a code.
    """
    name, details = (by, Details(who=by, why=why)) if isinstance(by, str) else (by.name, said_by(by, why or ""))
    words = f"{name}: {what}" + (f"; {why}" if why else "")
    board.sequence += 1
    line = Line(sequence=board.sequence, words=shortened(words, _LINE_LENGTH))
    board.latest = [*board.latest, line][-_LINES_KEPT:]
    write(now, Kind.BOARD, what, **details)


def in_words(name: str) -> str:
    """Return a section, an outcome or a standing as it is said in a sentence."""
    return name.replace("_", " ")


def about(entry: Entry) -> str:
    """Return what an entry says, with the service, the earlier incident and the link it names."""
    service = f"service {entry.service}" if entry.service else None
    named = [each for each in (service, entry.earlier and entry.earlier.code, entry.link) if each]
    return f"{entry.text} ({', '.join(named)})" if named else entry.text


def described(entry: Entry) -> str:
    """Return an entry as it is told when it is new: "#4 recent change: v47 is live (service checkout)"."""
    return f"#{entry.number} {in_words(entry.section)}: {about(entry)}"
