"""The words of every mail: a subject of one line, no empty paragraph, days and times as the reader's own clock shows them."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.leading import PersonCard
from domain.review import letters
from domain.review.calendar import action_entry, meeting_entry
from domain.review.outward import CalendarMethod, ReviewMail
from domain.review.requests import ActionDone, CloseReview, DropAction, ScheduleReview
from domain.review.state import Letter, Order, Review
from tests.domain.builders import NIGHT
from tests.domain.review.desk import (
    ANA,
    BERLIN,
    DAY,
    DEE,
    ENGINEER,
    EVE,
    HOUR,
    LEAD,
    ask,
    begun,
    card,
    followed_up,
    held,
    told,
)

NOW = NIGHT + 2 * DAY


def mail(review: Review, letter: Letter, to: PersonCard = DEE, now: datetime = NOW, **changes: Any) -> ReviewMail:
    """Return a mail as it is handed over."""
    order = Order(mail_id="1", letter=letter, to=to, **{"action": 1 if review.actions else 0, **changes})
    return letters.write(review, order, now)


def situation(letter: Letter) -> Review:
    """Return a review of which this mail is sent."""
    if letter in {Letter.INVITATION, Letter.CALLED_OFF, Letter.NOT_HELD}:
        return begun()
    review = held() if letter is Letter.CLOSED else followed_up()
    if letter is Letter.PROPOSED:
        ask(review, DropAction(actor=ENGINEER, number=1, reason="not worth it"), NOW)
    if letter is Letter.ENDED:
        ask(review, ActionDone(actor=ENGINEER, number=1, what="there is an alert"), NOW)
    return review


@pytest.mark.parametrize(
    ("letter", "why"),
    [(each, why) for each in Letter for why in ("", "it is urgent.") if why or each is not Letter.CALLED_OFF],
)
def test_every_mail_has_words(letter: Letter, why: str) -> None:
    """A subject in one line that says which incident or what is to be done; paragraphs none of which is empty or ends twice."""
    found = mail(situation(letter), letter, why=why)

    assert found.subject.strip() == found.subject != ""
    assert "\n" not in found.subject
    assert found.lines
    assert all(line.strip() == line != "" for line in found.lines)
    words = " ".join(found.lines)
    assert [] == re.findall(r"\w\.\.|[:,] ?\.|  |None", words)
    assert "checkout-7K3Q" in f"{found.subject} {words}"


def test_every_kind_has_words() -> None:
    """A kind that is added is written on purpose."""
    assert set(Letter) == set(letters._WORDS)


def test_times_are_the_readers() -> None:
    """The same invitation says ten o'clock in London, eleven in Berlin; the calendar gets the instant."""
    review = begun(now=NIGHT)
    to_ana, to_dee = (mail(review, Letter.INVITATION, each, NIGHT) for each in (ANA, DEE))

    assert [
        "Review of checkout-7K3Q at 10:00 on Tuesday (Europe/London)",
        "Review of checkout-7K3Q at 11:00 on Tuesday (Europe/Berlin)",
    ] == [to_ana.subject, to_dee.subject]
    assert to_ana.entry == to_dee.entry
    assert to_ana.entry is not None
    assert datetime(2026, 3, 3, 10, tzinfo=UTC) == to_ana.entry.starts


def test_days_are_written_out() -> None:
    """A day is no number whose order readers would guess at."""
    found = mail(followed_up(), Letter.REMINDER)

    assert "Due by Monday 1 June 2026: alert on a full disk" == found.subject


def test_an_invitation_says_what_is_true_when_it_goes_out() -> None:
    """Ordered before a change, and sent after it: the new time and place, and that it has changed."""
    review = begun()
    order = review.orders[0]
    ask(review, ScheduleReview(actor=LEAD, at=NIGHT + 30 * HOUR, place="Room 4"), NIGHT)
    found = letters.write(review, order, NIGHT)

    assert found.entry is not None
    assert (NIGHT + 30 * HOUR, "Room 4", 1) == (found.entry.starts, found.entry.place, found.entry.sequence)
    assert found.lines[0].startswith("It has changed")
    assert "Where: Room 4." in found.lines
    assert "You are invited because you were involved: led it." in found.lines


