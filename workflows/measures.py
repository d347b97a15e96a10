"""What workflows measure: Temporal's meters are replay-safe, so that nothing counts twice.

The worker's process serves these numbers (workers/metrics.py); they begin anew with it.
"""

from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import SearchAttributeKey

from domain.names import Metric, Queue, SearchAttribute
from domain.organisation import Channel

_UNREACHABLE = SearchAttributeKey.for_keyword(SearchAttribute.UNREACHABLE)


def attempt_concluded(channel: Channel, outcome: str) -> None:
    """Count an attempt to reach somebody, by channel and by what came of it, such as `no_answer`."""
    counter = workflow.metric_meter().create_counter(Metric.PAGE_ATTEMPTS, "Attempts to reach a person that are over.")
    counter.add(1, {"channel": channel, "outcome": outcome})


def first_ring(after: timedelta) -> None:
    """Note how long it took from the order to page a person until their phone rang."""
    _record(Metric.TIME_TO_FIRST_RING, "From the order to page a person until their phone rang.", after)


def answered(after: timedelta) -> None:
    """Note how long it took from the first alert of an incident until somebody had it."""
    _record(Metric.TIME_TO_ANSWER, "From the first alert of an incident until somebody had it.", after)


def unreachable(person: str, *, yes: bool) -> None:
    """Mark in this person's pager that they could not be reached on any channel, or that they were.

    The mark is a search attribute: it stays over restarts, and workers count those who have it. Setting it again gives no command.
    """
    wanted = person if yes else None
    if workflow.info().typed_search_attributes.get(_UNREACHABLE) != wanted:
        workflow.upsert_search_attributes([_UNREACHABLE.value_set(wanted) if wanted else _UNREACHABLE.value_unset()])


def canary_crossed(queue: Queue, took: timedelta, at: datetime) -> None:
    """Note that the canary has crossed a queue at this instant (UTC), and how long that took."""
    meter, labels = workflow.metric_meter(), {"queue": queue.value}
    crossing = meter.create_histogram_float(Metric.CANARY_CROSSING, "How long the canary took to cross a queue.", "s")
    crossing.record(took.total_seconds(), labels)
    success = meter.create_gauge_float(Metric.CANARY_LAST_SUCCESS, "When the canary last crossed a queue (Unix time).")
    success.set(at.timestamp(), labels)


def _record(metric: Metric, description: str, after: timedelta) -> None:
    workflow.metric_meter().create_histogram_float(metric, description, "s").record(after.total_seconds())
