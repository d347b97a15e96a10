"""A form as Twilio posts it: every field kept as it came, blank and repeated ones too, since the signature covers them.

Forms are read before it is known who sent them: whatever is done with one takes time in proportion to its fields, and no more.
"""

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from urllib.parse import parse_qsl

from gateway.refusals import RequestRefused

_MOST_FIELDS = 150  # Twilio sends some thirty, and adds to them without notice (Twilio documentation)


class TwilioForm:
    """The fields of one request, each with all its values, in the order in which they came."""

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        self._fields: dict[str, list[str]] = {}
        for name, value in fields:
            self._fields.setdefault(name, []).append(value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def getlist(self, name: str) -> list[str]:
        """Return all values of a field; the method by which Twilio's package asks for them."""
        return self._fields.get(name, [])

    def text(self, name: str) -> str:
        """Return a field's first value; empty when it is blank or absent."""
        return next(iter(self.getlist(name)), "")

    def required(self, name: str) -> str:
        """Return a field's value. Raises `RequestRefused` when it is blank or absent."""
        value = self.text(name)
        if not value:
            raise RequestRefused(HTTPStatus.BAD_REQUEST, f"The field {name} is missing.")
        return value

    def number(self, name: str) -> int | None:
        """Return a field's whole number; None when it is blank or absent. Raises `RequestRefused` for anything else."""
        value = self.text(name)
        if not value:
            return None
        if not (value.isascii() and value.isdecimal() and len(value) < 10):
            raise RequestRefused(HTTPStatus.BAD_REQUEST, f"The field {name} must be a whole number.")
        return int(value)


def read_form(body: bytes) -> TwilioForm:
    """Read a body of the type application/x-www-form-urlencoded.

    Raises:
        RequestRefused: it is not one, or not in UTF-8.

    """
    try:
        fields = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        sentence = "The body is not a form: application/x-www-form-urlencoded in UTF-8 is understood."
        raise RequestRefused(HTTPStatus.BAD_REQUEST, sentence) from error
    return TwilioForm(fields)
