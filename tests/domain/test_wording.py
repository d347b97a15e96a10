"""The words people read and hear."""

import re
import string
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messages import Purpose
from domain.text_replies import how_to_answer
from domain.wording import (
    ago,
    as_markdown_text,
    check_in_headline,
    day_in_words,
    duration_in_words,
    headline,
    incident_code_spoken,
    lapsed_text,
    local_moment,
    local_time,
    lost_text,
    page_mail_subject,
    page_text,
    pages_text,
    shortened,
    spelled,
    spoken,
    spoken_detail,
    taken_text,
)
from tests.domain.builders import NIGHT, PATIENT

TO_TAKE = how_to_answer(Purpose.TRIAGE, "4821")
TO_KEEP = how_to_answer(Purpose.CHECK_IN, "4821")

# GSM 03.38: every character of the basic table costs one of the 160 of a segment, those of the extension two.
GSM_BASIC = {
    *f"{string.ascii_letters}{string.digits}",
    *"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà",
}
GSM_EXTENDED = set("^{}\\[~]|€")

USUAL_HEADLINES = (
    "Checkout: customers cannot pay.",
    "Payroll: salaries are not paid out on time.",
    "Search: Latency is above 2 s for 95% of requests.",
    "Order desk: " + "customers cannot place an order by telephone " * 4,
)


def segment_length(text: str) -> int:
    """Return how much of a segment a text takes; fail when it would be sent as UCS-2, 70 characters each."""
    assert set(text) <= GSM_BASIC | GSM_EXTENDED
    return sum(2 if character in GSM_EXTENDED else 1 for character in text)


@pytest.mark.parametrize("said", USUAL_HEADLINES)
@pytest.mark.parametrize("code", ["checkout-7K3Q", "search-AAAA", "order-desk-2222"])
def test_the_text_of_a_page_is_one_segment(code: str, said: str) -> None:
    """A page's text fits one segment of 160 characters, so that it arrives whole and costs one."""
    assert segment_length(page_text(code, TO_TAKE, said)) <= 160


def test_the_text_of_a_page_is_one_segment_for_a_long_code() -> None:
    """A service with a longer name still gets pages of one segment: the headline gives way."""
    assert segment_length(page_text("warehouse-management-7K3Q", TO_TAKE, USUAL_HEADLINES[-1])) <= 160


def test_the_text_of_a_page_says_how_to_answer() -> None:
    """The text of a page has incident, headline, and the words that answer it with their code."""
    assert page_text("checkout-7K3Q", TO_TAKE, "Checkout: customers cannot pay.") == (
        "checkout-7K3Q Checkout: customers cannot pay. Reply ACK 4821 to take it, PASS 4821 to pass it on."
    )


def test_the_text_of_a_page_says_that_the_alert_has_cleared() -> None:
    """Who is texted instead of called is told why, and still how to answer."""
    text = page_text("checkout-7K3Q", TO_TAKE, "Checkout: customers cannot pay.", cleared=True)

    assert text.startswith("checkout-7K3Q Cleared since: Checkout: customers cannot pay. Reply ACK 4821")


@pytest.mark.parametrize("code", ["checkout-7K3Q", "warehouse-management-7K3Q"])
def test_that_the_alert_has_cleared_is_never_cut_off(code: str) -> None:
    """However long the headline is, it gives way, and the text stays one segment."""
    text = page_text(code, TO_TAKE, USUAL_HEADLINES[-1], cleared=True)

    assert text.startswith(f"{code} Cleared since: Order desk")
    assert segment_length(text) <= 160


def test_the_question_whether_somebody_is_still_on_it_is_one_segment() -> None:
    """It says since when they have it, until when without an answer, and how to answer either way."""
    text = page_text("checkout-7K3Q", TO_KEEP, check_in_headline("checkout-7K3Q", "02:14", "02:49"))

    assert text == (
        "Are you still on checkout-7K3Q, yours since 02:14? Without an answer others are called at 02:49. "
        "Reply ACK 4821 if you are, PASS 4821 to pass it on."
    )
    assert segment_length(text) <= 160
    assert segment_length(page_text("", TO_KEEP, USUAL_HEADLINES[-1])) <= 160


@pytest.mark.parametrize("services", ["Checkout, Search", ", ".join(f"Service {number}" for number in range(40))])
def test_the_text_about_several_pages_is_one_segment(services: str) -> None:
    """However many services are named, how to answer is there, and what is left out is marked by three dots."""
    text = pages_text(40, services, "1000")

    assert segment_length(text) <= 160
    assert text.startswith("40 alerts: ")
    assert text.endswith(". Reply ACK 1000 to take all, LIST for each with its code.")
    assert "...." not in text


