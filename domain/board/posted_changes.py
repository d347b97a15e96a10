"""Recent changes that deployment tools post by themselves: most incidents begin with one (P16)."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
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

_POSTED_REMEMBERED = 500  # as many as the log of changes keeps: a tool may post all that it knows again and again
_MOST_AHEAD = timedelta(hours=1)


def _utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as error:  # the first hours of the year 1 are before it in UTC
        raise ValueError("must lie between the years 1 and 9999 in UTC") from error


def _said(most: int, otherwise: str) -> Callable[[str], str]:
    return lambda text: shortened(one_line(text), most) or otherwise


def _service(name: str | None) -> str | None:
    """Return the name in one line; a very long one as the key it stands for, which a part of it would not."""
    line = one_line(name or "")
    return (line if len(line) <= MOST_OF_A_NAME else slug(line)) or None


def _plain_id(change_id: str) -> str:
    plain = len(change_id) <= MOST_OF_A_NAME and change_id.isprintable()
    return change_id if plain else hashlib.sha256(change_id.encode()).hexdigest()


def _shown_link(link: str | None) -> str | None:
    try:
        return web_address(link)
    except Refused:
        return None


class ChangePosted(Message):
    """A tool has changed something: what, in which service, when. The same `change_id` from the same source is the same change.

    What is too long is cut as it is read, and what cannot be shown as a link is left out, for a fact is never refused.
    """

    source: Annotated[str, AfterValidator(_said(MOST_OF_A_NAME, "a tool without a name"))]
    change_id: Annotated[str, AfterValidator(_plain_id)]
    what: Annotated[str, AfterValidator(_said(MOST_CHARACTERS, "a change without a description"))]
    at: Annotated[AwareDatetime, AfterValidator(_utc)]
    service: Annotated[str | None, AfterValidator(_service)] = None
    link: Annotated[str | None, AfterValidator(_shown_link)] = None


class ChangesPosted(Message):
    """Several changes, in the order in which they were posted: how an incident tells them to the one of which it is part."""

    changes: list[ChangePosted]


def is_ahead(change: ChangePosted, now: datetime) -> bool:
    """Whether a change is said to lie more than an hour ahead: no clock is that wrong, so the tool is."""
    return change.at > now + _MOST_AHEAD


def change_posted(board: Board, fact: ChangePosted, now: datetime, write: Write) -> bool:
    """Note a change once, however often it is posted; return whether it is new here."""
    if _digest(fact) in board.posted:
        return False
    entry = _noted(board, fact)
    tell(board, write, now, described(entry), entry.by, f"made at {entry.at:%Y-%m-%d %H:%M} UTC")
    return True


def changes_found(board: Board, found: Sequence[ChangePosted]) -> list[Entry]:
    """Note changes that were posted before anybody could be told, the latest first in `found`; return the new entries.

    What is known already is no new entry, and none pushes another recent change off the board.
    """
    new = [fact for fact in found if _digest(fact) not in board.posted]
    return [_noted(board, fact) for fact in reversed(of_every_source(new, board.room(Section.RECENT_CHANGE)))]


def of_every_source(changes: Sequence[ChangePosted], most: int) -> list[ChangePosted]:
    """Return so many of the changes, in their order: of each source in turn the first, then the second, and so on.

    One tool that posts without end leaves room for all others.
    """
    seen: Counter[str] = Counter()
    turns: list[tuple[int, int]] = []
    for place, change in enumerate(changes):
        turns.append((seen[change.source], place))
        seen[change.source] += 1
    return [changes[place] for place in sorted(place for _, place in sorted(turns)[:most])]


def could_have_caused(change: ChangePosted, reliance: Reliance) -> set[str] | None:
    """Return the keys of the incidents a change may lie behind: its service's, and those of all that rely on it; None for any.

    The service is read as an alert's is: by its id in whatever case and spacing.
    """
    if not change.service:
        return None
    key = slug(change.service)
    return {key, *(reliance.affected_by(key) if key in reliance.organisation.services else ())}


def lie_behind(changes: Sequence[ChangePosted], key: str, reliance: Reliance) -> list[ChangePosted]:
    """Return those of the changes that could have caused the incident with this key: the same rule, for many changes at once."""
    causes = {key, *(reliance.possible_causes(key) if key in reliance.organisation.services else ())}
    return [change for change in changes if not change.service or slug(change.service) in causes]


def _noted(board: Board, fact: ChangePosted) -> Entry:
    board.posted = [*board.posted, _digest(fact)][-_POSTED_REMEMBERED:]
    entry = Entry(
        number=board.next_number,
        section=Section.RECENT_CHANGE,
        at=fact.at,
        by=fact.source,
        text=fact.what,
        service=fact.service,
        link=fact.link,
    )
    board.put(entry)
    return entry


def _digest(fact: ChangePosted) -> str:
    return hashlib.sha256(f"{fact.source}\n{fact.change_id}".encode()).hexdigest()[:12]
