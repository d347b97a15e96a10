"""What the gateway says of itself at /openapi.json, from which clients are made."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from gateway.api.asking import REQUESTS
from gateway.api.comms import COMMS_REQUESTS
from gateway.api.review import REVIEW_REQUESTS
from tests.gateway.builders import CODE
from tests.gateway.fakes import FakeTemporal

OF_PEOPLE = {
    "get /incidents",
    "post /incidents",
    "get /incidents/{code}",
    "get /incidents/{code}/timeline",
    "get /incidents/{code}/events",
    "get /incidents/{code}/comms",
    "get /incidents/{code}/comms/business/status",
    "get /incidents/{code}/comms/business/preview",
    "get /incidents/{code}/comms/technical/preview",
    "get /incidents/{code}/receipts",
    "get /incidents/{code}/review",
    "get /actions",
    "get /incidents/{code}/report",
    *(f"post /incidents/{{code}}/{request.path}" for request in (*REQUESTS, *COMMS_REQUESTS, *REVIEW_REQUESTS)),
}
BODIES: dict[str, dict[str, Any]] = {
    "incidents": {"service": "checkout", "what": "nobody can pay"},
    "judge": {"question": "trade", "impact": "happening"},
    "word-impact": {"text": "customers cannot pay"},
    "stand-down": {"reason": "a test"},
    "offer-lead": {"to": "cy"},
    "take-lead": {"reason": "a whole night is enough"},
    "add-to-board": {"section": "theory", "text": "the card gateway is slow"},
    "rank-theories": {"order": [1]},
    "record-outcome": {"number": 1, "outcome": "confirmed"},
    "propose-change": {"what": "restart it", "justification": "nothing else helps"},
    "decide-change": {"number": 1, "approve": True},
    "change-done": {"number": 1},
    "add-team": {"team": "platform", "reason": "the database is slow"},
    "drop-team": {"team": "platform", "reason": "it is not them"},
    "invite": {"person": "cy", "reason": "speaks for Sales"},
    "uninvite": {"person": "cy", "reason": "is on holiday"},
    "mitigate": {"what": "restarted it"},
    "waive-final": {"reason": "only we noticed it"},
    "record-detection": {"detection": {"noticed_by": "monitoring", "right_team": True}},
    "name-root-cause": {"team": "platform"},
    "resolve": {"workaround": "restart it each hour", "measure": "more memory"},
    "reopen": {"reason": "it fails again", "call_back": ["cy"]},
    "same-as": {"other": "payments-AB2C"},
    "write-draft": {"impact": "customers cannot pay"},
    "approve-draft": {"revision": 1},
    "send-round": {"revision": 1},
    "change-cadence": {"interval": "PT30M"},
    "add-recipient": {"person": "cy", "reason": "speaks for Sales"},
    "drop-recipient": {"person": "cy", "reason": "is on holiday"},
    "revise-total": {"total": [{"amount": "3", "unit": "orders", "counted": "by hand"}], "reason": "counted again"},
    "separate": {"reason": "the certificate was another one"},
    "schedule-review": {"at": "2026-03-03T10:00:00Z", "place": "Room 4"},
    "invite-to-review": {"person": "cy"},
    "answer-question": {"question": "prevent", "answer": "nothing"},
    "review-held": {"attended": ["ana", "bo"]},
    "add-action": {"text": "Keep a spare", "owner": "bo", "due": "2026-04-01", "measure": "a drill switches over"},
    "assign-action": {"number": 1, "owner": "bo", "reason": "Ana is on leave"},
    "change-deadline": {"number": 1, "due": "2026-04-01", "reason": "the part is late"},
    "action-done": {"number": 1},
    "move-action": {"number": 1, "to": "OPS-12", "reason": "Operations does it"},
    "drop-action": {"number": 1, "reason": "the disk is gone"},
    "decide-action": {"number": 1, "approved": True},
    "reopen-action": {"number": 1, "reason": "the alarm never rang"},
    "change-rhythm": {"days": 14},
}
"""What a person gives with a request; nothing where it is not listed."""

OF_OTHERS = {
    "get /health",
    "get /metrics",
    "get /ready",
    "post /alerts/alertmanager",
    "post /changes",
    "get /answer/{token}",
    "post /answer/{token}",
    "get /actions/{token}",
    "post /actions/{token}",
    "post /twilio/machine/{token}",
    "post /twilio/status/{token}",
    "post /sendgrid/events",
    "post /twilio/round-text/{token}",
    "post /twilio/text",
    "post /twilio/text-status/{token}",
    "post /twilio/bridge/{token}",
    "post /twilio/bridge-left",
    "post /twilio/report/{token}",
    "post /twilio/report/{token}/key",
    "post /twilio/voice/inbound",
    "post /twilio/voice/inbound/code",
    "post /twilio/voice/{token}",
    "post /twilio/voice/{token}/key",
}
"""Doors that take no token of a person: they show nothing, or have tokens and signatures of their own."""


@pytest.fixture
async def description(client: httpx.AsyncClient) -> dict[str, Any]:
    """The whole description; no token is needed to read it."""
    described: dict[str, Any] = (await client.get("/openapi.json")).json()
    return described


def operations(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what is said of each route, by method and path."""
    return {
        f"{method} {path}": told for path, methods in description["paths"].items() for method, told in methods.items()
    }


