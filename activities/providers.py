"""The providers' clients: real packages, with a time-out on every call and none of their own retries.

A second layer of retries under Temporal's would ring a phone twice: Twilio and SendGrid have no idempotency key.
"""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from sendgrid import SendGridAPIClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

TIMEOUT_SECONDS = 10.0
"""How long a provider may take to answer one request."""


class _Rebased(TwilioHttpClient):  # type: ignore[misc] # the package ships no types
    """Sends what is meant for Twilio to another address: the SDK itself has no setting for that."""

    def __init__(self, base_url: str) -> None:
        super().__init__(timeout=TIMEOUT_SECONDS)
        self._base = urlsplit(base_url)
        if self.session:
            self.session.trust_env = False  # a proxy for the outside world is not for an address on this machine

    def request(self, method: str, url: str, *args: Any, **options: Any) -> Response:
        """Send the request to the other address; only the host changes."""
        there = urlsplit(url)._replace(scheme=self._base.scheme, netloc=self._base.netloc)
        return super().request(method, urlunsplit(there), *args, **options)


def twilio_client(account_sid: str, secret: str, *, api_key: str | None = None, base_url: str | None = None) -> Client:
    """Return a client for calls and texts; `secret` is the API key's secret, or the account's auth token without one.

    `base_url` replaces Twilio's own address.
    """
    http = _Rebased(base_url) if base_url else TwilioHttpClient(timeout=TIMEOUT_SECONDS)
    return Client(api_key or account_sid, secret, account_sid=account_sid, http_client=http)


def sendgrid_client(api_key: str, *, base_url: str | None = None) -> SendGridAPIClient:
    """Return a client for mail. `base_url` replaces SendGrid's own address."""
    client = SendGridAPIClient(api_key, host=base_url) if base_url else SendGridAPIClient(api_key)
    client.client.timeout = TIMEOUT_SECONDS  # the default waits for ever
    return client
