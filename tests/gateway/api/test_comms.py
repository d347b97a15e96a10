"""Rounds of comms over HTTP: how they stand, what would go out, what was said last, who received it, and what people ask."""

import csv
from typing import Any

import httpx
import pytest

from domain.audiences import Audience
from domain.comms.audience.recipients import BusinessAudience
from domain.comms.dispatch.delivery import Outcome
from domain.comms.rounds.requests import (
    AddRecipient,
    ChangeCadence,
    DropRecipient,
    SendRound,
    WriteBusinessDraft,
    WriteTechnicalDraft,
)
from domain.errors import Refused
from domain.lifecycle import Role
from domain.requests import ReviseTotal
from gateway.engine import Gone
from records.receipts import Receipts
from tests.domain.comms.desk import BUSINESS, TECHNICAL
from tests.domain.comms.shown import drafted, sent
from tests.gateway.api.builders import shows
from tests.gateway.builders import CODE
from tests.gateway.fakes import FakeTemporal
from tests.records.test_receipts import receipt

ROOT = f"/incidents/{CODE}/comms"


async def test_both_audiences_are_shown_apart(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Which update is open for each, when it is due, what it lacks, what was said last and how many were missed."""
    temporal.comms[CODE, BUSINESS] = sent()
    temporal.comms[CODE, TECHNICAL] = drafted(TECHNICAL, extent="till 4", cause="a worm")
    shown = (await ana.get(ROOT)).json()
    business, technical = shown["business"], shown["technical"]

    assert (CODE, "second", 2, ["the impact now", "the plan"]) == (
        shown["code"],
        business["kind"],
        business["number"],
        business["missing"],
    )
    assert ("Customers cannot check out.", None, "2026-03-02T02:59:00Z") == (
        business["last"]["impact"],
        business["draft"],
        business["due_at"],
    )
    assert ("first", "Ana", "till 4", 2) == (
        technical["kind"],
        technical["drafted_by"],
        technical["draft"]["extent"],
        technical["revision"],
    )
    assert ("extent" in business["last"], "extent" in technical["draft"]) == (False, True)


async def test_the_status_is_what_was_approved_for_the_business_and_nothing_else(
    ana: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """Neither a draft nor what technical teams were told."""
    temporal.comms[CODE, TECHNICAL] = sent(TECHNICAL)
    temporal.comms[CODE, BUSINESS] = drafted(impact="a rumour")
    before = (await ana.get(f"{ROOT}/business/status")).json()
    temporal.comms[CODE, BUSINESS] = sent()
    after = (await ana.get(f"{ROOT}/business/status")).json()

    assert {"text": "Checkout: no update has gone out yet."} == before
    assert (["text"], True) == (list(after), after["text"].startswith("Checkout: Customers cannot check out."))


async def test_a_preview_shows_people_messages_and_when(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Who and why, whom nobody can tell, each mail in both forms, and how long it takes."""
    whom = BusinessAudience(people={"cy": "owns sales", "zoe": "has left"})
    temporal.comms[CODE, BUSINESS] = drafted().model_copy(update={"whom": whom})
    shown = (await ana.get(f"{ROOT}/business/preview")).json()

    assert [("cy", "owns sales", "mail")] == [
        (each["person"], each["because"], each["channel"]) for each in shown["recipients"]
    ]
    assert ["zoe is not in the organisation file any more"] == shown["left_out"]
    [mail] = shown["mails"]
    assert ("Checkout: Customers cannot check out.", True, True) == (
        mail["letter"]["subject"],
        "Customers cannot check out." in mail["letter"]["text"],
        mail["letter"]["html"].lstrip().lower().startswith("<!doctype html>"),
    )
    assert (1, 1, "PT1S") == (shown["forecast"]["mails"], shown["forecast"]["requests"], shown["forecast"]["last_in"])
    assert {} == temporal.round_asks


async def test_without_an_open_update_there_is_no_preview(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """That is a conflict with how it stands, said in words."""
    over = drafted().model_copy(update={"status": drafted().status.model_copy(update={"kind": None})})
    temporal.comms[CODE, BUSINESS] = over
    response = await ana.get(f"{ROOT}/business/preview")

    assert (409, f"No update to business stakeholders of {CODE} is open.") == (
        response.status_code,
        response.json()["error"],
    )


@pytest.mark.parametrize("end", ["", "/business/status", "/business/preview", "/technical/preview"])
async def test_an_incident_that_was_not_declared_has_no_updates(
    ana: httpx.AsyncClient, temporal: FakeTemporal, end: str
) -> None:
    """Not found, with why."""
    temporal.comms.clear()
    response = await ana.get(f"{ROOT}{end}")

    assert 404 == response.status_code
    assert response.json()["error"].startswith(f"There are no updates of {CODE}: it was not declared a major incident")


@pytest.mark.parametrize(
    ("path", "body", "kind", "given"),
    [
        ("business/write-draft", {"impact": "no tills", "total": [{"amount": "3", "unit": "x", "counted": "y"}]},
         WriteBusinessDraft, {"impact": "no tills"}),
        ("technical/write-draft", {"extent": "till 4"}, WriteTechnicalDraft, {"extent": "till 4"}),
        ("technical/send-round", {"revision": 3}, SendRound, {"revision": 3, "audience": TECHNICAL}),
        ("business/send-round", None, SendRound, {"revision": None, "audience": BUSINESS}),
        ("business/change-cadence", {"at": "2026-03-02T04:00:00Z", "agreed_by": "the board"}, ChangeCadence,
         {"agreed_by": "the board"}),
        ("business/add-recipient", {"person": "cy", "reason": "asked"}, AddRecipient, {"person": "cy", "name": "Cy"}),
        ("technical/add-recipient", {"team": "platform", "reason": "asked"}, AddRecipient,
         {"team": "platform", "name": "Platform"}),
        ("business/drop-recipient", {"person": "cy", "reason": "left"}, DropRecipient, {"name": "Cy"}),
    ],
)  # fmt: skip
async def test_a_request_reaches_the_rounds_of_its_audience(
    ana: httpx.AsyncClient, temporal: FakeTemporal, path: str, body: Any, kind: type, given: dict[str, Any]
) -> None:
    """By its address; who asks, the incident, the audience and people's names are filled in."""
    response = await ana.post(f"{ROOT}/{path}", json=body)
    [(code, request)] = temporal.round_asks.values()

    assert (200, CODE, kind, CODE) == (response.status_code, code, type(request), request.code)
    assert ("ana", frozenset({Role.RESPONDER})) == (request.actor.contact, request.actor.roles)
    assert given == {name: getattr(request, name) for name in given}
    assert {} == temporal.asks


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("business/write-draft", {"extent": "till 4"}),
        ("business/send-round", {"audience": "technical"}),
        ("business/add-recipient", {"person": "nobody", "reason": "x"}),
        ("business/add-recipient", {"person": "cy", "name": "The Queen", "reason": "x"}),
        ("technical/add-recipient", {"team": "nothing", "reason": "x"}),
        ("business/change-cadence", {"at": "half past four"}),
        ("business/write-draft", {"total": [{"amount": "many", "unit": "x", "counted": "y"}]}),
    ],
)
async def test_what_does_not_fit_reaches_no_rounds(
    ana: httpx.AsyncClient, temporal: FakeTemporal, path: str, body: Any
) -> None:
    """Nothing of the other audience's, nobody the organisation does not have, nothing that is no time or number."""
    response = await ana.post(f"{ROOT}/{path}", json=body)

    assert (422, {}) == (response.status_code, temporal.round_asks)


