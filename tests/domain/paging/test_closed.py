"""Numbers that cannot be reached by call or text: what the provider's code closes, for whom and for how long."""

from datetime import timedelta

import pytest

from domain.errors import FailureKind
from domain.organisation import Channel
from domain.paging.actions import Leave, ReportUnreachable, Wait
from domain.paging.state import REMEMBERED_FOR
from domain.provider_codes import OPTED_OUT, TWILIO_CODES, meaning
from tests.domain.paging.desk import CALL, MAIL, TEXT, Desk

CLOSES_TEXTS = [21211, 21217, 21401, 21614, 30005, 30006]
CLOSES_CALLS = [13224, 21211, 21214, 21217, 21401]
CLOSES_NOTHING = [code for code, word in TWILIO_CODES.items() if not word.channel_closed]
DAY = timedelta(days=1)


def refused(channel: Channel, code: int, *by: Channel) -> Desk:
    """Return a desk at which one channel was refused with this code, once, and the provider takes everything since."""
    desk = Desk(failing={channel: FailureKind.PERMANENT}, error=code)
    desk.page("p1", *by)
    desk.settle()
    desk.failing = {}
    return desk


@pytest.mark.parametrize("code", CLOSES_TEXTS)
def test_a_number_that_takes_no_texts_is_not_texted_at_the_next_try(code: int) -> None:
    """What a landline was not sent at the first try is not sent at any other, nor for another page."""
    desk = refused(TEXT, code, TEXT, MAIL)
    desk.page("p1", TEXT, MAIL)
    desk.page("p2", TEXT, MAIL)
    desk.settle()

    assert ["text", "mail", "mail p1+p2"] == desk.sent()


@pytest.mark.parametrize("code", CLOSES_CALLS)
def test_a_number_that_cannot_be_called_is_not_called_again_for_the_page(code: int) -> None:
    """A page whose number the provider cannot call goes by the other channels from then on; another page is tried by itself."""
    desk = refused(CALL, code, CALL, MAIL)
    desk.page("p1", CALL, MAIL)
    desk.settle()
    desk.page("p2", CALL)
    desk.settle()

    assert ["call", "mail", "mail", "call p2"] == desk.sent()


@pytest.mark.parametrize("code", CLOSES_NOTHING)
def test_what_is_wrong_with_us_or_the_moment_closes_nothing(code: int) -> None:
    """At the next try the channel is tried again."""
    texted, called = refused(TEXT, code, TEXT), refused(CALL, code, CALL)
    for desk, channel in ((texted, TEXT), (called, CALL)):
        desk.page("p1", channel)
        desk.settle()

    assert (["text", "text"], ["call", "call"]) == (texted.sent(), called.sent())


def test_every_code_that_closes_is_judged_here() -> None:
    """No code closes a channel without a promise of what follows."""
    assert {*CLOSES_TEXTS, *CLOSES_CALLS, OPTED_OUT} == {*TWILIO_CODES} - {*CLOSES_NOTHING}


def test_a_number_that_takes_no_texts_is_called_instead() -> None:
    """Who is texted first and cannot be is called, and the timeline says why."""
    desk = refused(TEXT, 21614, TEXT, CALL)
    assert ["text", "call"] == desk.sent()
    notes = {each.what: each.why for each in desk.entries()}
    assert f"{meaning(21614).words}; they are tried again after a day" == notes["texts are closed"]


def test_a_phone_that_has_rung_does_not_ring_again_because_it_takes_no_texts() -> None:
    """A landline that nobody answered is not called a second time in the same try."""
    desk = Desk(failing={TEXT: FailureKind.PERMANENT}, error=21614)
    desk.page()
    desk.settle()
    desk.call_says("no-answer")
    desk.settle()

    assert ["call", "text", "mail"] == desk.sent()


def test_a_text_that_was_taken_and_then_not_delivered_closes_texts_too() -> None:
    """The same code in a report means the same."""
    desk = Desk()
    desk.page("p1", TEXT)
    desk.settle()
    desk.text_says("undelivered", 1, 30006)
    desk.page("p2", TEXT, MAIL)
    desk.settle()

    assert ["text", "mail p2"] == [each for each in desk.sent() if "call" not in each]


def test_words_that_are_refused_because_of_the_number_close_texts_too() -> None:
    """What is owed to a landline is noted once, and the next words are not sent."""
    desk = Desk(failing={TEXT: FailureKind.PERMANENT}, error=21614)
    desk.page("p1", MAIL)
    desk.tell("n1")
    desk.settle()
    desk.failing = {}
    desk.tell("n2")
    desk.settle()

    assert ([], meaning(21614).words) == (desk.texts, desk.entries()[-1].why)


def test_another_number_of_theirs_closes_nothing() -> None:
    """A reply to the second phone that cannot be texted says nothing about the first."""
    desk = Desk(failing={TEXT: FailureKind.PERMANENT}, error=21614)
    desk.tell("n1", to="+442079460000")
    desk.settle()
    desk.failing = {}
    desk.tell("n2", "words")
    desk.settle()

    assert ["words"] == desk.texts


def test_a_number_is_tried_again_after_a_day() -> None:
    """Somebody may have mended the entry: a day later the next page is texted, and so are words."""
    desk = refused(TEXT, 21614, TEXT, MAIL)
    desk.take_done()
    desk.later(DAY - timedelta(seconds=1))
    desk.page("p2", TEXT, MAIL)
    desk.settle()
    assert ["mail p2"] == desk.sent()

    desk.later(timedelta(seconds=1))
    desk.tell("n1", "stood down")
    desk.page("p3", TEXT)
    desk.settle()
    assert (["text p3"], ["stood down"]) == (desk.sent(), desk.texts)


def test_start_does_not_mend_a_number() -> None:
    """Only who has stopped texts opens them by START."""
    desk = refused(TEXT, 21614, TEXT, MAIL)
    desk.says_stop(opened=True)
    desk.page("p2", TEXT, MAIL)
    desk.settle()

    assert ["text", "mail", "mail p2"] == desk.sent()


def test_a_stop_is_kept_when_the_number_is_at_fault_too() -> None:
    """Who stops texts to a number that took none has stopped them for good, until their START."""
    desk = refused(TEXT, 21614, TEXT, MAIL)
    desk.says_stop()
    desk.later(2 * DAY)
    desk.page("p2", TEXT, MAIL)
    desk.settle()
    assert ["text", "mail", "mail p2"] == desk.sent()

    desk.says_stop(opened=True)
    desk.page("p3", TEXT)
    desk.settle()
    assert ["text p3"] == desk.sent()


def test_a_pager_leaves_though_the_number_is_at_fault() -> None:
    """Only a STOP is to be remembered for good."""
    desk = refused(TEXT, 21614, TEXT, MAIL)
    desk.withdraw()
    assert isinstance(desk.settle(), Wait)

    desk.later(REMEMBERED_FOR)
    assert isinstance(desk.settle(), Leave)


def test_who_has_no_other_way_is_tried_at_each_try_and_reported() -> None:
    """A person who can only be called is not given up for good: each try asks the provider, and its owner hears of each."""
    desk = refused(CALL, 21214, CALL)
    desk.failing = {CALL: FailureKind.PERMANENT}
    desk.page("p1", CALL)
    desk.settle()

    reports = [each for each in desk.take_done() if isinstance(each, ReportUnreachable)]
    assert 2 == len(reports)
