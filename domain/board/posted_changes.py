"""Recent changes that deployment tools post by themselves: most incidents begin with one (P16)."""

import hashlib
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

from domain.board.record import described, tell
from domain.board.state import Board, Entry, Section
from domain.board.texts import MOST_CHARACTERS, MOST_OF_A_NAME, one_line, web_address
from domain.codes import slug
from domain.errors import Refused
from domain.messages import Message
from domain.reliance.graph import Reliance
from domain.wording import shortened
from domain.writing import Write

_POSTED_REMEMBERED = 100


def _utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as error:  # the first hours of the year 1 are before it in UTC
        raise ValueError("must lie between the years 1 and 9999 in UTC") from error


class ChangePosted(Message):
    """A tool has changed something: what, in which service, when. The same `change_id` from the same source is the same change."""

    source: str
    change_id: str
    what: str
    at: Annotated[AwareDatetime, AfterValidator(_utc)]
    service: str | None = None
    link: str | None = None


def change_posted(board: Board, fact: ChangePosted, now: datetime, write: Write) -> None:
    """Note a change once, however often it is posted; what is too long is cut, for a fact is never refused."""
    known = _digest(fact)
    if known in board.posted:
        return
    board.posted = [*board.posted, known][-_POSTED_REMEMBERED:]
    entry = Entry(
        number=board.next_number,
        section=Section.RECENT_CHANGE,
        at=fact.at,
        by=_cut(fact.source, MOST_OF_A_NAME) or "a tool without a name",
        text=_cut(fact.what, MOST_CHARACTERS) or "a change without a description",
        service=_cut(fact.service or "", MOST_OF_A_NAME) or None,
        link=_link(fact.link),
    )
    board.put(entry)
    tell(board, write, now, described(entry), entry.by, f"made at {entry.at:%Y-%m-%d %H:%M} UTC")


def could_have_caused(change: ChangePosted, reliance: Reliance) -> set[str] | None:
    """Return the keys of the incidents a change may lie behind: its service's, and those of all that rely on it; None for any.

    The service is read as an alert's is: by its id in whatever case and spacing.
    """
    if not change.service:
        return None
    key = slug(change.service)
    return {key, *(reliance.affected_by(key) if key in reliance.organisation.services else ())}


def _cut(text: str, length: int) -> str:
    return shortened(one_line(text), length)


def _link(link: str | None) -> str | None:
    try:
        return web_address(link)
    except Refused:
        return None


def _digest(fact: ChangePosted) -> str:
    return hashlib.sha256(f"{fact.source}\n{fact.change_id}".encode()).hexdigest()[:12]