def test_the_text_about_several_tells_what_is_theirs_and_what_has_cleared() -> None:
    """A reminder is no alert and is kept, not taken; what has cleared is counted."""
    assert pages_text(3, "Checkout, Search", "1000", reminders=1, cleared=2) == (
        "2 alerts and 1 reminder, 2 of them cleared: Checkout, Search. "
        "Reply ACK 1000 to take or keep all, LIST for each with its code."
    )
    assert pages_text(2, "Checkout, Search", "1000", reminders=2) == (
        "2 reminders: Checkout, Search. Reply ACK 1000 to keep all, LIST for each with its code."
    )
    crowded = pages_text(140, ", ".join(f"Service {number}" for number in range(40)), "1000", reminders=40, cleared=100)
    assert segment_length(crowded) <= 160


def test_who_took_one_by_phone_is_texted_its_code() -> None:
    """One text says what they have and how to pass it on, propose or close it later."""
    assert taken_text([("checkout-7K3Q", "4821")]) == (
        "You have checkout-7K3Q. PASS 4821 passes it on, MAJOR 4821 proposes it, "
        "NOT 4821 closes it: nobody is called for the same alert for a while."
    )
    assert segment_length(taken_text([("warehouse-management-7K3Q", "4821")])) <= 160


def test_who_took_several_by_phone_is_texted_all_their_codes() -> None:
    """Every incident stands with its own code, for as long as that can be read."""
    assert taken_text([("checkout-7K3Q", "4821"), ("search-AAAA", "4822")]) == (
        "You have checkout-7K3Q (4821), search-AAAA (4822). "
        "PASS and the code passes one on, MAJOR and the code proposes it, "
        "NOT and the code closes it: nobody is called for the same alert for a while."
    )
    many = taken_text([(f"service-{number}-7K3Q", f"{number:04d}") for number in range(60)])
    assert many.startswith("You have 60 incidents; LIST shows each with its code.")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (25, "25 seconds"),
        (60, "1 minute"),
        (300, "5 minutes"),
        (5_400, "1 hour 30 minutes"),
        (3_661, "1 hour 1 minute 1 second"),
        (172_800, "48 hours"),
        (0.4, "0 seconds"),
    ],
)
def test_durations_are_said_as_people_say_them(seconds: float, words: str) -> None:
    """Hours, minutes and seconds, one or several, without those that are none."""
    assert words == duration_in_words(timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "a moment ago"), (59, "a moment ago"), (60, "1 minute ago"), (3_799, "1 hour 3 minutes ago")],
)
def test_how_long_ago_is_said_to_the_minute(seconds: int, words: str) -> None:
    """Seconds matter to nobody who asks what became of something."""
    assert words == ago(timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("zone", "shown"), [("Europe/London", "02:14"), ("Europe/Berlin", "03:14"), ("Asia/Kolkata", "07:44")]
)
def test_times_are_shown_where_the_reader_is(zone: str, shown: str) -> None:
    """The same instant is told in the time of whoever reads it."""
    assert shown == local_time(NIGHT, zone)


def test_whoever_did_not_answer_is_told_in_one_segment_that_it_is_not_theirs_any_more() -> None:
    """What became of it, and the word that takes it back, or who has it by now."""
    assert lapsed_text("checkout-7K3Q", "4821") == (
        "checkout-7K3Q is no longer yours: others are called now. ACK 4821 takes it back."
    )
    assert lost_text("checkout-7K3Q", "Bo Li", "02:55") == "checkout-7K3Q is no longer yours: Bo Li has it since 02:55."


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (-2.5, "23:44 on Sunday"),
        (0, "02:14"),
        (21, "23:14"),
        (22, "00:14 on Tuesday"),
        (6 * 24, "02:14 on Sunday"),
        (-6 * 24, "02:14 on Tuesday"),
        (7 * 24, "02:14 on 9 March"),
        (-7 * 24, "02:14 on 23 February"),
    ],
)
def test_a_time_that_is_not_todays_carries_its_day(hours: float, told: str) -> None:
    """Within a week the weekday, beyond it the date; today's is the time alone."""
    assert told == local_moment(NIGHT + timedelta(hours=hours), "Europe/London", NIGHT)


def test_a_day_is_said_whole() -> None:
    """A deadline that is months away has its year, and no nought before the day."""
    assert "Monday 9 March 2026" == day_in_words(date(2026, 3, 9))


