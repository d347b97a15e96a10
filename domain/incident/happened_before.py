"""Has this happened before, and what was the workaround? What the lasting record knows is put on the board (P16)."""

from datetime import UTC, datetime

from domain.board.record import described, tell
from domain.board.state import Earlier, Entry, Section
from domain.board.texts import MOST_CHARACTERS, one_line
from domain.codes import read_incident_code
from domain.history.rows import EarlierIncident, EarlierIncidents, EarlierQuery
from domain.incident.state import Incident
from domain.wording import shortened

_SHOWN = 3
_SAID_BY = "the records"


def query(incident: Incident) -> EarlierQuery:
    """Return what is asked: which incidents were of the same service, or told of in the same words."""
    words = " ".join(filter(None, (incident.headline, incident.impact)))
    return EarlierQuery(code=incident.code, key=read_incident_code(incident.code).key, words=words)


def earlier_seen(incident: Incident, found: EarlierIncidents | None, now: datetime) -> None:
    """Put on the board which incidents were like it, the likeliest first, and say so once; of none nothing is said.

    None: nobody could tell, and it is a hint alone. What somebody has noted already is not noted twice.
    """
    noted = {entry.earlier.code for entry in incident.board.entries if entry.earlier}
    likely = found.incidents[:_SHOWN] if found else ()
    new = [_noted(incident, each, now) for each in likely if each.code not in noted]
    for entry in new:
        workaround = entry.earlier.workaround if entry.earlier else None
        why = f"the workaround then: {workaround}" if workaround else None
        tell(incident.board, incident.write, now, described(entry), _SAID_BY, why)


def _noted(incident: Incident, earlier: EarlierIncident, now: datetime) -> Entry:
    entry = Entry(
        number=incident.board.next_number,
        section=Section.HAPPENED_BEFORE,
        at=now,
        by=_SAID_BY,
        text=_said(earlier, incident.opened_at),
        earlier=Earlier(code=earlier.code, workaround=_line(earlier.workaround) or None),
    )
    incident.board.put(entry)
    return entry


def _said(earlier: EarlierIncident, now: datetime) -> str:
    """Return what it was, of which service, and on which day (UTC): "Checkout on 3 March: customers cannot pay"."""
    on = earlier.opened_at.astimezone(UTC)
    year = "" if on.year == now.astimezone(UTC).year else f" {on.year}"
    return _line(f"{earlier.service} on {on.day} {on:%B}{year}: {earlier.what}")


def _line(text: str) -> str:
    return shortened(one_line(text), MOST_CHARACTERS)
