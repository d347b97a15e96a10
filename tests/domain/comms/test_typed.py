"""What people type in one go: quantities, and times of day."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.comms.drafting.typed import read_moment, read_past_moment, read_quantity
from domain.comms.drafting.updates import Quantity
from domain.errors import Refused
from tests.domain.builders import NIGHT, PATIENT, at


@pytest.mark.parametrize(
    ("written", "amount", "unit", "counted", "final"),
    [
        ("1200 orders: counted from the order book", 1200, "orders", "counted from the order book", False),
        (
            "1,240 orders not placed : against last Monday, final",
            1240,
            "orders not placed",
            "against last Monday",
            True,
        ),
        (" 84000.50 EUR: average basket, times the orders , FINAL ", Decimal("84000.5"), "EUR", None, True),
        ("3 shops: by hand: all of them", 3, "shops", "by hand: all of them", False),
        ("1.2000 EUR: by hand", Decimal("1.2"), "EUR", "by hand", False),
        ("0.125 EUR: by hand", Decimal("0.125"), "EUR", "by hand", False),
        ("1234.567 EUR: by hand", Decimal("1234.567"), "EUR", "by hand", False),
    ],
)
def test_a_quantity_is_read_as_it_is_said(
    written: str, amount: Decimal, unit: str, counted: str | None, final: bool
) -> None:
    """How much of what, how it was counted, and an estimate unless it says that it is final."""
    read = read_quantity(written)

    how = counted or "average basket, times the orders"
    assert Quantity(amount=Decimal(amount), unit=unit, counted=how, final=final) == read


@pytest.mark.parametrize("amount", ["1.200", "12.400", "999.000"])
def test_an_amount_that_can_be_read_two_ways_is_refused(amount: str) -> None:
    """A point before three digits parts thousands in half of Europe: nobody is told a thousandth of what was lost."""
    with pytest.raises(Refused) as refused:
        read_quantity(f"{amount} orders: from the order book")

    plain = amount.replace(".", "")
    assert f"'{amount}' can be read two ways: write {plain} for thousands, or {amount}0 for a part of one." == str(
        refused.value
    )
    assert [Decimal(plain), Decimal(amount)] == [
        read_quantity(f"{each} orders: x").amount for each in (plain, f"{amount}0")
    ]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "1200",
        "orders: counted",
        "1200 orders",
        "1200 orders:",
        "1,2 EUR: counted",
        "12,34 x: y",
        "-3 orders: x",
        "1e9 x: y",
    ],
)
def test_what_is_no_quantity_is_refused_with_how_to_write_one(written: str) -> None:
    """Nothing is guessed: a comma that could mean thousands or decimals is asked about."""
    with pytest.raises(Refused, match="Write how much of what"):
        read_quantity(written)


@PATIENT
@given(st.text())
def test_any_text_is_a_quantity_or_refused(written: str) -> None:
    """Whatever somebody types, it is one or the other, and what is read says all three things."""
    try:
        read = read_quantity(written)
    except Refused:
        return
    assert all((read.amount >= 0, read.unit, read.counted))


def test_a_time_of_day_is_the_next_one_where_its_author_lives() -> None:
    """Later today, or tomorrow morning late in the evening."""
    assert at(60) == read_moment("03:14", "Europe/London", NIGHT)
    assert at(60) == read_moment(" 4:14 ", "Europe/Berlin", NIGHT)
    assert NIGHT + timedelta(hours=22) == read_moment("00:14", "Europe/London", NIGHT + timedelta(hours=21))


@pytest.mark.parametrize("written", ["02:13", "02:14", "01:00", "02:13 UTC"])
def test_a_time_that_has_just_passed_is_not_tomorrow(written: str) -> None:
    """Whoever types it a minute late means today: a day later is said with the day."""
    with pytest.raises(Refused, match=rf"has passed today: write the day, too, if you mean '2026-03-03 {written}'"):
        read_moment(written, "Europe/London", NIGHT)


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("2026-03-03 02:14", 24),
        ("2026-03-03T02:14", 24),
        ("2026-03-02 04:14+01:00", 1),
        ("04:14 utc", 2),
        ("04:14Z", 2),
        ("04:14+0100", 1),
        ("02:14 -02:00", 2),
    ],
)
def test_the_day_and_another_clock_can_be_said(written: str, hours: int) -> None:
    """A date means that day, an offset or UTC that clock, wherever its author lives."""
    assert NIGHT + timedelta(hours=hours) == read_moment(written, "Europe/London", NIGHT)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2026-03-02 02:00", "'2026-03-02 02:00' has passed."),
        ("2026-02-30 02:00", "There is no day 2026-02-30"),
        ("02:00+24:00", "No clock is 24 hours from UTC."),
    ],
)
def test_a_moment_that_cannot_be_is_refused(written: str, why: str) -> None:
    """It has passed, or there is no such day or clock."""
    with pytest.raises(Refused, match=re.escape(why)):
        read_moment(written, "Europe/London", NIGHT)


def test_an_hour_that_comes_twice_can_be_named_both_times() -> None:
    """When clocks are put back it is the first that lies ahead, and with an offset or UTC the one that is meant."""
    before, between = datetime(2026, 10, 25, 0, 0, tzinfo=UTC), datetime(2026, 10, 25, 0, 40, tzinfo=UTC)
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    assert first == read_moment("02:30", "Europe/Berlin", before)
    assert second == read_moment("02:30", "Europe/Berlin", between)
    assert second == read_moment("02:30+01:00", "Europe/Berlin", before)
    assert second == read_moment("01:30 UTC", "Europe/Berlin", before)


def test_a_time_of_day_keeps_to_the_clock_when_clocks_change() -> None:
    """The evening before summer time begins, 09:00 is an hour sooner by UTC; a time that is skipped is as much later."""
    evening = datetime(2026, 3, 28, 20, 0, tzinfo=UTC)

    assert datetime(2026, 3, 29, 8, 0, tzinfo=UTC) == read_moment("09:00", "Europe/London", evening)
    assert datetime(2026, 3, 29, 1, 30, tzinfo=UTC) == read_moment("01:30", "Europe/London", evening)


@pytest.mark.parametrize("written", ["", "14", "24:00", "14:60", "2 pm", "14:30:00", "\u0660\u0669:30"])
def test_what_is_no_time_of_day_is_refused(written: str) -> None:
    """In words, with an example."""
    with pytest.raises(Refused, match=r"is no time of day such as 14:30"):
        read_moment(written, "Europe/London", NIGHT)


@PATIENT
@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(["Europe/London", "Asia/Kathmandu", "America/New_York"]))
def test_the_next_one_lies_ahead_on_the_day_that_is_meant(hour: int, minute: int, zone: str) -> None:
    """It is later today, or within half a day; else the day is asked for, with which it lies within a day and the clocks' hour."""
    written, today = f"{hour}:{minute:02d}", NIGHT.astimezone(ZoneInfo(zone)).date()
    try:
        moment = read_moment(written, zone, NIGHT)
        assert moment > NIGHT
        assert today == moment.astimezone(ZoneInfo(zone)).date() or moment - NIGHT <= timedelta(hours=12)
    except Refused:
        tomorrow = read_moment(f"{today + timedelta(days=1)} {written}", zone, NIGHT)
        assert timedelta(hours=12) < tomorrow - NIGHT <= timedelta(hours=25)


def test_a_time_that_has_passed_is_the_last_that_was() -> None:
    """On the clock of whoever types it, today or last night; with the day, on that day."""
    assert at(-60) == read_past_moment("01:14", "Europe/London", NIGHT)
    assert at(-60) == read_past_moment("2:14", "Europe/Berlin", NIGHT)
    assert NIGHT - timedelta(hours=3) == read_past_moment("23:14", "Europe/London", NIGHT)
    assert NIGHT - timedelta(hours=22) == read_past_moment("2026-03-01 04:14", "Europe/London", NIGHT)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2026-03-02 02:15", "'2026-03-02 02:15' has not come yet."),
        ("04:14", "04:14 has not come yet today: write the day, too, if you mean '2026-03-01 04:14'."),
        ("soon", "'soon' is no time of day such as 14:30."),
    ],
)
def test_a_time_that_has_not_passed_is_refused(written: str, words: str) -> None:
    """Nobody means yesterday afternoon by a time that is to come in two hours, unless they say so."""
    with pytest.raises(Refused, match=re.escape(words)):
        read_past_moment(written, "Europe/London", NIGHT)
