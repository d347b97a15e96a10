"""What a text means, and when texts are not taken."""

from datetime import timedelta

import pytest

from domain.audiences import Audience
from domain.messages import Purpose, RoundToSend, Verb
from domain.page_messages import PageEnding, TextMeaning, TextReceived
from domain.paging.inbox import understand
from tests.domain.builders import CODE, minutes
from tests.domain.paging.desk import CALL, TEXT, Desk

SILENCE = TextMeaning(silent=True)
TO_REPORT = "REPORT shows how to report what is wrong."
LOCKED = "Too many wrong codes: texts from this number are not taken until 02:24. Answer a call instead."


def text(desk: Desk, body: str, text_id: str | None = None) -> TextMeaning:
    """Ana sends a text."""
    return understand(desk.state, TextReceived(text_id=text_id or f"SM-{desk.now}-{body}", body=body), desk.now)


def bundled(*pages: str) -> Desk:
    """Return a desk that has texted Ana all of these pages at once, under the code 1000."""
    desk = Desk()
    for number, page in enumerate(pages):
        desk.page(page, TEXT, code=4821 + number)
    desk.settle()
    return desk


def guess(desk: Desk, times: int) -> list[str | None]:
    """Send wrong codes, each its own text, and return the replies."""
    return [text(desk, f"ACK {9000 + number}").reply for number in range(times)]


def meant(meaning: TextMeaning) -> tuple[Verb | None, list[str]]:
    """Return what a text asks, of which pages."""
    return meaning.verb, [page.page_id for page in meaning.pages]


def test_a_pages_code_answers_that_page() -> None:
    """Of several open pages the code picks the one that is meant."""
    assert (Verb.PASS_ON, ["p2"]) == meant(text(bundled("p1", "p2"), "PASS 4822"))


def test_a_bundles_code_answers_every_page_of_its_text() -> None:
    """One answer takes all pages of one text, and none that came later."""
    desk = bundled("p1", "p2")
    desk.page("p3", code=4999)

    verb, pages = meant(text(desk, "ACK 1000"))
    assert (Verb.ACKNOWLEDGE, {"p1", "p2"}) == (verb, set(pages))


def test_a_bundles_code_leaves_out_what_is_closed_already() -> None:
    """What somebody else has meanwhile is not asked for again; only when all is closed does the answer hear so."""
    desk = bundled("p1", "p2")
    desk.withdraw("p1")
    assert (Verb.ACKNOWLEDGE, ["p2"]) == meant(text(desk, "ACK 1000", "first"))

    desk.withdraw("p2")
    assert {"p1", "p2"} == set(meant(text(desk, "ACK 1000", "second"))[1])


def test_several_pages_are_not_judged_at_once() -> None:
    """NOT closes an incident, so it needs the code of one page."""
    reply = text(bundled("p1", "p2"), "NOT 1000").reply

    assert "NOT needs the code of one page: each is judged by itself. LIST shows them." == reply


def test_the_code_of_an_ended_page_still_finds_it() -> None:
    """A late answer reaches its page, and hears from there that it is late."""
    desk = bundled("p1")
    desk.withdraw()

    assert (Verb.ACKNOWLEDGE, ["p1"]) == meant(text(desk, "ACK 4821"))


def test_ack_alone_is_enough_for_the_one_open_page() -> None:
    """With one page open nobody has to type its code to take it."""
    assert (Verb.ACKNOWLEDGE, ["p1"]) == meant(text(bundled("p1"), "ack"))


def test_list_shows_what_is_open() -> None:
    """LIST is answered at once, with each page's own code."""
    assert f"Open for you:\n4821: {CODE} Checkout: customers cannot pay." == text(bundled("p1"), "LIST").reply


def test_a_wrong_code_says_where_to_look() -> None:
    """A wrong code answers no page, not even the only one that is open."""
    assert "No page of yours has the code 9999. LIST shows what is open." == text(bundled("p1"), "ACK 9999").reply


def test_five_wrong_codes_lock_texts_for_ten_minutes() -> None:
    """Who guesses is locked out, with the right code as well, and is told until when on their own clock."""
    desk = bundled("p1")
    assert LOCKED not in guess(desk, 4)
    assert (Verb.ACKNOWLEDGE, ["p1"]) == meant(text(desk, "ACK 4821", "still open"))
    assert [LOCKED] == guess(desk, 5)[4:]

    desk.later(minutes(10) - timedelta(seconds=1))
    assert [SILENCE, SILENCE] == [text(desk, "ACK 4821"), text(desk, "LIST")]

    desk.later(timedelta(seconds=1))
    assert (Verb.ACKNOWLEDGE, ["p1"]) == meant(text(desk, "ACK 4821"))


