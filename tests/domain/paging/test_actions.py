"""What a pager does next, in examples."""

from datetime import timedelta

import pytest

from domain.errors import FailureKind
from domain.page_messages import Notice
from domain.paging.actions import (
    AskAboutCall,
    Conclude,
    EndCall,
    Leave,
    ReportUnreachable,
    SendNotices,
    StartAttempt,
    Wait,
    next_action,
)
from domain.paging.attempts import start_attempt
from domain.paging.state import REMEMBERED_FOR
from tests.domain.builders import minutes
from tests.domain.paging.desk import CALL, MAIL, TEXT, Desk, attempt_id, ended, ringing, talking

SECOND = timedelta(seconds=1)
CALL_LIFE = timedelta(seconds=20 + 10)


def waiting(desk: Desk) -> Wait:
    """Let the pager come to rest, and return what it waits for."""
    action = desk.settle()
    assert isinstance(action, Wait)
    return action


def test_the_first_channel_is_tried_at_once_and_given_its_time() -> None:
    """A new page rings the phone, and nothing else happens while the call may still be answered."""
    desk = Desk()
    desk.page()

    rest = waiting(desk)

    assert ["call"] == desk.sent()
    assert (desk.now + CALL_LIFE, "the call may still be answered") == (rest.until, rest.because)


def test_a_person_s_own_order_of_channels_is_kept() -> None:
    """Who agreed to be texted first is texted first."""
    desk = Desk()
    desk.page("p1", TEXT, CALL, MAIL)

    desk.settle()

    assert ["text", "call"] == desk.sent()


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
def test_a_call_without_an_answer_moves_to_the_next_channel_at_once(status: str) -> None:
    """Busy, no answer, not connected or cancelled: text and mail follow without a wait."""
    desk = Desk()
    desk.page()
    desk.settle()
    desk.call_says(status)

    rest = waiting(desk)

    assert ["call", "text", "mail"] == desk.sent()
    assert "an answer may still come" == rest.because


@pytest.mark.parametrize("answered_by", ["machine_start", "machine_end_beep", "fax"])
def test_voicemail_is_hung_up_on_and_the_next_channel_follows(answered_by: str) -> None:
    """A machine is no answer: the call is ended, and text and mail follow at once."""
    desk = Desk()
    desk.page()
    desk.settle()
    desk.take_done()
    desk.machine_says(answered_by)

    desk.settle()

    assert ended() == desk.done[0]
    assert ["text", "mail"] == desk.sent()


@pytest.mark.parametrize("answered_by", ["human", "unknown"])
def test_a_human_by_the_providers_ear_is_no_answer(answered_by: str) -> None:
    """What is heard as a human changes nothing: only a key counts."""
    desk = Desk()
    desk.page()
    desk.settle()
    desk.machine_says(answered_by)

    assert "the call may still be answered" == waiting(desk).because
    assert ["call"] == desk.sent()


@pytest.mark.parametrize("kind", FailureKind)
def test_what_the_provider_does_not_take_moves_on_at_once(kind: FailureKind) -> None:
    """Whatever kept the provider from taking the call, the next channel follows in the same breath."""
    desk = Desk(failing={CALL: kind})
    desk.page()

    desk.settle()

    assert ["call", "text", "mail"] == desk.sent()


def test_an_answer_has_two_seconds_after_the_call_is_over() -> None:
    """The last key goes a longer way than the news that the call is over: nothing is sent until it can be here."""
    desk = talking()
    desk.call_says("completed", sequence=3)

    rest = waiting(desk)
    assert ([], desk.now + 2 * SECOND) == (desk.take_done(), rest.until)

    desk.now = rest.until
    desk.settle()
    assert Conclude(attempt_id=attempt_id()) == desk.done[0]
    assert ["text", "mail"] == desk.sent()


def test_an_answer_on_its_way_when_the_call_ends_keeps_the_rest_from_being_sent() -> None:
    """Whoever presses 1 and hangs up gets no text and no mail about the page they have just taken, but its code."""
    desk = talking()
    desk.call_says("completed", sequence=3)
    desk.later(SECOND)
    desk.withdraw(by="ana")
    desk.wait_over()

    assert [] == desk.sent()
    assert ["You have checkout-7K3Q. PASS 4821 passes it on, MAJOR"] == [text[:53] for text in desk.texts]


