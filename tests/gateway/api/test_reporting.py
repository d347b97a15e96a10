"""Reporting what may be a major incident over HTTP, without an alert (P9)."""

import httpx
import pytest

from tests.gateway.fakes import FakeTemporal


async def test_a_report_is_stored_with_the_incident_of_its_service(
    ana: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """Who reports it and what they see is passed on; its code comes back. A name nobody listed has an incident of its own."""
    response = await ana.post("/incidents", json={"service": "checkout", "what": " nobody can pay "})
    assert (200, "checkout-7K3Q") == (response.status_code, response.json()["code"])
    response = await ana.post("/incidents", json={"service": "Till 7", "what": "it is dark"})
    assert "till-7-7K3Q" == response.json()["code"]

    (what, report), (other, _) = temporal.suspected
    assert ("checkout", "ana", "Ana", "nobody can pay") == (what.key, report.person, report.name, report.what)
    assert ("till-7", "Till 7") == (other.key, other.label)


async def test_the_same_key_is_the_same_report(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Sent again under its key, a report has the same id; without one, each is a report of its own."""
    body = {"service": "checkout", "what": "nobody can pay"}
    for headers in ({"Idempotency-Key": "k"}, {"Idempotency-Key": "k"}, {}, {}):
        await ana.post("/incidents", json=body, headers=headers)

    ids = [report.report_id for _, report in temporal.suspected]
    assert (True, 3) == (ids[0] == ids[1], len(set(ids)))


@pytest.mark.parametrize(
    "body", [{}, {"service": "checkout"}, {"service": "", "what": "x"}, {"service": "a", "what": "b", "c": 1}]
)
async def test_what_is_missing_is_said(ana: httpx.AsyncClient, temporal: FakeTemporal, body: dict[str, object]) -> None:
    """Nothing is stored of a report that does not say what and where."""
    response = await ana.post("/incidents", json=body)

    assert (422, []) == (response.status_code, temporal.suspected)
