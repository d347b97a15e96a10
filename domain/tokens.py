"""Signed tokens in callback addresses and links: what they are about, readable without a look-up, and not to be forged.

A token is the base64url form of its JSON and of an HMAC-SHA256 over it. Twilio's own signature has no time stamp and could be
replayed for ever; a token binds a callback to one attempt. The kind of a token is signed with it: a callback's address, which
stands in a provider's logs, must not open a page, and a link must not report on a call.
"""

import base64
import binascii
import hashlib
import hmac
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.audiences import Audience
from domain.comms.dispatch.receipts import MessageTo
from domain.errors import TokenInvalid


class SignedToken(BaseModel):
    """What every kind of token can do; `kind` is signed, and stands nowhere in the token."""

    model_config = ConfigDict(frozen=True)
    kind: ClassVar[bytes]

    def signed(self, key: str) -> str:
        """Return the token, safe to stand in a path of a URL."""
        payload = self.model_dump_json().encode()
        return f"{_encoded(payload)}.{_encoded(self._mac(payload, key))}"

    @classmethod
    def read(cls, token: str, key: str) -> Self:
        """Return what a token says.

        Raises:
            TokenInvalid: it was not signed with this key, was signed as another kind, or was altered.

        """
        head, _, tail = token.partition(".")
        try:
            payload, mac = _decoded(head), _decoded(tail)
            if not hmac.compare_digest(mac, cls._mac(payload, key)):
                raise TokenInvalid("The token's signature does not match.")
            return cls.model_validate_json(payload)
        except (binascii.Error, UnicodeEncodeError, ValidationError) as error:
            raise TokenInvalid("This is not a token.") from error

    @classmethod
    def _mac(cls, payload: bytes, key: str) -> bytes:
        return hmac.new(key.encode(), cls.kind + b"\n" + payload, hashlib.sha256).digest()


class AttemptToken(SignedToken):
    """Which attempt to reach whom a callback is about: the person's pager knows which pages the attempt tells."""

    kind: ClassVar[bytes] = b"attempt"

    attempt: str
    person: str


class LinkToken(SignedToken):
    """Which page a link in a mail takes, for whom, and who decides it; `code` is the incident's, `team` empty in old links."""

    kind: ClassVar[bytes] = b"link"

    page: str
    owner: str
    incident: str
    person: str
    code: str
    team: str = ""


class BridgeToken(SignedToken):
    """Which bridge a report is about; who moved, the report itself says by the label under which they were put through."""

    kind: ClassVar[bytes] = b"bridge"

    code: str
    audience: Audience


class ReportToken(SignedToken):
    """What somebody who reports by phone is asked, in the call with this name at the provider.

    `page` is that of the menu of services. `service` is the one they have chosen, empty for none of those listed; None so long as
    they are choosing.
    """

    kind: ClassVar[bytes] = b"report"

    call: str
    page: int = 1
    service: str | None = None


class RoundTextToken(SignedToken):
    """Which text of a round of comms a report is about, and whom it went to."""

    kind: ClassVar[bytes] = b"round-text"

    message: MessageTo


class ActionToken(SignedToken):
    """Which action of a review (by its incident's code and its number there) a link in a mail answers for, and who may."""

    kind: ClassVar[bytes] = b"action"

    code: str
    number: int
    person: str


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    """Decode only what `_encoded` would write: base64 has several spellings of the same bytes, and one is enough."""
    data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if _encoded(data) != text:
        raise binascii.Error("not the one spelling")
    return data
