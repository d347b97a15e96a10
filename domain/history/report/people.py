"""Who was involved, and when each of them was reached first."""

from collections.abc import Iterable

from domain.history.past import Past
from domain.history.report.model import Participant
from domain.timeline import Kind, TimelineEntry

_DID_SOMETHING = frozenset({Kind.ANSWER, Kind.STATE, Kind.BOARD, Kind.COMMS})
"""What somebody does themselves. Other entries name whom something was done to."""


def participants(past: Past) -> tuple[Participant, ...]:
    """Return everybody who was involved, was paged or answered, in the order in which they were tried or heard of first."""
    involved = {each.person.name: each.how for each in past.incident.involved}
    paged = [each.who for each in past.entries if each.kind in {Kind.ATTEMPT, Kind.ANSWER} and each.who]
    of: dict[str, list[TimelineEntry]] = {name: [] for name in [*involved, *paged]}
    for entry in past.entries:
        if entry.who in of:
            of[entry.who].append(entry)
    found = [_participant(name, involved.get(name, ""), entries) for name, entries in of.items()]
    return tuple(sorted(found, key=_first_heard_of))


def _participant(name: str, how: str, entries: Iterable[TimelineEntry]) -> Participant:
    ordered = sorted(entries, key=lambda entry: entry.at)
    tried = [entry.at for entry in ordered if entry.kind is Kind.ATTEMPT]
    done = [entry.at for entry in ordered if entry.kind in _DID_SOMETHING]
    return Participant(
        name=name, how=how, attempts=len(tried), tried_at=next(iter(tried), None), answered_at=next(iter(done), None)
    )


def _first_heard_of(participant: Participant) -> tuple[bool, float]:
    """Whoever was never tried nor heard of stands last."""
    known = [at for at in (participant.tried_at, participant.answered_at) if at]
    return not known, min(known).timestamp() if known else 0.0
