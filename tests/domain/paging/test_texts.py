"""Texts: the person stops them, codes follow a call, words are told together, and alerts that have cleared."""

from datetime import timedelta

import pytest

from domain.errors import FailureKind
from domain.messages import Purpose
from domain.page_messages import Notice, PageEnding
from domain.paging import texts
from domain.paging.actions import Leave, ReportUnreachable, SendNotices, Wait
from domain.paging.state import REMEMBERED_FOR
from tests.domain.builders import CODE, minutes
from tests.domain.paging.desk import CALL, MAIL, OPTED_OUT, TEXT, Desk, ended, ringing, talking


def test_who_stops_our_texts_is_called_instead() -> None:
    """After STOP an open page goes on by voice, and the timeline says why."""
    desk = Desk()
    desk.page("p1", TEXT, CALL)
    desk.says_stop()
    desk.settle()

    assert ["call"] == desk.sent()
    assert "Ana has stopped our texts (STOP): it goes on by voice" in {each.why for each in desk.entries()}


def test_a_text_refused_because_of_stop_closes_texts_and_goes_on_by_voice() -> None:
    """Error 21610 says that the person answered STOP: they are called, and nothing is texted to them any more."""
    desk = Desk(failing={TEXT: FailureKind.PERMANENT}, error=OPTED_OUT)
    desk.page("p1", TEXT, CALL)
    desk.settle()
    desk.page("p2", TEXT, MAIL)
    desk.settle()

    assert ["text", "call", "mail p2"] == desk.sent()


def test_a_text_that_fails_later_because_of_stop_closes_texts_too() -> None:
    """The same error in a report, after the text was accepted, means the same."""
    desk = Desk()
    desk.page("p1", TEXT, CALL)
    desk.settle()
    desk.text_says("failed", 1, OPTED_OUT)
    desk.says_stop()
    desk.settle()

    assert "has stopped our texts (STOP)" == desk.state.texts_closed
    assert ["text", "call"] == desk.sent()


def test_start_opens_texts_again() -> None:
    """After START the next page is texted like any other."""
    desk = Desk()
    desk.says_stop()
    desk.says_stop(opened=True)
    desk.page("p1", TEXT)
    desk.settle()

    assert ["text"] == desk.sent()


def test_words_for_somebody_who_stopped_texts_are_noted_not_sent() -> None:
    """What could not be told stands on the timeline of the page it was about, with the reason."""
    desk = Desk()
    desk.page("p1")
    desk.says_stop()
    desk.withdraw(notice="stood down")
    desk.settle()

    assert ([], "a text could not be sent") == (desk.texts, desk.entries()[-1].what)


def test_a_stop_is_remembered_for_good() -> None:
    """A pager whose person has stopped texts never leaves: nobody else would know."""
    desk = Desk()
    desk.says_stop()
    desk.later(10 * REMEMBERED_FOR)

    assert isinstance(desk.settle(), Wait)

    desk.says_stop(opened=True)
    desk.later(REMEMBERED_FOR)
    assert isinstance(desk.settle(), Leave)


def test_the_code_of_what_was_taken_by_phone_is_texted_after_the_call() -> None:
    """While the person talks no text disturbs them; when the phone is put down one text has all codes, once."""
    desk = talking("p2")
    for page in ("p1", "p2"):
        desk.withdraw(page, by="ana")
    desk.settle()
    assert [] == desk.texts

    desk.call_says("completed", sequence=3)
    desk.settle()
    desk.settle()

    expected = f"You have {CODE} (4821), {CODE} (4822)."
    assert [True] == [text.startswith(f"{expected} PASS and the code passes one on, MAJOR and") for text in desk.texts]


def test_a_text_of_the_board_says_how_such_texts_are_stopped() -> None:
    """P22: by the code of their page about that incident, which only their pager knows; without one, by the word alone."""
    desk = Desk()
    desk.page("p1", TEXT)
    desk.settle()
    for number, about in enumerate((CODE, "search-AAAA")):
        board = Notice(notice_id=f"n{number}", body="news", board_of=about)
        texts.add_notice(desk.state, board, desk.now)
        desk.settle()

    assert ["news\nMUTE 4821 stops these.", "news\nMUTE and the code of your page stops these."] == desk.texts


