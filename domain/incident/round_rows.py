"""The lasting record of rounds, from how they say that they stand: which was due when, sent when, and missed how often."""

from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds.situation import RoundStatus
from domain.history.rows import RoundRow
from domain.incident.state import Incident


def take_in(incident: Incident, before: RoundStatus | None, says: RoundStatus) -> None:
    """Have recorded what is new in what the rounds say."""
    if _is_another(before, says) and says.last_kind and says.last_sent_at:
        was_open = before if before and before.number == says.number - 1 and before.kind else None
        _put(incident, says, says.number - 1, says.last_kind, was_open)
    if says.kind and (before is None or _open(before) != _open(says)):
        _put(incident, says, says.number, says.kind, says)


def recorded(incident: Incident, rows: tuple[RoundRow, ...]) -> None:
    """Forget what was recorded; what has changed meanwhile is recorded anew."""
    done = set(rows)
    incident.comms.unrecorded = [row for row in incident.comms.unrecorded if row not in done]


def _is_another(before: RoundStatus | None, says: RoundStatus) -> bool:
    return before is None or before.number < says.number


def _open(says: RoundStatus) -> tuple[object, ...]:
    return says.number, says.kind, says.due_at, says.missed_this_round


def _put(incident: Incident, says: RoundStatus, number: int, kind: RoundKind, was_open: RoundStatus | None) -> None:
    """Put a row in the place of an earlier one that waits; `was_open` is how it stood last while it was open, if that is known."""
    incident.comms.rows_made += 1
    row = RoundRow(
        code=incident.code,
        audience=says.audience,
        number=number,
        version=incident.comms.rows_made,
        kind=kind,
        due_at=was_open.due_at if was_open else None,
        sent_at=says.last_sent_at if number < says.number else None,
        missed=was_open.missed_this_round if was_open else 0,
    )
    others = [each for each in incident.comms.unrecorded if (each.audience, each.number) != (row.audience, row.number)]
    incident.comms.unrecorded = [*others, row]
