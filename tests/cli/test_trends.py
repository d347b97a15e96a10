"""`mimp trends`: how incidents went, for people, machines and spreadsheets."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from cli.trends import trends_shown
from records.database import open_records
from records.history import History
from records.statistics import Statistics
from records.upkeep import migrate
from tests.cli.command import outcome
from tests.records.rows import incident, whole

MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
ONE_MONTH = ("--from", "2026-03", "--months", "1")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of records with two incidents in March 2026."""
    written = f"sqlite:///{tmp_path}/records.db"
    engine = open_records(written)
    migrate(engine)
    search = whole("search-AAAA").model_copy(update={"incident": incident("search-AAAA", service="[b]Search")})
    History(engine).write(whole(), search)
    yield written
    engine.dispose()


def test_people_read_tables_that_fit(address: str) -> None:
    """A hundred columns, each figure with the service and month it is of; names are text, never markup."""
    engine = open_records(address)
    console = Console(width=100, record=True)
    console.print(trends_shown(Statistics(engine).trends(MARCH, APRIL, APRIL)))
    engine.dispose()
    shown = console.export_text()
    lines = [" ".join(line.replace("│", " ").split()) for line in shown.splitlines()]

    assert 100 >= max(len(line) for line in shown.splitlines())
    assert "2026-03 Checkout 1 1 6 m 2 m 8 m 15 m 50 m 2.0 h" in lines
    assert "2026-03 [b]Search 1/1 1/1 1/1 1/1 0/1 1/1 1" in lines
    assert "Ana 1 1" in lines


def test_machines_get_the_same(address: str) -> None:
    """Every figure by service and month, and by person; of one service, where that is asked."""
    status, printed, said = outcome("trends", *ONE_MONTH, "--json", records_url=address)
    found = json.loads(printed)
    one = json.loads(outcome("trends", *ONE_MONTH, "--service", "checkout", "--json", records_url=address)[1])

    assert (0, "") == (status, said)
    assert ["all services", "Checkout", "[b]Search"] == [each["service"] for each in found["by_service"]]
    assert ["Checkout"] == [each["service"] for each in one["by_service"]]
    assert [{"person": "Ana", "pages": 1, "at_night": 1}] == found["by_person"]


def test_spreadsheets_get_a_line_for_each(address: str) -> None:
    """Of services and months, or of people."""
    services, people = (
        list(csv.DictReader(outcome("trends", *ONE_MONTH, *which, "--csv", records_url=address)[1].splitlines()))
        for which in ((), ("--people",))
    )

    assert (["2", "1", "1"], "120.0") == (
        [row["incidents"] for row in services],
        services[1]["acknowledge_median_seconds"],
    )
    assert [{"person": "Ana", "pages": "1", "at_night": "1"}] == people


def test_months_without_incidents_say_so(address: str) -> None:
    """It is no error."""
    assert (0, "No incident of these months is on record.\n", "") == outcome(
        "trends", "--from", "2020-01", records_url=address
    )


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--from", "soon"), 3, "'soon' is no month: write it as 2"),
        (("--months", "0"), 3, "Give a number of months from 1 to 120."),
        (("--csv", "--json"), 2, "Give one of --csv and --json."),
    ],
)
def test_what_makes_no_sense_is_refused(address: str, arguments: tuple[str, ...], status: int, said: str) -> None:
    """In words, with the status of the other commands."""
    done, printed, complaint = outcome("trends", *arguments, records_url=address)

    assert (status, "", True) == (done, printed, said in complaint)