def test_a_text_about_an_update_says_how_it_is_sent() -> None:
    """By the code of their page about it, which whoever took it by phone has not seen; without one, by the word alone."""
    desk = talking()
    page = desk.state.pages["p1"]
    page.order = page.order.model_copy(update={"purpose": Purpose.ROUND_OVERDUE})
    desk.withdraw(by="ana")
    desk.call_says("completed", sequence=3)
    desk.page("p2", code=4822)
    for number, about in enumerate((CODE, "search-AAAA")):
        notice = Notice(notice_id=f"n{number}", body="You may send it now.", sends_of=about)
        texts.add_notice(desk.state, notice, desk.now)
    desk.settle()

    expected = "You may send it now. SEND 4821 sends it, PASS 4821 passes it on."
    assert [f"{expected}\nYou may send it now. SEND and the code of its page sends it."] == [
        each for each in desk.texts if "may send it" in each
    ]


def test_the_code_of_an_invitation_stops_no_texts_of_the_board() -> None:
    """P15: it leads to the business call and is known to nothing else."""
    desk = Desk()
    page = desk.page("p1", TEXT)
    page.order = page.order.model_copy(update={"purpose": Purpose.BUSINESS_CALL})
    desk.settle()
    texts.add_notice(desk.state, Notice(notice_id="n1", body="news", board_of=CODE), desk.now)
    desk.settle()

    assert ["news\nMUTE and the code of your page stops these."] == desk.texts


def test_who_was_texted_the_page_knows_its_code() -> None:
    """Who answers after a text is not texted the same code again."""
    desk = Desk()
    desk.page("p1", TEXT)
    desk.settle()
    desk.withdraw(by="ana")
    desk.settle()

    assert [] == desk.texts


def test_codes_are_not_texted_at_every_check_in() -> None:
    """Who has the code of what they took is not texted it again whenever they are asked whether they are still on it."""
    desk = talking()
    desk.withdraw(by="ana")
    desk.call_says("completed", sequence=3)
    desk.settle()
    desk.page("p1", CALL)
    desk.settle()
    desk.call_says("in-progress", 2, sequence=2)
    desk.withdraw(by="ana")
    desk.call_says("completed", 2, sequence=3)
    desk.settle()

    assert 1 == len(desk.texts)


@pytest.mark.parametrize("ending", [PageEnding.SUPERSEDED, PageEnding.PASSED_ON])
def test_no_code_is_texted_for_what_is_not_theirs_any_more(ending: PageEnding) -> None:
    """Who takes it and closes it, or passes it on, in the same call has no use for its code."""
    desk = talking()
    desk.withdraw(by="ana")
    desk.withdraw(ending=ending)
    desk.call_says("completed", sequence=3)
    desk.settle()

    assert [] == desk.texts


def test_codes_wait_for_texts_to_be_opened() -> None:
    """Codes owed to somebody who stopped texts are told once they let them through again."""
    desk = talking()
    desk.says_stop()
    desk.withdraw(by="ana")
    desk.call_says("completed", sequence=3)
    desk.settle()
    assert [] == desk.texts

    desk.says_stop(opened=True)
    desk.settle()
    assert 1 == len(desk.texts)


def test_a_code_that_could_not_be_texted_is_noted_where_it_belongs() -> None:
    """The note stands on the page's own timeline, though another page came later."""
    desk = talking()
    desk.page("p2", MAIL)
    desk.state.pages["p2"].order = desk.state.pages["p2"].order.model_copy(update={"code": "search-AAAA"})
    desk.failing = {TEXT: FailureKind.PERMANENT}
    desk.withdraw(by="ana")
    desk.call_says("completed", sequence=3)
    desk.settle()

    assert "a text could not be sent" in {each.what for each in desk.entries()}