def test_today_is_the_readers() -> None:
    """At 02:14 in London it is still yesterday in New York: what happened three hours before was today there."""
    assert "18:14" == local_moment(NIGHT - timedelta(hours=3), "America/New_York", NIGHT)


def test_times_follow_summer_time() -> None:
    """In summer London is one hour ahead of UTC."""
    assert "13:00" == local_time(datetime(2026, 7, 1, 12, tzinfo=UTC), "Europe/London")


@PATIENT
@given(st.text(), st.integers(4, 200))
def test_a_shortened_text_is_never_longer_than_asked(text: str, length: int) -> None:
    """What fits stays as it is; what does not ends in an ellipsis and begins as before."""
    short = shortened(text, length)

    assert len(short) <= length
    assert short == text or (short.endswith("...") and text.startswith(short[:-3]))
    assert short == text or len(text) > length


def test_a_text_is_cut_between_words() -> None:
    """No word is left in half."""
    assert "customers cannot..." == shortened("customers cannot check out", 22)


@pytest.mark.parametrize(
    ("effect", "summary", "expected"),
    [
        ("customers cannot check out", "5xx", "Checkout: customers cannot check out."),
        (None, "Checkout is returning 5xx", "Checkout: Checkout is returning 5xx."),
        (None, "Is it down?", "Checkout: Is it down?"),
        (None, "  two\n lines  ", "Checkout: two lines."),
    ],
)
def test_a_headline_says_which_service_and_what_it_means(effect: str | None, summary: str, expected: str) -> None:
    """What customers notice goes before what the alert says, as one sentence."""
    assert expected == headline("Checkout", effect, summary)


@PATIENT
@given(st.text())
def test_what_is_spoken_takes_eight_seconds_at_most(text: str) -> None:
    """At most 20 words are spoken, and what is short enough is spoken as it is."""
    said = spoken(text)

    assert len(said.split()) <= 20
    assert said == " ".join(text.split()) or len(text.split()) > 19 or len(text) > 120 or "://" in text


@PATIENT
@given(st.text())
def test_spoken_details_are_short_and_hold_no_addresses(text: str) -> None:
    """What follows the keys is at most 200 characters, and nobody is read an address aloud."""
    assert len(spoken_detail(f"{text} https://example.com/x")) <= 200
    assert "://" not in spoken_detail("see https://example.com/x now")


def test_a_long_headline_is_cut_where_it_is_spoken() -> None:
    """Of thirty words the first nineteen are spoken, as a sentence: with the word before them they take eight seconds."""
    assert " ".join(["word"] * 19) + "." == spoken("word " * 30)


def test_codes_are_spoken_sign_by_sign() -> None:
    """A code is spelled, and an incident's key is spoken as words."""
    assert ("4 8 2 1", "order desk, 7 K 3 Q") == (spelled("4821"), incident_code_spoken("order-desk-7K3Q"))


def test_a_mails_subject_is_one_short_line() -> None:
    """The subject names the incident first and is cut when the headline is long."""
    assert "[checkout-7K3Q] Checkout: down." == page_mail_subject("checkout-7K3Q", "Checkout: down.")
    assert len(page_mail_subject("checkout-7K3Q", USUAL_HEADLINES[-1] * 3)) <= 120 + len("[checkout-7K3Q] ")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("disk is full: 95% (web-1)", "disk is full: 95% (web-1)"),
        ("**down** _now_ `x` ~~y~~", r"\*\*down\*\* \_now\_ \`x\` \~\~y\~\~"),
        ("![x](y) [a](b)", r"!\[x\](y) \[a\](b)"),
        ("see http://h.example/a_b.", "see <http://h.example/a_b>."),
        ("<img src=x> &lt;", r"\<img src=x\> \&lt;"),
        ("# big\n\n- list\r\n***", r"\# big - list \*\*\*"),
        ("1. first 2. second", r"1\. first 2. second"),
        ("== a\\", r"\== a\\"),
    ],
)
def test_words_from_outside_are_text_in_markdown(words: str, text: str) -> None:
    """Whatever an alert says is read as it stands: no heading, list, picture or masked link; a web address can be followed."""
    assert text == as_markdown_text(words)


@PATIENT
@given(st.text().filter(lambda text: "http" not in text))
def test_markdown_shows_every_word(text: str) -> None:
    """What a page of Markdown shows is the text itself, on one line."""
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", as_markdown_text(text))

    assert " ".join(text.split()) == shown
