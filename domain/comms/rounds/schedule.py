"""When the one open round is due, and when it counts as missed (P17 to P20).

| round | due |
|---|---|
| first | the policy's minutes after the declaration |
| any later one | an interval after the last was sent, or at the time agreed for it |
| after reopening | the policy's minutes after it |
| final | the policy's time after mitigation, or at the time agreed for it |
| closing | at once |

Somebody is reminded of it the policy's minutes before it is due, and it is overdue the policy's minutes after.

Times are UTC, and computed from what happened, never from when somebody looked: a restart moves nothing.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds.kinds import Due, rules_of
from domain.comms.rounds.situation import IncidentStatus
from domain.errors import Refused
from domain.policies import LONGEST_CADENCE, SHORTEST_CADENCE, CommsPolicy
from domain.wording import duration_in_words

LONGEST_AGREED = timedelta(hours=25)
"""How long after the last round the next may be when somebody is named who agreed: the same time a day later, also in autumn."""


class Cadence(BaseModel):
    """Every `interval`; the next one at `agreed_at`, once, if that is set. Times are UTC.

    `held_at` is when the round that was open at the last change of the interval is due, where that is not an interval after the one
    before it: a change neither moves what was due already, nor makes anything late.
    """

    model_config = ConfigDict(frozen=True)

    interval: timedelta
    agreed_at: datetime | None = None
    held_at: datetime | None = None


class Sent(BaseModel):
    """A round that went out: its number, from 1, which of the process it was, when (UTC), and who approved it."""

    model_config = ConfigDict(frozen=True)

    number: int
    kind: RoundKind
    at: datetime
    approved_by: str


class Running(NamedTuple):
    """The time of the open round (UTC): since when it counts, and when it is over; None when none is open."""

    since: datetime | None
    due: datetime | None

    def is_over(self, now: datetime) -> bool:
        """Whether the round is due already."""
        return self.due is not None and self.due <= now


def open_kind(status: IncidentStatus, last: Sent | None) -> RoundKind | None:
    """Return which round is open, given the last that was sent; None when none is."""
    if status.stood_down_at:
        heard_of_it = last is not None and last.kind is not RoundKind.CLOSING
        return RoundKind.CLOSING if heard_of_it else None
    if status.mitigated_at:
        told = last is not None and last.kind is RoundKind.FINAL and last.at >= status.mitigated_at
        return None if told or status.final_waived else RoundKind.FINAL
    if last is None:
        return RoundKind.FIRST
    return RoundKind.SECOND if last.number == 1 else RoundKind.FURTHER


def due_at(status: IncidentStatus, last: Sent | None, cadence: Cadence) -> datetime | None:
    """Return when the open round is due; None when none is open."""
    since = counts_from(status, last)
    if since is None:
        return None
    match due_rule(status, last):
        case Due.AT_ONCE:
            return since
        case Due.BY_CADENCE:
            return by_cadence(since, cadence)
        case Due.AFTER_MITIGATION:
            return cadence.agreed_at or since + status.policy.final
    return since + status.policy.first


def due_rule(status: IncidentStatus, last: Sent | None) -> Due | None:
    """Return by which rule the open round is due; None when none is open."""
    kind = open_kind(status, last)
    if kind is None:
        return None
    is_back = status.reopened_at is not None and (last is None or status.reopened_at > last.at)
    return Due.AFTER_REOPENING if is_back and not rules_of(kind).last else rules_of(kind).due


def counts_from(status: IncidentStatus, last: Sent | None) -> datetime | None:
    """Return since when the time of the open round counts; None when none is open."""
    rule = due_rule(status, last)
    since = {
        Due.AFTER_DECLARATION: status.declared_at,
        Due.AFTER_REOPENING: status.reopened_at,
        Due.BY_CADENCE: last.at if last else None,
        Due.AFTER_MITIGATION: status.mitigated_at,
        Due.AT_ONCE: status.stood_down_at,
    }
    return since[rule] if rule else None


def by_cadence(sent_at: datetime, cadence: Cadence) -> datetime:
    """Return when the round after one that was sent at this instant is due while nothing else happens."""
    said = (at for at in (cadence.agreed_at, cadence.held_at) if at and at > sent_at)
    return next(said, sent_at + cadence.interval)


def nudge_at(due: datetime, policy: CommsPolicy) -> datetime:
    """Return from when somebody is to be reminded of a round that is due at this instant."""
    return due - policy.nudge_before


def overdue_from(due: datetime, policy: CommsPolicy) -> datetime:
    """Return from when a round that is due at this instant is overdue: it counts as missed, and people are called for it."""
    return due + policy.overdue_after


def next_miss_at(overdue_from: datetime, missed_at: datetime | None, cadence: Cadence) -> datetime:
    """Return when the open round counts as missed next: `missed_at` is when it last did, None before it has.

    One miss per elapsed interval, whatever is changed meanwhile.
    """
    return overdue_from if missed_at is None else max(overdue_from, missed_at + cadence.interval)


def every(interval: timedelta, running: Running, now: datetime) -> Cadence:
    """Return the cadence with another interval from now on; a time agreed before does not hold any more.

    It counts from the last round that was sent. A round that is due already stays due when it was, however often the interval is
    changed; one that is not yet is due at the moment of the change at the earliest, as nobody could have sent it before.

    Raises:
        Refused: the interval is shorter or longer than the process allows (P19).

    """
    if not SHORTEST_CADENCE <= interval <= LONGEST_CADENCE:
        bounds = f"{duration_in_words(SHORTEST_CADENCE)} to {duration_in_words(LONGEST_CADENCE)}"
        raise Refused(f"Updates go out every {bounds}; {duration_in_words(interval)} is out of these bounds.")
    would_be_late = running.since is not None and running.since + interval < now
    held_at = running.due if running.is_over(now) else now if would_be_late else None
    return Cadence(interval=interval, held_at=held_at)


def agreed(at: datetime, by: str, cadence: Cadence, running: Running, now: datetime) -> Cadence:
    """Return the cadence with the next round at a time agreed by somebody; after it the interval holds again.

    How far off it may be counts from the last round that was sent, so that agreeing again and again gains no time.

    Raises:
        Refused: the time has passed, or the open round is due already; or it is too far off, or for one nobody else has agreed to.

    """
    if at <= now:
        raise Refused("That time has passed: agree on one that lies ahead.")
    if running.is_over(now):
        raise Refused("The open update is due already: send it, and agree on a time for the next one then.")
    away = at - (running.since or now)
    if away > LONGEST_AGREED:
        raise Refused(f"The next update is at most {duration_in_words(LONGEST_AGREED)} after the last one.")
    if away > LONGEST_CADENCE and not by:
        raise Refused(
            f"That is more than {duration_in_words(LONGEST_CADENCE)} after the last update: name who agreed to it."
        )
    return Cadence(interval=cadence.interval, agreed_at=at)
