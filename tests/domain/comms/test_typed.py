"""What people type in one go: quantities, and times of day."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.comms.typed import next_time_of_day, read_quantity
from domain.comms.updates import Quantity
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
    """Later today, or tomorrow when it has passed; this very minute has."""
    assert at(60) == next_time_of_day("03:14", "Europe/London", NIGHT)
    assert at(60) == next_time_of_day(" 4:14 ", "Europe/Berlin", NIGHT)
    assert NIGHT + timedelta(days=1) == next_time_of_day("02:14", "Europe/London", NIGHT)


def test_a_time_of_day_keeps_to_the_clock_when_clocks_change() -> None:
    """The evening before summer time begins, 09:00 is an hour sooner by UTC; a time that is skipped is as much later."""
    evening = datetime(2026, 3, 28, 20, 0, tzinfo=UTC)

    assert datetime(2026, 3, 29, 8, 0, tzinfo=UTC) == next_time_of_day("09:00", "Europe/London", evening)
    assert datetime(2026, 3, 29, 1, 30, tzinfo=UTC) == next_time_of_day("01:30", "Europe/London", evening)


@pytest.mark.parametrize("written", ["", "14", "24:00", "14:60", "2 pm", "14:30:00", "\u0660\u0669:30"])
def test_what_is_no_time_of_day_is_refused(written: str) -> None:
    """In words, with an example."""
    with pytest.raises(Refused, match=r"is no time of day such as 14:30"):
        next_time_of_day(written, "Europe/London", NIGHT)


@PATIENT
@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(["Europe/London", "Asia/Kathmandu", "America/New_York"]))
def test_the_next_one_lies_within_the_next_day(hour: int, minute: int, zone: str) -> None:
    """It never lies behind, and never further off than a day and the hour that clocks may be moved by."""
    moment = next_time_of_day(f"{hour}:{minute:02d}", zone, NIGHT)

    assert timedelta(0) < moment - NIGHT <= timedelta(hours=25)
