"""What a person shows the gateway to be let in: a random token of their own, of which the settings keep a digest alone.

One round of SHA-256 is enough. A slow hash protects what people think up themselves; a token has 256 random bits, and nobody finds
one by trying, however fast a try is.
"""

import hashlib
import re
import secrets
from collections import defaultdict

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from domain.organisation import Slug

_PREFIX = "mimp_"
_RANDOM_BYTES = 32
_FORM = re.compile(r"(?P<person>[a-z0-9]+(?:-[a-z0-9]+)*):(?P<digest>[0-9a-f]{64})")


class PersonToken(BaseModel):
    """Whose a token is, and the token's SHA-256 in hexadecimal; written `person-id:digest`."""

    model_config = ConfigDict(frozen=True)

    person: Slug
    digest: str = Field(repr=False)

    def __str__(self) -> str:
        return f"{self.person}:{self.digest}"


def new_token() -> str:
    """Return a token nobody has seen yet; its beginning tells whoever finds one what it opens."""
    return _PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _read(given: object) -> object:
    if not isinstance(given, str):
        return given
    written = [part.strip() for part in given.split(",") if part.strip()]
    return _each_with_one_owner(tuple(_entry(number, text) for number, text in enumerate(written, start=1)))


def _entry(number: int, text: str) -> PersonToken:
    """Read one entry. A mistake is told by its number alone: what stands there may be the token itself."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise PydanticCustomError(
            "person_token",
            "entry {number} is not person-id:digest, with 64 hexadecimal digits: make it with 'mimp token'.",
            {"number": number},
        )
    return PersonToken(person=match["person"], digest=match["digest"])


def _each_with_one_owner(tokens: tuple[PersonToken, ...]) -> tuple[PersonToken, ...]:
    owners: dict[str, set[str]] = defaultdict(set)
    for token in tokens:
        owners[token.digest].add(token.person)
    shared = next((people for people in owners.values() if len(people) > 1), None)
    if shared:
        people = " and ".join(sorted(shared))
        raise PydanticCustomError(
            "shared_token", "{people} have the same token: make one for each with 'mimp token'.", {"people": people}
        )
    return tokens


PersonTokens = BeforeValidator(_read)
"""Reads `person-id:digest` entries with commas between them; anything else is left to pydantic."""
