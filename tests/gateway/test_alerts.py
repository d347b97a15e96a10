"""How alerts come in, and what a source is told."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from config.settings import Settings
from domain.alerts import Route
from domain.organisation import AlertRoute, AlertRouting
from gateway.alertmanager import read_delivery
from gateway.alerts import grouped
from gateway.app import create_app
from tests.domain.builders import NIGHT
from tests.gateway.alertmanager_bodies import captured, delivery, firing, labelled, resolved
from tests.gateway.builders import SIGNING_KEY
from tests.gateway.company import organisation
from tests.gateway.conftest import ALERT_TOKENS
from tests.gateway.fakes import FakeTemporal

PATH = "/alerts/alertmanager"
FIRST = ALERT_TOKENS[0]


async def _post(client: httpx.AsyncClient, body: bytes, token: str = FIRST) -> httpx.Response:
    return await client.post(PATH, content=body, headers={"Authorization": f"Bearer {token}"})


async def test_the_captured_delivery_is_stored_with_its_incident(
    client: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """A source gets its 202, and the incident's id, once the alert is stored."""
    response = await _post(client, json.dumps(captured()).encode())

    assert (response.status_code, response.json()) == (202, {"incidents": ["incident/checkout"], "alerts": 1})
    assert [alert.name for alert in temporal.alerts["incident/checkout"]] == ["CheckoutDown"]


