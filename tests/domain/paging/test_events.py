"""What happens to a pager, in examples."""

from datetime import timedelta

import pytest

from domain.errors import FailureKind
from domain.messages import CallReport, PageEnding, PageWithdrawal, TextReport
from domain.organisation import Channel
from domain.paging.actions import EndCall, StartAttempt
from domain.paging.events import (
    accepted,
    call_not_ended,
    call_reported,
    not_accepted,
    notice_not_sent,
    start_attempt,
    text_reported,
    withdraw_page,
)
from domain.paging.state import REMEMBERED_FOR, Outcome
from domain.timeline import TimelineEntry
from tests.domain.builders import minutes
from tests.domain.paging.desk import CALL, MAIL, TEXT, Desk


def entries(desk: Desk) -> list[TimelineEntry]:
    """Return what the pager wrote for the incident."""
    return desk.state.journal.unsent.get("incident/checkout", [])


def remembered(desk: Desk) -> str:
    """Return everything the pager remembers, to see that nothing changed."""
    return desk.state.model_dump_json()


def ringing() -> Desk:
    """Return a desk whose call rings."""
    desk = Desk()
    desk.page()
    desk.settle()
    desk.call_says("ringing", sequence=1)
    return desk


def in_flight(channel: Channel) -> Desk:
    """Return a desk that has handed a message to the provider and not heard whether it was taken."""
    desk = Desk()
    desk.page("p1", channel)
    start_attempt(desk.state, StartAttempt(page_id="p1", channel=channel, because="first"), desk.now)
    return desk


def test_on_the_next_try_the_phone_rings_again_and_nothing_is_sent_twice() -> None:
    """Text and mail that arrived are not repeated when the ladder tries the same person again: only the phone is."""
    desk = Desk()
    desk.page()
    desk.settle()
    desk.call_says("no-answer")
    desk.settle()
    assert ["call", "text", "mail"] == desk.sent()

    desk.later(minutes(5))
    desk.page()
    desk.settle()
    desk.call_says("no-answer", "p1#4")
    desk.settle()

    assert ["call"] == desk.sent()


def test_on_the_next_try_what_was_not_delivered_is_sent_again() -> None:
    """A text that was not delivered is tried once more with the next try."""
    desk = Desk(failing={CALL: FailureKind.PERMANENT})
    desk.page()
    desk.settle()
    desk.text_says("undelivered")
    desk.take_done()

    desk.page()
    desk.settle()

    assert ["call", "text"] == desk.sent()


def test_who_has_everything_already_gets_the_first_channel_once_more() -> None:
    """A person paged by text alone is texted again with the next try: a try always reaches for them."""
    desk = Desk()
    desk.page("p1", TEXT)
    desk.settle()
    desk.page("p1", TEXT)
    desk.settle()

    assert ["text", "text"] == desk.sent()


def test_a_page_keeps_its_code_and_pages_have_codes_of_their_own() -> None:
    """A code means one page of this person, also when the same number is drawn twice, and a page keeps its code."""
    desk = Desk()
    first, second = desk.page("p1", code=4821), desk.page("p2", code=4821)
    again = desk.page("p1", code=1111)

    assert ("4821", "4822", "4821") == (first.code, second.code, again.code)


def test_a_code_is_not_given_away_within_a_day_of_its_pages_end() -> None:
    """The code of an ended page stays taken for a day, so that a late answer cannot hit another page."""
    desk = Desk()
    desk.page("p1", code=4821)
    desk.withdraw("p1")
    desk.later(REMEMBERED_FOR)
    assert "4822" == desk.page("p2", code=4821).code

    desk.later(timedelta(seconds=1))
    assert "4821" == desk.page("p3", code=4821).code
    assert ["p2", "p3"] == list(desk.state.pages)


def test_a_forgotten_page_takes_its_attempts_along() -> None:
    """What is remembered stays small: attempts go with their page, and a word about them later changes nothing."""
    desk = ringing()
    desk.withdraw()
    desk.call_says("canceled")
    desk.later(REMEMBERED_FOR + timedelta(seconds=1))
    desk.page("p2")
    before = remembered(desk)

    desk.call_says("completed", "p1#1", sequence=99)

    assert ({}, before) == (desk.state.attempts, remembered(desk))


def test_after_its_end_a_page_starts_nothing() -> None:
    """A withdrawn page is never called, texted or mailed again unless it is opened anew."""
    desk = Desk()
    desk.page()
    desk.withdraw()
    desk.settle()
    assert [] == desk.sent()

    desk.page()
    desk.settle()
    assert ["call"] == desk.sent()


def test_the_first_ending_stands() -> None:
    """A page has one end: a second withdrawal changes neither how nor when it ended, but its notice is told."""
    desk = Desk()
    page = desk.page()
    desk.withdraw(ending=PageEnding.PASSED_ON)
    ended_at = desk.now
    desk.later(minutes(5))
    desk.withdraw(ending=PageEnding.SUPERSEDED, notice="stood down")
    desk.settle()

    assert (PageEnding.PASSED_ON, ended_at, ["stood down"]) == (page.ending, page.ended_at, desk.notices)


