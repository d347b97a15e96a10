"""The addresses providers call us back at: each carries a signed token for the attempt it is about."""

from dataclasses import dataclass

from domain.tokens import PageToken

_RETRIED = "#rc=3&rp=5xx,ct,rt"
"""Twilio's connection override: by default it gives up on a callback that meets a 5xx or a time-out."""


@dataclass(frozen=True)
class CallbackAddresses:
    """Where calls and texts report to. `public_url` is what providers reach the gateway at."""

    public_url: str
    signing_key: str

    def voice(self, token: PageToken) -> str:
        """What the call says is fetched here."""
        return self._address("voice", token)

    def call_status(self, token: PageToken) -> str:
        """How the call goes is reported here."""
        return self._address("status", token) + _RETRIED

    def machine(self, token: PageToken) -> str:
        """Whether a machine picked up is reported here."""
        return self._address("machine", token) + _RETRIED

    def text_status(self, token: PageToken) -> str:
        """How a text goes is reported here."""
        return self._address("text-status", token) + _RETRIED

    def _address(self, what: str, token: PageToken) -> str:
        return f"{self.public_url.rstrip('/')}/twilio/{what}/{token.signed(self.signing_key)}"
