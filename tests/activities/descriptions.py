"""The providers' own descriptions of their interfaces, as oracles: all requests of ours and answers in our tests are held to them.

They are not part of the project. `MIMP_PROVIDER_SPECS` names a folder that has them.
"""

import json
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.templating.responses.exceptions import ResponseNotFound
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests.activities.provider import Asked, Exchange, Says

DESCRIPTIONS = Path(os.environ.get("MIMP_PROVIDER_SPECS", Path(__file__).parents[3] / "shared" / "data"))
ABSENT = "the providers' descriptions are not here (MIMP_PROVIDER_SPECS)"
TWILIO, SENDGRID = "https://api.twilio.com", "https://api.sendgrid.com"


class Request:
    """A request as openapi-core reads it."""

    def __init__(self, asked: Asked, host: str) -> None:
        query = ImmutableMultiDict(parse_qsl(urlsplit(asked.target).query))
        self.host_url = host
        self.path = asked.path
        self.full_url_pattern = f"{host}{asked.path}"
        self.method = asked.method.lower()
        self.content_type = asked.headers.get("Content-Type", "")
        self.body = asked.body or None
        self.parameters = RequestParameters(query=query, header=Headers(dict(asked.headers)))


class Answer:
    """An answer as openapi-core reads it."""

    def __init__(self, says: Says) -> None:
        self.data = says.content()
        self.status_code = says.status
        self.content_type = says.content_type
        self.headers = dict(says.headers)


def are_here() -> bool:
    """Return whether there is anything to hold exchanges to."""
    return DESCRIPTIONS.is_dir()


def check(exchanges: Iterable[Exchange]) -> None:
    """Hold exchanges to the descriptions. Raises an error of openapi-core's for the first that is not as described."""
    for exchange in exchanges:
        if exchange.asked.path.startswith("/"):  # anything else is a request to a proxy
            _check(exchange)


def _check(exchange: Exchange) -> None:
    twilio = exchange.asked.path.startswith("/2010-04-01/")
    description, host = (_twilio(), TWILIO) if twilio else (_sendgrid(), SENDGRID)
    request = Request(exchange.asked, host)
    description.validate_request(request)
    match exchange.did:
        case Says(body=str(said)) if said:
            return  # something on the way has answered
        case Says() as says:
            try:
                description.validate_response(request, Answer(says))
            except ResponseNotFound:
                # Twilio describes no errors, and SendGrid not what its sandbox answers.
                assert says.status >= 400 or (says.status == 200 and not twilio)


@cache
def _twilio() -> OpenAPI:
    return OpenAPI.from_dict(_read("twilio_api_v2010.json"))


@cache
def _sendgrid() -> OpenAPI:
    description = _read("sendgrid_mail_v3.json")
    description["servers"] = [{"url": SENDGRID}]
    # SendGrid describes `help` as an object and answers with a string or null.
    error = description["components"]["schemas"]["ErrorResponse"]["properties"]["errors"]["items"]
    del error["properties"]["help"]
    # And it calls `field` nullable in words of an older OpenAPI than its own.
    error["properties"]["field"]["type"] = ["string", "null"]
    return OpenAPI.from_dict(description)


def _read(name: str) -> dict[str, Any]:
    description: dict[str, Any] = json.loads((DESCRIPTIONS / name).read_text("utf-8"))
    return description
