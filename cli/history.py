"""`mimp history`: incidents of the past, found by the words in which they are told of (P16)."""

from collections.abc import Sequence
from datetime import UTC
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from cli.show import console, print_json
from config.settings import read_settings
from domain.history.searching import FoundIncident
from records.catalogue import Catalogue
from records.database import open_records

_NOTHING = "Nothing on record is told of in these words."
_NO_INCIDENT = "No incident is on record."


def history(
    words: Annotated[
        list[str] | None, typer.Argument(help="Words to look for; without any, the latest are shown.")
    ] = None,
    service: Annotated[str | None, typer.Option(help="Of this service alone: its id or its name.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print data instead of text.")] = False,
) -> None:
    """Find incidents of the past by words: what failed, what was thought of it, what helped. Rare words weigh more."""
    catalogue = Catalogue(open_records(read_settings().records_url.get_secret_value()))
    query = " ".join(words or ())
    found = catalogue.search(query, service) if words else catalogue.latest(service)
    if as_json:
        print_json([each.model_dump(mode="json") for each in found])
    elif found:
        console().print(history_table(found))
    else:
        print(_NOTHING if words else _NO_INCIDENT)


def history_table(found: Sequence[FoundIncident]) -> Table:
    """Return which incidents were found, in the order in which they were: when they opened, what it was, what helped."""
    table = Table(title="Incidents of the past, days in UTC", title_justify="left", expand=True)
    for name, share in (("incident", 3), ("opened", 2), ("state", 2), ("what it was", 5), ("what helped", 4)):
        table.add_column(name, ratio=share, overflow="fold")
    for each in found:
        # People and alerts word these: text, never markup.
        opened = f"{each.opened_at.astimezone(UTC):%Y-%m-%d}"
        table.add_row(each.code, opened, each.state.replace("_", " "), Text(each.what), Text(each.workaround))
    return table
