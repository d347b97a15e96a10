"""The addresses providers call us back at and people open: each carries a signed token that says what it is about."""

from dataclasses import dataclass

from domain.tokens import ActionToken, AttemptToken, LinkToken, RoundTextToken, SignedToken

_RETRIED = "#rc=3&rp=5xx,ct,rt"
"""Twilio's connection override: by default it gives up on a callback that meets a 5xx or a time-out."""


@dataclass(frozen=True)
class CallbackAddresses:
    """Where calls and texts report to, and where mails are answered. `public_url` is what the outside reaches the gateway at."""

    public_url: str
    signing_key: str

    def voice(self, token: AttemptToken) -> str:
        """What the call says is fetched here."""
        return self._address("twilio/voice", token)

    def call_status(self, token: AttemptToken) -> str:
        """How the call goes is reported here."""
        return self._address("twilio/status", token) + _RETRIED

    def machine(self, token: AttemptToken) -> str:
        """Whether a machine picked up is reported here."""
        return self._address("twilio/machine", token) + _RETRIED

    def text_status(self, token: AttemptToken) -> str:
        """How a text goes is reported here."""
        return self._address("twilio/text-status", token) + _RETRIED

    def round_text_status(self, token: RoundTextToken) -> str:
        """How a text of a round goes is reported here."""
        return self._address("twilio/round-text", token) + _RETRIED

    def answer(self, link: LinkToken) -> str:
        """Whoever opens this takes the page, once they have confirmed it."""
        return self._address("answer", link)

    def action(self, token: ActionToken) -> str:
        """The owner of an action says here that it is done, or that they need more time."""
        return self._address("actions", token)

    def _address(self, what: str, token: SignedToken) -> str:
        return f"{self.public_url.rstrip('/')}/{what}/{token.signed(self.signing_key)}"
