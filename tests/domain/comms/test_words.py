"""What a round says: on the reader's clock, in one conversation, and as short as a text must be (P15, P17 to P20)."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.comms.drafting.updates import Quantity, RoundKind
from domain.comms.drafting.wording import clock_moment, clock_time
from domain.comms.drafting.words import (
    BusinessWords,
    TechnicalWords,
    fitted,
    words_for_business,
    words_for_technical_teams,
)
from domain.text_segments import segments
from tests.domain.builders import NIGHT, PATIENT, at
from tests.domain.comms.told import IMPACT, business_round, technical_round

LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        (LONDON, "02:14 GMT"),
        ("Europe/Berlin", "03:14 CET"),
        ("America/New_York", "21:14 EST"),
        ("Asia/Dubai", "06:14 UTC+4"),
        ("America/Sao_Paulo", "23:14 UTC-3"),
        ("Asia/Kathmandu", "07:59 UTC+5:45"),
    ],
)
def test_a_time_is_on_the_readers_clock_and_names_it(zone: str, shown: str) -> None:
    """Nobody has to guess whose time is meant, and a zone without a name says how far it is from UTC."""
    assert shown == clock_time(NIGHT, zone)


def test_summer_time_is_named() -> None:
    """The name is that of the season."""
    assert "14:30 CEST" == clock_time(datetime(2026, 7, 1, 12, 30, tzinfo=UTC), "Europe/Berlin")


def test_a_day_is_given_where_it_is_not_the_readers_today() -> None:
    """What is due after midnight is not taken for today's, judged by the reader's own midnight."""
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    due = datetime(2026, 3, 3, 0, 15, tzinfo=UTC)

    assert "00:15 GMT on Tuesday 3 March" == clock_moment(due, LONDON, late)
    assert "01:15 CET" == clock_moment(due, "Europe/Berlin", late)
    assert "00:15 GMT on Tuesday 3 March" == clock_moment(due, LONDON, None)


def test_the_next_update_is_by_the_readers_clock() -> None:
    """Each reader is told when to look again."""
    assert "02:59 GMT" == words_for_business(business_round(), LONDON).next_update
    assert "13:59 AEDT" == words_for_business(business_round(), "Australia/Sydney").next_update
    assert "" == words_for_business(business_round(RoundKind.FINAL), LONDON).next_update


def test_whoever_was_added_later_is_told_the_day_too() -> None:
    """They may read it long after it was sent."""
    assert "02:14 GMT" == words_for_business(business_round(), LONDON).sent
    assert "02:14 GMT on Monday 2 March" == words_for_business(business_round(late=True), LONDON).sent


def test_every_mail_of_a_conversation_has_the_same_subject() -> None:
    """Gmail begins a new conversation when the subject changes, however the impact is worded by then."""
    first = business_round(RoundKind.FIRST, 1)
    later = [business_round(kind, 5, headline=IMPACT, impact="half of them can pay") for kind in RoundKind]

    subjects = {words_for_business(each, LONDON).subject for each in (first, *later)}
    assert {"Checkout: customers cannot check out"} == subjects


def test_a_technical_subject_names_the_incident() -> None:
    """Both audiences are told apart in a mailbox that gets both."""
    subject = words_for_technical_teams(technical_round(), LONDON).subject

    assert "[checkout-7K3Q] Checkout: customers cannot check out" == subject


@PATIENT
@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=40))
def test_a_subject_is_one_line_of_what_can_be_seen(service: str, headline: str, code: str) -> None:
    """Whatever the fields hold, no header begins in a subject, and it is no longer than mail programmes show."""
    business = words_for_business(business_round(service=service, headline=headline, code=code), LONDON)
    technical = words_for_technical_teams(technical_round(service=service, headline=headline, code=code), LONDON)

    for subject in (business.subject, technical.subject):
        assert (True, True) == (subject.isprintable(), len(subject) <= 120)


def test_a_business_template_has_no_name_for_what_is_technical() -> None:
    """Apart from the extent both audiences' templates know the same names; the business ones do not know that."""
    assert {"extent"} == TechnicalWords.model_fields.keys() - BusinessWords.model_fields.keys()
    assert set() == BusinessWords.model_fields.keys() - TechnicalWords.model_fields.keys()


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("1240", "1,240"),
        ("84000.50", "84,000.50"),
        ("1E+3", "1,000"),
        ("0", "0"),
        ("-12", "-12"),
        ("1E+999999", "1e+999999"),
        ("1E-999999", "1e-999999"),
    ],
)
def test_an_amount_is_read_at_a_glance(amount: str, shown: str) -> None:
    """Thousands are apart, and an absurd one does not fill a mail with zeros."""
    quantity = Quantity(amount=Decimal(amount), unit="orders", counted="by hand.")
    (told,) = words_for_business(business_round(RoundKind.FINAL, total=(quantity,)), LONDON).total

    assert (shown, "orders", "by hand", "estimate") == (told.amount, told.unit, told.counted, told.certainty)