def test_whoever_owns_it_gets_the_way_to_answer() -> None:
    """And nobody else is given a link to say that it is done."""
    review = followed_up()
    to_dee, to_eve = (mail(review, Letter.OVERDUE, each) for each in (DEE, EVE))

    assert [True, False] == [found.actions[0].yours for found in (to_dee, to_eve)]
    assert ["It is yours", "It is Dee's"] == [found.lines[2].split(".")[0] for found in (to_dee, to_eve)]
    assert ["DONE checkout-7K3Q 1" in " ".join(found.lines) for found in (to_dee, to_eve)] == [True, False]


def test_progress_shows_what_is_open_first_and_what_is_late() -> None:
    """Counted in words as people say them, one or more."""
    review = followed_up(DEE, EVE, ANA, due=date(2026, 3, 20))
    ask(review, ActionDone(actor=LEAD, number=1), NOW)
    now = NIGHT + 30 * DAY
    several = mail(review, Letter.PROGRESS, now=now, action=0)
    ask(review, ActionDone(actor=LEAD, number=2), NOW)
    one = mail(review, Letter.PROGRESS, now=now, action=0)

    assert [(2, "overdue"), (3, "overdue"), (1, "done")] == [(each.number, each.state) for each in several.actions]
    assert (
        "2 actions that followed from checkout-7K3Q (Checkout) are open, 2 of them overdue. 1 of 3 are done, moved or dropped.",
    ) == several.lines
    assert one.lines[0].startswith("1 action that followed from checkout-7K3Q (Checkout) is open, 1 of them overdue.")


def test_whoever_owned_the_last_one_reads_when_the_review_closes_and_how_to_take_it_back() -> None:
    """On their own clock, as things stand when the mail goes out: of a closed review nothing is taken back."""
    review = followed_up(DEE, EVE)
    ask(review, ActionDone(actor=LEAD, number=1), NOW)
    back = "If that is a mistake, open it again: mimp action checkout-7K3Q 1 reopen --as dee --reason '...'"
    assert (back,) == mail(review, Letter.ENDED).lines[1:]
    ask(review, ActionDone(actor=LEAD, number=2), NOW)
    closes = "Nothing is left to do: the review is closed at 03:14 on Thursday (Europe/Berlin)."
    assert (closes, back) == mail(review, Letter.ENDED).lines[1:]
    ask(review, CloseReview(actor=LEAD), NOW)

    assert () == mail(review, Letter.ENDED).lines[1:]


def test_closed_without_actions_it_says_so() -> None:
    """Nobody looks for a list that is not there."""
    assert (
        "No action follows from it: the review of checkout-7K3Q is closed. Thank you."
        == (mail(held(), Letter.CLOSED).lines[0])
    )


def test_names_in_calendars_never_change() -> None:
    """Of the meeting and of each action; numbers rise with each change."""
    review = followed_up()
    assert review.meeting is not None
    entry = action_entry(review, review.actions[0], CalendarMethod.REQUEST, NOW)
    following = action_entry(review, review.actions[0], CalendarMethod.CANCEL, NOW)
    meeting = meeting_entry(review, review.meeting, CalendarMethod.REQUEST, NOW)

    assert ("action-checkout-7K3Q-1@mimp", "review-checkout-7K3Q@mimp") == (entry.uid, meeting.uid)
    assert (entry.uid, entry.sequence + 1) == (following.uid, following.sequence)


def test_the_entry_of_an_action_is_the_day_in_the_owners_calendar() -> None:
    """All of that day, not an hour of it: Berlin's 1 June is nobody else's 31 May."""
    review = followed_up(card("kim", BERLIN))
    entry = action_entry(review, review.actions[0], CalendarMethod.REQUEST, NOW)

    assert (date(2026, 6, 1), None, None) == (entry.on, entry.starts, entry.ends)


def test_reopened_and_called_off_it_says_why() -> None:
    """Whoever had it in their calendar reads the reason of the stand-down."""
    review = begun()
    told(review, NIGHT + HOUR, not_major_because="a till was unplugged.")
    found = letters.write(review, review.orders[-1], NIGHT + HOUR)

    assert "The review of checkout-7K3Q is called off: a till was unplugged." == found.lines[0]
