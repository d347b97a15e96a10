"""How receipts look to people in a terminal; as data and for spreadsheets: domain/comms/dispatch/receipt_rows.py."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from cli.show import several_days, utc
from domain.comms.dispatch.delivery import Outcome, Receipt
from domain.comms.dispatch.receipt_rows import person_name
from domain.organisation import Organisation

_STYLES = {Outcome.FAILED: "bold red", Outcome.DELIVERED: "green"}


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
            Text(person_name(each.person, organisation)),
            each.channel.value,
            Text(each.outcome.value, style=_STYLES.get(each.outcome, "")),
            utc(each.at, with_day=days),
            Text(each.reason),
        )
    return table
