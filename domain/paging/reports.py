"""How often one person may report something by text or call: three times within ten minutes.

Whoever forges a number must not be able to page the whole company. The person's pager keeps the count: it is the one place that is
theirs alone, it outlives every process, and it takes one report after another, so that those made at the same time are counted too.
A gateway could not: it remembers nothing, and there may be several. What is reported by command line or API is not counted, as
whoever asks there has shown who they are.
"""

from datetime import datetime, timedelta

from domain.errors import Refused
from domain.organisation import Channel
from domain.page_messages import ReportMade
from domain.paging import inbox
from domain.paging.state import PagerState

_MOST = 3
_COUNTED_FOR = timedelta(minutes=10)
_REMEMBERED = 50


def check(state: PagerState, report: ReportMade, now: datetime) -> None:
    """Return when a report is taken; the same one delivered again is, for as long as it counts.

    Raises:
        Refused: they have made too many, their texts are locked after wrong codes, or an old delivery is played back.

    """
    if report.channel is Channel.TEXT:
        inbox.check_unlocked(state, now)
    made_at = state.reports.get(report.report_id)
    if made_at is not None and now - made_at >= _COUNTED_FOR:
        raise Refused("This has been reported already.")
    counted = [at for at in state.reports.values() if now - at < _COUNTED_FOR]
    if made_at is None and len(counted) >= _MOST:
        again = inbox.clock_of(state, min(counted) + _COUNTED_FOR)
        raise Refused(
            f"This is not reported: you have reported {_MOST} times in ten minutes. More is taken from {again} on."
        )


def count(state: PagerState, report: ReportMade, now: datetime) -> None:
    """Count a report once, however often it is delivered."""
    state.reports.setdefault(report.report_id, now)
    state.reports = dict([*state.reports.items()][-_REMEMBERED:])
