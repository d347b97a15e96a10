"""The report of an incident over HTTP: as data, as Markdown, or as a page."""

import httpx
import pytest

from domain.history.report.model import IncidentReport
from tests.domain.builders import CODE
from tests.domain.history.pasts import PAST

REPORT = f"/incidents/{CODE}/report"


@pytest.mark.parametrize(
    ("accept", "kind", "begins"),
    [
        ("application/json", "application/json", '{"code":"checkout-7K3Q"'),
        ("*/*", "application/json", '{"code":"checkout-7K3Q"'),
        ("text/markdown", "text/markdown; charset=utf-8", "# Incident checkout-7K3Q: Checkout\n"),
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8", "<!doctype html>"),
    ],
)
async def test_it_is_shown_as_the_reader_accepts_it(
    ana: httpx.AsyncClient, known: None, accept: str, kind: str, begins: str
) -> None:
    """A browser gets a page, a program data."""
    answer = await ana.get(REPORT, headers={"Accept": accept})

    assert (200, kind) == (answer.status_code, answer.headers["content-type"])
    assert answer.text.startswith(begins)


async def test_the_data_is_the_whole_report(ana: httpx.AsyncClient, known: None) -> None:
    """On the clock that was asked for."""
    report = IncidentReport.model_validate((await ana.get(REPORT, params={"zone": "Asia/Tokyo"})).json())

    assert (CODE, "Asia/Tokyo", len(PAST.entries)) == (report.code, report.time_zone, len(report.timeline))


async def test_nothing_runs_in_the_page_and_nobody_keeps_it(ana: httpx.AsyncClient, known: None) -> None:
    """A browser is told so, whatever people have written."""
    headers = (await ana.get(REPORT, headers={"Accept": "text/html"})).headers

    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert ("no-store", "nosniff", "no-referrer") == tuple(
        headers[name] for name in ("cache-control", "x-content-type-options", "referrer-policy")
    )


async def test_an_incident_the_record_does_not_know_is_not_found(ana: httpx.AsyncClient, known: None) -> None:
    """In words, as everywhere."""
    answer = await ana.get("/incidents/checkout-AAAA/report")

    assert (404, "The record knows no incident checkout-AAAA.") == (answer.status_code, answer.json()["error"])


async def test_a_clock_that_does_not_exist_is_refused(ana: httpx.AsyncClient, known: None) -> None:
    """With what it must be."""
    answer = await ana.get(REPORT, params={"zone": "Atlantis"})

    assert 422 == answer.status_code
    assert answer.json()["error"].startswith("zone: must be a time zone by its IANA name")


async def test_nobody_reads_it_without_a_token(client: httpx.AsyncClient, known: None) -> None:
    """It names people, and what went wrong."""
    assert 401 == (await client.get(REPORT)).status_code
