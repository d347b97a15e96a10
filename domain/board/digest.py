"""What happened on the board since a reader last heard of it, and a text of it for the people on the bridge (P22).

A reader remembers one number, the cursor, which comes with the news. Nothing is told twice; what there is no room for is counted.
"""

from collections.abc import Iterator

from domain.board.state import Board, Line
from domain.messages import Message
from domain.text_segments import segments
from domain.wording import shortened

_MOST_SEGMENTS = 3


class News(Message):
    """What happened after a cursor, the latest last; `older` counts what came before these lines, `cursor` is where to go on."""

    lines: tuple[Line, ...]
    older: int
    cursor: int


def entries_after(board: Board, cursor: int) -> News:
    """Return what happened on the board after the cursor; 0 means from the beginning."""
    lines = tuple(line for line in board.latest if line.sequence > cursor)
    return News(lines=lines, older=max(board.sequence - cursor, 0) - len(lines), cursor=board.sequence)


def digest(entries_since: News, code: str) -> str:
    """Return the news as one text of at most three segments, the newest first; empty when there is none.

    The newest is kept whole, and only cut where it fills the text alone; how many more there are is said.
    """
    text = ""
    for text in _ever_shorter(entries_since, code):
        if segments(text) <= _MOST_SEGMENTS:
            break
    return text


def _ever_shorter(news: News, code: str) -> Iterator[str]:
    newest_first = [line.words for line in reversed(news.lines)]
    for told in range(len(newest_first), 0, -1):
        yield _text(code, newest_first[:told], news.older + len(newest_first) - told)
    for newest in newest_first[:1]:
        for length in range(len(newest) - 1, 3, -1):
            yield _text(code, [shortened(newest, length)], news.older + len(newest_first) - 1)


def _text(code: str, told: list[str], more: int) -> str:
    return "\n".join([f"{code}: {told[0]}", *told[1:], *([f"{more} more on the timeline"] if more else [])])
