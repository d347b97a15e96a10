"""How the command line shows receipts: a table for people, CSV for spreadsheets, JSON for machines."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from rich.table import Table
from rich.text import Text

from cli.show import several_days, utc
from domain.comms.delivery import Outcome, Receipt
from domain.organisation import Organisation

_COLUMNS = ("audience", "round", "person", "name", "channel", "outcome", "at", "reason")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_STYLES = {Outcome.FAILED: "bold red", Outcome.DELIVERED: "green"}


def receipts_data(receipts: Sequence[Receipt], organisation: Organisation) -> list[dict[str, Any]]:
    """Return receipts as data: of each message its audience, round, person, channel, what became of it, when (UTC) and why."""
    return [
        {
            "audience": each.audience.value,
            "round": each.number,
            "person": each.person,
            "name": _name(each, organisation),
            "channel": each.channel.value,
            "outcome": each.outcome.value,
            "at": each.at.astimezone(UTC).isoformat(),
            "reason": each.reason,
        }
        for each in receipts
    ]


def as_csv(receipts: Sequence[Receipt], organisation: Organisation) -> str:
    """Return the same as comma-separated values, with a line of headings (RFC 4180)."""
    written = io.StringIO()
    writer = csv.DictWriter(written, _COLUMNS)
    writer.writeheader()
    for row in receipts_data(receipts, organisation):
        writer.writerow({name: _no_formula(value) for name, value in row.items()})
    return written.getvalue()


def receipts_table(code: str, receipts: Sequence[Receipt], organisation: Organisation) -> Table | Text:
    """Return who received what and when, round by round."""
    if not receipts:
        return Text(f"Nothing is known yet of messages to anybody about {code}.")
    table = Table(title=f"Receipts of {code}, times in UTC", title_justify="left", expand=True)
    days = several_days(each.at for each in receipts)
    for name, width in (
        ("audience", 10),
        ("round", 5),
        ("who", 24),
        ("how", 5),
        ("what", 10),
        ("time", 19),
        ("why", None),
    ):
        table.add_column(name, width=width, overflow="fold")
    for each in receipts:
        # Other people's mail servers word the reasons: text, never markup.
        table.add_row(
            each.audience.value,
            str(each.number),
            Text(_name(each, organisation)),
            each.channel.value,
            Text(each.outcome.value, style=_STYLES.get(each.outcome, "")),
            utc(each.at, with_day=days),
            Text(each.reason),
        )
    return table


def _name(receipt: Receipt, organisation: Organisation) -> str:
    """Return what somebody is called; their id, when they have left the organisation since."""
    person = organisation.people.get(receipt.person)
    return person.name if person else receipt.person


def _no_formula(value: Any) -> Any:
    """Return a value that a spreadsheet shows and does not carry out: reasons are worded by whoever runs a mail server."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
