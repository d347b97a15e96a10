"""Receipts as data and as comma-separated values: for whoever keeps them, or reads them in a spreadsheet."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from domain.comms.dispatch.delivery import Receipt
from domain.messages import Message
from domain.organisation import Organisation
from domain.provider_words import in_short

_FORMULA = re.compile(r"(^|[;|,])(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212])")
"""What a spreadsheet may take for a formula, in the wide and small forms too: where a cell begins, by whichever separator."""


class ReceiptRow(Message):
    """One message of a round: to whom, by which channel, what became of it, when (UTC), and why where it failed."""

    audience: str
    round: int
    person: str
    name: str
    channel: str
    outcome: str
    at: str
    reason: str


def receipt_rows(receipts: Sequence[Receipt], organisation: Organisation) -> list[ReceiptRow]:
    """Return receipts as rows, each with what people call the person."""
    return [
        ReceiptRow(
            audience=each.audience.value,
            round=each.number,
            person=each.person,
            name=person_name(each.person, organisation),
            channel=each.channel.value,
            outcome=each.outcome.value,
            at=each.at.astimezone(UTC).isoformat(),
            reason=each.reason,
        )
        for each in receipts
    ]


def as_csv(receipts: Sequence[Receipt], organisation: Organisation) -> str:
    """Return the same as comma-separated values, with a line of headings (RFC 4180)."""
    written = io.StringIO()
    writer = csv.DictWriter(written, list(ReceiptRow.model_fields))
    writer.writeheader()
    for row in receipt_rows(receipts, organisation):
        writer.writerow({name: _no_formula(value) for name, value in row})
    return written.getvalue()


def person_name(person: str, organisation: Organisation) -> str:
    """Return what somebody is called; their id, when they have left the organisation since."""
    known = organisation.people.get(person)
    return known.name if known else person


def _no_formula(value: Any) -> Any:
    """Return a value that a spreadsheet shows and does not carry out: reasons are worded by whoever runs a mail server.

    It is one line of what can be seen: in front of a sign that cannot be seen, or of a blank, a formula would be one all the same.
    """
    return _FORMULA.sub(r"\1'", in_short(value)) if isinstance(value, str) else value