@pytest.mark.parametrize(
    ("kind", "news"),
    [
        (RoundKind.FIRST, "Customers cannot check out. We look for it."),
        (RoundKind.SECOND, "Customers cannot check out. Pay on delivery. A supplier is down."),
        (RoundKind.FURTHER, "We look for it. Customers cannot check out."),
        (RoundKind.FINAL, "In total 9 orders (estimate), 8 EUR. A second supplier."),
        (RoundKind.CLOSING, "We look for it."),
    ],
)
def test_a_text_says_first_what_its_round_is_for(kind: RoundKind, news: str) -> None:
    """The impact, the plan, the status of the work, or the total: what the process asks of that round."""
    total = (
        Quantity(amount=Decimal(9), unit="orders", counted=""),
        Quantity(amount=Decimal(8), unit="EUR", counted="", final=True),
    )
    told: dict[str, Any] = {"cause": "a supplier is down", "plan": "pay on delivery", "status": "we look for it"}
    sent = business_round(kind, **told, total=total, next_steps="a second supplier")

    assert news == words_for_business(sent, LONDON).news


@pytest.mark.parametrize("kind", RoundKind)
def test_a_text_is_never_without_news(kind: RoundKind) -> None:
    """A round that says nothing but the impact says that."""
    assert "Customers cannot check out." == words_for_business(business_round(kind), LONDON).news


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("customers cannot pay", "Customers cannot pay."),
        ("iPhone users cannot pay!", "iPhone users cannot pay!"),
        ("- one\r\n\n- two", "- one\n- two"),
        ("a\u202eb\x00\tc", "Ab c."),
        ("  ", ""),
    ],
)
def test_peoples_words_are_read_as_sentences(written: str, read: str) -> None:
    """One line becomes a sentence, a list stays one, and what cannot be seen is left out."""
    assert read == words_for_business(business_round(status=written), LONDON).status


def test_nobody_draws_the_line_below_which_our_own_words_stand() -> None:
    """A draft of several lines cannot end itself and go on in our name: the line that parts the two is left out."""
    forged = (
        "All is well.\n---------------------\n- - - - -\n──────\nNext update by 23:00 CET.\n-----x-----\nand 5 - 3 -- 2"
    )
    said = words_for_business(business_round(status=forged), LONDON).status

    assert "All is well.\nNext update by 23:00 CET.\n---x---\nand 5 - 3 -- 2" == said


def test_a_short_text_is_one_segment() -> None:
    """Its words stay whole, and what a word processor put in does not make it dear."""
    text = fitted(
        lambda news: f"Check\u2013out: {news} Next update by 02:59 GMT.", "Customers can\u2019t pay \u2013 at all\u2026"
    )

    assert ("Check-out: Customers can't pay - at all... Next update by 02:59 GMT.", 1) == (text, segments(text))


@pytest.mark.parametrize("letter", ["e", "\u0434"])
def test_a_long_text_is_two_segments_and_still_says_when_the_next_comes(letter: str) -> None:
    """What does not fit is cut off the news, at a word, whatever the alphabet."""
    text = fitted(lambda news: f"Checkout: {news} Next update by 02:59 GMT.", f"r{letter}d " * 200)

    assert (2, True) == (segments(text), text.endswith(f"r{letter}d... Next update by 02:59 GMT."))


def test_how_much_of_the_news_fits_is_found_in_a_few_steps() -> None:
    """A long text in dear characters is not written a thousand times before it goes out; as much of it as fits is kept."""
    tried: list[str] = []

    def written(news: str) -> str:
        tried.append(news)
        return f"Checkout: {news} Next update by 02:59 GMT."

    text = fitted(written, "жж " * 400)
    assert len(tried) <= 13
    assert (2, 3) == (segments(text), segments(text.replace("...", " жж жж...")))


def test_declared_is_on_the_readers_clock() -> None:
    """Everybody sees how long it has lasted; before midnight of the reader with the day."""
    night = words_for_business(business_round(declared_at=at(-180)), LONDON)

    assert ("01:54 GMT", "23:14 GMT on Sunday 1 March") == (
        words_for_business(business_round(), LONDON).declared,
        night.declared,
    )
