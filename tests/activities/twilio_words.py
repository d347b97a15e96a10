"""What Twilio answers, as its documentation shows it, and our client of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from twilio.rest import Client

from activities.providers import twilio_client
from tests.activities.provider import Says

ACCOUNT = "AC" + 30 * "0" + "a1"
CALL = "CA" + 30 * "0" + "c1"
MESSAGE = "SM" + 30 * "0" + "e1"
BASE = f"/2010-04-01/Accounts/{ACCOUNT}"

TOO_MANY = Says(429, {"code": 20429, "message": "Too Many Requests", "status": 429}, {"Retry-After": "3"})


def refuses(code: int, message: str, status: int = 400) -> Says:
    """Return a refusal as Twilio writes it."""
    more_info = f"https://www.twilio.com/docs/errors/{code}"
    return Says(status, {"code": code, "message": message, "more_info": more_info, "status": status})


def refuses_by_rfc_9457(code: int, detail: str, status: int = 400) -> Says:
    """Return a refusal as Twilio's newer products write it."""
    body: dict[str, Any] = {"type": f"https://www.twilio.com/docs/errors/{code}", "title": "Invalid parameter"}
    return Says(status, body | {"status": status, "code": code, "detail": detail})


@contextmanager
def a_client(address: str, timeout_seconds: float = 30) -> Iterator[Client]:
    """Return a client of the stand-in at this address; its connections are closed at the end."""
    client = twilio_client(ACCOUNT, "the secret", base_url=address, timeout_seconds=timeout_seconds)
    try:
        yield client
    finally:
        client.http_client.session.close()
