"""Who lets systems in that report by themselves: alerting systems and deployment tools, by one of the tokens for them."""

import hmac
from collections.abc import Sequence
from http import HTTPStatus

from fastapi import Request
from pydantic import SecretStr

from gateway.counts import Counts
from gateway.refusals import RequestRefused


class SourceDoor:
    """Lets in whoever shows one of the tokens; what it turns away is counted."""

    def __init__(self, tokens: Sequence[SecretStr], counts: Counts) -> None:
        self._tokens = [token.get_secret_value().encode() for token in tokens]
        self._counts = counts

    def check(self, request: Request) -> None:
        """Return when a token fits. Raises `RequestRefused` (401) when none does."""
        if not self._tokens:
            raise self._unauthorised("No token for alerts is configured here: set MIMP_ALERT_TOKENS.")
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise self._unauthorised("A token is needed: 'Authorization: Bearer ...'.")
        # Each comparison takes the same time, however much of a token was guessed right.
        if not any(hmac.compare_digest(given.strip().encode(), token) for token in self._tokens):
            raise self._unauthorised("The token is not one of those configured here.")

    def _unauthorised(self, sentence: str) -> RequestRefused:
        self._counts.add("alert token missing or wrong")
        return RequestRefused(HTTPStatus.UNAUTHORIZED, sentence, headers={"WWW-Authenticate": "Bearer"})
