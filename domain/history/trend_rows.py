"""Trends for spreadsheets: a line for each service and month, or for each person."""

from collections.abc import Iterator
from typing import Any

from domain.history.trends import PersonPages, Share, Spread, Trend, Trends
from domain.spreadsheets import comma_separated

STEPS = ("detect", "acknowledge", "declare", "first_comms", "mitigate", "resolve")
SHARES = ("reviews", "actions", "monitoring", "right_team", "failover", "alerts")

_COLUMNS = (
    *("month", "service", "incidents", "major", "missed_rounds"),
    *(f"{step}_{which}_seconds" for step in STEPS for which in ("median", "p90")),
    *(f"{name}{which}" for name in SHARES for which in ("", "_of")),
)


def services_as_csv(trends: Trends) -> str:
    """Return each service and month as a line; how long steps took is in seconds, and empty where none was taken."""
    return comma_separated(_COLUMNS, (dict(zip(_COLUMNS, _cells(each), strict=True)) for each in trends.by_service))


def people_as_csv(trends: Trends) -> str:
    """Return each person as a line."""
    return comma_separated(list(PersonPages.model_fields), map(dict, trends.by_person))


def _cells(trend: Trend) -> Iterator[Any]:
    yield from (trend.month, trend.service, trend.incidents, trend.major, trend.missed_rounds)
    for step in STEPS:
        spread: Spread | None = getattr(trend, step)
        yield from (None, None) if spread is None else (spread.median, spread.p90)
    for name in SHARES:
        share: Share = getattr(trend, name)
        yield from (share.yes, share.of)
