"""`mimp report`: an incident as a document."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.history.report.model import IncidentReport
from domain.history.rows import HistoryToRecord
from records.database import open_records
from records.history import History
from records.upkeep import migrate
from tests.cli.command import outcome
from tests.domain.builders import CODE
from tests.domain.history.pasts import PAST


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of records that know the night the checkout failed."""
    written = f"sqlite:///{tmp_path_factory.mktemp('records')}/records.db"
    engine = open_records(written)
    migrate(engine)
    night = HistoryToRecord(
        code=CODE,
        incident=PAST.incident,
        entries=PAST.entries,
        rounds=PAST.rounds,
        review=PAST.review,
        actions=PAST.actions,
    )
    History(engine).write(night)
    yield written
    engine.dispose()


def test_an_incident_is_told_as_markdown_on_the_clock_of_its_lead(address: str) -> None:
    """By default; the code is understood as people type it."""
    status, printed, said = outcome("report", CODE.upper(), records_url=address)

    assert (0, "") == (status, said)
    assert printed.startswith(f"# Incident {CODE}: Checkout\n")
    assert "| mitigated | Mon 2 Mar 2026, 03:12 GMT | 58 minutes after |" in printed


def test_it_is_told_as_data(address: str) -> None:
    """The same report, every field of it, for programs."""
    status, printed, _ = outcome("report", CODE, "--format", "json", records_url=address)
    report = IncidentReport.model_validate_json(printed)

    assert (0, CODE, len(PAST.entries)) == (status, report.code, len(report.timeline))
    assert "58" in json.loads(printed)["milestones"][6]["after_opened"]


def test_it_is_written_into_a_file(address: str, tmp_path: Path) -> None:
    """As a page, on the clock that was asked for, and where it was written is said."""
    page = tmp_path / "report.html"
    ran = outcome(
        "report", CODE, "--format", "html", "--output", str(page), "--zone", "Asia/Tokyo", records_url=address
    )

    assert (0, f"Written to {page}.\n", "") == ran
    assert "Times are those of Asia/Tokyo." in page.read_text("utf-8")
    assert page.read_text("utf-8").endswith("</html>\n")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "checkout-AAAA",
            "The record knows no incident checkout-AAAA; 'mimp history' finds those it knows by their words.\n",
        ),
        ("nonsense", "'nonsense' is not an incident code; codes look like checkout-7K3Q.\n"),
    ],
)
def test_an_incident_nobody_knows_is_told_in_a_sentence(address: str, code: str, said: str) -> None:
    """Refused with status 3, and nothing is printed."""
    assert (3, "", said) == outcome("report", code, records_url=address)


@pytest.mark.parametrize("given", [["--zone", "Atlantis"], ["--format", "docx"]])
def test_what_cannot_be_is_refused(address: str, given: list[str]) -> None:
    """A clock or a form that does not exist is status 2, with which option it was."""
    status, printed, said = outcome("report", CODE, *given, records_url=address)

    assert (2, "") == (status, printed)
    assert given[0] in said
