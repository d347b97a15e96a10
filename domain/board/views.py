"""The board as it is shown: the questions of the process in order, each with what is known (P16)."""

from datetime import UTC

from domain.board.changes import how_it_stands
from domain.board.record import about, in_words
from domain.board.state import RANKED, Board, Change, Entry, Section
from domain.messages import Message
from domain.wording import as_markdown_text, shortened

_PARTS: dict[str, frozenset[Section]] = {
    "Has it happened before?": frozenset({Section.HAPPENED_BEFORE}),
    "Recent changes that could have caused it": frozenset({Section.RECENT_CHANGE}),
    "Extent: services and systems affected": frozenset({Section.EXTENT}),
    "Theories and solutions, the likeliest first": RANKED,
    "Changes during the incident": frozenset({Section.EMERGENCY_CHANGE}),
    "Actions taken": frozenset({Section.ACTION_TAKEN}),
}

_MARKDOWN_ENTRIES = 6  # of each part: Temporal shows 20,000 bytes of Markdown at most
_MARKDOWN_LENGTH = 120


class BoardPart(Message):
    """One question of the board: what is open first, theories in rank order, then the latest; `older` counts what is not held."""

    title: str
    entries: tuple[Entry, ...] = ()
    older: int = 0


class BoardView(Message):
    """What may be shown of the board; `next_theory` is the likeliest theory or solution that nobody works on yet."""

    parts: tuple[BoardPart, ...] = ()
    next_theory: Entry | None = None
    sequence: int = 0


def board_view(board: Board) -> BoardView:
    """Return what may be shown of the board, empty parts included: what is not known yet is asked for."""
    parts = tuple(_part(board, title, sections) for title, sections in _PARTS.items())
    return BoardView(parts=parts, next_theory=board.next_theory(), sequence=board.sequence)


def _part(board: Board, title: str, sections: frozenset[Section]) -> BoardPart:
    latest_first = [entry for entry in reversed(board.entries) if entry.section in sections]
    settled = [entry for entry in latest_first if not entry.open]
    waiting = sorted((entry for entry in latest_first if entry.open), key=lambda entry: _place(board, entry))
    added = sum(board.added.get(section, 0) for section in sections)
    return BoardPart(title=title, entries=(*waiting, *settled), older=added - len(latest_first))


def _place(board: Board, entry: Entry) -> int:
    """Theories stand in rank order; emergency changes in the order in which they were proposed."""
    return board.ranks.index(entry.number) if entry.number in board.ranks else entry.number


def said(entry: Entry) -> str:
    """Return what an entry says, with the workaround or the justification that belongs to it."""
    words = f"{entry.section}: {about(entry)}" if entry.section in RANKED else about(entry)
    if entry.earlier and entry.earlier.workaround:
        return f"{words}; the workaround then: {entry.earlier.workaround}"
    return f"{words}; necessary because: {entry.change.justification}" if entry.change else words


def standing(entry: Entry) -> str:
    """Return how far it is with an entry, and who said so: "ruled out by Bo: the hit rate is normal"; empty for plain ones."""
    if entry.result:
        return _with_note(f"{in_words(entry.result.outcome)} by {entry.result.by}", entry.result.note)
    if entry.change:
        return _with_note(how_it_stands(entry.change), _last_word(entry.change))
    return "not looked at yet" if entry.open else ""


def _last_word(change: Change) -> str | None:
    if change.done:
        return change.done.note
    return change.decision.reason if change.decision else None


def _with_note(words: str, note: str | None) -> str:
    return f"{words}: {note}" if note else words


def as_markdown(view: BoardView) -> str:
    """Return the board in short for the Temporal UI, times in UTC; words from outside are text, never markup."""
    upcoming = [f"Next: {_line(view.next_theory)}"] if view.next_theory else []
    return "\n\n".join([*upcoming, *(_part_as_markdown(part) for part in view.parts)])


def _part_as_markdown(part: BoardPart) -> str:
    shown = part.entries[:_MARKDOWN_ENTRIES]
    lines = [f"- {_line(entry)}" for entry in shown]
    more = len(part.entries) - len(shown) + part.older
    rest = [f"- and {more} more"] if more else []
    return "\n".join([f"**{part.title}**", "", *(lines or ["nothing noted yet"]), *rest])


def _line(entry: Entry) -> str:
    noted = as_markdown_text(f"{entry.by}, {entry.at.astimezone(UTC):%m-%d %H:%M}")
    words, stands = (as_markdown_text(shortened(each, _MARKDOWN_LENGTH)) for each in (said(entry), standing(entry)))
    return f"#{entry.number} {words} ({noted})" + (f": **{stands}**" if stands else "")
