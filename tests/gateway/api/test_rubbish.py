"""Rubbish, whoever sends it and wherever: always answered in words, and never an error of ours."""

import json
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.gateway.api.builders import seen
from tests.gateway.builders import CODE
from tests.gateway.fakes import FakeTemporal

ENDS = ("", "/timeline", "/events", "/stand-down")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.just("reason"), inner, max_size=3),
    max_leaves=8,
)
HEADERS = st.binary(max_size=60).filter(lambda text: not set(text) & set(b"\r\n\0"))
some = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def is_answered(response: httpx.Response, *statuses: int) -> None:
    """Check that a request was answered with one of these, and with words where it was not done."""
    assert response.status_code in statuses
    if response.status_code >= 400:
        problem = response.json()
        assert {"error", "hint"} == problem.keys()
        assert all(problem.values())


@some
@given(token=HEADERS)
async def test_no_rubbish_is_a_token(client: httpx.AsyncClient, temporal: FakeTemporal, token: bytes) -> None:
    """Whatever bytes somebody shows, nobody is let in and the engine is not troubled."""
    is_answered(await client.get("/incidents", headers=[(b"Authorization", b"Bearer " + token)]), 401)
    is_answered(await client.get("/incidents", headers=[(b"Authorization", token)]), 401)

    assert [] == temporal.requests


@some
@given(code=st.text(min_size=1), end=st.sampled_from(ENDS))
async def test_no_rubbish_is_an_incident(ana: httpx.AsyncClient, code: str, end: str) -> None:
    """Whatever stands where a code should, there is no such incident."""
    path = f"/incidents/{quote(code.encode(errors='replace'), safe='')}{end}"
    response = await ana.request("POST" if end == "/stand-down" else "GET", path, json={"reason": "x"})

    assert response.status_code in {404, 405}


@some
@given(body=st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded", "rubbish", ""])
async def test_no_rubbish_is_a_request(ana: httpx.AsyncClient, temporal: FakeTemporal, body: bytes, kind: str) -> None:
    """Whatever a body holds, it is refused in words, or is a reason."""
    temporal.asks.clear()
    response = await ana.post(f"/incidents/{CODE}/stand-down", content=body, headers={"Content-Type": kind})

    is_answered(response, 200, 400, 422)
    assert (response.status_code == 200) == bool(temporal.asks)


@pytest.mark.parametrize("body", [b"[" * 10_000, b"1" * 10_000, b"\xff", b'{"reason": "\\ud800"}', b'{"reason": NaN}'])
async def test_known_traps_of_json_are_refused(ana: httpx.AsyncClient, temporal: FakeTemporal, body: bytes) -> None:
    """Nesting without end, numbers without end, letters that are none: refused like everything else."""
    headers = {"Content-Type": "application/json"}
    is_answered(await ana.post(f"/incidents/{CODE}/stand-down", content=body, headers=headers), 400, 422)

    assert {} == temporal.asks


@some
@given(key=HEADERS, last=HEADERS)
async def test_no_rubbish_in_a_header_does_harm(
    client: httpx.AsyncClient, temporal: FakeTemporal, key: bytes, last: bytes
) -> None:
    """A key may be any text, and a last event that is none is the beginning."""
    temporal.seen[CODE] = [seen(over=True)]
    given_headers = [(b"Authorization", b"Bearer mimp_ana"), (b"Idempotency-Key", key), (b"Last-Event-ID", last)]
    is_answered(await client.post(f"/incidents/{CODE}/stand-down", json={"reason": "x"}, headers=given_headers), 200)
    is_answered(await client.get(f"/incidents/{CODE}/events", headers=given_headers), 200)
