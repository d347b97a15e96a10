"""What came of handing a round over, as the timeline says it: by number, with the first few names, and not one by one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.comms.dispatch.progress import Delivery, Standing
from domain.comms.rounds.state import Rounds, Tally
from domain.organisation import Channel
from domain.wording import counted

_GATHERED_FOR = timedelta(minutes=1)
"""For so long what came is gathered at most: bounces come one after another, and a text may be stuck for minutes."""

_NAMED = 10


def taken(rounds: Rounds, channel: Channel, now: datetime) -> None:
    """Note that a provider took a message."""
    tally = _tally(rounds, now)
    tally.taken[channel] = tally.taken.get(channel, 0) + 1


def failed(rounds: Rounds, delivery: Delivery, now: datetime) -> None:
    """Note that a message failed, and whether another channel is left."""
    tally = _tally(rounds, now)
    (tally.again if delivery.waits else tally.lost).add(f"{delivery.name} ({delivery.why})", _NAMED)


def due_at(rounds: Rounds) -> datetime | None:
    """Return when what came is said: as soon as a provider has taken what it is to take, or a while after the first of it."""
    tally = rounds.tally
    if tally is None:
        return None
    on_the_way = (Standing.WAITING, Standing.OUT)
    busy = any(each.standing in on_the_way for each in rounds.edition.deliveries.values())
    return tally.since if tally.taken and not busy else tally.since + _GATHERED_FOR


def write(rounds: Rounds, now: datetime) -> None:
    """Say what came, an entry for each way it can end; from then on the incident knows how many were not reached."""
    tally, rounds.tally = rounds.tally, None
    if tally is None:
        return
    round_ = f"{rounds.last_name} to {rounds.readers}"
    if tally.taken:
        messages = " and ".join(counted(count, channel) for channel, count in sorted(tally.taken.items()))
        rounds.write(now, f"{round_} is with the providers: {messages}")
    if tally.again.count:
        to = counted(tally.again.count, "recipient")
        rounds.write(
            now, f"{round_} goes by the next channel to {to}", why=listed(tally.again.first, tally.again.count)
        )
    if tally.lost.count:
        rounds.unreached += tally.lost.count
        whom = counted(tally.lost.count, "recipient")
        rounds.write(now, f"{round_} reaches {whom} on no channel", why=listed(tally.lost.first, tally.lost.count))


def listed(names: Sequence[str], count: int) -> str:
    """Return the first of so many names, and how many more there are."""
    shown = names[:_NAMED]
    return "; ".join(shown) + (f"; and {count - len(shown)} more" if count > len(shown) else "")


def _tally(rounds: Rounds, now: datetime) -> Tally:
    rounds.tally = rounds.tally or Tally(since=now)
    return rounds.tally
