"""From which of our numbers a person is called and texted: one of their own country where we have one.

Carriers show and accept a number of the country more readily than a foreign one, and some refuse texts from abroad.
"""

from collections.abc import Iterable

import phonenumbers
from pydantic import BaseModel, ConfigDict


class Senders(BaseModel):
    """Our numbers (E.164): the default one, and those for other countries."""

    model_config = ConfigDict(frozen=True)

    default: str
    others: tuple[str, ...] = ()

    def number_for(self, phone: str) -> str:
        """Return our number with the country calling code of this one (E.164), the first of several; else the default."""
        country = _country(phone)
        ours = (self.default, *self.others)
        return next((number for number in ours if country is not None and country == _country(number)), self.default)


def not_international(numbers: Iterable[str]) -> tuple[str, ...]:
    """Return those that are no number in international form (E.164: +, country calling code, digits without spaces)."""
    return tuple(number for number in numbers if not _is_international(number))


def _is_international(number: str) -> bool:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return written == number and phonenumbers.is_possible_number(parsed)


def _country(number: str) -> int | None:
    """Return the country calling code; None for what is no number, which no provider takes either."""
    try:
        return phonenumbers.parse(number).country_code
    except phonenumbers.NumberParseException:
        return None
