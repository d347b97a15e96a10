"""`mimp comms CODE receipts`: who received what, when."""

import csv
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.audiences import Audience
from domain.comms.dispatch.delivery import Outcome
from domain.organisation import Channel
from records.database import open_records
from records.receipts import Receipts
from records.upkeep import migrate
from tests.cli.command import outcome
from tests.records.test_receipts import AT, receipt

CODE = "checkout-7K3Q"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of records with a round to two people: Helen's mail was delivered, Nadia's bounced and her text is out."""
    written = f"sqlite:///{tmp_path}/records.db"
    engine = open_records(written)
    migrate(engine)
    Receipts(engine).add(
        [
            receipt("1", person="helen-marsh", outcome=Outcome.ACCEPTED, reason=""),
            receipt("2", person="helen-marsh", at=AT + timedelta(seconds=5), reason=""),
            receipt("3", person="nadia-rahman", outcome=Outcome.FAILED, reason="=cmd|'/c calc'!A1 [bold red]x"),
            receipt("4", person="nadia-rahman", channel=Channel.TEXT, outcome=Outcome.ACCEPTED, reason=""),
            receipt("5", person="left-since", audience=Audience.TECHNICAL, number=2, reason=""),
        ]
    )
    yield written
    engine.dispose()


def test_each_message_is_a_row_with_the_furthest_that_is_known(address: str) -> None:
    """People read who, how, what became of it, when and why; words from outside are text."""
    status, printed, said = outcome("comms", CODE, "receipts", records_url=address)
    rows = [" ".join(line.strip("│").replace("│", " ").split()) for line in printed.splitlines()]

    assert (0, "") == (status, said)
    assert f"Receipts of {CODE}, times in UTC" in rows
    assert "business 1 Helen Marsh mail delivered 14:30:05" in rows
    assert "business 1 Nadia Rahman mail failed 14:30:00 =cmd|'/c calc'!A1 [bold red]x" in rows
    assert "business 1 Nadia Rahman text accepted 14:30:00" in rows
    assert "technical 2 left-since mail delivered 14:30:00" in rows


def test_a_spreadsheet_reads_it_and_carries_nothing_out(address: str) -> None:
    """The same rows come as comma-separated values; a reason that looks like a formula is none."""
    status, printed, _ = outcome("comms", CODE, "receipts", "--csv", records_url=address)
    rows = list(csv.DictReader(printed.splitlines()))

    assert (0, 4) == (status, len(rows))
    assert {
        "audience": "business",
        "round": "1",
        "person": "nadia-rahman",
        "name": "Nadia Rahman",
        "channel": "mail",
        "outcome": "failed",
        "at": AT.isoformat(),
        "reason": "'=cmd|'/c calc'!A1 [bold red]x",
    } == rows[1]


def test_machines_read_data(address: str) -> None:
    """With --json it is data alone, and exactly what was reported."""
    status, printed, _ = outcome("comms", CODE, "receipts", "--json", records_url=address)

    assert (0, 4) == (status, len(json.loads(printed)))
    assert "=cmd|'/c calc'!A1 [bold red]x" == json.loads(printed)[1]["reason"]


def test_an_incident_nobody_was_told_of_says_so(address: str) -> None:
    """Nothing is no error."""
    expected = "Nothing is known yet of messages to anybody about search-7K3Q.\n"

    assert (0, expected, "") == outcome("comms", "search-7K3Q", "receipts", records_url=address)


def test_what_is_no_code_is_refused(address: str) -> None:
    """Status 3, in one line."""
    refusal = "'checkout' is not an incident code; codes look like checkout-7K3Q.\n"

    assert (3, "", refusal) == outcome("comms", "checkout", "receipts", records_url=address)


def test_records_that_are_away_or_not_set_up_are_said_in_one_line(tmp_path: Path) -> None:
    """Away is status 1; what somebody must do is status 2, with the command."""
    away = outcome("comms", CODE, "receipts", records_url="postgresql://mimp@127.0.0.1:1/mimp")
    unfit = outcome("comms", CODE, "receipts", records_url=f"sqlite:///{tmp_path}/records.db")

    assert ((1, 1), (2, 1)) == ((away[0], away[2].count("\n")), (unfit[0], unfit[2].count("\n")))
    assert unfit[2].endswith("are not set up: run 'mimp records migrate'.\n")


def test_what_cannot_be_migrated_is_said_in_one_line() -> None:
    """Status 2, with what to do: whoever runs the command is the one to act."""
    status, printed, said = outcome("records", "migrate", records_url="sqlite:////dev/null/records.db")

    assert (2, "", 1) == (status, printed, said.count("\n"))
    assert said.endswith("cannot be written: File exists. Set MIMP_RECORDS_URL.\n")


def test_records_are_migrated_by_one_command(tmp_path: Path) -> None:
    """It may be run again, and afterwards receipts can be read."""
    address = f"sqlite:///{tmp_path}/new/records.db"
    for _ in range(2):
        status, printed, said = outcome("records", "migrate", records_url=address)

        assert (0, True, "") == (status, printed.endswith("are of this version.\n"), said)
    assert 0 == outcome("comms", CODE, "receipts", records_url=address)[0]
