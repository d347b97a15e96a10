"""Only what Twilio signed is let in."""

import logging
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI, Request
from pydantic import SecretStr
from starlette.types import Receive, Scope, Send
from twilio.request_validator import RequestValidator

from config.settings import Settings
from gateway.app import create_app
from gateway.counts import Counts
from gateway.forms import TwilioForm, read_form
from gateway.refusals import RequestRefused, say_refusal
from gateway.signatures import TwilioDoor
from tests.domain.builders import NIGHT
from tests.gateway.builders import script, token
from tests.gateway.company import organisation
from tests.gateway.fakes import AUTH_TOKEN, PUBLIC_URL, FakeTemporal, FakeTwilio, Fields, signature_of

STATUS = f"/twilio/status/{token()}"
FIELDS = {"CallSid": "CA1", "CallStatus": "ringing", "SequenceNumber": "1"}


async def test_what_twilio_signed_is_taken(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """A request signed over the public address is taken, whatever the Host and X-Forwarded headers say."""
    response = await twilio.post(STATUS, FIELDS)

    assert (response.status_code, temporal.requests) == (204, ["call_reported"])


async def test_either_token_is_good_while_they_are_changed(client: httpx.AsyncClient) -> None:
    """Both configured tokens sign well, so that a change of tokens loses no answer."""
    response = await FakeTwilio(client, "the next token").post(STATUS, FIELDS)

    assert response.status_code == 204


async def test_a_token_of_another_account_is_refused(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """What somebody else's account signed reaches nobody."""
    response = await FakeTwilio(client, "another token").post(STATUS, FIELDS)

    assert (response.status_code, temporal.requests) == (403, [])


async def test_a_missing_signature_is_refused(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """A request without the header is refused in words."""
    response = await client.post(STATUS, data=FIELDS)

    assert (response.status_code, response.json()["errors"]) == (403, ["The header X-Twilio-Signature is missing."])
    assert temporal.requests == []


@pytest.mark.parametrize("signature", ["", "x", "=", "a" * 28, "é"])
async def test_a_wrong_signature_is_refused(twilio: FakeTwilio, temporal: FakeTemporal, signature: str) -> None:
    """Anything but the right signature is refused, whatever its form."""
    response = await twilio.post(STATUS, FIELDS, signature=signature)

    assert (response.status_code, temporal.requests) == (403, [])


@pytest.mark.parametrize("algorithm", ["NONE", "\x1b[2J", "MD5\x7f"])
async def test_an_unknown_algorithm_is_not_even_logged(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, algorithm: str
) -> None:
    """What anybody writes into a header does not get into the log, where it could pass for lines of ours."""
    headers = {"X-Twilio-Signature": "x", "X-Twilio-Webhooks-Signature-Settings": f"algorithm={algorithm}"}
    response = await client.post(STATUS, data=FIELDS, headers=headers)
    logging.getLogger("twilio.request_validator").warning("Unsupported webhook signature algorithm: %s", algorithm)

    assert (403, {"signature wrong": 1}) == (
        response.status_code,
        (await client.get("/health")).json()["turned_away"],
    )
    assert [] == [record for record in caplog.records if record.name.startswith("twilio")]


@pytest.mark.parametrize("raw_path", [b"%2Ftwilio/text", b"%2F[twilio/text", b":99999%2Ftwilio/text", b"", b"*"])
async def test_a_target_that_is_no_path_is_a_wrong_signature(
    temporal: FakeTemporal, settings: Settings, raw_path: bytes
) -> None:
    """An address that would run on from our host name is refused and counted like any other, and never an error."""
    app = create_app(settings, organisation(), temporal, lambda: NIGHT)
    signature = signature_of(f"{PUBLIC_URL}{raw_path.decode()}", list(FIELDS.items()), AUTH_TOKEN)

    async def as_it_came(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "raw_path": raw_path} if scope["method"] == "POST" else scope, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=as_it_came), base_url="http://gateway") as client:
        response = await client.post("/twilio/text", data=FIELDS, headers={"X-Twilio-Signature": signature})
        turned_away = (await client.get("/health")).json()["turned_away"]

    assert (403, {"signature wrong": 1}, []) == (response.status_code, turned_away, temporal.requests)


@pytest.mark.parametrize(
    ("target", "fields"),
    [
        (f"/twilio/status/{token('bo')}", FIELDS),
        (f"{STATUS}?turn=1", FIELDS),
        (STATUS, {**FIELDS, "CallStatus": "ringinG"}),
        (STATUS, {"CallSid": "CA1", "Callstatus": "ringing", "SequenceNumber": "1"}),
        (STATUS, {**FIELDS, "Digits": ""}),
        (STATUS, {"CallSid": "CA1", "CallStatus": "ringing"}),
        (STATUS, {**FIELDS, "CallStatus": "ringing "}),
    ],
    ids=["address", "query", "value", "name", "blank field added", "field missing", "blank at the end"],
)
async def test_whatever_is_altered_is_refused(
    twilio: FakeTwilio, temporal: FakeTemporal, target: str, fields: Fields
) -> None:
    """A signature for one request is none for another, be it one letter off."""
    signature = signature_of(PUBLIC_URL + STATUS, list(FIELDS.items()), "the account's token")
    response = await twilio.post(target, fields, signature=signature)

    assert (response.status_code, temporal.requests) == (403, [])


@pytest.mark.parametrize(
    "fields",
    [
        [*FIELDS.items(), ("CallerName", ""), ("ForwardedFrom", "")],
        [*FIELDS.items(), ("CallerName", " Ana  ")],
        [*FIELDS.items(), ("Part", "b"), ("Part", "a"), ("Part", "b")],
        [*FIELDS.items(), ("CallerName", "Zoë & Co = 100%+1")],
        [*reversed(FIELDS.items())],
    ],
    ids=["blank fields", "blanks around a value", "repeated fields", "signs and letters", "another order"],
)
async def test_every_field_is_signed_as_it_came(twilio: FakeTwilio, fields: Fields) -> None:
    """Nothing is trimmed, dropped or joined before the signature is checked."""
    response = await twilio.post(STATUS, fields)

    assert response.status_code == 204


async def test_a_reordered_query_is_another_address(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """The query counts as it was received, byte by byte."""
    temporal.scripts["ana"] = script()
    voice = f"/twilio/voice/{token()}"
    right = await twilio.post(f"{voice}?stage=opening&turn=2", FIELDS)
    wrong = await twilio.post(f"{voice}?stage=opening&turn=2", FIELDS, url=f"{voice}?turn=2&stage=opening")

    assert (right.status_code, wrong.status_code) == (200, 403)


async def test_an_escaped_query_is_checked_as_it_was_received(twilio: FakeTwilio) -> None:
    """An address is not unescaped before it is checked."""
    response = await twilio.post(f"{STATUS}?note=a%2Fb%20c", FIELDS)

    assert response.status_code == 204


async def test_a_signature_by_sha256_is_taken(client: httpx.AsyncClient) -> None:
    """Twilio's newer algorithm is understood when its header names it, and no other."""
    signed = RequestValidator("the account's token").compute_signature(PUBLIC_URL + STATUS, FIELDS, "HMAC_SHA256")
    statuses = []
    for algorithm in ("HMAC_SHA256", "HMAC_SHA1", "NONE"):
        headers = {
            "X-Twilio-Signature": signed,
            "X-Twilio-Webhooks-Signature-Settings": f"key=k1,algorithm={algorithm}",
        }
        statuses.append((await client.post(STATUS, data=FIELDS, headers=headers)).status_code)

    assert statuses == [204, 403, 403]


async def test_the_published_example_is_taken() -> None:
    """The example by which Twilio's own packages are tested passes here."""
    app, door = FastAPI(), TwilioDoor("https://mycompany.com", [SecretStr("12345")], Counts())
    app.add_exception_handler(RequestRefused, say_refusal)

    @app.post("/myapp.php")
    async def myapp(request: Request) -> str:
        """Say what was pressed."""
        return (await door.form(request)).text("Digits")

    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
        "Caller": "+14158675309",
    }
    headers = {"X-Twilio-Signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://gateway") as client:
        response = await client.post("/myapp.php?foo=1&bar=2", data=fields, headers=headers)

    assert (response.status_code, response.json()) == (200, "1234")


async def test_refusals_are_counted_by_reason(client: httpx.AsyncClient, twilio: FakeTwilio) -> None:
    """Whoever runs the gateway sees how often and why requests were turned away."""
    await client.post(STATUS, data=FIELDS)
    await twilio.post(STATUS, FIELDS, signature="wrong")
    await twilio.post("/twilio/status/forged", FIELDS)
    turned_away = (await client.get("/health")).json()["turned_away"]

    assert turned_away == {"signature missing": 1, "signature wrong": 1, "token invalid": 1}


@pytest.mark.parametrize("body", [b"a=%ff", b"a=\xff", b"{}", b"a&b", "ä=1".encode(), b"&".join([b"a=1"] * 151)])
async def test_a_body_that_is_no_form_is_refused(
    client: httpx.AsyncClient, temporal: FakeTemporal, body: bytes
) -> None:
    """Whatever cannot be read as a form in UTF-8 is refused in words."""
    response = await client.post(STATUS, content=body, headers={"X-Twilio-Signature": "x"})

    assert (response.status_code, temporal.requests) == (400, [])
    assert response.json()["errors"][0].startswith("The body is not a form")


async def test_a_form_is_not_read_without_end(client: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """A form larger than any of Twilio's is refused."""
    response = await client.post(STATUS, data={"CallSid": "C" * 70_000}, headers={"X-Twilio-Signature": "x"})

    assert (response.status_code, response.json()["errors"]) == (413, ["The body is larger than 65536 bytes."])


def test_an_empty_body_is_a_form_without_fields() -> None:
    """A form without fields is one all the same."""
    form = read_form(b"")

    assert (list(form), len(form), form.text("Digits")) == ([], 0, "")


def test_blank_and_repeated_fields_are_kept() -> None:
    """A form remembers every value of every field."""
    form = read_form(urlencode([("b", "2"), ("a", ""), ("b", "1"), ("b", "2")]).encode())

    assert (["b", "a"], 2, [""], ["2", "1", "2"]) == (list(form), len(form), form.getlist("a"), form.getlist("b"))


def test_a_form_of_many_fields_is_read() -> None:
    """Several times as many fields as Twilio sends are understood."""
    fields = [(f"Field{n}", "1") for n in range(150)]

    assert 150 == len(read_form(urlencode(fields).encode()))


@pytest.mark.parametrize("written", ["-1", "1.5", "x", "9" * 5000, "१"])
def test_a_number_that_is_none_is_refused(written: str) -> None:
    """A field that should be a number and is not is named."""
    with pytest.raises(RequestRefused, match="SequenceNumber must be a whole number"):
        TwilioForm([("SequenceNumber", written)]).number("SequenceNumber")