def test_several_notices_are_one_text() -> None:
    """Words that are due together are told together."""
    desk = Desk()
    desk.tell("n1", "one")
    desk.tell("n2", "two")
    desk.settle()

    assert ["one\ntwo"] == desk.texts


def test_words_for_another_number_are_a_text_of_their_own() -> None:
    """A reply to somebody's second number is not put together with what goes to their first."""
    desk = Desk()
    for notice, to in (("n1", ""), ("n2", "+447700900201"), ("n3", "+447700900201"), ("n4", "")):
        desk.tell(notice, notice, to)
    desk.settle()

    assert ["n1", "n2\nn3", "n4"] == desk.texts


def test_notices_that_do_not_fit_into_one_text_are_two() -> None:
    """No text is longer than the provider takes, and none of the words is lost."""
    desk = Desk()
    for number in range(4):
        desk.tell(f"n{number}", "x" * 700)
    desk.settle()

    assert [2, 2] == [len(each.notices) for each in desk.take_done() if isinstance(each, SendNotices)]
    assert all(len(text) <= 1600 for text in desk.texts)


def test_a_notice_too_long_for_any_text_holds_up_no_other() -> None:
    """Words that fit nowhere are sent alone, and what is behind them follows."""
    desk = Desk()
    desk.tell("n1", "x" * 2000)
    desk.tell("n2", "two")
    desk.settle()

    assert ["x" * 2000, "two"] == desk.texts


def test_when_the_alert_clears_nobody_is_called_any_more() -> None:
    """The phone stops ringing for an alert that is gone, and a text says so instead."""
    desk = ringing()
    desk.clear()
    desk.settle()
    assert ended() in desk.done

    desk.call_says("canceled")
    desk.settle()
    assert ["call", "text", "mail"] == desk.sent()


def test_a_page_for_an_alert_that_has_cleared_is_a_text() -> None:
    """Who is paged by the ladder after the alert has cleared is not rung out of bed."""
    desk = Desk()
    desk.page(cleared=True)
    desk.settle()

    assert ["text", "mail"] == desk.sent()


@pytest.mark.parametrize("stopped", [False, True], ids=["by agreement", "because of STOP"])
def test_who_can_only_be_called_is_left_in_peace_when_the_alert_has_cleared(stopped: bool) -> None:
    """No call is placed; the owner of the page learns at once that there is no other way."""
    desk = Desk()
    channels = (CALL, TEXT) if stopped else (CALL,)
    if stopped:
        desk.says_stop()
    page = desk.page("p1", *channels, cleared=True)
    desk.settle()

    assert [ReportUnreachable(page_id="p1")] == desk.take_done()
    assert "the alert has cleared, and Ana can only be called" == page.last_failure


def test_when_the_alert_fires_again_the_phone_rings_again() -> None:
    """A page whose alert came back is called like a new one."""
    desk = Desk()
    desk.page("p1", CALL, TEXT, cleared=True)
    desk.settle()
    desk.clear(cleared=False)
    desk.settle()

    assert ["text", "call"] == desk.sent()


def test_the_same_news_twice_changes_nothing() -> None:
    """That an alert has cleared is told once, and of a page that is closed or unknown not at all."""
    desk = Desk()
    desk.page("p1")
    desk.clear()
    desk.withdraw("p1")
    before = desk.remembered()

    desk.clear()
    desk.clear(cleared=False)
    desk.clear("other")

    assert before == desk.remembered()


def test_who_talks_is_not_cut_off_when_the_alert_clears() -> None:
    """Somebody on the line hears that it has cleared; without a key the text follows after the call."""
    desk = talking()
    desk.clear()
    desk.settle()
    assert [] == desk.take_done()

    desk.later(timedelta(seconds=30))
    desk.call_says("completed", sequence=3)
    desk.wait_over()
    assert ["text", "mail"] == desk.sent()
    assert minutes(0.5) < desk.now - desk.attempt().started_at