async def test_the_total_is_put_right_at_the_incident(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """It is one for both audiences: neither's rounds are asked."""
    total = [{"amount": "3", "unit": "orders", "counted": "by hand"}]
    wrong = await ana.post(f"/incidents/{CODE}/revise-total", json={"total": [{"amount": "many"}], "reason": "x"})
    assert (422, {}) == (wrong.status_code, temporal.asks)
    await ana.post(f"/incidents/{CODE}/revise-total", json={"total": total, "reason": "counted again"})
    [(_, request)] = temporal.asks.values()

    assert isinstance(request, ReviseTotal)
    assert (CODE, "counted again", "orders") == (request.code, request.reason, request.total[0].unit)
    assert {} == temporal.round_asks


async def test_nobody_is_told_whom_the_organisation_does_not_have(ana: httpx.AsyncClient) -> None:
    """The field and the id are named."""
    response = await ana.post(f"{ROOT}/business/add-recipient", json={"person": "nobody", "reason": "x"})

    assert "person: the organisation file has none with the id 'nobody'." == response.json()["error"]


async def test_a_refusal_is_a_conflict_and_what_is_over_too(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """In the words of the rule; nothing was changed."""
    temporal.round_refusals = {
        BUSINESS: Refused("The first update does not say the impact now yet."),
        TECHNICAL: Gone("workflow not found"),
    }
    refused, over = [await ana.post(f"{ROOT}/{audience}/send-round") for audience in (BUSINESS, TECHNICAL)]

    assert (409, "The first update does not say the impact now yet.") == (refused.status_code, refused.json()["error"])
    assert (409, True) == (over.status_code, over.json()["error"].startswith(f"No updates of {CODE} are open"))


async def test_the_same_key_for_both_audiences_is_two_requests(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """What is sent again to the same rounds is the same, and to the others another."""
    for _ in range(2):
        for audience in Audience:
            await ana.post(f"{ROOT}/{audience}/send-round", headers={"Idempotency-Key": "mine"})

    assert {BUSINESS, TECHNICAL} == {request.audience for _, request in temporal.round_asks.values()}
    assert 2 == len(temporal.round_asks)


async def test_receipts_are_data_or_a_spreadsheet(ana: httpx.AsyncClient, kept: Receipts) -> None:
    """The furthest that is known of each message; to whoever accepts CSV as that, and what looks like a formula is none."""
    kept.add(
        [
            receipt("1", code=CODE, person="cy", outcome=Outcome.ACCEPTED, reason=""),
            receipt("2", code=CODE, person="cy", outcome=Outcome.FAILED, reason="=1+1"),
            receipt("3", code="search-AAAA", person="cy"),
        ]
    )
    data = (await ana.get(f"/incidents/{CODE}/receipts")).json()
    written = await ana.get(f"/incidents/{CODE}/receipts", headers={"Accept": "text/csv"})

    assert (CODE, [("cy", "Cy", "failed", "=1+1")]) == (
        data["code"],
        [(each["person"], each["name"], each["outcome"], each["reason"]) for each in data["receipts"]],
    )
    [row] = csv.DictReader(written.text.splitlines())
    assert ("text/csv; charset=utf-8", "Cy", "'=1+1") == (written.headers["content-type"], row["name"], row["reason"])


async def test_nothing_is_shown_without_a_token(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Not even that there is something."""
    for path in (ROOT, f"{ROOT}/business/status", f"{ROOT}/business/preview", f"/incidents/{CODE}/receipts"):
        assert 401 == (await client.get(path)).status_code
        assert 401 == (await client.get(path, headers=shows("mimp_nobody"))).status_code

    assert [] == temporal.requests
