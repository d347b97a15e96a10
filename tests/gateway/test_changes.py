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

    assert [each for _, each in temporal.changes] == temporal.kept
    keys = [each for each, _ in temporal.changes]
    assert ("checkout" in (keys[0] or ()), None, {"a-till-nobody-listed"}) == (True, keys[1], keys[2])
    assert ("ci", "checkout 4.2") == (temporal.changes[0][1].source, temporal.changes[0][1].what)


async def test_a_change_is_kept_before_anybody_is_told_of_it(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """An incident that opens between the two finds it; what was not kept is told to nobody, and the tool hears so."""
    await _post(client, CHANGE)
    assert ["keep_change", "post_change"] == temporal.requests

    temporal.silent_to = {"keep_change"}
    assert 503 == (await _post(client, CHANGE)).status_code
    assert (1, 1) == (len(temporal.kept), len(temporal.changes))


@pytest.mark.parametrize(("moment", "status"), [("2026-03-02T03:14:00Z", 202), ("2026-03-02T03:14:01Z", 422)])
async def test_a_change_that_lies_ahead_is_a_mistake_of_the_tool(
    client: httpx.AsyncClient, temporal: FakeTemporal, moment: str, status: int
) -> None:
    """Clocks differ by an hour at most; beyond that the tool is told in words, and nothing is stored."""
    response = await _post(client, {**CHANGE, "at": moment})

    assert (status, 202 == status) == (response.status_code, bool(temporal.kept))
    if status == 422:
        ahead = "at: lies more than an hour ahead; it is the time at which the change was made."
        assert [ahead] == response.json()["errors"]


@pytest.mark.parametrize("body", [{}, {**CHANGE, "at": "yesterday"}, {**CHANGE, "at": "2026-03-02T02:00:00"}])
async def test_what_is_wrong_with_it_is_said(
    client: httpx.AsyncClient, temporal: FakeTemporal, body: dict[str, Any]
) -> None:
    """Nothing is stored, and each mistake is named."""
    response = await _post(client, body)

    assert (422, [], []) == (response.status_code, temporal.changes, temporal.kept)
    assert response.json()["errors"]


async def test_a_stranger_is_not_let_in(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """A change on the board sends people after it: only systems with a token may say so."""
    response = await _post(client, CHANGE, token="another")

    assert (401, [], []) == (response.status_code, temporal.changes, temporal.kept)
