"""Whether the gateway lives, and whether it can work."""

import httpx
import pytest

from config.settings import Settings, SettingsInvalid
from gateway.app import create_app
from tests.domain.builders import NIGHT
from tests.gateway.company import organisation
from tests.gateway.fakes import FakeTemporal


async def test_a_process_that_serves_is_alive_without_temporal(
    client: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """Being alive does not depend on Temporal: restarting the gateway would mend nothing."""
    response = await client.get("/health")

    assert (response.status_code, response.json()) == (200, {"status": "alive", "turned_away": {}})
    assert temporal.requests == []


async def test_it_is_ready_when_temporal_answers(client: httpx.AsyncClient) -> None:
    """A gateway that reaches Temporal may be sent requests."""
    response = await client.get("/ready")

    assert (response.status_code, response.json()) == (200, {"status": "ready"})


async def test_it_says_why_it_is_not_ready(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """A gateway that does not reach Temporal says so, in words."""
    temporal.silent = 1
    response = await client.get("/ready")

    assert response.status_code == 503
    assert response.json()["errors"][0] == "Temporal did not answer within 4 seconds."


async def test_every_route_is_described_for_operators(client: httpx.AsyncClient) -> None:
    """The description at /openapi.json has a summary written for every route."""
    paths = (await client.get("/openapi.json")).json()["paths"]
    summaries = {
        f"{verb} {path}": described["summary"] for path, verbs in paths.items() for verb, described in verbs.items()
    }

    assert [route for route, summary in summaries.items() if " " not in summary] == []


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
async def test_no_page_loads_scripts_from_elsewhere(client: httpx.AsyncClient, path: str) -> None:
    """The description is served as data alone: pages that show it would run what somebody else's server gives them."""
    assert 404 == (await client.get(path)).status_code


def test_without_a_signing_key_nothing_is_served(temporal: FakeTemporal) -> None:
    """A gateway that could not tell its own addresses from forged ones does not start."""
    with pytest.raises(SettingsInvalid, match="MIMP_SIGNING_KEY is not set"):
        create_app(Settings(signing_key=None), organisation(), temporal, lambda: NIGHT)
