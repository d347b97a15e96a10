"""What other people's machines say of a delivery: kept in short, and without whom it was for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.provider_words import in_short, on_record


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("The 'To' number +447700900123 is not valid", "The 'To' number ***23 is not valid"),
        ("+44 (0)7700 900.123 and +49-151/2345678", "***23 and ***78"),
        ("07700 900123, (555) 123-4567, 447700900123, 5551234", "***23, ***67, ***23, ***34"),
        ("550 5.1.1 <Ana.B+x@larkfield.example>: unknown", "550 5.1.1 <***@larkfield.example>: unknown"),
        ("'o'brien@x.example' ana(x)@y.example", "'***@x.example' ***@y.example"),
        ('"ana b"@x.example;ána@[192.0.2.1]', "***@x.example;***@[192.0.2.1]"),
    ],
)
def test_no_number_and_no_address_stands_on_record(said: str, kept: str) -> None:
    """Two digits, or the domain, are hint enough for whoever looks for the entry to mend."""
    assert kept == on_record(said)


@pytest.mark.parametrize(
    "said",
    [
        "550-5.1.1 no such user, at 2026-01-28 02:15:23 by mx1.example [192.168.100.200]",
        "the phone could not be reached (Twilio 30003: Unreachable destination handset)",
        "queued as d2e1a72fcca58-7b9 - gsmtp",
        "421 4.7.0 try again @ noon",
    ],
)
def test_codes_times_and_hosts_stay(said: str) -> None:
    """What says what went wrong is not taken for a number."""
    assert said == on_record(said)


@given(st.text(), st.integers(10**6, 10**14), st.text("abc.-_+", min_size=1, max_size=30))
def test_wherever_they_stand_they_are_not_repeated(around: str, digits: int, local: str) -> None:
    """Whatever a machine says before and after."""
    kept = on_record(f"{around} +1{digits} {local}@larkfield.example {around}")

    assert (False, False) == (str(digits) in kept, f"{local}@larkfield" in kept)


@given(st.text())
def test_what_is_kept_is_one_short_line_of_what_can_be_seen(said: str) -> None:
    """Whatever a machine says, it neither steers a terminal nor fills the timeline."""
    for kept in (in_short(said), on_record(said)):
        assert (True, True) == (kept.isprintable(), len(kept) <= 500)


def test_how_much_is_said_makes_no_difference() -> None:
    """A machine that says a megabyte is cut short, and looked at no longer than another."""
    assert 500 == len(on_record("a" * 1_000_000 + "@larkfield.example"))
