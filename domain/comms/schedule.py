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

from pydantic import BaseModel, ConfigDict

from domain.comms.kinds import Due, rules_of
from domain.comms.situation import IncidentStatus
from domain.comms.updates import RoundKind
from domain.errors import Refused
from domain.policies import CommsPolicy
from domain.wording import duration_in_words

SHORTEST = timedelta(minutes=30)
LONGEST = timedelta(minutes=60)
LONGEST_AGREED = timedelta(hours=24)
"""How far off the next round may be when somebody is named who agreed to it."""


class Cadence(BaseModel):
    """Every `interval`; the next one at `agreed_at` (UTC), once, if that is set. `changed_at` is when somebody changed it last."""

    model_config = ConfigDict(frozen=True)

    interval: timedelta
    agreed_at: datetime | None = None
    changed_at: datetime | None = None


class Sent(BaseModel):
    """A round that went out: its number, from 1, which of the process it was, when (UTC), and who approved it."""

    model_config = ConfigDict(frozen=True)

    number: int
    kind: RoundKind
    at: datetime
    approved_by: str


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
    rule = due_rule(status, last)
    since = _counts_from(status, last, rule) if rule else None
    if since is None:
        return None
    match rule:
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


def _counts_from(status: IncidentStatus, last: Sent | None, rule: Due) -> datetime | None:
    """Return the moment from which a rule counts."""
    return {
        Due.AFTER_DECLARATION: status.declared_at,
        Due.AFTER_REOPENING: status.reopened_at,
        Due.BY_CADENCE: last.at if last else None,
        Due.AFTER_MITIGATION: status.mitigated_at,
        Due.AT_ONCE: status.stood_down_at,
    }[rule]


def by_cadence(sent_at: datetime, cadence: Cadence) -> datetime:
    """Return when the round after one that was sent at this instant is due while nothing else happens.

    A change never makes a round due before the moment of the change: nobody could have sent it by then.
    """
    agreed = cadence.agreed_at
    by_rule = agreed if agreed and agreed > sent_at else sent_at + cadence.interval
    return max(by_rule, cadence.changed_at) if cadence.changed_at else by_rule


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


def every(interval: timedelta, cadence: Cadence, now: datetime) -> Cadence:
    """Return the cadence with another interval from now on; a time agreed before does not hold any more.

    Raises:
        Refused: the interval is shorter or longer than the process allows (P19).

    """
    if not SHORTEST <= interval <= LONGEST:
        bounds = f"{duration_in_words(SHORTEST)} to {duration_in_words(LONGEST)}"
        raise Refused(f"Updates go out every {bounds}; {duration_in_words(interval)} is out of these bounds.")
    return cadence.model_copy(update={"interval": interval, "agreed_at": None, "changed_at": now})


def agreed(at: datetime, by: str, cadence: Cadence, now: datetime) -> Cadence:
    """Return the cadence with the next round at a time agreed by somebody; after it the interval holds again.

    Raises:
        Refused: the time has passed, or is too far off for an update nobody else has agreed to.

    """
    if at <= now:
        raise Refused("That time has passed: agree on one that lies ahead.")
    if at - now > LONGEST_AGREED:
        raise Refused(f"The next update is at most {duration_in_words(LONGEST_AGREED)} off.")
    if at - now > LONGEST and not by:
        raise Refused(f"That is more than {duration_in_words(LONGEST)} off: name who agreed to it.")
    return cadence.model_copy(update={"agreed_at": at, "changed_at": now})
