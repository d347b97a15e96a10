"""`mimp history`: incidents of the past, by words."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from cli.history import history_table
from domain.history.rows import HistoryToRecord
from records.catalogue import Catalogue
from records.database import open_records
from records.history import History
from records.upkeep import migrate
from tests.cli.command import outcome
from tests.records.rows import after, incident, whole


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of records with two incidents."""
    written = f"sqlite:///{tmp_path}/records.db"
    engine = open_records(written)
    migrate(engine)
    mail = incident(
        "mail-AAAA", opened_at=after(60), service="Mail", headline="[bold]no mail[/bold]", workaround="wait"
    )
    History(engine).write(whole(), HistoryToRecord(code=mail.code, incident=mail))
    yield written
    engine.dispose()


def codes(*arguments: str, address: str) -> list[str]:
    """Return the codes that are found."""
    status, printed, said = outcome("history", *arguments, "--json", records_url=address)

    assert (0, "") == (status, said)
    return [each["code"] for each in json.loads(printed)]


def test_words_lead_to_an_incident_and_no_words_to_the_latest(address: str) -> None:
    """Of all services or of one, by its id or name; the options stand wherever they like."""
    assert ["mail-AAAA", "checkout-7K3Q"] == codes(address=address)
    assert ["mail-AAAA"] == codes("no", "mail", address=address)
    assert ["checkout-7K3Q"] == codes("certificate", "--service", "Checkout", address=address)


def test_the_table_fits_and_shows_words_as_they_are(address: str) -> None:
    """A hundred columns; what people wrote is text, never markup."""
    engine = open_records(address)
    console = Console(width=100, record=True)
    console.print(history_table(Catalogue(engine).latest()))
    engine.dispose()
    shown = console.export_text()

    assert all(
        words in shown for words in ("mail-AAAA", "2026-03-02", "[bold]no", "checkout-7K3Q", "sell by telephone")
    )
    assert 100 >= max(len(line) for line in shown.splitlines())


def test_nothing_found_is_said(address: str, tmp_path: Path) -> None:
    """It is no error."""
    migrate(open_records(f"sqlite:///{tmp_path}/empty.db"))

    assert (0, "Nothing on record is told of in these words.\n", "") == outcome("history", "zebra", records_url=address)
    assert (0, "No incident is on record.\n", "") == outcome("history", records_url=f"sqlite:///{tmp_path}/empty.db")


def test_records_that_are_not_set_up_say_what_to_do(tmp_path: Path) -> None:
    """Status 2, in one line."""
    status, printed, said = outcome("history", records_url=f"sqlite:///{tmp_path}/none.db")

    assert (2, "", True) == (status, printed, said.endswith("are not set up: run 'mimp records migrate'.\n"))