def test_wrong_codes_of_long_ago_lock_nobody() -> None:
    """Five slips in a week are no guessing: only those of ten minutes count together."""
    desk = bundled("p1")
    guess(desk, 4)
    desk.later(minutes(10))

    assert LOCKED not in guess(desk, 4)


@pytest.mark.parametrize("body", ["hello", "PASS", "NOT 48", "LIST"])
def test_only_wrong_codes_count_as_guesses(body: str) -> None:
    """A text that is not understood, or asks without a code, locks nobody out."""
    desk = bundled("p1", "p2")
    for number in range(10):
        text(desk, body, f"SM{number}")

    assert (Verb.ACKNOWLEDGE, ["p1"]) == meant(text(desk, "ACK 4821"))


def test_a_text_delivered_twice_means_the_same_and_counts_once() -> None:
    """The provider delivers texts again: the same one is neither a second guess nor judged by what came since."""
    desk = bundled("p1", "p2")
    guess(desk, 3)
    first = text(desk, "ACK 9999", "SM1")
    assert first == text(desk, "ACK 9999", "SM1")

    without_code = text(desk, "ACK", "SM2")
    desk.withdraw("p1")
    assert without_code == text(desk, "ACK", "SM2")


def test_a_locked_number_without_pages_is_told_in_utc() -> None:
    """Somebody nothing was ever sent to may guess as little as anybody."""
    desk = Desk()

    assert "until 02:24 UTC" in str(guess(desk, 5)[4])


def test_what_the_texts_said_is_remembered_for_a_while_only() -> None:
    """The last fifty texts are known again, so that the pager stays small."""
    desk = bundled("p1")
    for number in range(60):
        text(desk, "LIST", f"SM{number}")

    assert [f"SM{number}" for number in range(10, 60)] == list(desk.state.texts_read)


def test_whoever_is_locked_can_still_be_called() -> None:
    """A lock closes the inbox, not the pager."""
    desk = Desk()
    guess(desk, 5)
    desk.page("p1", CALL)
    desk.settle()

    assert ["call"] == desk.sent()


@pytest.mark.parametrize("body", ["I am out of office", "PASS", "ACK 9999"])
def test_a_phone_that_answers_by_itself_is_soon_left_without_a_reply(body: str) -> None:
    """Three replies within ten minutes say what is wrong, then nothing is said; after ten minutes it is said again."""
    desk = bundled("p1", "p2")
    first = [text(desk, body, f"SM{number}") for number in range(4)]
    assert [False, False, False, True] == [each.silent for each in first]

    desk.later(minutes(10))
    assert text(desk, body, "SM9").reply


def test_an_auto_reply_to_the_lock_is_not_replied_to() -> None:
    """That texts are locked is said once, at the lock, even when nothing else is said any more."""
    desk = bundled("p1")
    replies = guess(desk, 7)

    assert [LOCKED, None, None] == replies[4:]


def test_what_is_understood_is_always_replied_to() -> None:
    """Whoever was not understood three times is heard when they are."""
    desk = bundled("p1")
    for number in range(5):
        text(desk, "hello", f"SM{number}")

    assert "Open for you" in str(text(desk, "LIST").reply)
    assert (Verb.ACKNOWLEDGE, ["p1"]) == meant(text(desk, "ACK"))


@pytest.mark.parametrize("purpose", [Purpose.CHECK_IN, Purpose.KEEP_LEAD])
def test_ack_alone_does_not_say_that_one_is_still_on_it(purpose: Purpose) -> None:
    """A forged text must not keep an incident in silent hands: a check-in, or one of the lead, is answered with its code."""
    desk = bundled("p1")
    page = desk.state.pages["p1"]
    page.order = page.order.model_copy(update={"purpose": purpose})

    assert "Whether you are still on it needs the code of the page." in str(text(desk, "ACK").reply)
    assert (Verb.ACKNOWLEDGE, ["p1"]) == meant(text(desk, "ACK 4821"))


def asks(desk: Desk, purpose: Purpose, page: str = "p1") -> None:
    """Let a page ask something else."""
    known = desk.state.pages[page]
    known.order = known.order.model_copy(update={"purpose": purpose})


def test_the_list_is_not_texted_for_ever() -> None:
    """Six times within ten minutes; whoever is locked out gets none, and after ten minutes it is sent again."""
    desk = bundled("p1")
    lists = [text(desk, "LIST", f"SM{number}") for number in range(7)]
    assert [False] * 6 + [True] == [each.silent for each in lists]

    desk.later(minutes(10))
    assert "Open for you" in str(text(desk, "LIST", "SM9").reply)


