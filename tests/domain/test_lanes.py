"""How long the provider's own rate makes calls and texts wait."""

from datetime import timedelta

import pytest

from domain.lanes import Rates, burden, last_reached_in, time_to_take, turn_note
from domain.page_messages import HandedOver
from tests.domain.builders import NIGHT
from tests.domain.company import organisation, person

PHONE = "+4477009000{}"


def handed(waiting: int, seconds: float | None) -> HandedOver:
    """Return what a pager's desk says of so many calls that wait."""
    reached = None if seconds is None else timedelta(seconds=seconds)
    return HandedOver(calls_waiting=waiting, last_reached_in=reached)


def test_a_lane_without_a_limit_takes_no_time() -> None:
    """The simulator takes all at once."""
    assert timedelta() == time_to_take(400, None)


@pytest.mark.parametrize(
    ("waiting", "per_second", "expected"),
    [(60, 1.0, None), (61, 1.0, 61), (61, 2.0, None), (200, 2.0, 100), (5, 0.05, 100), (400, None, None)],
)
def test_only_a_wait_of_more_than_a_minute_is_worth_saying(
    waiting: int, per_second: float | None, expected: float | None
) -> None:
    """A shorter wait is lost in the time a phone rings anyway."""
    assert (None if expected is None else timedelta(seconds=expected)) == last_reached_in(waiting, per_second)


def test_the_timeline_says_how_many_wait_and_until_when() -> None:
    """Of all that were handed over at once, the last one's turn counts."""
    note = turn_note([handed(74, 74), handed(75, 75), handed(3, None)], NIGHT)

    assert "75 calls wait their turn; the last is placed by 02:15" == note


def test_nothing_is_said_when_nobody_waits_long() -> None:
    """A timeline is for what matters."""
    assert [None, None] == [turn_note([], NIGHT), turn_note([handed(3, None)], NIGHT)]


def test_what_the_rates_mean_for_a_company() -> None:
    """Everybody with a phone counts once, and the widest rung is the one with the most phones."""
    company = organisation(
        person("ana", phone=PHONE.format("01")),
        person("bo", phone=PHONE.format("02")),
        person("cy", email="cy@larkfield.example"),
        members=("ana", "bo", "cy"),
    )
    found = burden(company, Rates(calls=0.5, text_segments=2), NIGHT)

    assert (2, 2, 1) == (found.phones, found.widest_phones, found.segments)
    assert [timedelta(seconds=n) for n in (4, 4, 1)] == [found.call_all, found.call_widest, found.text_all]
