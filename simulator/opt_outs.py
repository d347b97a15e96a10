"""STOP and START: a person may close a number of the company's for texts, and open it again (Twilio documentation)."""

from enum import StrEnum


class OptOutType(StrEnum):
    """What a text asks the phone company for, in the words of the webhook's field of this name."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


_WORDS = {
    OptOutType.STOP: frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}),
    OptOutType.START: frozenset({"START", "YES", "UNSTOP"}),
    OptOutType.HELP: frozenset({"HELP", "INFO"}),
}
_STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe."
)
_STARTED = (
    "You have successfully been re-subscribed to messages from this number. "
    "Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
_HELP = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."


def opt_out_type(body: str) -> OptOutType | None:
    """Tell what a text asks the phone company for: one word alone, in any case; None for every other text."""
    word = body.strip().upper()
    return next((kind for kind, words in _WORDS.items() if word in words), None)


class OptOuts:
    """Which phones have closed which of the company's numbers."""

    def __init__(self) -> None:
        self._closed: set[tuple[str, str]] = set()

    def closed(self, number: str, ours: str) -> bool:
        """Tell whether a phone takes no texts from one of the company's numbers."""
        return (number, ours) in self._closed

    def hear(self, number: str, ours: str, asked: OptOutType) -> str | None:
        """Do what a phone asks for; tell what the phone company itself answers, None when nothing has changed."""
        if asked is OptOutType.HELP:
            return _HELP
        if self.closed(number, ours) is (asked is OptOutType.STOP):
            return None
        if asked is OptOutType.STOP:
            self._closed.add((number, ours))
            return _STOPPED
        self._closed.remove((number, ours))
        return _STARTED
