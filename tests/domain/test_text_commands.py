"""What a text means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.messages import Purpose, Verb
from domain.page_messages import OpenPage
from domain.text_commands import VERBS, TextCommand, Word, listing, page_without_code, read_text, report_in
from tests.domain.builders import CODE, ESCALATION, PATIENT, TRIAGE

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


def page(code: str, *, still_open: bool = True) -> OpenPage:
    """Return one of a person's pages."""
    return OpenPage(
        page_id=f"{ESCALATION}/ana/{code}",
        owner=ESCALATION,
        incident="incident/checkout",
        incident_code=CODE,
        page_code=code,
        purpose=TRIAGE,
        headline="Checkout: customers cannot pay.",
        open=still_open,
    )


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
    } == VERBS


def test_what_is_judged_follows_the_code() -> None:
    """JUDGE carries its answers; MAJOR and NOT stand alone, so that nothing is declared or closed by a slip."""
    assert TextCommand(word=Word.JUDGE, code="4821", rest="2 4I REST NO") == read_text("judge 4821 2 4I REST NO")
    with pytest.raises(Refused):
        read_text("MAJOR 4821 maybe")


def test_who_declines_may_say_why_and_who_accepts_says_no_more() -> None:
    """A reason follows the code; what makes somebody lead stands alone."""
    assert TextCommand(word=Word.DECLINE, code="4821", rest="on a train") == read_text("Decline 4821 on a train")
    with pytest.raises(Refused):
        read_text("LEAD 4821 but who else is there")


@pytest.mark.parametrize("word", CARRIER_WORDS)
def test_words_that_carriers_reserve_are_no_commands(word: str) -> None:
    """A carrier swallows such words or opts the number out: none is ever a command, nor one of ours a carrier's."""
    assert word not in Word.__members__
    with pytest.raises(Refused):
        read_text(f"{word} 4821")


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
def test_what_is_not_understood_is_answered_with_how_to(body: str) -> None:
    """Rubbish is refused with the words that work and an example."""
    with pytest.raises(Refused) as refused:
        read_text(body)

    expected = (
        "Answer ACK to take it, PASS to pass it on, MAJOR to propose it, NOT to close it as not major, and the 4-digit code. "
        "LIST shows the codes, REPORT how to report."
    )
    assert expected == str(refused.value)


@PATIENT
@given(st.text())
def test_any_text_is_understood_or_refused(body: str) -> None:
    """No text, whatever it holds, is anything but a command or a refusal."""
    try:
        command = read_text(body)
    except Refused:
        return
    assert command.code is None or len(command.code) == 4


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


def test_ack_alone_is_enough_for_the_one_open_page() -> None:
    """With one page open nobody has to type its code to take it, whatever else has ended."""
    pages = [page("1111", still_open=False), page("4821")]

    assert pages[1] == page_without_code(read_text("ack"), pages)


@pytest.mark.parametrize(
    ("body", "codes"), [("ACK", ["1111", "4821"]), ("ACK", []), ("PASS", ["4821"]), ("NOT", ["4821"])]
)
def test_without_a_code_everything_else_is_refused_with_what_is_open(body: str, codes: list[str]) -> None:
    """Several pages, none, or a word that judges: the code is asked for, and the open pages are listed."""
    pages = [page(code) for code in codes]
    with pytest.raises(Refused) as refused:
        page_without_code(read_text(body), pages)

    assert f"{body} needs the code of the page. {listing(pages)}" == str(refused.value)


def test_the_list_shows_what_is_open_and_nothing_else() -> None:
    """LIST names code, incident and headline of each open page, or says that there is none."""
    pages = [page("4821"), page("1111", still_open=False)]

    assert f"Open for you:\n4821: {CODE} Checkout: customers cannot pay." == listing(pages)
    assert "Nothing is open for you." == listing(pages[1:])


def test_the_list_tells_what_is_theirs_from_what_waits_for_them() -> None:
    """What the person has taken stands apart, with the code to pass it on or close it."""
    mine = page("1111", still_open=False).model_copy(update={"in_hand": True})

    assert (
        f"Open for you:\n4821: {CODE} Checkout: customers cannot pay.\n"
        f"In your hands:\n1111: {CODE} Checkout: customers cannot pay."
    ) == listing([mine, page("4821")])


def test_when_nothing_is_open_the_list_says_what_became_of_the_rest() -> None:
    """Whoever wakes up late reads who has it, or why it is closed; of more than three the rest is counted."""
    ended = [
        page(f"{number:04d}", still_open=False).model_copy(update={"closed_because": f"Bo{number} has it"})
        for number in range(5)
    ]
    mine = ended[0].model_copy(update={"in_hand": True})

    assert f"Nothing is open for you.\nClosed lately:\n{CODE}: Bo1 has it" == listing(ended[1:2])
    assert f"In your hands:\n0000: {CODE} Checkout: customers cannot pay.\nClosed lately:\n{CODE}: Bo1 has it" == (
        listing([mine, ended[1]])
    )
    assert listing(ended).endswith(f"{CODE}: Bo2 has it\nand 2 more")
    asked = page("4821").model_copy(update={"purpose": Purpose.CHECK_IN})
    assert "Closed" not in listing([page("4821"), *ended]) + listing([asked, *ended])


def test_the_list_tells_what_they_are_asked_about_from_what_nobody_has() -> None:
    """Whoever is asked whether they are still on it reads that it is theirs, and until when, however long that is."""
    asks = "Are you still on checkout-7K3Q, yours since 02:14? Without an answer others are called at 02:49."
    asked = page("1111").model_copy(update={"purpose": Purpose.CHECK_IN, "headline": asks})

    assert (
        f"Open for you:\n4821: {CODE} Checkout: customers cannot pay.\nYours, but answer to keep it:\n1111: {asks}"
    ) == listing([asked, page("4821")])
    assert f"1111: {CODE}" in listing([asked, *(page(f"{number:04d}") for number in range(2000, 2070))])


def test_an_invitation_is_listed_by_its_call() -> None:
    """P15: a stakeholder reads no code of an incident, which names a service, neither while it is open nor afterwards."""
    invited = page("4821").model_copy(update={"purpose": Purpose.BUSINESS_CALL, "headline": "customers cannot pay."})
    over = invited.model_copy(update={"open": False, "closed_because": "it is resolved"})

    assert "Open for you:\n4821: business call customers cannot pay." == listing([invited])
    assert "Nothing is open for you.\nClosed lately:\nbusiness call: it is resolved" == listing([over])


@pytest.mark.parametrize("count", [15, 40, 70])
def test_a_long_list_names_every_page_in_fewer_words(count: int) -> None:
    """Headlines give way before any code does, and the text is never longer than the provider takes."""
    listed = listing([page(f"{number:04d}") for number in range(count)])

    assert len(listed) <= 1500
    assert all(f"{number:04d}" in listed for number in range(count))


def test_a_list_beyond_any_text_is_cut_and_says_so() -> None:
    """Hundreds of pages do not keep the first ones from being listed, and those that have no room are counted."""
    listed = listing([page(f"{number:04d}") for number in range(300)])
    *lines, rest = listed.split("\n")

    assert len(listed) <= 1500
    assert f"and {300 - len(lines[1:])} more" == rest
