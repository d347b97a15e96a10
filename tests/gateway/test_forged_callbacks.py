"""Callbacks that are forged, altered or replayed, at every door Twilio has: turned away and counted, and never an error."""

from collections.abc import Iterator
from copy import deepcopy

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.messages import Purpose, Verb
from gateway.engine import Gone
from tests.gateway.builders import (
    CHECKOUT,
    action_link,
    bridge_token,
    link,
    meaning,
    open_page,
    report_token,
    round_text_token,
    script,
    token,
)
from tests.gateway.fakes import AUTH_TOKEN, PUBLIC_URL, FakeTemporal, FakeTwilio, signature_of

CALL = {"CallSid": "CA1", "To": "+447700900101"}
DOORS = {
    "/twilio/voice/{token}": CALL,
    "/twilio/voice/{token}/key": {**CALL, "Digits": "1"},
    "/twilio/status/{token}": {"CallSid": "CA1", "CallStatus": "ringing", "SequenceNumber": "1"},
    "/twilio/machine/{token}": {"CallSid": "CA1", "AnsweredBy": "machine_start"},
    "/twilio/text-status/{token}": {"MessageSid": "SM1", "MessageStatus": "delivered"},
    "/twilio/round-text/{token}": {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"},
    "/twilio/bridge/{token}": {
        "CallSid": "CA1",
        "StatusCallbackEvent": "participant-join",
        "ParticipantLabel": "storefront:ana",
        "SequenceNumber": "1",
    },
    "/twilio/bridge-left": {"CallSid": "CA1"},
    "/twilio/voice/inbound": {"CallSid": "CA1", "From": "+447700900101"},
    "/twilio/voice/inbound/code": {"CallSid": "CA1", "From": "+447700900101", "Digits": "4821"},
    "/twilio/report/{token}": {"CallSid": "CA1", "From": "+447700900101"},
    "/twilio/report/{token}/key": {"CallSid": "CA1", "From": "+447700900101", "Digits": "1"},
    "/twilio/text": {"MessageSid": "SM1", "From": "+447700900101", "Body": "ACK 4821"},
}
OURS = {"bridge": bridge_token, "report": report_token, "round-text": round_text_token}
"""Tokens of doors that are about no attempt to reach somebody."""

ASK_NOTHING = {"/twilio/bridge-left", "/twilio/voice/inbound"}
"""Doors behind which something is said, and the engine is asked for nothing."""

every_door = pytest.mark.parametrize("door", DOORS)
every_door_with_a_token = pytest.mark.parametrize("door", [door for door in DOORS if "{token}" in door])


@pytest.fixture(autouse=True)
def anas_page(temporal: FakeTemporal) -> None:
    """Ana's page is open: whatever is let in would take effect."""
    temporal.scripts["ana"] = script()
    temporal.pages["ana"] = [open_page()]
    temporal.meanings["ACK 4821"] = meaning(Verb.ACKNOWLEDGE)
    temporal.meanings["4821"] = meaning(Verb.JOIN, open_page(purpose=Purpose.JOIN))


def at(door: str, written: str | None = None) -> str:
    """Return the address of a door, with Ana's token unless another is written there; a key is about the page she was told."""
    about = f"?told={CHECKOUT}" if door.endswith("/key") else ""
    ours = OURS.get(door.split("/")[2], token)()
    return door.format(token=ours if written is None else written) + about


def signed(target: str, fields: dict[str, str]) -> str:
    """Return Twilio's signature of a request."""
    return signature_of(PUBLIC_URL + target, list(fields.items()), AUTH_TOKEN)


def altered(fields: dict[str, str]) -> Iterator[dict[str, str]]:
    """Return forms one change away: each field changed, blanked or left out, and one added."""
    for name, value in fields.items():
        yield {**fields, name: f"{value}0"}
        yield {**fields, name: ""}
        yield {key: kept for key, kept in fields.items() if key != name}
    yield {**fields, "Digits2": ""}


async def turned_away(client: httpx.AsyncClient) -> dict[str, int]:
    """Read at the gateway what was turned away."""
    counts: dict[str, int] = (await client.get("/health")).json()["turned_away"]
    return counts


async def test_no_door_of_twilios_is_left_out(client: httpx.AsyncClient) -> None:
    """Whatever is promised here is promised of every address Twilio is given."""
    paths = (await client.get("/openapi.json")).json()["paths"]

    assert {path for path in paths if path.startswith("/twilio/")} == set(DOORS)


@every_door
async def test_what_twilio_signed_is_let_in(twilio: FakeTwilio, temporal: FakeTemporal, door: str) -> None:
    """The requests that are forged below are good ones to begin with."""
    response = await twilio.post(at(door), DOORS[door])

    assert (response.status_code < 300, bool(temporal.requests)) == (True, door not in ASK_NOTHING)


@every_door
async def test_a_request_nobody_signed_is_turned_away(
    client: httpx.AsyncClient, temporal: FakeTemporal, door: str
) -> None:
    """Knowing an address with its token opens nothing."""
    response = await client.post(at(door), data=DOORS[door])

    assert (403, [], {"signature missing": 1}) == (response.status_code, temporal.requests, await turned_away(client))


@every_door
async def test_another_accounts_signature_is_turned_away(
    client: httpx.AsyncClient, temporal: FakeTemporal, door: str
) -> None:
    """Whoever has an account of their own at Twilio signs nothing for us."""
    response = await FakeTwilio(client, "a token of theirs").post(at(door), DOORS[door])

    assert (403, [], {"signature wrong": 1}) == (response.status_code, temporal.requests, await turned_away(client))


@every_door
async def test_an_altered_form_is_turned_away(
    client: httpx.AsyncClient, twilio: FakeTwilio, temporal: FakeTemporal, door: str
) -> None:
    """A request that was seen on its way cannot be made to say something else."""
    signature = signed(at(door), DOORS[door])
    forms = list(altered(DOORS[door]))
    statuses = {(await twilio.post(at(door), form, signature=signature)).status_code for form in forms}

    assert ({403}, []) == (statuses, temporal.requests)
    assert {"signature wrong": len(forms)} == await turned_away(client)


@every_door
async def test_a_request_is_good_at_no_other_door(
    client: httpx.AsyncClient, twilio: FakeTwilio, temporal: FakeTemporal, door: str
) -> None:
    """What Twilio signed for one address is refused at every other, be it the same one with a query or for another person."""
    signature = signed(at(door), DOORS[door])
    others = [at(other) for other in DOORS if other != door] + [f"{at(door)}{'&' if '?' in at(door) else '?'}turn=2"]
    others += [at(door, token("bo"))] if "{token}" in door else []
    statuses = {(await twilio.post(other, DOORS[door], signature=signature)).status_code for other in others}

    assert ({403}, []) == (statuses, temporal.requests)
    assert {"signature wrong": len(others)} == await turned_away(client)


@every_door_with_a_token
async def test_a_token_that_is_not_ours_is_turned_away(
    client: httpx.AsyncClient, twilio: FakeTwilio, temporal: FakeTemporal, door: str
) -> None:
    """Even under Twilio's own signature a token that was altered, made up, or meant for a mail's link opens nothing."""
    forged = [f"{token()}x", token()[:-1], f"{token('bo').split('.')[0]}.{token().split('.')[1]}", "x"]
    forged += [link().removeprefix("/answer/"), action_link().removeprefix("/actions/")]
    statuses = {(await twilio.post(at(door, each), DOORS[door])).status_code for each in forged}

    assert ({403}, []) == (statuses, temporal.requests)
    assert {"token invalid": len(forged)} == await turned_away(client)


@every_door
async def test_a_replayed_request_is_no_second_answer(twilio: FakeTwilio, temporal: FakeTemporal, door: str) -> None:
    """Signatures bear no time, so an old request is let in again; but it says the same as before, under the same ids."""
    first = await twilio.post(at(door), DOORS[door])
    answers, told = deepcopy(temporal.answers), {notice.notice_id for _, notice in temporal.notices}
    reported = set(map(str, temporal.suspected))
    second = await twilio.post(at(door), DOORS[door])

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert (answers, told) == (temporal.answers, {notice.notice_id for _, notice in temporal.notices})
    assert reported == set(map(str, temporal.suspected))
    assert len({report.model_dump_json() for _, report in [*temporal.call_reports, *temporal.text_reports]}) <= 1


@every_door
async def test_a_replay_after_the_end_changes_nothing(twilio: FakeTwilio, temporal: FakeTemporal, door: str) -> None:
    """A request replayed when all is over reaches nobody, and is no error."""
    temporal.scripts, temporal.pages, temporal.meanings = {}, {}, {}
    temporal.refuses = Gone("it has ended.")
    response = await twilio.post(at(door), DOORS[door])

    assert (response.status_code < 300, temporal.answers) == (True, {})
    assert (temporal.call_reports, temporal.text_reports, temporal.undelivered) == ([], [], [])


@every_door
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_twilio_is_heard_by_post_alone(
    client: httpx.AsyncClient, temporal: FakeTemporal, door: str, method: str
) -> None:
    """No other method reaches what a door guards, signed or not."""
    headers = {"X-Twilio-Signature": signed(at(door), {})}
    response = await client.request(method, at(door), headers=headers)

    assert (405, []) == (response.status_code, temporal.requests)


@every_door
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200), signature=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"])))
async def test_rubbish_is_never_an_error(
    client: httpx.AsyncClient, temporal: FakeTemporal, door: str, body: bytes, signature: str
) -> None:
    """Whatever is sent without Twilio's signature is refused below 500, and asks the engine nothing."""
    headers = [(b"X-Twilio-Signature", signature.strip().encode("latin-1"))]
    response = await client.post(at(door), content=body, headers=headers)

    assert (response.status_code in {400, 403}, temporal.requests) == (True, [])


@every_door
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.text(st.characters(codec="utf-8"), max_size=40), min_size=8, max_size=8))
async def test_strange_words_under_a_good_signature_are_no_error(
    twilio: FakeTwilio, temporal: FakeTemporal, door: str, values: list[str]
) -> None:
    """Twilio passes on what people and carriers wrote: none of it breaks a door."""
    fields = dict(zip(DOORS[door], values, strict=False))
    response = await twilio.post(at(door), fields)

    assert response.status_code < 500