def test_a_page_that_comes_while_the_person_talks_rings_when_the_line_is_free() -> None:
    """One call at a time to one person: the second page waits until the first call is over, and then it rings."""
    desk = talking()
    desk.page("p2")
    desk.settle()
    assert [] == desk.sent()

    desk.call_says("completed", sequence=3)
    desk.wait_over()

    assert ["text", "mail", "call p2"] == desk.sent()


def test_a_text_of_another_page_does_not_wait_for_the_line() -> None:
    """While one page rings, another whose first channel is a text is texted at once."""
    desk = Desk()
    desk.page("p1")
    desk.page("p2", TEXT, CALL)
    desk.settle()

    assert ["call", "text p2"] == desk.sent()


def test_a_ringing_call_is_cancelled_once_when_its_page_ends() -> None:
    """When somebody else has it the phone stops ringing: the call is ended, once, and nothing more is sent."""
    desk = Desk()
    desk.page()
    desk.settle()
    desk.take_done()
    desk.withdraw()

    desk.settle()
    desk.settle()

    assert [ended()] == desk.take_done()


def test_a_call_being_placed_is_cancelled_as_soon_as_the_provider_has_named_it() -> None:
    """A page that ends while its call is being placed ends the call when the provider's name for it is known."""
    desk = Desk()
    desk.page()
    start_attempt(desk.state, StartAttempt(page_ids=("p1",), channel=CALL, because="first"), 1000, desk.now)
    desk.withdraw()
    assert isinstance(next_action(desk.state, desk.now), Wait)

    desk.call_says("ringing")

    assert ended() == next_action(desk.state, desk.now)


def test_a_person_on_the_line_is_not_cut_off() -> None:
    """A call that was picked up is not ended, however its page ends: whoever listens hears why it is closed."""
    desk = talking()
    desk.withdraw()

    desk.settle()

    assert [] == [each for each in desk.take_done() if isinstance(each, EndCall)]


def test_ending_an_unwanted_call_comes_before_everything_else() -> None:
    """The phone that rings in vain is silenced before another page is sent."""
    desk = Desk()
    desk.page("p1")
    desk.settle()
    desk.withdraw("p1")
    desk.page("p2", TEXT)

    assert ended() == next_action(desk.state, desk.now)


def test_pages_go_before_notices() -> None:
    """What may need an answer is sent before words that need none."""
    desk = Desk()
    desk.page("p1", TEXT)
    desk.tell("n1", "stood down")
    desk.settle()

    assert [
        StartAttempt(page_ids=("p1",), channel=TEXT, because="text comes first for Ana"),
        SendNotices(notices=(Notice(notice_id="n1", body="stood down"),)),
    ] == desk.take_done()


def test_a_call_nothing_is_heard_of_is_asked_about_at_its_time() -> None:
    """Not a second earlier; when the provider has no answer either, the next channels follow at once."""
    desk = Desk()
    desk.page()
    until = waiting(desk).until
    desk.take_done()

    desk.now = until - SECOND
    desk.settle()
    assert [] == desk.take_done()

    desk.now = until
    desk.settle()
    assert AskAboutCall(attempt_id=attempt_id()) == desk.done[0]
    assert ["text", "mail"] == desk.sent()


def test_a_call_that_still_rings_when_asked_about_is_waited_for() -> None:
    """The provider's answer counts like a word of its own: the call has its time once more, and nothing is sent."""
    desk = ringing()
    desk.take_done()
    desk.stands = "ringing"

    rest = desk.wait_over()

    assert [AskAboutCall(attempt_id=attempt_id())] == desk.take_done()
    assert rest == Wait(until=desk.now + CALL_LIFE, because="the call may still be answered")


def test_a_call_that_was_not_answered_when_asked_about_is_over() -> None:
    """A lost word that nobody answered costs no more than asking: text and mail follow."""
    desk = ringing()
    desk.stands = "no-answer"

    desk.wait_over()

    assert ["call", "text", "mail"] == desk.sent()


def test_who_cannot_be_reached_on_any_channel_is_reported_once() -> None:
    """When every channel failed the page's owner is told, one time for each try."""
    desk = Desk(failing=dict.fromkeys((CALL, TEXT, MAIL), FailureKind.PERMANENT))
    desk.page()
    desk.settle()
    desk.settle()
    assert [ReportUnreachable(page_id="p1")] == [
        each for each in desk.take_done() if not isinstance(each, StartAttempt)
    ]

    desk.page()
    desk.settle()
    assert ReportUnreachable(page_id="p1") == desk.take_done()[-1]


