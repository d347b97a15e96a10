"""Signed tokens in callback addresses: what a call, text or mail is about, readable without a look-up, and not to be forged.

A token is the base64url form of its JSON and of an HMAC-SHA256 over it. Twilio's own signature has no time stamp and could be
replayed for ever; a token binds a callback to one attempt of one page.
"""

import base64
import binascii
import hashlib
import hmac
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.errors import TokenInvalid


class _Token(BaseModel):
    """What every kind of token has: it is signed, and read back."""

    model_config = ConfigDict(frozen=True)

    kind: ClassVar[str] = ""
    """Signed along with what the token says, so that a token of one kind is never taken for another."""

    def signed(self, key: str) -> str:
        """Return the token, safe to stand in a path of a URL."""
        payload = self.model_dump_json().encode()
        return f"{_encoded(payload)}.{_encoded(_mac(self.kind, payload, key))}"

    @classmethod
    def read(cls, token: str, key: str) -> Self:
        """Return what a token says.

        Raises:
            TokenInvalid: it was not signed with this key, or was altered.

        """
        head, _, tail = token.partition(".")
        try:
            payload, mac = _decoded(head), _decoded(tail)
            if not hmac.compare_digest(mac, _mac(cls.kind, payload, key)):
                raise TokenInvalid("The token's signature does not match.")
            return cls.model_validate_json(payload)
        except (binascii.Error, UnicodeEncodeError, ValidationError) as error:
            raise TokenInvalid("This is not a token.") from error


class PageToken(_Token):
    """Which attempt, of which page, for whom, and who decides the answer."""

    attempt: str
    page: str
    owner: str
    incident: str
    person: str


class LinkToken(_Token):
    """What a link in a mail stands for: one page to one person, who decides the answer, and the incident's code."""

    kind: ClassVar[str] = "link"

    page: str
    owner: str
    incident: str
    person: str
    code: str


def _mac(kind: str, payload: bytes, key: str) -> bytes:
    return hmac.new(key.encode(), kind.encode() + payload, hashlib.sha256).digest()


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    """Decode only what `_encoded` would write: base64 has several spellings of the same bytes, and one is enough."""
    data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if _encoded(data) != text:
        raise binascii.Error("not the one spelling")
    return data