def test_a_notice_is_texted_once() -> None:
    """The same notice arriving twice is one text, also after it was sent."""
    desk = Desk()
    desk.tell("n1", "stood down")
    desk.tell("n1", "stood down")
    desk.settle()
    desk.tell("n1", "stood down")
    desk.settle()

    assert ["stood down"] == desk.notices


def test_a_withdrawal_of_an_unknown_page_changes_nothing() -> None:
    """A word about a page this pager never had is no reason to text anybody."""
    desk = ringing()
    before = remembered(desk)
    unknown = PageWithdrawal(page_id="other", ending=PageEnding.ANSWERED, because="Bo has it", notice="words")

    withdraw_page(desk.state, unknown, desk.now)

    assert before == remembered(desk)


@pytest.mark.parametrize("status", ["queued", "initiated", "ringing"])
def test_an_older_word_changes_nothing(status: str) -> None:
    """What the provider said before its newest word comes too late to matter."""
    desk = ringing()
    desk.call_says("in-progress", sequence=2)
    before = remembered(desk)

    desk.call_says(status, sequence=1)

    assert before == remembered(desk)


def test_a_repeated_word_is_written_once() -> None:
    """The same status twice is one entry on the timeline."""
    desk = ringing()
    desk.call_says("in-progress", sequence=2)
    before = remembered(desk)

    desk.call_says("in-progress", sequence=2)

    assert before == remembered(desk)


@pytest.mark.parametrize("status", ["ringing", "in-progress", "no-answer", "canceled"])
def test_nothing_comes_after_the_last_word(status: str) -> None:
    """Once a call's outcome is known, no later word changes it."""
    desk = ringing()
    desk.call_says("completed", sequence=5)
    before = remembered(desk)

    desk.call_says(status, sequence=6)
    desk.machine_says("machine_start")

    assert before == remembered(desk)


def test_words_about_an_unknown_attempt_change_nothing() -> None:
    """A stray callback finds nothing to change."""
    desk = ringing()
    before = remembered(desk)

    call_reported(desk.state, CallReport(attempt_id="other#1", provider_id="CA9", status="completed"), desk.now)
    text_reported(desk.state, TextReport(attempt_id="other#1", provider_id="SM9", status="failed"), desk.now)

    assert before == remembered(desk)


def test_a_call_that_was_thought_lost_and_rings_is_a_call_again() -> None:
    """An ambiguous failure is followed by the next channel; when the call turns out to exist it is ended like any other."""
    desk = Desk(failing={CALL: FailureKind.UNKNOWN})
    desk.page()
    desk.settle()
    assert ["call", "text", "mail"] == desk.sent()

    desk.call_says("ringing")
    desk.withdraw()
    desk.settle()

    assert [EndCall(attempt_id="p1#1")] == desk.take_done()


@pytest.mark.xfail(strict=True, reason="a repeated word brings a call that was given up back to life for a moment")
def test_a_repeated_word_does_not_revive_a_call_that_was_given_up() -> None:
    """A call given up stays so when a word known before is repeated: nothing is written, nothing waits for it."""
    desk = ringing()
    desk.later(minutes(5))
    desk.settle()
    assert Outcome.UNKNOWN is desk.attempt().outcome
    before = remembered(desk)

    desk.call_says("ringing", sequence=1)

    assert before == remembered(desk)


def test_a_machine_on_a_closed_page_is_left_to_itself() -> None:
    """When the page has its end the voicemail of its call is no outcome any more."""
    desk = ringing()
    desk.call_says("in-progress", sequence=2)
    desk.withdraw()
    before = remembered(desk)

    desk.machine_says("machine_start")

    assert before == remembered(desk)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("busy", Outcome.BUSY),
        ("no-answer", Outcome.NO_ANSWER),
        ("failed", Outcome.NOT_CONNECTED),
        ("canceled", Outcome.CANCELLED),
        ("completed", Outcome.NO_KEY),
    ],
)
def test_what_came_of_a_call_is_written_in_words(status: str, outcome: Outcome) -> None:
    """Each way a call can end has its own words on the timeline, for the person called."""
    desk = ringing()
    desk.call_says(status)

    assert (outcome, "Ana", CALL) == (entries(desk)[-1].what, entries(desk)[-1].who, entries(desk)[-1].channel)


def test_a_call_that_ends_after_the_page_was_settled_says_so() -> None:
    """Who answered by key and hangs up has not left the call without a key."""
    desk = ringing()
    desk.call_says("in-progress", sequence=2)
    desk.withdraw()
    desk.call_says("completed", sequence=3)

    assert (Outcome.SETTLED, "Bo has it") == (entries(desk)[-1].what, entries(desk)[-1].why)


