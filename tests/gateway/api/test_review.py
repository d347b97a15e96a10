"""Reviews over HTTP: how one stands, which actions are open in all, and what people ask of one."""

from datetime import date
from typing import Any

import httpx
import pytest

from domain.errors import Refused
from domain.lifecycle import Role
from domain.requests import NameRootCause
from domain.review.requests import (
    ActionDone,
    AddAction,
    AnswerQuestion,
    CloseReview,
    InviteToReview,
    ReopenAction,
    ReviewHeld,
    ScheduleReview,
)
from gateway.engine import Gone
from tests.domain.review.shown import STOREFRONT, action, card, review
from tests.gateway.builders import CODE
from tests.gateway.fakes import FakeTemporal

ROOT = f"/incidents/{CODE}/review"


async def test_a_review_is_shown_with_its_actions(ana: httpx.AsyncClient) -> None:
    """By when it is to be held, where, what it answered, and each action with who owns it and whether it is overdue."""
    shown = (await ana.get(ROOT)).json()

    assert (CODE, "following_up", "Room 4", {"prevent": "Watch the disk."}) == (
        shown["code"],
        shown["state"],
        shown["place"],
        shown["answers"],
    )
    assert [(1, "Ana", False), (2, "Bo", True), (3, "Bo", False)] == [
        (each["number"], each["owner"]["name"], each["overdue"]) for each in shown["actions"]
    ]


async def test_an_incident_that_goes_on_has_no_review(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Not found, with why."""
    temporal.reviews.clear()
    response = await ana.get(ROOT)

    assert (404, True) == (response.status_code, "There is no review of checkout-7K3Q" in response.json()["error"])


async def test_open_actions_of_all_reviews_are_one_list(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """What is overdue first; what is done is left out."""
    temporal.reviews["search-AB2C"] = review(action(1, due=4), code="search-AB2C")
    listed = (await ana.get("/actions")).json()["actions"]

    assert [(CODE, 2), ("search-AB2C", 1), (CODE, 1)] == [(each["code"], each["number"]) for each in listed]


@pytest.mark.parametrize(
    ("path", "body", "kind", "given"),
    [
        ("schedule-review", {"at": "2026-03-03T10:00:00Z", "place": "Room 4"}, ScheduleReview, {"place": "Room 4"}),
        ("invite-to-review", {"person": "cy"}, InviteToReview, {"person": card("cy")}),
        ("answer-question", {"question": "detect", "answer": "nothing"}, AnswerQuestion, {"answer": "nothing"}),
        ("review-held", {"attended": ["bo", "cy"]}, ReviewHeld, {"attended": (card("bo"), card("cy")), "at": None}),
        ("review-held", None, ReviewHeld, {"attended": ()}),
        ("add-action", {"text": "Spare", "owner": "bo", "due": "2026-04-01", "measure": "a drill",
                        "team": "storefront"}, AddAction,
         {"owner": card("bo"), "due": date(2026, 4, 1), "team": STOREFRONT}),
        ("action-done", {"number": 2, "what": "it is there"}, ActionDone, {"number": 2, "what": "it is there"}),
        ("reopen-action", {"number": 3, "reason": "it never rang"}, ReopenAction, {"number": 3, "reason": "it never rang"}),
        ("close-review", None, CloseReview, {}),
    ],
)  # fmt: skip
async def test_a_request_reaches_the_review(
    ana: httpx.AsyncClient, temporal: FakeTemporal, path: str, body: Any, kind: type, given: dict[str, Any]
) -> None:
    """Who asks and the incident are filled in; people and teams are given by id, and named as the organisation names them."""
    response = await ana.post(f"{ROOT}/{path}", json=body)
    [(code, request)] = temporal.review_asks.values()

    assert (200, CODE, kind, CODE) == (response.status_code, code, type(request), request.code)
    assert ("ana", frozenset({Role.RESPONDER})) == (request.actor.contact, request.actor.roles)
    assert given == {name: getattr(request, name) for name in given}
    assert ({}, {}) == (temporal.asks, temporal.round_asks)


async def test_a_person_nobody_knows_is_refused(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Also as one of several, and by the name of the field."""
    response = await ana.post(f"{ROOT}/review-held", json={"attended": ["bo", "zoe"]})

    expected = "attended: nobody in the organisation file has the id 'zoe'."
    assert (422, expected, {}) == (response.status_code, response.json()["error"], temporal.review_asks)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (Refused("Action 1 is done already."), "Action 1 is done already."),
        (Gone("completed"), f"No review of {CODE} is open: its impact is not over yet, or the review is closed."),
    ],
)
async def test_a_refusal_comes_with_its_reason(
    ana: httpx.AsyncClient, temporal: FakeTemporal, refusal: Refused | Gone, words: str
) -> None:
    """A conflict with how it stands, and nothing is changed."""
    temporal.review_refuses = refusal
    response = await ana.post(f"{ROOT}/action-done", json={"number": 1})

    assert (409, words) == (response.status_code, response.json()["error"])


async def test_what_is_found_out_after_the_incident_is_over_its_review_takes(
    ana: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """By the same address as before, also when Temporal has forgotten it; what is no finding is not brought to it."""
    temporal.seen.clear()
    named = await ana.post(f"/incidents/{CODE}/name-root-cause", json={"team": "storefront", "reason": "a release"})
    proposed = await ana.post(f"/incidents/{CODE}/propose")
    [(code, request)] = temporal.review_asks.values()

    assert (200, CODE, NameRootCause, 404) == (named.status_code, code, type(request), proposed.status_code)


async def test_what_is_found_out_when_its_review_is_closed_too_is_refused(
    ana: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """As anything else that is asked of an incident that is over."""
    temporal.refuses = Gone("completed")
    response = await ana.post(f"/incidents/{CODE}/name-root-cause", json={"team": "storefront", "reason": "a release"})

    assert (409, f"Incident {CODE} is over.") == (response.status_code, response.json()["error"])


async def test_the_same_key_is_the_same_request(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Sent again under one key it is done once; of another review, or of the incident itself, it is another request."""
    for _ in range(2):
        await ana.post(f"{ROOT}/action-done", json={"number": 1}, headers={"Idempotency-Key": "mine"})

    assert 1 == len(temporal.review_asks)


async def test_nobody_is_shown_anything_without_a_token(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Actions name people and what failed."""
    statuses = [(await client.get(path)).status_code for path in (ROOT, "/actions")]

    assert ([401, 401], []) == (statuses, temporal.requests)
