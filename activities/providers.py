"""The providers' clients: real packages, with a time-out on every call and none of their own retries.

A second layer of retries under Temporal's would ring a phone twice: Twilio and SendGrid have no idempotency key.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

import python_http_client
from sendgrid import SendGridAPIClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from activities.provider_errors import turned_away

TIMEOUT_SECONDS = 6.0
"""How long a provider may take to answer one request."""


class _TwilioHttp(TwilioHttpClient):  # type: ignore[misc] # the package ships no types
    """Gives Twilio's word on how long to wait to whoever asked: the SDK reads a refusal's body alone.

    What is meant for Twilio can be sent to another address, for which the SDK has no setting either.
    """

    def __init__(self, timeout_seconds: float, base_url: str | None) -> None:
        super().__init__(timeout=timeout_seconds)
        self._base = urlsplit(base_url) if base_url else None
        if self._base and self.session:
            self.session.trust_env = False  # a proxy for the outside world is not for an address on this machine

    def request(self, method: str, url: str, *args: Any, **options: Any) -> Response:
        """Send the request, to the other address if there is one. Raises `Throttled` when Twilio has too many."""
        answer = super().request(method, self._rebased(url), *args, **options)
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            raise turned_away(answer)
        return answer

    def _rebased(self, url: str) -> str:
        """Return the address with another host; everything else stays."""
        if self._base is None:
            return url
        return urlunsplit(urlsplit(url)._replace(scheme=self._base.scheme, netloc=self._base.netloc))


class _Direct(python_http_client.Client):  # type: ignore[misc] # the package ships no types
    """Sends past every proxy: the SDK asks the environment for one and has no setting against it."""

    def _build_client(self, name: str | None = None) -> "_Direct":
        """Return the client for one more step of the path, as the package does, but of this class."""
        path = [*self._url_path, name] if name else self._url_path
        return _Direct(self.host, self.request_headers, self._version, path, self.append_slash, self.timeout)

    def _make_request(self, opener: OpenerDirector, request: Request, timeout: float | None = None) -> Any:  # noqa: ARG002 - the package's signature
        return super()._make_request(build_opener(ProxyHandler({})), request, timeout)


def twilio_client(
    account_sid: str,
    secret: str,
    *,
    api_key: str | None = None,
    base_url: str | None = None,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> Client:
    """Return a client for calls and texts; `secret` is the API key's secret, or the account's auth token without one.

    `base_url` replaces Twilio's own address.
    """
    http = _TwilioHttp(timeout_seconds, base_url)
    return Client(api_key or account_sid, secret, account_sid=account_sid, http_client=http)


def sendgrid_client(
    api_key: str, *, base_url: str | None = None, timeout_seconds: float = TIMEOUT_SECONDS
) -> SendGridAPIClient:
    """Return a client for mail. `base_url` replaces SendGrid's own address."""
    client = SendGridAPIClient(api_key)
    if base_url:
        client.client = _Direct(base_url, client.client.request_headers, version=3)
    client.client.timeout = timeout_seconds  # the default waits for ever
    return client
