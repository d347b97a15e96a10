"""Figures of months: what they hold, and what they leave out."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.history.trend_rows import people_as_csv, services_as_csv
from domain.history.trends import IncidentFigures, PersonPages, Trends, by_service_and_month, months

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


def figures(opened_at: datetime = NOW, service: str = "Checkout", **changes: Any) -> IncidentFigures:
    """Return an incident of which nothing more is known, with changes."""
    return IncidentFigures(key="checkout", service=service, opened_at=opened_at, **changes)


@pytest.mark.parametrize(
    ("first", "count", "since", "until"),
    [
        (None, 1, (2026, 3), (2026, 4)),
        (None, 12, (2025, 4), (2026, 4)),
        ("2025-11", 3, (2025, 11), (2026, 2)),
        ("2025-12", 1, (2025, 12), (2026, 1)),
    ],
)
def test_months_are_whole_and_of_utc(
    first: str | None, count: int, since: tuple[int, int], until: tuple[int, int]
) -> None:
    """From the first of a month to the first of another, the present one included."""
    assert (datetime(*since, 1, tzinfo=UTC), datetime(*until, 1, tzinfo=UTC)) == months(first, count, NOW)


@pytest.mark.parametrize("wrong", ["2026", "2026-13", "2026-00", "0000-01", "26-01", "2026-1", "march"])
def test_what_is_no_month_is_refused(wrong: str) -> None:
    """With one that is, as an example."""
    with pytest.raises(Refused, match=rf"^'{wrong}' is no month: write it as 2026-03\.$"):
        months(wrong, 1, NOW)


@pytest.mark.parametrize("count", [0, -1, 121])
def test_a_number_of_months_out_of_bounds_is_refused(count: int) -> None:
    """None, and more than ten years, help nobody."""
    with pytest.raises(Refused, match="from 1 to 120"):
        months(None, count, NOW)


def test_the_latest_name_of_a_service_is_shown() -> None:
    """A service that was renamed has one line, under the name people know now."""
    earlier, later = figures(service="Till"), figures(NOW + timedelta(days=1), service="Checkout")
    [trend] = by_service_and_month([later, earlier], NOW)

    assert ("Checkout", 2) == (trend.service, trend.incidents)


def test_an_incident_belongs_to_its_month_in_utc() -> None:
    """Wherever it was written down."""
    local = datetime(2026, 4, 1, 1, tzinfo=timezone(timedelta(hours=5)))

    assert ["2026-03"] == [each.month for each in by_service_and_month([figures(local)], NOW)]


def test_trouble_that_is_said_to_have_begun_later_took_no_time_to_detect() -> None:
    """Clocks and memories err: no duration is below nothing."""
    [trend] = by_service_and_month([figures(began_at=NOW + timedelta(minutes=1))], NOW)

    assert trend.detect is not None
    assert 0 == trend.detect.median


@given(st.lists(st.integers(min_value=0, max_value=10**6), min_size=1))
def test_half_are_within_the_median_and_nine_of_ten_within_the_other(minutes: list[int]) -> None:
    """Whatever the incidents took; neither is longer than the longest."""
    spans = [timedelta(minutes=each) for each in minutes]
    [trend] = by_service_and_month([figures(mitigated_at=NOW + span) for span in spans], NOW)
    spread = trend.mitigate

    assert spread is not None
    within = [sum(span.total_seconds() <= limit for span in spans) for limit in (spread.median, spread.p90)]

    assert len(spans) == spread.of
    assert (True, True) == (within[0] >= len(spans) / 2, within[1] >= len(spans) * 0.9)
    assert spread.p90 <= max(spans).total_seconds()


def test_spreadsheets_get_seconds_and_carry_nothing_out() -> None:
    """What is not known is an empty cell; a name that looks like a formula is none."""
    found = by_service_and_month([figures(service="=cmd", mitigated_at=NOW + timedelta(minutes=1))], NOW)
    trends = Trends(
        since=NOW, until=NOW, by_service=found, by_person=(PersonPages(person="+Ana", pages=2, at_night=1),)
    )
    headings, line = (row.split(",") for row in services_as_csv(trends).splitlines())
    cells = dict(zip(headings, line, strict=True))

    assert ("'=cmd", "60.0", "", "0") == (
        cells["service"],
        cells["mitigate_median_seconds"],
        cells["resolve_median_seconds"],
        cells["reviews_of"],
    )
    assert ["person,pages,at_night", "'+Ana,2,1"] == people_as_csv(trends).splitlines()
