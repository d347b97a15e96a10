"""By when a review is held, and when it is proposed for: whatever the hour, the weekday, the zone and the change of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.policies import ReviewPolicy
from domain.review.meeting import deadline, proposed
from tests.domain.review.desk import BERLIN, DAY, HOUR, LONDON

ZONES = (LONDON, BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")
WORKING = ReviewPolicy(working_days=True)

instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - made aware
zones = st.sampled_from(ZONES)
policies = st.builds(
    ReviewPolicy,
    within=st.integers(1, 48).map(lambda hours: hours * HOUR),
    working_days=st.booleans(),
    lasts=st.sampled_from([timedelta(minutes=15), HOUR, 4 * HOUR]),
)


def at(day: int, hour: int, minute: int = 0, *, month: int = 3, zone: str = LONDON) -> datetime:
    """Return an instant of 2026 by the clock of a zone; 2 March is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(zone))


def proposal(mitigated_at: datetime, policy: ReviewPolicy, zone: str, after: timedelta = timedelta(0)) -> datetime:
    """Return when it is proposed for, so long after mitigation."""
    return proposed(mitigated_at + after, deadline(mitigated_at, policy, zone), policy, zone)


def is_working_day(instant: datetime, zone: str) -> bool:
    """Whether it is Monday to Friday there."""
    return instant.astimezone(ZoneInfo(zone)).weekday() < 5


@pytest.mark.parametrize(
    ("mitigated_at", "policy", "due"),
    [
        (at(2, 2, 14), ReviewPolicy(), at(4, 2, 14)),
        (at(6, 17), ReviewPolicy(), at(8, 17)),
        (at(2, 2, 14), WORKING, at(4, 2, 14)),
        (at(6, 17), WORKING, at(10, 17)),
        (at(7, 12), WORKING, at(11, 0)),
        (at(8, 23, 59), WORKING, at(11, 0)),
        (at(27, 12), WORKING, at(31, 12)),
    ],
    ids=[
        "on Monday",
        "on Friday",
        "Monday, working",
        "Friday, working",
        "Saturday",
        "Sunday",
        "over a change of clocks",
    ],
)
def test_it_is_due_two_days_after_mitigation(mitigated_at: datetime, policy: ReviewPolicy, due: datetime) -> None:
    """Two days, or two working days where the company counts those: a weekend takes nothing from them."""
    assert due == deadline(mitigated_at, policy, LONDON)


@pytest.mark.parametrize(
    ("mitigated_at", "policy", "meets"),
    [
        (at(2, 2, 14), ReviewPolicy(), at(3, 10)),
        (at(6, 17), ReviewPolicy(), at(7, 10)),
        (at(6, 17), WORKING, at(9, 10)),
        (at(7, 17), ReviewPolicy(), at(9, 10)),
        (at(28, 17), ReviewPolicy(), at(30, 10)),
        (at(2, 2, 14), ReviewPolicy(within=4 * HOUR), at(2, 5, 14)),
        (at(2, 2, 14), ReviewPolicy(within=HOUR, lasts=4 * HOUR), at(2, 2, 14)),
    ],
    ids=[
        "Monday",
        "Friday",
        "Friday, working",
        "Saturday",
        "over a change of clocks",
        "within hours",
        "longer than there is",
    ],
)
def test_it_is_proposed_for_ten_on_the_next_working_day(
    mitigated_at: datetime, policy: ReviewPolicy, meets: datetime
) -> None:
    """Where that is in time; else on the next day; else as late as it can begin and be over in time."""
    assert meets == proposal(mitigated_at, policy, LONDON)


def test_it_is_never_proposed_for_a_time_that_is_over() -> None:
    """Said a day later that it was mitigated, it is the morning after that; three days later, though it is late, too."""
    assert at(4, 1, 14) == proposal(at(2, 2, 14), ReviewPolicy(), LONDON, after=33 * HOUR)
    assert at(6, 10) == proposal(at(2, 2, 14), ReviewPolicy(), LONDON, after=3 * DAY)


@given(instants, policies, zones)
def test_a_deadline_is_a_fixed_time_ahead(mitigated_at: datetime, policy: ReviewPolicy, zone: str) -> None:
    """Not before so much time has passed; and where working days count, as much of it as on those alone."""
    due = deadline(mitigated_at, policy, zone)

    assert due >= mitigated_at + policy.within
    assert due <= mitigated_at + policy.within + (3 * DAY if policy.working_days else timedelta(0))
    if policy.working_days:
        assert policy.within == working_time(mitigated_at, due, zone)


def working_time(since: datetime, until: datetime, zone: str) -> timedelta:
    """Return how much of a time is on working days, reckoned quarter by quarter of each day's hours."""
    total, day = timedelta(0), since.astimezone(ZoneInfo(zone)).date()
    while midnight(day, zone) < until:
        begins, ends = max(since, midnight(day, zone)), min(until, midnight(day + DAY, zone))
        total += ends - begins if day.weekday() < 5 else timedelta(0)
        day += DAY
    return total


def midnight(day: date, zone: str) -> datetime:
    """Return the beginning of a day."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


@given(instants, policies, zones)
def test_a_proposal_is_in_time_and_by_day_wherever_it_can_be(
    mitigated_at: datetime, policy: ReviewPolicy, zone: str
) -> None:
    """It begins after mitigation and is over by the deadline; at ten of a working day if there is one in between."""
    meets, due = proposal(mitigated_at, policy, zone), deadline(mitigated_at, policy, zone)

    assert mitigated_at <= meets <= due
    assert meets + policy.lasts <= due or meets == mitigated_at
    tens = [ten for ten in mornings(mitigated_at, due, zone) if ten + policy.lasts <= due]
    working = [ten for ten in tens if is_working_day(ten, zone)]
    assert meets in (working[:1] or tens[:1] or [max(due - policy.lasts, mitigated_at)])


def mornings(since: datetime, until: datetime, zone: str) -> list[datetime]:
    """Return ten o'clock of each later day in a time."""
    first = since.astimezone(ZoneInfo(zone)).date() + DAY
    days = (first + number * DAY for number in range((until - since).days + 2))
    return [ten for day in days if (ten := datetime.combine(day, time(10), ZoneInfo(zone)).astimezone(UTC)) <= until]


@given(instants, policies, zones, st.integers(0, 10 * 24))
def test_a_proposal_lies_ahead_whenever_it_is_made(
    mitigated_at: datetime, policy: ReviewPolicy, zone: str, hours: int
) -> None:
    """However late the review begins, nobody is invited to the past; after the deadline it is a working day's morning."""
    now = mitigated_at + hours * HOUR
    meets = proposal(mitigated_at, policy, zone, after=hours * HOUR)

    assert now <= meets <= max(now, deadline(mitigated_at, policy, zone)) + 4 * DAY
    assume(now >= deadline(mitigated_at, policy, zone))
    assert is_working_day(meets, zone)
