"""What Prometheus reads from the gateway."""

import json

import httpx
import pytest

from tests.gateway.alertmanager_bodies import captured
from tests.gateway.conftest import ALERT_TOKENS
from tests.gateway.fakes import Caller, FakeTemporal, FakeTwilio


async def numbers(client: httpx.AsyncClient, *names: str) -> dict[str, float]:
    """Return the numbers that begin with one of these names, with their labels."""
    lines = (await client.get("/metrics")).text.splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if line.startswith(names)}


async def post_alert(client: httpx.AsyncClient, token: str) -> None:
    """Report trouble, as Alertmanager does."""
    headers = {"Authorization": f"Bearer {token}"}
    await client.post("/alerts/alertmanager", content=json.dumps(captured()), headers=headers)


async def test_requests_are_counted_by_route_and_how_they_were_answered(
    client: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """A failing source, a wrong path and a Temporal that is away each show as what they are."""
    await post_alert(client, ALERT_TOKENS[0])
    await post_alert(client, "wrong")
    await client.get("/nowhere")
    temporal.silent = 1
    await client.get("/ready")

    assert {
        'mimp_gateway_requests_total{route="/alerts/alertmanager",status="2xx"}': 1,
        'mimp_gateway_requests_total{route="/alerts/alertmanager",status="4xx"}': 1,
        'mimp_gateway_requests_total{route="unknown",status="4xx"}': 1,
        'mimp_gateway_requests_total{route="/ready",status="5xx"}': 1,
    } == await numbers(client, "mimp_gateway_requests_total{")


async def test_no_token_of_an_address_is_shown(client: httpx.AsyncClient, caller: Caller) -> None:
    """Routes are named by their pattern: addresses that providers call carry signed tokens."""
    await caller.picks_up()

    assert 'mimp_gateway_requests_total{route="/twilio/voice/{token}",status="2xx"}' in await numbers(client, "mimp_")


async def test_what_is_turned_away_is_counted_by_its_reason(client: httpx.AsyncClient, twilio: FakeTwilio) -> None:
    """The numbers of `/metrics` are those of `/health`."""
    await post_alert(client, "wrong")
    await post_alert(client, "wrong")
    await client.post("/twilio/text", data={"From": "+447700900000"})
    shown = (await client.get("/health")).json()["turned_away"]

    assert {"alert token missing or wrong": 2, "signature missing": 1} == shown
    assert {f'mimp_gateway_refusals_total{{reason="{reason}"}}': count for reason, count in shown.items()} == (
        await numbers(client, "mimp_gateway_refusals_total{")
    )


async def test_storing_alerts_is_measured_whether_or_not_it_succeeds(
    client: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """A Temporal that stores nothing is no fast one."""
    await post_alert(client, ALERT_TOKENS[0])
    temporal.silent = 1
    await post_alert(client, ALERT_TOKENS[0])

    assert {"mimp_gateway_store_alerts_seconds_count": 2} == await numbers(
        client, "mimp_gateway_store_alerts_seconds_count"
    )


async def test_a_failure_nobody_foresaw_is_counted_as_one(
    client: httpx.AsyncClient, temporal: FakeTemporal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ends in an error of our own shows among the answers."""

    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(temporal, "ready", broken)
    with pytest.raises(ZeroDivisionError):
        await client.get("/ready")

    assert {'mimp_gateway_requests_total{route="/ready",status="5xx"}': 1} == await numbers(
        client, "mimp_gateway_requests_total{"
    )
