"""What became of messages is kept until it stands in the records, so that records which cannot be reached hold up no round."""

from datetime import datetime, timedelta

from domain.comms.dispatch.delivery import Receipt, ReceiptsToRecord
from domain.comms.rounds.state import Rounds, Unrecorded
from domain.wording import counted

MOST_PEOPLE = 500
"""What became of so many messages is kept at most: what is older is lost to the records, and the timeline says so."""

_TOGETHER = timedelta(minutes=1)  # texts are answered one by one, and written down by the minute


def remember(rounds: Rounds, fresh: Unrecorded, now: datetime) -> None:
    """Keep what came of an order; where that is too much, the oldest is given up, by numbers."""
    if not fresh.people:
        return
    last = rounds.unrecorded[-1] if len(rounds.unrecorded) > 1 else None  # the first may be being written down as it is
    if last and last.is_like(fresh) and fresh.at - last.at < _TOGETHER:
        last.people |= fresh.people
    else:
        rounds.unrecorded.append(fresh)
    while len(rounds.unrecorded) > 1 and sum(len(each.people) for each in rounds.unrecorded) > MOST_PEOPLE:
        lost = rounds.unrecorded.pop(0)
        what = f"{counted(len(lost.people), 'receipt')} of update {lost.number} cannot be recorded"
        rounds.write(now, what, why=f"{lost.channel} {lost.outcome}; the records cannot be reached")


def next_to_record(rounds: Rounds) -> tuple[Unrecorded, ReceiptsToRecord] | None:
    """Return what is to be written into the records next; None when all of it is."""
    if not rounds.unrecorded:
        return None
    first = rounds.unrecorded[0]
    of_round = f"{rounds.code}/{rounds.audience}/{rounds.life}/{first.number}"
    receipts = (
        Receipt(
            receipt_id=f"{of_round}/{first.channel}/{person}/{first.outcome}",
            code=rounds.code,
            audience=rounds.audience,
            number=first.number,
            person=person,
            channel=first.channel,
            outcome=first.outcome,
            at=first.at,
            reason=reason,
        )
        for person, reason in first.people.items()
    )
    return first, ReceiptsToRecord(receipts=tuple(receipts))


def recorded(rounds: Rounds, written: Unrecorded) -> None:
    """Forget what stands in the records now."""
    rounds.unrecorded = [each for each in rounds.unrecorded if each is not written]
