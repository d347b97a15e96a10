"""Changes that deployment tools report by themselves (P16)."""

from typing import Any

import httpx
import pytest

from tests.gateway.conftest import ALERT_TOKENS
from tests.gateway.fakes import FakeTemporal

CHANGE = {
    "source": "ci",
    "change_id": "deploy-812",
    "what": "checkout 4.2",
    "at": "2026-03-02T02:00:00Z",
    "service": "checkout",
}


async def _post(client: httpx.AsyncClient, body: dict[str, Any], token: str = ALERT_TOKENS[0]) -> httpx.Response:
    return await client.post("/changes", json=body, headers={"Authorization": f"Bearer {token}"})


async def test_a_change_is_told_to_the_incidents_it_could_have_caused(
    client: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """Those of the service that was changed and of all that rely on it; without a service, all that are open."""
    assert 202 == (await _post(client, CHANGE)).status_code
    assert 202 == (await _post(client, {**CHANGE, "service": None})).status_code
    assert 202 == (await _post(client, {**CHANGE, "service": "a-till-nobody-listed"})).status_code

    keys = [each for each, _ in temporal.changes]
    assert ("checkout" in (keys[0] or ()), None, {"a-till-nobody-listed"}) == (True, keys[1], keys[2])
    assert ("ci", "checkout 4.2") == (temporal.changes[0][1].source, temporal.changes[0][1].what)


@pytest.mark.parametrize("body", [{}, {**CHANGE, "at": "yesterday"}, {**CHANGE, "at": "2026-03-02T02:00:00"}])
async def test_what_is_wrong_with_it_is_said(
    client: httpx.AsyncClient, temporal: FakeTemporal, body: dict[str, Any]
) -> None:
    """Nothing is stored, and each mistake is named."""
    response = await _post(client, body)

    assert (422, []) == (response.status_code, temporal.changes)
    assert response.json()["errors"]


async def test_a_stranger_is_not_let_in(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """A change on the board sends people after it: only systems with a token may say so."""
    response = await _post(client, CHANGE, token="another")

    assert (401, []) == (response.status_code, temporal.changes)