@pytest.mark.parametrize("working", [TEXT, MAIL])
def test_one_channel_that_works_is_enough(working: object) -> None:
    """Who got a text or a mail is not reported as out of reach: an answer may still come."""
    failing = {channel: FailureKind.PERMANENT for channel in (CALL, TEXT, MAIL) if channel is not working}
    desk = Desk(failing=failing)
    desk.page()
    desk.settle()

    assert not [each for each in desk.take_done() if isinstance(each, ReportUnreachable)]


@pytest.mark.parametrize("status", ["busy", "no-answer", "completed"])
def test_a_phone_that_rang_is_enough(status: str) -> None:
    """Who heard the phone is given the ladder's wait, even when nothing else could be sent."""
    desk = Desk()
    desk.page("p1", CALL)
    desk.settle()
    desk.call_says(status)
    desk.wait_over()

    assert not [each for each in desk.done if isinstance(each, ReportUnreachable)]


def test_nobody_is_given_up_while_their_phone_rings() -> None:
    """Who can only be called is not reported as out of reach as long as the call may be answered."""
    desk = Desk()
    desk.page("p1", CALL)
    desk.settle()

    assert desk.take_done() == [StartAttempt(page_ids=("p1",), channel=CALL, because="call comes first for Ana")]


def test_each_try_is_judged_by_itself() -> None:
    """That the phone rang at the last try does not hide that nothing works at this one."""
    desk = Desk()
    desk.page("p1", CALL)
    desk.settle()
    desk.call_says("no-answer")
    desk.settle()
    desk.failing = {CALL: FailureKind.PERMANENT}
    desk.page("p1", CALL)
    desk.settle()

    assert desk.take_done()[-1] == ReportUnreachable(page_id="p1")


def test_a_number_that_cannot_be_connected_is_not_enough() -> None:
    """A call that never rang, and nothing else to try: the owner is told at once."""
    desk = Desk()
    desk.page("p1", CALL)
    desk.settle()
    desk.call_says("failed")
    desk.settle()

    assert ReportUnreachable(page_id="p1") == desk.take_done()[-1]


def test_a_text_that_turns_out_undelivered_is_reported_when_nothing_else_worked() -> None:
    """A text that was taken and then not delivered leaves its person out of reach."""
    desk = Desk()
    desk.page("p1", TEXT)
    desk.settle()
    assert ["text"] == desk.sent()

    desk.text_says("undelivered", 1, 30003)
    desk.settle()

    assert [ReportUnreachable(page_id="p1")] == desk.take_done()


def test_an_ended_page_is_never_reported_as_out_of_reach() -> None:
    """Nobody asks any more whether somebody can be reached for a page that has its end."""
    desk = Desk(failing=dict.fromkeys((CALL, TEXT, MAIL), FailureKind.PERMANENT))
    desk.page()
    for _ in (CALL, TEXT, MAIL):
        desk.act()
    desk.withdraw()
    desk.settle()

    assert not [each for each in desk.done if isinstance(each, ReportUnreachable)]


def test_an_open_page_keeps_the_pager_waiting() -> None:
    """However long an answer takes, the pager is there for it."""
    desk = Desk()
    desk.page("p1", MAIL)
    desk.settle()
    desk.later(10 * REMEMBERED_FOR)

    assert "an answer may still come" == waiting(desk).because


def test_the_pager_leaves_when_nothing_was_open_for_a_day() -> None:
    """A late answer still finds its page for a day after the last one ended; then the pager leaves."""
    desk = Desk()
    desk.page("p1", MAIL)
    desk.settle()
    desk.later(minutes(5))
    desk.withdraw()

    rest = waiting(desk)
    assert (desk.now + REMEMBERED_FOR, "a late answer may still come") == (rest.until, rest.because)

    desk.now = rest.until - SECOND
    assert isinstance(desk.settle(), Wait)
    desk.now = rest.until
    assert isinstance(desk.settle(), Leave)


def test_a_pager_that_only_told_something_leaves_after_a_day() -> None:
    """A pager started by words for a person leaves a day later, like any other."""
    desk = Desk()
    desk.later(minutes(60))
    desk.tell("n1")
    told_at = desk.now
    assert told_at + REMEMBERED_FOR == waiting(desk).until

    desk.now = told_at + REMEMBERED_FOR

    assert isinstance(desk.settle(), Leave)
