"""When the owner of an action is reminded, and when it goes up the ladder (P28): pure, from its deadline and the company's policy.

| when | who is told |
|---|---|
| some days before it is due, and on the day | its owner |
| a day after | the service owner, too |
| some days after | the head of department, too |
| every week from then on | all three |
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from itertools import count
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.policies import ActionsPolicy
from domain.review.state import Action

_DAY = timedelta(days=1)
_YEARS = 3660  # steps of a day: nobody is chased for longer than ten years


class Above(StrEnum):
    """Who else hears of an action that is overdue."""

    NOBODY = "nobody"
    SERVICE_OWNER = "service owner"
    HEAD_OF_DEPARTMENT = "head of department"
    BOTH = "both"

    @property
    def overdue(self) -> bool:
        """Whether it is a step that is taken when an action is late."""
        return self is not Above.NOBODY


class Due(NamedTuple):
    """One step: when it is taken (UTC), and who hears of it besides the owner."""

    at: datetime
    above: Above


def steps(action: Action, policy: ActionsPolicy) -> Iterator[Due]:
    """Yield every step of an action that is never done, in the order of time."""
    first = policy.remind_at[0]
    for days in sorted(set(policy.remind_before), reverse=True):
        yield Due(_at(action, -days, first), Above.NOBODY)
    for at in sorted({_at(action, 0, wall) for wall in policy.remind_at}):
        yield Due(at, Above.NOBODY)
    head_after = max(policy.head_after, policy.owner_after + 1)
    yield Due(_at(action, policy.owner_after, first), Above.SERVICE_OWNER)
    yield Due(_at(action, head_after, first), Above.HEAD_OF_DEPARTMENT)
    for times in count(1):
        if times * policy.again_every > _YEARS:
            return
        yield Due(_at(action, head_after + times * policy.again_every, first), Above.BOTH)


def next_step(action: Action, policy: ActionsPolicy) -> Due | None:
    """Return the first step that has not been taken; None for an action that is not open."""
    if not action.open:
        return None
    return next((step for step in steps(action, policy) if step.at > action.chased_until), None)


def steps_due(action: Action, policy: ActionsPolicy, now: datetime) -> list[Due]:
    """Return the steps whose time has come since the last was taken: after an outage more than one."""
    found: list[Due] = []
    for step in steps(action, policy) if action.open else ():
        if step.at > now:
            break
        if step.at > action.chased_until:
            found.append(step)
    return found


def overdue(action: Action, now: datetime) -> bool:
    """Whether the day by which it was to be done is over, where its owner is."""
    return action.open and now >= late_at(action)


def late_at(action: Action) -> datetime:
    """Return from when on an action that is not done is overdue (UTC): the end of its day, where its owner is."""
    return _at(action, 1, time())


def _at(action: Action, days: int, wall: time) -> datetime:
    """Return the instant (UTC) so many days after it is due, at this time on the owner's wall clock."""
    there = datetime.combine(action.due + days * _DAY, wall, ZoneInfo(action.owner.time_zone))
    return there.astimezone(UTC)
