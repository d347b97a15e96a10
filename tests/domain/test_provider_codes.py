"""What Twilio's codes mean, code by code, as its documentation has them."""

import pytest

from domain.provider_codes import OPTED_OUT, TWILIO_CODES, known_meaning, meaning

KINDS = {
    20003: "misconfigured",  # authentication failed
    20404: "misconfigured",  # no such resource
    20429: "temporary",  # too many requests
    21210: "misconfigured",  # the sender is not verified
    21211: "permanent",  # invalid number
    21212: "misconfigured",  # invalid sender
    21214: "permanent",  # the number cannot be reached
    21215: "misconfigured",  # no permission to call that country
    21216: "misconfigured",  # not allowed to call that number
    21217: "permanent",  # the number does not seem valid
    21219: "misconfigured",  # a trial account calls unverified numbers
    21262: "misconfigured",  # machine detection beside the call has no callback
    21401: "permanent",  # invalid number
    21408: "misconfigured",  # no permission to text that region
    21603: "misconfigured",  # no sender is given
    21606: "misconfigured",  # the sender cannot send texts
    21608: "misconfigured",  # a trial account texts unverified numbers
    21609: "misconfigured",  # invalid status callback
    21610: "permanent",  # opted out
    21611: "temporary",  # the sender's queue is full
    21614: "permanent",  # not a mobile number
    11100: "misconfigured",  # invalid address of ours
    11243: "misconfigured",  # invalid connection override
    13224: "permanent",  # invalid number to dial
    13225: "misconfigured",  # not allowed to dial that number
    13227: "misconfigured",  # no permission to dial that country
    30001: "temporary",  # queue overflow
    30002: "misconfigured",  # account suspended
    30003: "temporary",  # the handset cannot be reached
    30004: "permanent",  # blocked
    30005: "permanent",  # unknown handset
    30006: "permanent",  # landline or unreachable carrier
    30007: "permanent",  # filtered
    30008: "temporary",  # unknown error of the carrier
    30017: "temporary",  # carrier congestion
    30022: "temporary",  # daily limit of the carrier
    30034: "misconfigured",  # the number is not registered
    32205: "misconfigured",  # the number is blocked for our account
    57012: "misconfigured",  # a signature does not match
}

CLOSED = {13224, 21211, 21214, 21217, 21401, 21610, 21614, 30005, 30006}
"""The codes after which this way to this person is closed until somebody does something about it."""


@pytest.mark.parametrize(("code", "kind"), KINDS.items())
def test_each_code_says_who_is_at_fault(code: int, kind: str) -> None:
    """The person's entry, the moment or our installation: the next step follows from it."""
    assert (kind, code in CLOSED) == (meaning(code).kind, meaning(code).channel_closed)


def test_no_code_is_judged_that_is_not_written_here() -> None:
    """The table of codes and the list above name the same codes."""
    assert set(KINDS) == set(TWILIO_CODES)


@pytest.mark.parametrize("code", KINDS)
def test_each_code_is_said_in_words(code: int) -> None:
    """Whoever reads the timeline reads what is wrong, in a short sentence that begins like any other reason."""
    words = meaning(code).words

    assert (True, True, False) == (10 < len(words) <= 110, words == words.strip(), words.endswith("."))
    assert str(code) not in words


def test_only_what_is_about_the_person_closes_their_channel() -> None:
    """A fault of ours, or of the moment, is no reason to leave a person's channel out next time."""
    assert {"permanent"} == {meaning(code).kind.value for code in CLOSED}


def test_whoever_answered_stop_is_said_to_have_opted_out() -> None:
    """STOP has a code of its own, and the words say how texts are opened again."""
    words = meaning(OPTED_OUT).words

    assert ("they have opted out of texts by STOP", True) == (words.partition(":")[0], "START" in words)


def test_a_landline_is_said_to_be_one() -> None:
    """Whoever entered a landline as a mobile number reads what is wrong with it."""
    assert (
        "this number cannot receive texts: it is a landline, or its carrier does not take them" == meaning(30006).words
    )


def test_a_code_that_is_not_known_closes_nothing() -> None:
    """A new code of Twilio's may work later as far as anybody knows, and the words lead to where it is explained."""
    word = meaning(30999)

    assert ("temporary", False, None) == (word.kind, word.channel_closed, known_meaning(30999))
    assert "Twilio's error 30999: https://www.twilio.com/docs/errors/30999" == word.words