def test_what_the_gateway_does_not_take_is_counted_too() -> None:
    """A report that is not understood is replied to three times in ten minutes, and never while texts are locked."""
    desk = bundled("p1")
    reports = [TextReceived(text_id=f"R{number}", body="REPORT", refused="Nothing is reported.") for number in range(5)]
    told = [understand(desk.state, each, desk.now) for each in reports[:4]]
    assert ["Nothing is reported."] * 3 + [None] == [each.reply for each in told]

    desk.later(minutes(10))
    guess(desk, 5)
    assert SILENCE == understand(desk.state, reports[4], desk.now)


def test_help_says_how_what_is_open_is_answered() -> None:
    """Of one page its own words with its code; of several that LIST shows each; of none how to report, or what one has."""
    desk = bundled("p1")
    how = f"{CODE}: Reply ACK 4821 to take it, PASS 4821 to pass it on. LIST shows all. {TO_REPORT}"
    assert how == text(desk, "help me", "SM1").reply

    desk.withdraw(by="ana")
    assert str(text(desk, "help me", "SM2").reply).startswith(f"You have {CODE}. PASS 4821 passes it on, MAJOR 4821")
    assert f"Nothing is open for you. {TO_REPORT}" == text(Desk(), "help me").reply
    several = f"2 things wait for you: LIST shows each with its code and how to answer it. {TO_REPORT}"
    assert several == text(bundled("p1", "p2"), "help me").reply


def test_a_bare_yes_is_told_how_to_say_so() -> None:
    """Carriers let it through; whoever is asked whether they still lead reads which word says yes."""
    desk = bundled("p1")
    asks(desk, Purpose.KEEP_LEAD)
    reply = str(text(desk, " yes ").reply)

    assert reply.startswith(
        f"Yes is no answer here. {CODE}: Reply ACK 4821 if you do, PASS 4821 to have others called."
    )


def test_the_code_of_a_withdrawn_offer_accepts_no_newer_one() -> None:
    """P13: each offer is accepted with its own code, and what became of the earlier one is said."""
    desk = bundled("p1", "p2")
    for page in ("p1", "p2"):
        asks(desk, Purpose.OFFER_LEAD, page)
    desk.withdraw("p1", PageEnding.SUPERSEDED)

    for word in ("LEAD", "DECLINE"):
        reply = text(desk, f"{word} 4821").reply
        assert "What 4821 asked you is settled: superseded. LIST shows what is open." == reply
    assert (Verb.LEAD, ["p2"]) == meant(text(desk, "LEAD 4822"))


@pytest.mark.parametrize("purpose", [Purpose.SILENT_LEAD, Purpose.KEEP_LEAD])
def test_to_lead_what_has_no_lead_is_to_take_it(purpose: Purpose) -> None:
    """P13: LEAD is what the text says, and means what ACK means there; DECLINE passes it on."""
    desk = bundled("p1")
    asks(desk, purpose)

    assert (Verb.ACKNOWLEDGE, ["p1"]) == meant(text(desk, "LEAD 4821"))
    assert (Verb.ACKNOWLEDGE, ["p1"]) == meant(text(desk, "ACK 4821"))
    assert (Verb.PASS_ON, ["p1"]) == meant(text(desk, "DECLINE 4821"))


@pytest.mark.parametrize("purpose", [Purpose.DECLARE, Purpose.REOPEN, Purpose.JOIN, Purpose.SILENT_LEAD])
def test_ack_alone_takes_no_page_that_decides_or_joins(purpose: Purpose) -> None:
    """A forged text must not keep somebody senior, or a team, from being called: these pages are answered with their code."""
    desk = bundled("p1")
    page = desk.state.pages["p1"]
    page.order = page.order.model_copy(update={"purpose": purpose})

    assert "ACK needs the code of this page." in str(text(desk, "ACK").reply)
    assert (Verb.ACKNOWLEDGE, ["p1"]) == meant(text(desk, "ACK 4821"))


def test_only_a_page_to_join_opens_a_call() -> None:
    """JOIN with the code of another page is refused, and wrong codes are counted as in any text."""
    desk = bundled("p1")
    assert "asks you for something else than to join its call." in str(text(desk, "JOIN 4821").reply)

    desk.state.pages["p1"].order = desk.state.pages["p1"].order.model_copy(update={"purpose": Purpose.JOIN})
    assert (Verb.JOIN, ["p1"]) == meant(text(desk, "JOIN 4821", "SM-again"))
    assert LOCKED in [text(desk, f"JOIN {9000 + number}").reply for number in range(5)]