def of_people(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what is said of the routes for people."""
    return {name: told for name, told in operations(description).items() if name in OF_PEOPLE}


async def test_no_route_is_open_but_those_that_are_meant_to_be(description: dict[str, Any]) -> None:
    """Every route needs a person's token, or is on the list of those that do not."""
    secured = {name for name, told in operations(description).items() if told.get("security") == [{"person-token": []}]}

    assert (OF_PEOPLE, OF_OTHERS) == (secured, operations(description).keys() - secured)


async def test_how_to_show_a_token_is_described(description: dict[str, Any]) -> None:
    """Tools that read it know where the token goes."""
    scheme = description["components"]["securitySchemes"]["person-token"]

    assert ("http", "bearer") == (scheme["type"], scheme["scheme"])


async def test_every_route_says_what_it_does(description: dict[str, Any]) -> None:
    """Each has a summary in words and a description in sentences."""
    told = of_people(description).values()

    assert [] == [each["summary"] for each in told if " " not in each["summary"] or each["description"][-1] != "."]


async def test_every_error_is_declared(description: dict[str, Any]) -> None:
    """Whatever a route may answer is there, as a problem with its words."""
    declared = {name: set(told["responses"]) for name, told in of_people(description).items()}
    of_any = {"200", "401", "403", "503", "default"}

    assert {name: of_any | _of_one(name) for name in OF_PEOPLE} == declared


def _of_one(name: str) -> set[str]:
    about_one = {"404"} if "{code}" in name else set()
    changes = {"409"} if "{code}" in name else set()
    may_refuse = {"409"} if name.endswith("/preview") else set()
    return about_one | ({"422"} | changes if name.startswith("post") else may_refuse)


async def test_every_problem_has_the_same_form(description: dict[str, Any]) -> None:
    """Error and hint, as JSON, on every route, also where the answer is a stream."""
    problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    contents = [
        answer["content"]
        for told in of_people(description).values()
        for status, answer in told["responses"].items()
        if status != "200"
    ]

    assert [] == [content for content in contents if content != problem]
    assert ["error", "hint"] == description["components"]["schemas"]["Problem"]["required"]


async def test_every_answer_is_described(description: dict[str, Any]) -> None:
    """No route answers with something that has no fields: the stream's are those of an entry."""
    for name, told in of_people(description).items():
        written = json.dumps(told["responses"]["200"]["content"])
        [model] = re.findall(r"#/components/schemas/(\w+)", written)
        fields = description["components"]["schemas"][model]["properties"]

        assert ("EntryShown" if name.endswith("/events") else model, True) == (model, len(fields) > 0)


async def test_nothing_refers_to_what_is_not_there(description: dict[str, Any]) -> None:
    """Every reference leads somewhere, so that tools can read it."""
    assert set() == set(_references(description)) - {
        f"#/components/schemas/{name}" for name in description["components"]["schemas"]
    }


def _references(part: object) -> Iterator[str]:
    match part:
        case {"$ref": str(reference)}:
            yield reference
        case dict():
            for each in part.values():
                yield from _references(each)
        case list():
            for each in part:
                yield from _references(each)


@pytest.mark.parametrize("name", sorted(OF_PEOPLE))
async def test_answers_are_as_they_are_described(
    ana: httpx.AsyncClient, temporal: FakeTemporal, known: None, description: dict[str, Any], name: str
) -> None:
    """No answer has a field more or less than it says."""
    method, path = name.split()
    if path.endswith("/events"):
        return  # its data is an entry, which the timeline shows too
    body = BODIES.get(path.rpartition("/")[2], {}) if method == "post" else None
    response = await ana.request(method, path.format(code=CODE), json=body)
    schema = operations(description)[name]["responses"]["200"]["content"]["application/json"]["schema"]
    fields = description["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["properties"]

    assert (200, fields.keys()) == (response.status_code, response.json().keys())
