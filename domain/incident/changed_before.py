"""What was changed before an incident opened: put on its board at once, and said to whoever has it (P16)."""

from datetime import datetime, timedelta

from domain.board.change_log import RecentChanges
from domain.board.posted_changes import ChangePosted, changes_found, of_every_source
from domain.board.record import tell
from domain.board.state import Entry
from domain.incident.state import Incident
from domain.timeline import Kind
from domain.wording import duration_in_words, shortened

_SHOWN = 3
_LENGTH_SHOWN = 80
_MINUTE = timedelta(minutes=1)


def changes_seen(incident: Incident, found: RecentChanges | None, now: datetime) -> None:
    """Put on the board what could have caused it, and say so once for all of it. None: nobody could tell."""
    if found is None:
        incident.write(now, Kind.NOTE, "what was changed lately could not be looked up")
        return
    if not found.changes:
        return
    incident.surroundings.changed_lately = _in_words(incident, found)
    if new := changes_found(incident.board, found.changes):
        what = f"changed {incident.surroundings.changed_lately}"
        tell(incident.board, incident.write, now, what, "deployment tools", f"{_numbers(new)}: could have caused it")


def _in_words(incident: Incident, found: RecentChanges) -> str:
    within = duration_in_words(incident.card.changes_looked_back) if incident.card else "while"
    shown = [_said(change, incident.opened_at) for change in of_every_source(found.changes, _SHOWN)]
    more = len(found.changes) - len(shown) + found.more
    return f"in the last {within}: {', '.join([*shown, *([f'and {more} more'] if more else [])])}"


def _said(change: ChangePosted, opened_at: datetime) -> str:
    """Return a change as it is said: "payments v2.3 (10 minutes before)"; its service, too, unless the words name it."""
    named = change.service is None or change.service.casefold() in change.what.casefold()
    details = [*([] if named else [f"service {change.service}"]), _how_long_before(change.at, opened_at)]
    return f"{shortened(change.what, _LENGTH_SHOWN)} ({', '.join(details)})"


def _how_long_before(at: datetime, opened_at: datetime) -> str:
    if at > opened_at:
        return "after it opened"
    minutes = (opened_at - at) // _MINUTE
    return f"{duration_in_words(minutes * _MINUTE)} before" if minutes else "just before"


def _numbers(new: list[Entry]) -> str:
    first, last = new[0].number, new[-1].number
    return f"#{first} on the board" if first == last else f"#{first} to #{last} on the board"
