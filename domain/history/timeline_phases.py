"""The phases of an incident as they are drawn, and how much of its time: one after another, without a gap."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import accumulate

from domain.history.report.making import BEGAN, CLOSED, DECLARED, MITIGATED, OPENED, RESOLVED
from domain.history.report.model import IncidentReport

_SHORTEST = timedelta(minutes=1)
_AIR = 0.03  # of the whole, so that what is last does not stand on the edge


class Phase(StrEnum):
    """Where an incident stands for a while."""

    UNNOTICED = "unnoticed"
    TRIAGE = "triage"
    DECLARED = "declared"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"
    CLOSED = "closed"


def ends(report: IncidentReport, happened: Sequence[datetime]) -> tuple[datetime, datetime]:
    """Return between which instants an incident is drawn: from its beginning until everything was over, or happened last.

    Where the impact was over long before that, as long again as it lasted is drawn: what follows within days would leave the hour
    that matters no room. For the same reason trouble that began long before anybody noticed is drawn from when it was opened.
    """
    opened = report.at(OPENED) or report.made_at
    over = report.at(RESOLVED) or report.at(CLOSED)
    last = over or max([opened, *happened, *_known(report)])
    impact_over = report.at(MITIGATED)
    first = min([opened, *happened])
    if impact_over and impact_over > first:
        last = min(last, impact_over + max(impact_over - first, _SHORTEST))
    last = max(last, first + _SHORTEST)
    began = report.at(BEGAN)
    if began and timedelta() < first - began <= last - first:
        first = began
    return first, last + (last - first) * _AIR


def _known(report: IncidentReport) -> Iterator[datetime]:
    yield from (each.at for each in report.milestones if each.at)


def phases(report: IncidentReport, begins: datetime, until: datetime) -> Iterator[tuple[Phase, datetime, datetime]]:
    """Yield each phase that lasted, from when to when: together they fill the time from `begins` to `until`."""
    entered = [(phase, at) for phase, at in _entered(report, begins) if at]
    # A later phase never begins before an earlier one: of an incident that was reopened the latest times alone are known.
    starts = list(accumulate((min(max(at, begins), until) for _, at in entered), max))
    for (phase, _), starts_at, stops_at in zip(entered, starts, [*starts[1:], until], strict=True):
        if starts_at < stops_at:
            yield phase, starts_at, stops_at


def _entered(report: IncidentReport, begins: datetime) -> Iterator[tuple[Phase, datetime | None]]:
    """Yield when each phase was entered, None for those that were not; the first is at the beginning."""
    began, opened = report.at(BEGAN), report.at(OPENED) or begins
    unnoticed = began is not None and began <= begins < opened
    if unnoticed:
        yield Phase.UNNOTICED, begins
    yield Phase.TRIAGE, opened if unnoticed else begins
    yield Phase.DECLARED, report.at(DECLARED)
    yield Phase.MITIGATED, report.at(MITIGATED)
    if report.at(RESOLVED):
        yield Phase.RESOLVED, report.at(RESOLVED)
    else:
        yield Phase.CLOSED, report.at(CLOSED)
