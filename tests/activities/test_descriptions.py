"""Every request of ours against the providers' own descriptions."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.validation.request.exceptions import RequestValidationError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests.activities import test_calls, test_mails, test_texts
from tests.activities.company import notice_to
from tests.activities.provider import Asked, Provider

DESCRIPTIONS = Path(os.environ.get("MIMP_PROVIDER_SPECS", Path(__file__).parents[3] / "shared" / "data"))
TWILIO, SENDGRID = "https://api.twilio.com", "https://api.sendgrid.com"

pytestmark = pytest.mark.skipif(
    not DESCRIPTIONS.is_dir(), reason="the providers' descriptions are not here (MIMP_PROVIDER_SPECS)"
)


class Described:
    """A request as openapi-core reads it."""

    def __init__(self, asked: Asked, host: str, body: bytes | None = None) -> None:
        self.host_url = host
        self.path = asked.path
        self.full_url_pattern = f"{host}{asked.path}"
        self.method = asked.method.lower()
        self.content_type = asked.headers["Content-Type"]
        self.body = asked.body if body is None else body
        self.parameters = RequestParameters(query=ImmutableMultiDict(), header=Headers(dict(asked.headers)))


@pytest.fixture(scope="module")
def twilio() -> OpenAPI:
    """Twilio's description."""
    return OpenAPI.from_dict(json.loads((DESCRIPTIONS / "twilio_api_v2010.json").read_text()))


@pytest.fixture(scope="module")
def sendgrid() -> OpenAPI:
    """SendGrid's description."""
    description = json.loads((DESCRIPTIONS / "sendgrid_mail_v3.json").read_text())
    description["servers"] = [{"url": SENDGRID}]
    return OpenAPI.from_dict(description)


@pytest.mark.parametrize(
    "ask",
    [
        test_calls.deliver,
        test_calls.end,
        lambda address: test_calls.end(address, picked_up=True),
        test_texts.deliver,
        lambda address: test_texts.send(address, notice_to()),
    ],
    ids=["a call", "a call cancelled", "a call hung up", "a text", "a notice"],
)
def test_what_we_ask_of_twilio_is_as_described(
    twilio: OpenAPI, provider: Provider, ask: Callable[[str], object]
) -> None:
    """Every field we send to Twilio exists, with a value of its kind, and none that is required is missing."""
    provider.answers = test_calls.ACCEPTED
    ask(provider.address)

    twilio.validate_request(Described(provider.only, TWILIO))


def test_what_we_ask_of_sendgrid_is_as_described(sendgrid: OpenAPI, provider: Provider) -> None:
    """A mail of ours is one that SendGrid describes."""
    provider.answers = test_mails.ACCEPTED
    test_mails.deliver(provider.address)

    sendgrid.validate_request(Described(provider.only, SENDGRID))


def test_the_descriptions_can_tell_right_from_wrong(twilio: OpenAPI, sendgrid: OpenAPI, provider: Provider) -> None:
    """The oracles are awake: a call to nobody and a mail without a sender are not as described."""
    provider.answers = test_calls.ACCEPTED
    test_calls.deliver(provider.address)
    test_mails.deliver(provider.address)
    call, mail = provider.asked

    with pytest.raises(RequestValidationError):
        twilio.validate_request(Described(call, TWILIO, body=call.body.replace(b"To=", b"Too=")))
    with pytest.raises(RequestValidationError):
        sendgrid.validate_request(Described(mail, SENDGRID, body=mail.body.replace(b'"from"', b'"form"')))
