"""From which of our numbers a person is called and texted."""

import pytest

from domain.senders import Senders, not_international

OURS = Senders(default="+447700900000", others=("+4930901820", "+12025550123", "+4940123456"))


@pytest.mark.parametrize(
    ("phone", "ours"),
    [
        ("+447700900101", "+447700900000"),  # the default's own country
        ("+4915123456789", "+4930901820"),  # the first of two
        ("+12025550199", "+12025550123"),
        ("+16045550199", "+12025550123"),  # Canada shares its calling code with the United States
        ("+33612345678", "+447700900000"),  # no number of ours there
        ("not a number", "+447700900000"),
    ],
)
def test_a_person_is_reached_from_our_number_in_their_country(phone: str, ours: str) -> None:
    """The same country calling code decides; without one of ours there, it is the default."""
    assert ours == OURS.number_for(phone)


def test_with_one_number_everybody_is_reached_from_it() -> None:
    """Who has one number has nothing to choose."""
    one = Senders(default="+447700900000")

    assert ["+447700900000"] * 2 == [one.number_for(phone) for phone in ("+447700900101", "+4915123456789")]


def test_the_default_goes_first_in_its_own_country() -> None:
    """A second number of the default's country takes nothing away from it."""
    both = Senders(default="+447700900000", others=("+447700900001",))

    assert "+447700900000" == both.number_for("+447700900101")


@pytest.mark.parametrize(
    "number", ["07700900000", "+44 7700 900000", "447700900000", "+", "", "+999123456789", "+441", "abc"]
)
def test_only_international_numbers_are_numbers(number: str) -> None:
    """With spaces, without its country or too short, it is not a number a provider takes."""
    assert (number,) == not_international(["+447700900000", number, "+15005550006"])
