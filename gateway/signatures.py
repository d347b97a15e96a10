"""Whether a request comes from Twilio: its signature over the address it was sent to and every field of its form.

The address is the configured public one with path and query as they were received, never what the Host or X-Forwarded headers say:
those are anybody's to write. Twilio signs the address before proxies rewrote it (Twilio documentation, webhook security).
"""

import logging
from collections.abc import Sequence
from http import HTTPStatus

from fastapi import Request
from pydantic import SecretStr
from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from gateway.bodies import read_body
from gateway.counts import Counts
from gateway.forms import TwilioForm, read_form
from gateway.refusals import RequestRefused

_MOST_BYTES = 64 * 1024
_ALGORITHMS = frozenset({HMAC_SHA1, HMAC_SHA256})


class TwilioDoor:
    """Lets in what Twilio signed with one of the account's tokens; two are in use while they are changed."""

    def __init__(self, public_url: str, tokens: Sequence[SecretStr], counts: Counts) -> None:
        self._public_url = public_url.rstrip("/")
        self._validators = [RequestValidator(token.get_secret_value()) for token in tokens]
        self._counts = counts
        # Twilio's package writes into its warnings what anybody may have put into a header, terminal's escapes and all.
        logging.getLogger(RequestValidator.__module__).setLevel(logging.ERROR)

    async def form(self, request: Request) -> TwilioForm:
        """Return the form of a request that Twilio sent.

        Raises:
            RequestRefused: it was not signed by Twilio (403), or its body is not a form (400) or too large (413).

        """
        signature = request.headers.get(SIGNATURE_HEADER)
        if not signature:
            raise self._refused("signature missing", f"The header {SIGNATURE_HEADER} is missing.")
        form = read_form(await read_body(request, _MOST_BYTES))
        if not self._signed(request, form, signature):
            raise self._refused("signature wrong", "The signature does not match: address, fields or token differ.")
        return form

    def _signed(self, request: Request, form: TwilioForm, signature: str) -> bool:
        algorithm = get_signature_algorithm(request.headers.get(SIGNATURE_SETTINGS_HEADER))
        address = self._address(request)
        if address is None or algorithm.upper() not in _ALGORITHMS:
            return False
        return any(validator.validate(address, form, signature, algorithm) for validator in self._validators)

    def _address(self, request: Request) -> str | None:
        """Return the address the request was sent to; None for a target that would run on from our host name, such as `%2Fpath`."""
        path, query = request.scope["raw_path"], request.scope["query_string"]
        if not path.startswith(b"/"):
            return None
        received: bytes = path + b"?" + query if query else path
        return self._public_url + received.decode("latin-1")

    def _refused(self, reason: str, sentence: str) -> RequestRefused:
        self._counts.add(reason)
        return RequestRefused(HTTPStatus.FORBIDDEN, sentence)
