"""What a text means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messages import Verb
from domain.text_commands import WORDS, TextCommand, Word, read_text, report_in, status_in
from tests.domain.builders import PATIENT

# Twilio's and the carriers' lists.
CARRIER_WORDS = [
    "STOP",
    "STOPALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "REVOKE",
    "OPTOUT",
    "YES",
    "START",
    "HELP",
    "INFO",
]


@pytest.mark.parametrize(
    "body",
    ["ACK 4821", "ack 4821", "Ack4821", " ack  4821 ", "ACK: 4821.", "ACK #4821!", "ack-4821\n", "ACK 4821 on it"],
)
def test_a_word_and_a_code_are_understood_however_they_are_typed(body: str) -> None:
    """Case, blanks, punctuation and what else is said do not matter to somebody who was just woken."""
    assert TextCommand(word=Word.ACK, code="4821") == read_text(body)


@pytest.mark.parametrize("word", Word)
def test_every_word_works_with_and_without_a_code(word: Word) -> None:
    """Each word is understood alone and with a code."""
    assert TextCommand(word=word, code=None) == read_text(word)
    assert TextCommand(word=word, code="0042") == read_text(f"{word} 0042")


def test_words_stand_for_answers() -> None:
    """ACK takes it, PASS passes it on, MAJOR, NOT and JUDGE judge it; the others answer what is asked; LIST only asks."""
    assert {
        Word.ACK: Verb.ACKNOWLEDGE,
        Word.PASS: Verb.PASS_ON,
        Word.MAJOR: Verb.MAJOR,
        Word.NOT: Verb.NOT_MAJOR,
        Word.JUDGE: Verb.JUDGE,
        Word.JOIN: Verb.JOIN,
        Word.MUTE: Verb.MUTE,
        Word.REOPEN: Verb.REOPEN,
        Word.IGNORE: Verb.IGNORE,
        Word.SAME: Verb.SAME,
        Word.LEAD: Verb.LEAD,
        Word.DECLINE: Verb.DECLINE,
        Word.SEND: Verb.SEND_ROUND,
        Word.IMPACT: Verb.IMPACT,
        Word.LIST: None,
    } == {word: row.verb for word, row in WORDS.items()}


def test_to_accept_is_to_lead() -> None:
    """Whoever is offered the lead says that they accept, and is understood."""
    assert TextCommand(word=Word.LEAD, code="4821") == read_text("accept 4821")


def test_what_is_judged_follows_the_code() -> None:
    """JUDGE carries its answers; MAJOR and NOT stand alone, so that nothing is declared or closed by a slip."""
    assert TextCommand(word=Word.JUDGE, code="4821", rest="2 4I REST NO") == read_text("judge 4821 2 4I REST NO")
    assert read_text("MAJOR 4821 maybe") is None


def test_the_impact_statement_follows_the_code() -> None:
    """P17: the code proves who words it, and what follows is the statement as it was written."""
    said = "customers cannot pay; 3 shops are closed"

    assert TextCommand(word=Word.IMPACT, code="4821", rest=said) == read_text(f"Impact 4821 {said}")
    assert WORDS[Word.IMPACT].one_page
    assert read_text(f"IMPACT {said}") is None


def test_who_declines_may_say_why_and_who_accepts_says_no_more() -> None:
    """A reason follows the code; what makes somebody lead stands alone."""
    assert TextCommand(word=Word.DECLINE, code="4821", rest="on a train") == read_text("Decline 4821 on a train")
    assert read_text("LEAD 4821 but who else is there") is None


def test_who_sends_may_name_one_audience() -> None:
    """SEND and a code send every update the page names; what follows the code names one of them."""
    assert TextCommand(word=Word.SEND, code="4821", rest="business") == read_text("send 4821 business")
    assert TextCommand(word=Word.SEND, code="4821") == read_text("SEND 4821")


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ("STATUS", ""),
        (" status? ", ""),
        ("Status: checkout!", "checkout"),
        ("STATUS checkout-7K3Q", "checkout-7K3Q"),
        ("statuses", None),
        ("what is the STATUS", None),
    ],
)
def test_a_text_that_asks_how_it_stands_begins_with_the_word(body: str, asked: str | None) -> None:
    """It needs no code; what follows names a service or an incident."""
    assert asked == status_in(body)


@pytest.mark.parametrize("word", CARRIER_WORDS)
def test_words_that_carriers_reserve_are_no_commands(word: str) -> None:
    """A carrier swallows such words or opts the number out: none is ever a command, nor one of ours a carrier's."""
    assert word not in Word.__members__
    assert read_text(f"{word} 4821") is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "4821",
        "ACKK 4821",
        "ACK 482",
        "ACK 48211",
        "ACK on it",
        "NOT 4821 sure",
        "LIST please",
        "ok",
        "👍",
        "ACK ٤٨٢",
        "ACK ٤٨٢١",
    ],
)
def test_what_is_not_understood_is_no_command(body: str) -> None:
    """Rubbish asks for nothing, and answers nothing."""
    assert read_text(body) is None


@PATIENT
@given(st.text())
def test_any_text_is_understood_or_not(body: str) -> None:
    """No text, whatever it holds, is anything but a command or none."""
    command = read_text(body)
    assert command is None or command.code is None or len(command.code) == 4


@pytest.mark.parametrize(
    ("body", "reported"),
    [
        ("REPORT checkout nobody can pay", "checkout nobody can pay"),
        (" report\ncheckout ", "checkout"),
        ("Report: checkout", ": checkout"),
        ("REPORT", ""),
        ("reported", None),
        ("ACK 4821", None),
        ("please report checkout", None),
    ],
)
def test_a_text_that_reports_something_begins_with_the_word(body: str, reported: str | None) -> None:
    """It answers no page and needs no code; what follows the word is read by itself."""
    assert reported == report_in(body)
