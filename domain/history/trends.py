"""What managers see over months: how many incidents, how fast each step was, and whether what follows is done (P24 to P29).

Figures of a month are those of the incidents opened in it (UTC). A step that was not taken has no time, and none is made up.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median

from domain.closing.detection import NoticedBy, Worked
from domain.errors import Refused
from domain.messages import Message

EVERY_SERVICE = "all services"
MOST_MONTHS = 120

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_NINE_OF_TEN = 0.9
_TIMES = {
    "acknowledge": "acknowledged_at",
    "declare": "declared_at",
    "first_comms": "first_comms_at",
    "mitigate": "mitigated_at",
    "resolve": "resolved_at",
}
"""Each step, and when it was taken; all of them count from when the incident opened."""


@dataclass(frozen=True, slots=True)
class ActionFigures:
    """What is counted of an action that follows from a review."""

    due: date
    state: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class IncidentFigures:
    """What is counted of an incident. Times are UTC, and None while it is not so."""

    key: str
    service: str
    opened_at: datetime
    acknowledged_at: datetime | None = None
    declared_at: datetime | None = None
    first_comms_at: datetime | None = None
    mitigated_at: datetime | None = None
    resolved_at: datetime | None = None
    began_at: datetime | None = None
    noticed_by: str | None = None
    right_team: bool | None = None
    failover: str | None = None
    alerts: str | None = None
    missed: int = 0
    review_due_at: datetime | None = None
    review_held_at: datetime | None = None
    actions: tuple[ActionFigures, ...] = ()


class Spread(Message):
    """How long something took, in seconds: half of the incidents took no longer than the median, nine of ten than `p90`."""

    median: float
    p90: float
    of: int


class Share(Message):
    """How many of those that count it is so for."""

    yes: int
    of: int


class Trend(Message):
    """One service, or all of them, in one month."""

    service: str
    month: str
    incidents: int
    major: int
    detect: Spread | None
    """From when the trouble began until the incident opened."""
    acknowledge: Spread | None
    declare: Spread | None
    first_comms: Spread | None
    mitigate: Spread | None
    resolve: Spread | None
    reviews: Share
    """Held in time, of those that are due by now or were held."""
    actions: Share
    """Done in time, of those that are due by now or were done; what was moved or dropped is not counted."""
    monitoring: Share
    """Noticed by monitoring first, of those of which it is known."""
    right_team: Share
    failover: Share
    """Where there was one."""
    alerts: Share
    missed_rounds: int


class PersonPages(Message):
    """How often somebody was called, texted or mailed about pages, and how often of that at night, by their own clock."""

    person: str
    pages: int
    at_night: int


class Trends(Message):
    """The figures of some months: by service and month, and by person."""

    since: datetime
    until: datetime
    by_service: tuple[Trend, ...]
    by_person: tuple[PersonPages, ...]


def months(first: str | None, count: int, now: datetime) -> tuple[datetime, datetime]:
    """Return from when until when so many months last, from this one on ("2026-03"), or else up to the present one, in UTC.

    Raises:
        Refused: that is no month, or the number is out of bounds.

    """
    if not 1 <= count <= MOST_MONTHS:
        raise Refused(f"Give a number of months from 1 to {MOST_MONTHS}.")
    present = now.astimezone(UTC)
    begins = present.year * 12 + present.month - count
    if first is not None:
        written = _MONTH.fullmatch(first)
        if written is None or written[1] == "0000":
            raise Refused(f"'{first}' is no month: write it as {present:%Y-%m}.")
        begins = int(written[1]) * 12 + int(written[2]) - 1
    return _month_begins(begins), _month_begins(begins + count)


def by_service_and_month(figures: Iterable[IncidentFigures], now: datetime) -> tuple[Trend, ...]:
    """Return the figures of each service in each month it had incidents, by month; of several, all together first."""
    grouped: dict[tuple[str, str], list[IncidentFigures]] = defaultdict(list)
    of_month: dict[str, list[IncidentFigures]] = defaultdict(list)
    for each in figures:
        month = f"{each.opened_at.astimezone(UTC):%Y-%m}"
        grouped[month, each.key].append(each)
        of_month[month].append(each)
    several = len({key for _, key in grouped}) > 1
    found = []
    for month in sorted(of_month):
        services = [_trend(_name(those), month, those, now) for (when, _), those in grouped.items() if when == month]
        total = [_trend(EVERY_SERVICE, month, of_month[month], now)] if several else []
        found += [*total, *sorted(services, key=lambda trend: trend.service)]
    return tuple(found)


def _month_begins(number: int) -> datetime:
    """Return when a month begins, counted from the year 0."""
    year = min(max(number // 12, 1), 9999)
    return datetime(year, number % 12 + 1, 1, tzinfo=UTC)


def _name(incidents: Sequence[IncidentFigures]) -> str:
    """Return what people call the service: as they did last."""
    return max(incidents, key=lambda each: each.opened_at).service


def _trend(service: str, month: str, incidents: Sequence[IncidentFigures], now: datetime) -> Trend:
    known = [each for each in incidents if each.noticed_by is not None]
    return Trend(
        service=service,
        month=month,
        incidents=len(incidents),
        major=sum(each.declared_at is not None for each in incidents),
        detect=_spread((each.began_at, each.opened_at) for each in incidents),
        **{step: _spread((each.opened_at, getattr(each, at)) for each in incidents) for step, at in _TIMES.items()},
        reviews=_reviews(incidents, now),
        actions=_share(
            done for each in incidents for action in each.actions if (done := _in_time(action, now)) is not None
        ),
        monitoring=_share(each.noticed_by == NoticedBy.MONITORING for each in known),
        right_team=_share(bool(each.right_team) for each in known),
        failover=_worked(each.failover for each in known),
        alerts=_worked(each.alerts for each in known),
        missed_rounds=sum(each.missed for each in incidents),
    )


def _spread(spans: Iterable[tuple[datetime | None, datetime | None]]) -> Spread | None:
    lasted = sorted(
        max((to - since).total_seconds(), 0.0) for since, to in spans if since is not None and to is not None
    )
    if not lasted:
        return None
    return Spread(median=median(lasted), p90=lasted[math.ceil(_NINE_OF_TEN * len(lasted)) - 1], of=len(lasted))


def _share(answers: Iterable[bool]) -> Share:
    given = list(answers)
    return Share(yes=sum(given), of=len(given))


def _worked(answers: Iterable[str | None]) -> Share:
    return _share(each == Worked.YES for each in answers if each is not None and each != Worked.NONE)


def _reviews(incidents: Iterable[IncidentFigures], now: datetime) -> Share:
    return _share(
        each.review_held_at is not None and each.review_held_at <= each.review_due_at
        for each in incidents
        if each.review_due_at is not None and _review_counts(each, each.review_due_at, now)
    )


def _review_counts(incident: IncidentFigures, due_at: datetime, now: datetime) -> bool:
    """Return whether a review was held or had to be by now: of what was reopened, or stood down after all, none is due."""
    return incident.review_held_at is not None or (incident.mitigated_at is not None and due_at <= now)


def _in_time(action: ActionFigures, now: datetime) -> bool | None:
    """Return whether an action was done by its day (UTC); None where that is not to be said yet, or no longer."""
    if action.state == "done" and action.ended_at is not None:
        return action.ended_at.astimezone(UTC).date() <= action.due
    late = action.state == "open" and action.due < now.astimezone(UTC).date()
    return False if late else None