async def test_an_incident_knows_its_service_as_people_call_it(
    client: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """The report carries the label as the source wrote it, and the organisation's name for it."""
    await _post(client, delivery(labelled(firing(), alertname="A", service="CHECKOUT")))

    report = temporal.reports[0]
    assert (report.key, report.label, report.title) == ("checkout", "CHECKOUT", "Checkout")


async def test_an_unknown_service_has_an_incident_of_its_own(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """A service nobody listed is not dropped."""
    await _post(client, delivery(labelled(firing(), alertname="A", service="Loyalty Points")))

    report = temporal.reports[0]
    assert (report.key, report.label, report.title) == ("loyalty-points", "Loyalty Points", "Loyalty Points")


@pytest.mark.parametrize("labels", [{"alertname": "DiskFull"}, {"alertname": "DiskFull", "service": " "}])
async def test_an_alert_without_a_service_has_an_incident_by_its_name(
    client: httpx.AsyncClient, temporal: FakeTemporal, labels: dict[str, str]
) -> None:
    """An alert that names no service is kept apart by its own name."""
    await _post(client, delivery(labelled(firing(), **labels)))

    report = temporal.reports[0]
    assert (report.key, report.label, report.title) == ("no-service-diskfull", None, "No service")


async def test_alerts_of_one_service_join_one_incident(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """However many alerts a delivery has, there is one report for each incident, in order."""
    search = labelled(firing(), alertname="SearchSlow", service="search")
    response = await _post(client, delivery(firing(), search, labelled(firing(), alertname="B", service="checkout")))

    assert response.json() == {"incidents": ["incident/checkout", "incident/search"], "alerts": 3}
    assert [(report.key, len(report.alerts)) for report in temporal.reports] == [("checkout", 2), ("search", 1)]


def test_what_an_alert_sets_in_motion_is_decided_when_it_comes() -> None:
    """By the organisation as it stands, each alert is stored with its route and the rank of its severity."""
    routing = AlertRouting(
        catch_all_team="platform",
        severities=("info", "critical"),
        routes=(AlertRoute(severity=("info",), do=Route.RECORD),),
    )
    alerts = [labelled(firing(), alertname=each, service="checkout", severity=each) for each in ("info", "critical")]
    routed = organisation().model_copy(update={"alerts": routing})
    reports = grouped(read_delivery(delivery(*alerts), "service"), routed)

    assert [(Route.RECORD, 0), (Route.PAGE, 1)] == [(each.route, each.level) for each in reports[0].alerts]


async def test_what_cleared_starts_no_incident(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """With nothing open there is nothing to clear, and the source is told that all is well."""
    response = await _post(client, delivery(resolved()))

    assert (response.status_code, response.json()) == (202, {"incidents": [], "alerts": 1})
    assert temporal.alerts == {}


async def test_what_cleared_reaches_its_incident(client: httpx.AsyncClient) -> None:
    """An open incident hears that its alert has cleared."""
    await _post(client, delivery(firing()))
    response = await _post(client, delivery(resolved()))

    assert response.json()["incidents"] == ["incident/checkout"]


async def test_an_empty_delivery_is_taken(client: httpx.AsyncClient) -> None:
    """A delivery without alerts is nothing wrong."""
    response = await _post(client, delivery())

    assert (response.status_code, response.json()) == (202, {"incidents": [], "alerts": 0})


async def test_a_source_is_asked_to_send_again_while_temporal_is_silent(
    client: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """No 2xx before it is stored: the source is told when to send again, and then it is taken."""
    temporal.silent = 1
    refused = await _post(client, delivery(firing()))
    repeated = await _post(client, delivery(firing()))

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refused.json()["errors"] == [
        "Temporal did not answer within 4 seconds.",
        "Send it again: that does no harm.",
    ]
    assert repeated.status_code == 202


@pytest.mark.parametrize("token", ALERT_TOKENS)
async def test_each_token_opens(client: httpx.AsyncClient, token: str) -> None:
    """Two tokens are good at once, so that they can be changed."""
    assert (await _post(client, delivery(firing()), token)).status_code == 202


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", f"Bearer {FIRST[:-1]}", f"Bearer {FIRST}2", f"Basic {FIRST}", b"Bearer \xff"],
)
async def test_without_a_token_nothing_is_taken(
    client: httpx.AsyncClient, temporal: FakeTemporal, header: str | bytes | None
) -> None:
    """Whoever has no token is refused, with how to give one."""
    value = header.encode() if isinstance(header, str) else header
    headers = [(b"Authorization", value)] if value is not None else []
    response = await client.post(PATH, content=delivery(firing()), headers=headers)

    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
    assert (len(response.json()["errors"]), temporal.requests) == (1, [])


async def test_without_configured_tokens_everything_is_refused(temporal: FakeTemporal) -> None:
    """An installation without tokens takes alerts from nobody, and says what to set."""
    app = create_app(Settings(signing_key=SecretStr(SIGNING_KEY)), organisation(), temporal, lambda: NIGHT)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://gateway") as client:
        response = await _post(client, delivery(firing()), "")

    assert (
        response.status_code,
        response.json()["errors"],
    ) == (401, ["No token for alerts is configured here: set MIMP_ALERT_TOKENS."])
    assert temporal.requests == []


async def test_a_body_with_mistakes_is_refused_in_sentences(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """One alert that cannot be read refuses the delivery, and nothing of it is stored."""
    response = await _post(client, delivery(firing(), {**firing(), "status": "on"}))

    assert (
        response.status_code,
        response.json()["errors"],
    ) == (422, ["alerts[1].status: input should be 'firing' or 'resolved'."])
    assert temporal.requests == []


async def test_a_body_of_a_megabyte_is_taken(client: httpx.AsyncClient) -> None:
    """The largest body that is allowed is read."""
    body = delivery(firing())

    assert (await _post(client, body + b" " * (1024 * 1024 - len(body)))).status_code == 202


async def test_a_larger_body_is_refused(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """A body that says it is too large is not read."""
    response = await _post(client, b" " * (1024 * 1024 + 1))

    assert (response.status_code, response.json()["errors"]) == (413, ["The body is larger than 1048576 bytes."])
    assert temporal.requests == []


async def test_a_body_that_says_it_is_too_large_is_not_read_at_all(client: httpx.AsyncClient) -> None:
    """What a source announces as too large is refused before the first byte."""
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        """Note that it was asked for."""
        nonlocal sent
        sent += 1
        yield b"{}"

    headers = {"Authorization": f"Bearer {FIRST}", "Content-Length": "1048577"}
    response = await client.post(PATH, content=body(), headers=headers)

    assert (413, 0) == (response.status_code, sent)


async def test_an_endless_body_is_not_read_to_its_end(client: httpx.AsyncClient) -> None:
    """A body that does not say its length is read as far as it may reach, and no further."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        """Send without end."""
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 65_536

    response = await client.post(PATH, content=endless(), headers={"Authorization": f"Bearer {FIRST}"})

    assert (response.status_code, sent) == (413, 17)


async def test_a_body_is_not_read_before_the_token(client: httpx.AsyncClient) -> None:
    """A stranger's body costs nothing."""
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        """Send a little, and note that it was asked for."""
        nonlocal sent
        sent += 1
        yield b"{}"

    response = await client.post(PATH, content=body())

    assert (response.status_code, sent) == (401, 0)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
FIELDS = st.sampled_from(sorted({*captured(), *firing(), "orgId"}))
NEAR_MISSES = st.fixed_dictionaries(
    {
        "version": st.just("4") | JSON,
        "alerts": st.lists(st.dictionaries(FIELDS, JSON | st.just({"alertname": "A"}))) | JSON,
    }
)


@given(st.one_of(JSON, NEAR_MISSES).map(lambda body: json.dumps(body).encode()) | st.binary())
@settings(deadline=None)
def test_no_body_is_an_error_of_ours(body: bytes) -> None:
    """Whatever a body is, it is stored, or refused in words and reaches no incident."""
    response, temporal = asyncio.run(_post_to_a_new_gateway(body))

    assert response.status_code in {202, 422}
    assert (response.status_code == 202) == (temporal.requests == ["report_alerts"])
    assert response.status_code == 202 or response.json()["errors"]


@given(st.dictionaries(st.text(), st.text()), st.text(), st.datetimes().map(lambda at: f"{at.isoformat()}Z"))
@settings(deadline=None)
def test_an_alert_is_never_dropped_for_its_words(labels: dict[str, str], summary: str, starts_at: str) -> None:
    """Whatever words an alert comes in, it is taken, and its incident has an id."""
    alert: dict[str, Any] = {
        "labels": labels,
        "annotations": {"summary": summary},
        "startsAt": starts_at,
        "status": "firing",
    }
    body = json.dumps({"version": "4", "alerts": [alert]}, ensure_ascii=False).encode("utf-8", "replace")
    response, _ = asyncio.run(_post_to_a_new_gateway(body))

    assert (response.status_code, len(response.json()["incidents"])) == (202, 1)


async def _post_to_a_new_gateway(body: bytes) -> tuple[httpx.Response, FakeTemporal]:
    temporal = FakeTemporal()
    given = Settings(signing_key=SecretStr(SIGNING_KEY), alert_tokens=(SecretStr(ALERT_TOKENS[0]),))
    transport = httpx.ASGITransport(app=create_app(given, organisation(), temporal, lambda: NIGHT))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        return await _post(client, body), temporal
