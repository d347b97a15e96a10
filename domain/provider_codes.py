"""What Twilio's error codes mean: for the next step, and in words for the people who read the timeline.

The codes are those of Twilio's documentation of errors. They come with the refusal of a request and with the report that a text was
not delivered. Twilio splits codes now and then, so a refusal with an unknown one is judged by the class of its HTTP status instead.
"""

from pydantic import BaseModel, ConfigDict

from domain.errors import FailureKind


class ProviderWord(BaseModel):
    """What a code means.

    `channel_closed`: the person's number cannot be reached this way. After a STOP nothing is texted until they opt in again; texts
    to any other such number are tried again after a day, as somebody may have mended the entry. A page whose number cannot be
    called goes by the other channels.
    """

    model_config = ConfigDict(frozen=True)

    kind: FailureKind
    words: str
    channel_closed: bool = False


def _closed(words: str) -> ProviderWord:
    """Say that this number cannot be reached this way, today or tomorrow."""
    return ProviderWord(kind=FailureKind.PERMANENT, words=words, channel_closed=True)


def _filtered(words: str) -> ProviderWord:
    """Say that these words do not get through: the same would not again, but others may."""
    return ProviderWord(kind=FailureKind.PERMANENT, words=words)


def _ours(words: str) -> ProviderWord:
    """Say that our account, number or address is at fault: nobody, or nobody in that country, is reached until it is mended."""
    return ProviderWord(kind=FailureKind.MISCONFIGURED, words=words)


def _later(words: str) -> ProviderWord:
    """Say that the same may work later."""
    return ProviderWord(kind=FailureKind.TEMPORARY, words=words)


OPTED_OUT = 21610
"""The person has answered STOP: only they can open texts again, with START."""

TWILIO_CODES: dict[int, ProviderWord] = {
    # our account, our number
    20003: _ours("Twilio does not accept our account's key"),
    20404: _ours("Twilio does not know what was asked for: the account or the call is not there"),
    21210: _ours("our number is not verified at Twilio for calls"),
    21212: _ours("our number is not one that Twilio can send from"),
    21219: _ours("our Twilio account is a trial: it calls verified numbers only"),
    21603: _ours("no number of ours was given to send from"),
    21606: _ours("our number cannot send texts to that number"),
    21608: _ours("our Twilio account is a trial: it texts verified numbers only"),
    30002: _ours("our Twilio account is suspended"),
    30034: _ours("our number is not registered for texts to the United States (A2P 10DLC)"),
    # our callback addresses
    11100: _ours("an address of ours is not a web address Twilio can use: check MIMP_PUBLIC_URL"),
    11243: _ours("an address of ours asks Twilio for a way to connect that it does not know"),
    21262: _ours("machine detection has no address of ours to report to"),
    21609: _ours("the address texts report to is not one Twilio can use: check MIMP_PUBLIC_URL"),
    57012: _ours("a signature on Twilio's requests to us does not match: check MIMP_PUBLIC_URL and the auth token"),
    # a country or number range our account may not reach
    13225: _ours("Twilio does not let our account call that number"),
    13227: _ours("our Twilio account may not call that country: allow it in the geographic permissions"),
    21215: _ours("our Twilio account may not call that country: allow it in the geographic permissions"),
    21216: _ours("Twilio does not let our account call that number"),
    21408: _ours("our Twilio account may not text that country: allow it in the geographic permissions"),
    32205: _ours("our Twilio account may not call numbers of that range: allow it in the geographic permissions"),
    # this number cannot be reached this way
    13224: _closed("this number cannot be called: it is not valid, or no carrier leads there"),
    21211: _closed("this is not a telephone number"),
    21214: _closed("this number cannot be reached by phone"),
    21217: _closed("this does not seem to be a telephone number"),
    21401: _closed("this is not a telephone number"),
    21614: _closed("this number cannot receive texts: it is not a mobile number"),
    30005: _closed("this number is not known to its carrier, or not in service"),
    30006: _closed("this number cannot receive texts: it is a landline, or its carrier does not take them"),
    OPTED_OUT: _closed("they have opted out of texts by STOP: only START from their phone opens them again"),
    # filtered
    30004: _filtered("the text was blocked on its way"),
    30007: _filtered("the text was filtered out as unwanted"),
    # too much at once, or trouble on the way
    20429: _later("Twilio had too many requests of ours at once"),
    21611: _later("too many texts of ours are waiting to be sent"),
    30001: _later("too many texts of ours were waiting to be sent"),
    30003: _later("the phone could not be reached: it is switched off or out of range"),
    30008: _later("the carrier did not deliver the text and gave no reason"),
    30017: _later("the carrier has too much to carry at the moment"),
    30022: _later("the carrier takes no more texts of ours today"),
}


def known_meaning(code: int) -> ProviderWord | None:
    """Return what a code of Twilio's means; None for one that is not known here."""
    return TWILIO_CODES.get(code)


def meaning(code: int) -> ProviderWord:
    """Return what the error code in a report means; one that is not known here closes nothing, and says where it is explained."""
    return known_meaning(code) or _later(f"Twilio's error {code}: https://www.twilio.com/docs/errors/{code}")
