"""Who asks: people are known by a token of their own, and only so long as the organisation file names them."""

import hmac
from collections.abc import Sequence
from http import HTTPStatus

from fastapi import Request

from config.person_tokens import PersonToken, digest_of
from domain.organisation import Organisation, Person
from gateway.counts import Counts
from gateway.refusals import RequestRefused

_WHERE_FROM = "Whoever runs the gateway makes one with 'mimp token'."


class People:
    """Lets in people who show a token. One person may have several, so that one can be changed without a gap."""

    def __init__(self, organisation: Organisation, tokens: Sequence[PersonToken], counts: Counts) -> None:
        self._people = organisation.people
        self._tokens = tokens
        self._counts = counts

    def who_asks(self, request: Request) -> Person:
        """Return the person whose token a request shows.

        Raises:
            RequestRefused: no token, or none of ours (401); the organisation file does not name its owner any more (403).

        """
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not given.strip():
            raise self._unauthorised("A token is needed: 'Authorization: Bearer mimp_...'.", "Bearer")
        owner = self._owner(given.strip())
        if owner is None:
            raise self._unauthorised("The token is not one of those known here.", 'Bearer error="invalid_token"')
        person = self._people.get(owner)
        if person is None:
            self._counts.add("person unknown to the organisation")
            sentence = f"The token is that of '{owner}', whom the organisation file does not name any more."
            raise RequestRefused(HTTPStatus.FORBIDDEN, sentence, "Ask whoever keeps the organisation file.")
        return person

    def _owner(self, token: str) -> str | None:
        digest = digest_of(token)
        # All are compared, each in the same time: how long it takes says nothing about which is near.
        owners = [known.person for known in self._tokens if hmac.compare_digest(known.digest, digest)]
        return owners[0] if owners else None

    def _unauthorised(self, sentence: str, challenge: str) -> RequestRefused:
        self._counts.add("person token missing or wrong")
        return RequestRefused(HTTPStatus.UNAUTHORIZED, sentence, _WHERE_FROM, headers={"WWW-Authenticate": challenge})
