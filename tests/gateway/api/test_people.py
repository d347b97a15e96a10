"""Who is let in: people who show a token of their own, so long as the organisation names them."""

import httpx
import pytest

from tests.gateway.api.builders import person_tokens, shows
from tests.gateway.builders import CODE
from tests.gateway.fakes import FakeTemporal

ASKED = [
    ("GET", "/incidents"),
    ("GET", f"/incidents/{CODE}"),
    ("GET", f"/incidents/{CODE}/timeline"),
    ("GET", f"/incidents/{CODE}/events"),
    ("POST", f"/incidents/{CODE}/stand-down"),
]
every_request = pytest.mark.parametrize(("method", "path"), ASKED)


async def turned_away(client: httpx.AsyncClient) -> dict[str, int]:
    """Read at the gateway what was turned away."""
    counts: dict[str, int] = (await client.get("/health")).json()["turned_away"]
    return counts


@pytest.mark.parametrize("token", ["mimp_ana", "mimp_ana-next", "mimp_bo"])
async def test_a_token_lets_its_owner_in(client: httpx.AsyncClient, token: str) -> None:
    """Each token opens the door, and both of somebody who changes theirs."""
    assert 200 == (await client.get("/incidents", headers=shows(token))).status_code


@every_request
@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer ", "Basic mimp_ana", "mimp_ana"])
async def test_without_a_token_nobody_is_let_in(
    client: httpx.AsyncClient, temporal: FakeTemporal, method: str, path: str, given: str | None
) -> None:
    """Whoever shows none is told how to, and the engine is not asked for anything."""
    response = await client.request(method, path, headers={} if given is None else {"Authorization": given})

    assert (401, "Bearer") == (response.status_code, response.headers["www-authenticate"])
    assert {
        "error": "A token is needed: 'Authorization: Bearer mimp_...'.",
        "hint": "Whoever runs the gateway makes one with 'mimp token'.",
    } == response.json()
    assert [] == temporal.requests


@every_request
async def test_a_token_nobody_has_opens_nothing(
    client: httpx.AsyncClient, temporal: FakeTemporal, method: str, path: str
) -> None:
    """A wrong token is turned away and counted, in the form that programs understand."""
    for wrong in ("mimp_an", "mimp_anax", "MIMP_ANA"):
        response = await client.request(method, path, headers=shows(wrong))

        assert (401, 'Bearer error="invalid_token"') == (response.status_code, response.headers["www-authenticate"])
        assert "The token is not one of those known here." == response.json()["error"]
    assert {"person token missing or wrong": 3} == await turned_away(client)
    assert [] == temporal.requests


async def test_the_digest_in_the_settings_is_no_token(client: httpx.AsyncClient) -> None:
    """Whoever reads the settings cannot ask for anything by what stands there."""
    assert 401 == (await client.get("/incidents", headers=shows(person_tokens()[0].digest))).status_code


@every_request
async def test_who_has_left_the_organisation_is_not_let_in(
    client: httpx.AsyncClient, temporal: FakeTemporal, method: str, path: str
) -> None:
    """A token outlives nobody's entry in the organisation file."""
    response = await client.request(method, path, headers=shows("mimp_fay"))

    assert (403, "The token is that of 'fay', whom the organisation file does not name any more.") == (
        response.status_code,
        response.json()["error"],
    )
    assert {"person unknown to the organisation": 1} == await turned_away(client)
    assert [] == temporal.requests


async def test_who_asks_is_known_before_anything_is_read(client: httpx.AsyncClient) -> None:
    """A body that could not be read is no matter for somebody who is not let in."""
    for body in (b"{", b"x" * 100_000):
        assert 401 == (await client.post(f"/incidents/{CODE}/stand-down", content=body)).status_code


async def test_the_scheme_is_understood_in_any_case(client: httpx.AsyncClient) -> None:
    """HTTP's schemes have no case (RFC 9110)."""
    assert 200 == (await client.get("/incidents", headers={"Authorization": "bearer mimp_ana"})).status_code


async def test_a_persons_token_reports_no_alerts(client: httpx.AsyncClient) -> None:
    """Alerting systems have tokens of their own."""
    assert 401 == (await client.post("/alerts/alertmanager", headers=shows("mimp_ana"))).status_code