@pytest.mark.parametrize(
    ("word", "verb", "does"),
    [
        ("LEAD", Verb.LEAD, "take the lead"),
        ("ACCEPT", Verb.LEAD, "take the lead"),
        ("DECLINE", Verb.DECLINE, "decline the lead"),
    ],
)
def test_whether_one_leads_needs_the_code_of_that_question(word: str, verb: Verb, does: str) -> None:
    """P13: neither the word alone nor the code of another page, which a forger may know, is an answer to an offer of the lead."""
    desk = bundled("p1")
    assert f"asks you for something else than to {does}." in str(text(desk, f"{word} 4821").reply)

    page = desk.state.pages["p1"]
    page.order = page.order.model_copy(update={"purpose": Purpose.OFFER_LEAD})
    assert "needs the code of the page." in str(text(desk, word, "SM-alone").reply)
    assert "ACK needs the code of this page." in str(text(desk, "ACK", "SM-ack").reply)
    assert (verb, ["p1"]) == meant(text(desk, f"{word} 4821", "SM-again"))


def test_send_answers_a_page_that_asks_for_an_update_and_no_other() -> None:
    """It carries the updates the page names, and which of them is written; the code of another page sends nothing."""
    rounds = (RoundToSend(audience=Audience.BUSINESS, revision=3),)
    desk = Desk()
    desk.page("p1", code=4821)
    desk.page("p2", code=4822)
    order = desk.state.pages["p2"].order
    asking = order.model_copy(
        update={"purpose": Purpose.ROUND_OVERDUE, "words": order.words.model_copy(update={"rounds": rounds})}
    )
    desk.state.pages["p2"].order = asking

    meaning = text(desk, "SEND 4822 business")
    assert (Verb.SEND_ROUND, "business", [rounds]) == (
        meaning.verb,
        meaning.written,
        [page.rounds for page in meaning.pages],
    )
    assert (
        f"4821 is about {CODE}, and asks you for something else than to send an update."
        == text(desk, "SEND 4821").reply
    )
    assert (None, True) == ((bare := text(desk, "SEND")).verb, "needs the code" in str(bare.reply))


def test_whoever_has_an_overdue_update_sends_it_until_it_is_settled() -> None:
    """They took it by phone, then text SEND and its code; the code of what another has, or of what is over, sends nothing."""
    desk = Desk()
    order = desk.page("p1").order
    desk.state.pages["p1"].order = order.model_copy(update={"purpose": Purpose.ROUND_OVERDUE})
    desk.withdraw(by="ana")
    assert (Verb.SEND_ROUND, ["p1"]) == meant(text(desk, "SEND 4821"))
    assert "In your hands:\n4821:" in str(text(desk, "LIST").reply)
    assert "SEND 4821 sends it, PASS 4821 passes it on." in str(text(desk, "LIST").reply)

    desk.withdraw(ending=PageEnding.SUPERSEDED)
    desk.later(minutes(1))
    assert "What 4821 asked you is settled: superseded." in str(text(desk, "SEND 4821").reply)


def keyed(desk: Desk, digits: str, turn: int = 1) -> TextMeaning:
    """Ana, or whoever forges her number, keys in digits on a call to ours."""
    return understand(desk.state, TextReceived(text_id=f"CA-{desk.now}-{turn}", body=digits, keyed=True), desk.now)


def test_a_code_that_is_keyed_in_means_its_page_whatever_that_asks_for() -> None:
    """What to do with it is for whoever answers the call to say; a text's own code means all that it told."""
    desk = bundled("p1", "p2")

    assert (Verb.JOIN, ["p2"]) == meant(keyed(desk, "4822", 1))
    assert (Verb.JOIN, {"p1", "p2"}) == (Verb.JOIN, set(meant(keyed(desk, "1000", 2))[1]))


@pytest.mark.parametrize("digits", ["*", "", "48", "48211", "LIST", "JOIN 4821"])
def test_what_is_no_code_is_a_wrong_one_and_lists_nothing(digits: str) -> None:
    """A number can be forged: whoever keys in anything else hears of no page, and is locked out after five, by text as well."""
    desk = bundled("p1", "p2")
    heard = [keyed(desk, digits, turn) for turn in range(5)]

    assert [TextMeaning()] * 4 == heard[:4]
    assert "Too many wrong codes: none is taken from this number until 02:24." == heard[4].reply
    assert (heard[4].reply, SILENCE) == (keyed(desk, "4821", 6).reply, text(desk, "ACK 4821"))
