"""What happens to a pager, in examples."""

from datetime import timedelta

from domain.errors import FailureKind
from domain.page_messages import PageEnding, PageRequest, PageWithdrawal
from domain.paging.attempts import call_not_ended, caller_not_told
from domain.paging.pages import open_page, withdraw_page
from domain.paging.state import REMEMBERED_FOR, Outcome
from tests.domain.builders import minutes
from tests.domain.paging.desk import CALL, MAIL, TEXT, Desk, attempt_id, card, order, ringing


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
    desk.call_says("no-answer", 4)
    desk.settle()

    assert ["call"] == desk.sent()


def test_why_the_channels_are_other_than_agreed_is_written() -> None:
    """In quiet hours a page goes by mail, and the timeline gives that as the reason."""
    desk = Desk()
    quiet = card(MAIL).model_copy(update={"because": "quiet hours until 07:00: by mail only"})
    open_page(desk.state, PageRequest(order=order(), contact=quiet), 4821, desk.now)
    desk.settle()

    assert ("mail sent", "quiet hours until 07:00: by mail only") == (desk.entries()[0].what, desk.entries()[0].why)


def test_the_same_try_arriving_twice_is_one() -> None:
    """A page that is handed over once more, after a worker died, rings no phone a second time."""
    desk = ringing()
    before = desk.remembered()

    open_page(desk.state, PageRequest(order=order(), contact=card()), 1111, desk.now)

    assert before == desk.remembered()


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
    before = desk.remembered()

    desk.call_says("completed", 1, sequence=99)

    assert ({}, before) == (desk.state.attempts, desk.remembered())


def test_attempts_of_a_long_open_page_are_forgotten_after_a_day() -> None:
    """A page that stays open for days does not grow: only attempts that may still be heard of are kept."""
    desk = Desk()
    for _ in range(10):
        desk.page("p1", TEXT)
        desk.settle()
        desk.later(REMEMBERED_FOR / 2)
    desk.page("p1", TEXT)
    desk.settle()

    assert [attempt_id(each) for each in (9, 10, 11)] == list(desk.state.attempts)


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
    """A page has one end: a second withdrawal does not change how it ended, but its notice is told."""
    desk = Desk()
    page = desk.page()
    desk.withdraw(ending=PageEnding.PASSED_ON)
    desk.later(minutes(5))
    desk.withdraw(ending=PageEnding.SUPERSEDED, notice="stood down")
    desk.settle()

    assert (PageEnding.PASSED_ON, ["stood down"]) == (page.ending, desk.texts)


def test_a_late_answer_hears_the_latest_reason() -> None:
    """How a page ended stays, but who answers late is told why it is of no use now."""
    desk = Desk()
    page = desk.page()
    desk.withdraw(ending=PageEnding.PASSED_ON)
    withdrawal = PageWithdrawal(page_id="p1", ending=PageEnding.SUPERSEDED, because="stood down as not major")
    withdraw_page(desk.state, withdrawal, desk.now)

    assert (PageEnding.PASSED_ON, "stood down as not major") == (page.ending, page.ended_because)


def test_a_notice_is_texted_once() -> None:
    """The same notice arriving twice is one text, also after it was sent."""
    desk = Desk()
    desk.tell("n1", "stood down")
    desk.tell("n1", "stood down")
    desk.settle()
    desk.tell("n1", "stood down")
    desk.settle()

    assert ["stood down"] == desk.texts


def test_a_withdrawal_of_an_unknown_page_changes_nothing() -> None:
    """A word about a page this pager never had is no reason to text anybody."""
    desk = ringing()
    before = desk.remembered()
    unknown = PageWithdrawal(page_id="other", ending=PageEnding.ANSWERED, because="Bo has it", notice="words")

    withdraw_page(desk.state, unknown, desk.now)

    assert before == desk.remembered()


def test_a_refused_attempt_says_what_the_provider_said() -> None:
    """What the provider does not take is on the timeline with its words and what they mean."""
    desk = Desk(failing={CALL: FailureKind.PERMANENT})
    desk.page()
    desk.act()

    assert (
        Outcome.NOT_ACCEPTED,
        "the provider says no (permanent)",
    ) == (desk.entries()[-1].what, desk.entries()[-1].why)


def test_attempts_have_ids_of_their_own_before_they_are_made() -> None:
    """Each attempt is named by its person, this pager's run and a number, so that every callback finds it."""
    desk = Desk(failing={CALL: FailureKind.PERMANENT})
    desk.page()
    desk.page("p2", MAIL)
    desk.settle()

    assert [attempt_id(each) for each in (1, 2, 3)] == list(desk.state.attempts)


def test_a_call_that_could_not_be_ended_is_on_the_timeline() -> None:
    """That a phone went on ringing in vain is written down with the provider's reason."""
    desk = ringing()
    call_not_ended(desk.state, desk.attempt(), "timed out", desk.now)

    assert ("the call could not be ended", "timed out") == (desk.entries()[-1].what, desk.entries()[-1].why)


def test_a_caller_who_could_not_be_told_who_has_it_is_on_the_timeline() -> None:
    """That the news did not reach whoever is on the phone is written down as that, with the provider's reason."""
    desk = ringing()
    caller_not_told(desk.state, desk.attempt(), "timed out", desk.now)

    assert ("could not be told who has it", "timed out") == (desk.entries()[-1].what, desk.entries()[-1].why)


def test_a_notice_that_could_not_be_texted_is_on_its_pages_timeline() -> None:
    """Words that were owed and not sent are written down with the reason, for the page they were about."""
    desk = ringing()
    desk.failing = {TEXT: FailureKind.UNKNOWN}
    desk.withdraw(notice="stood down")
    desk.settle()

    assert ("a text could not be sent", "the provider says no", TEXT) == (
        desk.entries()[-1].what,
        desk.entries()[-1].why,
        desk.entries()[-1].channel,
    )