def test_every_attempt_is_written_with_its_reason() -> None:
    """The timeline shows each channel tried and why it was its turn."""
    desk = Desk()
    desk.page()
    desk.settle()
    desk.call_says("busy")
    desk.settle()

    assert [
        ("call placed", "call comes first for Ana"),
        (Outcome.BUSY, None),
        ("text sent", f"call: {Outcome.BUSY}"),
        ("mail sent", f"call: {Outcome.BUSY}"),
    ] == [(each.what, each.why) for each in entries(desk)]


def test_a_refused_attempt_says_what_the_provider_said() -> None:
    """What the provider does not take is on the timeline with its words and what they mean."""
    desk = Desk(failing={CALL: FailureKind.PERMANENT})
    desk.page()
    desk.act()

    assert (Outcome.NOT_ACCEPTED, "the provider says no (permanent)") == (entries(desk)[-1].what, entries(desk)[-1].why)


def test_attempts_have_ids_of_their_own_before_they_are_made() -> None:
    """Each attempt is named by its page and a number, so that every callback finds it."""
    desk = Desk(failing={CALL: FailureKind.PERMANENT})
    desk.page()
    desk.page("p2", MAIL)
    desk.settle()

    assert ["p1#1", "p1#2", "p1#3", "p2#1"] == list(desk.state.attempts)


def test_a_text_that_was_not_delivered_says_the_providers_error() -> None:
    """An undelivered text is an outcome with the provider's error number; a repeat of it is none."""
    desk = Desk(failing={CALL: FailureKind.PERMANENT})
    desk.page()
    desk.settle()
    desk.text_says("undelivered", error=30003)
    before = remembered(desk)
    desk.text_says("delivered")

    assert (Outcome.NOT_DELIVERED, "provider's error 30003") == (entries(desk)[-1].what, entries(desk)[-1].why)
    assert before == remembered(desk)


@pytest.mark.parametrize("status", ["queued", "sending", "sent"])
def test_a_text_on_its_way_is_no_news(status: str) -> None:
    """Nothing waits for `delivered`, and what comes before it changes nothing."""
    desk = Desk()
    desk.page("p1", TEXT)
    desk.settle()
    before = remembered(desk)

    desk.text_says(status, "p1#1")

    assert before == remembered(desk)


@pytest.mark.xfail(
    strict=True, reason="a text reported undelivered before the provider's acceptance is known counts as delivered"
)
def test_undelivered_before_accepted_is_still_undelivered() -> None:
    """When the bad news overtakes the acceptance the text does not count as delivered."""
    desk = in_flight(TEXT)
    desk.text_says("undelivered", "p1#1")
    accepted(desk.state, desk.attempt(), "SM1")

    assert [] == desk.state.pages["p1"].delivered


@pytest.mark.xfail(strict=True, reason="a text that was thought lost and then delivered is sent again on the next try")
def test_a_text_that_was_thought_lost_and_delivered_counts_as_delivered() -> None:
    """When the provider says delivered after an ambiguous failure the text is not sent again."""
    desk = in_flight(TEXT)
    not_accepted(desk.state, desk.attempt(), FailureKind.UNKNOWN, "timed out", desk.now)
    desk.text_says("delivered", "p1#1")

    assert [TEXT] == desk.state.pages["p1"].delivered


def test_delivered_before_accepted_is_delivered() -> None:
    """When the good news overtakes the acceptance it stands."""
    desk = in_flight(TEXT)
    desk.text_says("delivered", "p1#1")
    accepted(desk.state, desk.attempt(), "SM1")

    assert (Outcome.DELIVERED, [TEXT]) == (desk.attempt().outcome, desk.state.pages["p1"].delivered)


def test_an_outcome_that_overtakes_the_refusal_stands() -> None:
    """A call that was already reported as ended is not turned into one that was never placed."""
    desk = in_flight(CALL)
    desk.call_says("no-answer")
    before = remembered(desk)

    not_accepted(desk.state, desk.attempt(), FailureKind.UNKNOWN, "timed out", desk.now)

    assert before == remembered(desk)


def test_the_providers_first_name_for_a_call_stands() -> None:
    """The name learned from a callback is not overwritten by a later one."""
    desk = in_flight(CALL)
    desk.call_says("ringing")
    accepted(desk.state, desk.attempt(), "CA-other")

    assert "CA-p1#1" == desk.attempt().provider_id


def test_a_call_that_could_not_be_ended_is_on_the_timeline() -> None:
    """That a phone went on ringing in vain is written down with the provider's reason."""
    desk = ringing()
    call_not_ended(desk.state, desk.attempt(), "timed out", desk.now)

    assert ("the call could not be ended", "timed out") == (entries(desk)[-1].what, entries(desk)[-1].why)


def test_a_notice_that_could_not_be_texted_is_on_its_pages_timeline() -> None:
    """Words that were owed and not sent are written down with the reason, for the page they were about."""
    desk = ringing()
    desk.withdraw(notice="stood down")

    notice_not_sent(desk.state, desk.state.notices[0], "timed out", desk.now)

    assert ("a text could not be sent", "timed out", TEXT) == (
        entries(desk)[-1].what,
        entries(desk)[-1].why,
        entries(desk)[-1].channel,
    )
