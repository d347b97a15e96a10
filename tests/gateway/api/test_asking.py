"""What people ask of an incident over HTTP: done as themselves, or refused with the reason and nothing changed."""

import httpx
import pytest

from domain.errors import Refused
from domain.lifecycle import Actor, Role
from domain.requests import Declare, Propose, SameAs, StandDown
from gateway.engine import Gone
from tests.gateway.api.builders import shows
from tests.gateway.builders import CODE, INCIDENT
from tests.gateway.fakes import FakeTemporal

STAND_DOWN = f"/incidents/{CODE}/stand-down"
REASON = {"reason": "a test ran wild"}


async def test_a_request_reaches_the_incident_as_the_person_who_asks(
    ana: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """Who asks and which incident is meant are filled in; the words of the incident come back."""
    response = await ana.post(STAND_DOWN, json=REASON)
    actor = Actor(
        contact="ana",
        name="Ana",
        roles=frozenset({Role.RESPONDER}),
        teams=frozenset({"storefront"}),
        proof="a token of their own",
        time_zone="Europe/London",
    )

    assert (200, {"words": f"Incident {CODE}: done."}) == (response.status_code, response.json())
    assert [(INCIDENT, StandDown(actor=actor, reason="a test ran wild", code=CODE))] == list(temporal.asks.values())


@pytest.mark.parametrize(("path", "kind"), [("propose", Propose), ("declare", Declare)])
async def test_what_needs_no_reason_needs_no_body(
    ana: httpx.AsyncClient, temporal: FakeTemporal, path: str, kind: type
) -> None:
    """Whoever proposes or declares in a hurry says so and nothing else."""
    response = await ana.post(f"/incidents/{CODE}/{path}")
    [(_, request)] = temporal.asks.values()

    assert isinstance(request, Propose | Declare)
    assert (200, kind, "") == (response.status_code, type(request), request.reason)


@pytest.mark.parametrize(
    ("token", "roles"),
    [
        ("mimp_ana", {Role.RESPONDER}),
        ("mimp_bo", {Role.RESPONDER, Role.SERVICE_OWNER}),
        ("mimp_cy", {Role.HEAD_OF_DEPARTMENT}),
    ],
)
async def test_what_a_person_may_follows_from_the_organisation(
    client: httpx.AsyncClient, temporal: FakeTemporal, token: str, roles: set[Role]
) -> None:
    """Roles are those of the team in charge, and of the service that fails, at the moment of the request; no part of the token."""
    await client.post(STAND_DOWN, json=REASON, headers=shows(token))
    [(_, request)] = temporal.asks.values()

    assert roles == request.actor.roles


async def test_a_refusal_is_told_with_its_reason(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """What the rules do not allow is a conflict, in the words of the rule, and nothing was changed."""
    temporal.refuses = Refused("Only the one who has it, or the head of department, may stand it down.")
    response = await ana.post(STAND_DOWN, json=REASON)

    assert (409, {"error": str(temporal.refuses), "hint": "Nothing was changed."}) == (
        response.status_code,
        response.json(),
    )
    assert {} == temporal.asks


async def test_nothing_can_be_asked_of_an_incident_that_is_over(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Whoever comes too late reads so."""
    temporal.refuses = Gone("incident/checkout has ended.")
    response = await ana.post(STAND_DOWN, json=REASON)

    assert (409, f"Incident {CODE} is over.") == (response.status_code, response.json()["error"])


async def test_nothing_can_be_asked_of_what_is_no_incident(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """A code nobody gave is told apart from a refusal."""
    response = await ana.post("/incidents/search-AAAA/stand-down", json=REASON)

    assert (404, {}) == (response.status_code, temporal.asks)


async def test_the_same_key_is_the_same_request(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Whoever does not know whether it arrived sends it again, and it is done once."""
    for _ in range(2):
        await ana.post(STAND_DOWN, json=REASON, headers={"Idempotency-Key": "mine"})

    assert 1 == len(temporal.asks)


async def test_without_a_key_each_is_a_request_of_its_own(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Who names none asks anew each time; an empty key is none."""
    for headers in ({}, {}, {"Idempotency-Key": ""}, {"Idempotency-Key": ""}):
        await ana.post(STAND_DOWN, json=REASON, headers=headers)

    assert 4 == len(temporal.asks)


async def test_keys_are_each_persons_own(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Two people who choose the same key ask for two things: nobody gets the answer to what another asked."""
    for token in ("mimp_ana", "mimp_bo", "mimp_ana-next"):
        await client.post(STAND_DOWN, json=REASON, headers=shows(token) | {"Idempotency-Key": "1"})

    assert 2 == len(temporal.asks)


async def test_a_silent_engine_is_told_with_how_to_ask_once(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """When it is not known whether it was done, the hint has the key under which the same request can be sent again."""
    temporal.silent = 1
    response = await ana.post(STAND_DOWN, json=REASON)
    said = response.json()
    key = said["hint"].partition("'Idempotency-Key: ")[2].partition("'")[0]
    await ana.post(STAND_DOWN, json=REASON, headers={"Idempotency-Key": key})
    await ana.post(STAND_DOWN, json=REASON, headers={"Idempotency-Key": key})

    assert (503, "5") == (response.status_code, response.headers["retry-after"])
    assert said["hint"].startswith("It is not known whether it was done. Send it again")
    assert 1 == len(temporal.asks)


async def test_an_answer_is_waited_for_as_long_as_somebody_waits_for_a_page(
    ana: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """Nobody sits before a screen for longer than eight seconds."""
    await ana.post(STAND_DOWN, json=REASON)

    assert [8] == temporal.patience


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "The body: Field required."),
        (b"{", "The body: JSON decode error."),
        (b"[]", "The body: Input should be a valid dictionary"),
        (b"{}", "reason: Field required."),
        (b'{"reason": " "}', "reason: String should have at least 1 character."),
        (b'{"reason": 1}', "reason: Input should be a valid string."),
        (b'{"reason": "x", "actor": {"contact": "cy"}}', "actor: Extra inputs are not permitted."),
        (b'{"reason": "x", "code": "search-AAAA"}', "code: Extra inputs are not permitted."),
    ],
)
async def test_what_does_not_fit_is_told_by_field(
    ana: httpx.AsyncClient, temporal: FakeTemporal, body: bytes, said: str
) -> None:
    """Whoever mistypes a field reads which, and what is wrong; nobody can say who else they are."""
    response = await ana.post(STAND_DOWN, content=body, headers={"Content-Type": "application/json"})

    assert (422, True) == (response.status_code, response.json()["error"].startswith(said))
    assert response.json()["hint"].startswith("Nothing was changed. Send JSON as /openapi.json describes it")
    assert [] == temporal.requests


async def test_a_body_that_is_too_large_is_not_read(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Nobody fills the gateway's memory."""
    response = await ana.post(STAND_DOWN, json={"reason": "x" * 20_000})

    assert (413, {"error": "The body is larger than 16384 bytes.", "hint": "Nothing was changed."}) == (
        response.status_code,
        response.json(),
    )
    assert [] == temporal.requests


async def test_one_is_made_part_of_another(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """By the other's code; without one, of the one that was offered. A refusal is a conflict."""
    for body in ({"other": "payments-AB2C", "reason": "one certificate"}, {}):
        await ana.post(f"/incidents/{CODE}/same-as", json=body)
    asked = [request for _, request in temporal.asks.values()]

    assert [("payments-AB2C", "one certificate"), ("", "")] == [
        (each.other, each.reason) for each in asked if isinstance(each, SameAs)
    ]
    temporal.refuses = Refused("payments-AB2C is part of checkout-7K3Q already.")
    response = await ana.post(f"/incidents/{CODE}/same-as", json={"other": "payments-AB2C"})
    assert (409, str(temporal.refuses)) == (response.status_code, response.json()["error"])


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("same-as", {"other": f"{'x' * 1000}-AB2C"}, "other"),
        ("drop-team", {"team": "x" * 1000, "reason": "not them"}, "team"),
        ("drop-team", {"team": "../platform", "reason": "not them"}, "team"),
        ("add-team", {"team": "discovrey", "reason": "the search is slow"}, "team"),
        ("offer-lead", {"to": "x" * 1000}, "to"),
        ("invite", {"person": "x" * 1000, "reason": "speaks for Sales"}, "person"),
    ],
)
async def test_what_would_address_a_workflow_fits_one(
    ana: httpx.AsyncClient, temporal: FakeTemporal, path: str, body: dict[str, str], field: str
) -> None:
    """Temporal takes ids of up to 1,000 characters: with a longer one an incident would try for ever."""
    response = await ana.post(f"/incidents/{CODE}/{path}", json=body)

    assert (422, {}) == (response.status_code, temporal.asks)
    assert response.json()["error"].startswith(f"{field}: ")
