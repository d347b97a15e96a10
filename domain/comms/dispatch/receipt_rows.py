"""Receipts as data and as comma-separated values: for whoever keeps them, or reads them in a spreadsheet."""

from collections.abc import Sequence
from datetime import UTC

from domain.comms.dispatch.delivery import Receipt
from domain.messages import Message
from domain.organisation import Organisation
from domain.spreadsheets import comma_separated


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
    return comma_separated(list(ReceiptRow.model_fields), map(dict, receipt_rows(receipts, organisation)))


def person_name(person: str, organisation: Organisation) -> str:
    """Return what somebody is called; their id, when they have left the organisation since."""
    known = organisation.people.get(person)
    return known.name if known else person
