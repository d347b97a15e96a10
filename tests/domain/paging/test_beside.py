"""Texts and mails that wait for their turn: nothing else waits for them, and nothing is sent twice meanwhile."""

import pytest

from domain.errors import FailureKind
from domain.organisation import Channel
from domain.page_messages import PageEnding
from domain.paging.actions import Leave, ReportUnreachable, Wait
from domain.paging.state import REMEMBERED_FOR
from tests.domain.builders import minutes
from tests.domain.paging.desk import CALL, MAIL, TEXT, Desk, ended, ringing, talking


def waiting(*by: Channel, page: str = "p1") -> Desk:
    """Return a desk whose texts and mails wait for their turn, with a page by these channels."""
    desk = Desk(waiting={TEXT, MAIL})
    desk.page(page, *by)
    desk.settle()
    return desk


def test_the_next_channel_does_not_wait_for_a_texts_turn() -> None:
    """Who is texted first is called while the text waits in its lane."""
    assert ["text", "call"] == waiting(TEXT, CALL).sent()


def test_a_call_is_ended_while_a_text_waits() -> None:
    """The phone that rings in vain is silenced at once, however long a text of another page waits."""
    desk = ringing()
    desk.waiting = {TEXT}
    desk.page("p2", TEXT)
    desk.settle()
    desk.take_done()
    desk.withdraw("p1")
    desk.settle()

    assert [ended()] == desk.take_done()


def test_a_new_page_rings_while_a_text_waits() -> None:
    """Whoever has a text on its way to them is called for the next page at once."""
    desk = waiting(TEXT)
    desk.page("p2", CALL)
    desk.settle()

    assert ["text", "call p2"] == desk.sent()


@pytest.mark.parametrize("channel", [TEXT, MAIL])
def test_the_next_try_sends_nothing_that_is_still_on_its_way(channel: Channel) -> None:
    """A try that comes while a text or mail waits for its turn does not send it a second time."""
    desk = waiting(channel)
    desk.page("p1", channel)
    desk.settle()

    assert [channel] == desk.sent()


def test_an_alert_that_comes_and_goes_sends_nothing_that_is_still_on_its_way() -> None:
    """The alert clears and fires again while the text waits: the phone rings, and there is one text."""
    desk = waiting(TEXT)
    desk.page("p1", TEXT, CALL)
    desk.clear()
    desk.clear(cleared=False)
    desk.settle()

    assert ["text", "call"] == desk.sent()


def test_nobody_is_out_of_reach_while_a_text_is_on_its_way() -> None:
    """The owner hears that nothing works only when the last text has failed too."""
    desk = waiting(TEXT)
    assert [] == [each for each in desk.take_done() if isinstance(each, ReportUnreachable)]

    desk.failing = {TEXT: FailureKind.TEMPORARY}
    desk.turn_comes(desk.attempt())
    desk.settle()

    assert [ReportUnreachable(page_id="p1")] == desk.take_done()


def test_a_text_that_arrives_in_the_end_was_enough() -> None:
    """Whoever gets the text that waited is not reported as out of reach."""
    desk = waiting(TEXT)
    desk.turn_comes(desk.attempt())
    desk.settle()

    assert ["text"] == desk.sent()
    assert [] == [each for each in desk.done if isinstance(each, ReportUnreachable)]


def test_words_wait_for_the_text_before_them() -> None:
    """Of what a person is owed one text is on its way at a time; what came meanwhile follows together, in order."""
    desk = Desk(waiting={TEXT})
    for number in ("one", "two", "three"):
        desk.tell(number, number)
        desk.settle()
    assert [] == desk.texts

    desk.waiting = set()
    desk.turn_of_words_comes()
    desk.settle()

    assert ["one", "two\nthree"] == desk.texts


def test_words_that_fail_hold_up_no_other() -> None:
    """A text that was not taken is noted, and the words behind it follow."""
    desk = Desk(waiting={TEXT}, failing={TEXT: FailureKind.TEMPORARY})
    desk.page("p1", MAIL)
    desk.tell("one", "one")
    desk.settle()
    desk.tell("two", "two")
    desk.turn_of_words_comes()
    desk.failing, desk.waiting = {}, set()
    desk.settle()

    assert (["two"], "a text could not be sent") == (desk.texts, desk.entries()[-1].what)


def test_words_behind_a_text_are_not_sent_after_a_stop() -> None:
    """Who stops our texts while words wait is not texted them; the timeline says that they were not told."""
    desk = Desk(waiting={TEXT})
    desk.page("p1", CALL)
    desk.tell("one", "one")
    desk.settle()
    desk.withdraw(ending=PageEnding.SUPERSEDED, notice="stood down")
    desk.says_stop()
    desk.waiting = set()
    desk.turn_of_words_comes()
    desk.settle()

    assert (["one"], "a text could not be sent") == (desk.texts, desk.entries()[-1].what)


def test_a_pager_does_not_leave_while_words_are_on_their_way() -> None:
    """What came of a text is waited for, even when nothing was open for a day."""
    desk = Desk(waiting={TEXT})
    desk.tell("one", "one")
    desk.settle()
    desk.later(2 * REMEMBERED_FOR)
    assert isinstance(desk.settle(), Wait)

    desk.turn_of_words_comes()

    assert isinstance(desk.settle(), Leave)


def test_a_pager_does_not_leave_while_a_message_is_on_its_way() -> None:
    """A page that ended keeps its pager until it is known what came of its last text."""
    desk = waiting(TEXT)
    desk.withdraw()
    desk.later(2 * REMEMBERED_FOR)
    assert "what came of a text or mail is still to be heard" == _reason(desk)

    desk.turn_comes(desk.attempt())

    assert isinstance(desk.settle(), Leave)


def test_who_talks_hears_who_has_it_while_a_text_waits() -> None:
    """A text of another page keeps nobody on the phone waiting for the news."""
    desk = talking()
    desk.waiting = {TEXT}
    desk.page("p2", TEXT)
    desk.settle()
    desk.withdraw("p2")
    desk.withdraw("p1")
    desk.later(minutes(0.1))
    desk.settle()

    assert ["StartAttempt", "TellWhoHasIt"] == [type(each).__name__ for each in desk.take_done()]


def _reason(desk: Desk) -> str:
    rest = desk.settle()
    assert isinstance(rest, Wait)
    return rest.because
