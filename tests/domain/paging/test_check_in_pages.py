"""Pages that ask whoever has it whether they are still on it: how they are told, and what becomes of them."""

import pytest

from domain.messages import Purpose, Verb
from domain.organisation import Channel
from domain.page_messages import PageEnding, PageLapsed, PageReworded, TextReceived
from domain.paging import inbox, orders
from domain.paging.pages import lapse_page, reword_page
from domain.paging.views import known_pages
from domain.text_replies import listing
from tests.domain.builders import CODE, words
from tests.domain.paging.desk import CALL, MAIL, TEXT, Desk

ASKS = "Are you still on it?"
NEWS = words("Checkout: nobody can pay by card.", "CheckoutDown: 5xx; CardsDown: 5xx.")


def asked(*channels: Channel, purpose: Purpose = Purpose.TRIAGE) -> Desk:
    """Return a desk at which Ana was asked whether she is still on it, in the page by which she was paged."""
    desk = Desk()
    page = desk.page("p1", *channels)
    page.order = page.order.model_copy(update={"purpose": purpose}).reminding(ASKS)
    return desk


def reword(desk: Desk) -> None:
    """Have the search say what its page to Ana says now."""
    reword_page(desk.state, PageReworded(page_id="p1", words=NEWS))


def lapse(desk: Desk) -> None:
    """Have the search go on without Ana."""
    lapse_page(desk.state, PageLapsed(page_id="p1", purpose=Purpose.TRIAGE, words=words()), desk.now)


def test_several_pages_are_told_with_what_is_theirs_already() -> None:
    """Text and mail count a reminder as one, and the mail knows of each page what it asks."""
    desk = asked(TEXT, MAIL)
    desk.page("p2", TEXT, MAIL, code=4822, cleared=True)
    desk.settle()
    text, mail = list(desk.state.attempts.values())[-2:]

    assert orders.text(desk.state, text).body == (
        f"1 alert and 1 reminder, 1 of them cleared: {CODE}. "
        "Reply ACK 1000 to take or keep all, LIST for each with its code."
    )
    letter = orders.mail(desk.state, mail)
    assert f"[{CODE}] 1 alert and 1 reminder, 1 of them cleared: {CODE}" == letter.subject
    assert [Purpose.CHECK_IN, Purpose.TRIAGE] == [page.purpose for page in letter.pages]


def test_who_did_not_answer_is_told_that_it_is_not_theirs_any_more() -> None:
    """One text says what became of it and how to take it back; from then on the page asks what it asks everybody else."""
    desk = asked(TEXT)
    desk.settle()
    for _ in range(2):
        lapse(desk)
    desk.settle()

    assert [f"{CODE} is no longer yours: others are called now. ACK 4821 takes it back."] == desk.texts
    order = desk.state.pages["p1"].order
    assert (Purpose.TRIAGE, words(), None) == (order.purpose, order.words, order.asked_for)
    assert desk.state.pages["p1"].open


def test_a_page_that_asks_nobody_whether_they_are_still_on_it_does_not_lapse() -> None:
    """Of a page that was answered meanwhile, is like any other, or is not known, nothing is told."""
    answered, usual = asked(MAIL), Desk()
    answered.withdraw(by="ana")
    usual.page("p1", MAIL)
    for desk in (answered, usual, Desk()):
        desk.settle()
        before = desk.remembered()
        lapse(desk)
        assert before == desk.remembered()


def test_losing_it_twice_is_told_twice() -> None:
    """Words at the end of a page are owed each time it was tried anew, not once for ever."""
    desk = Desk()
    for holder in ("Bo", "Cy"):
        desk.page("p1", MAIL)
        desk.withdraw(notice=f"{holder} has it")
        desk.settle()

    assert ["Bo has it", "Cy has it"] == desk.texts


@pytest.mark.parametrize(
    ("ending", "by"), [(PageEnding.ANSWERED, "ana"), (PageEnding.PASSED_ON, ""), (PageEnding.SUPERSEDED, "")]
)
def test_once_it_is_answered_the_page_is_what_it_was(ending: PageEnding, by: str) -> None:
    """However the question comes to its end, the page is for what it was for, and says what it said."""
    desk = asked(MAIL, purpose=Purpose.JOIN)
    [known] = known_pages(desk.state)
    assert (Purpose.CHECK_IN, Purpose.JOIN, ASKS) == (known.purpose, known.own_purpose, known.headline)

    desk.withdraw(ending=ending, by=by)
    [known] = known_pages(desk.state)
    assert (Purpose.JOIN, Purpose.JOIN, words().headline) == (known.purpose, known.own_purpose, known.headline)


def test_the_code_of_a_page_leads_where_it_led_also_after_a_reminder() -> None:
    """Asked whether they are still on it, and after they said so, a team still joins with its code."""
    desk = asked(MAIL, purpose=Purpose.JOIN)
    for text_id in ("SM-asked", "SM-answered"):
        meant = inbox.understand(desk.state, TextReceived(text_id=text_id, body="JOIN 4821"), desk.now)
        assert (Verb.JOIN, [Purpose.JOIN]) == (meant.verb, [page.own_purpose for page in meant.pages])
        desk.withdraw(by="ana")


@pytest.mark.parametrize(("purpose", "owed"), [(Purpose.TRIAGE, True), (Purpose.JOIN, False)])
def test_a_reminder_answered_by_phone_owes_the_code_of_what_is_judged(purpose: Purpose, owed: bool) -> None:
    """Whoever keeps what they judge needs its code to pass it on, or to close it; a page that is to be joined does not close."""
    desk = asked(CALL, purpose=purpose)
    desk.withdraw(by="ana")

    assert owed is desk.state.pages["p1"].code_owed


def test_new_words_disturb_nobody_and_stand_wherever_the_page_is_told() -> None:
    """No call and no text for them; the next text, the list and the mail say what holds now."""
    desk = Desk()
    page = desk.page("p1", TEXT, MAIL)
    desk.settle()
    desk.take_done()
    reword(desk)
    desk.settle()

    assert ([], []) == (desk.sent(), desk.texts)
    assert NEWS.headline in listing(known_pages(desk.state))
    text, mail = desk.state.attempts.values()
    assert NEWS.headline in orders.text(desk.state, text).body
    assert [NEWS.detail] == [told.detail for told in orders.mail(desk.state, mail).pages]
    assert page.order.intent == "p1#1"


def test_new_words_leave_a_question_as_it_is() -> None:
    """Whoever is being asked hears the same question, with what holds now below it; answered, the page says the new words."""
    desk = asked(MAIL)
    reword(desk)
    order = desk.state.pages["p1"].order
    assert (ASKS, NEWS.headline) == (order.words.headline, order.words.detail)

    desk.withdraw(by="ana")
    assert (NEWS, True) == (desk.state.pages["p1"].order.words, desk.state.pages["p1"].in_hand)

    desk.withdraw(by="bo")
    before = desk.remembered()
    reword(desk)
    assert before == desk.remembered()


def test_what_is_in_hand_says_what_holds_now() -> None:
    """Whoever has it reads in the list what it is about by now."""
    desk = Desk()
    desk.page("p1", MAIL)
    desk.withdraw(by="ana")
    reword(desk)

    assert f"In your hands:\n4821: {CODE} {NEWS.headline}" == listing(known_pages(desk.state))


def test_new_words_of_a_page_that_is_closed_or_not_known_change_nothing() -> None:
    """Words may come when the page has its end, or was forgotten."""
    closed = Desk()
    closed.page("p1", MAIL)
    closed.withdraw(by="bo")
    for desk in (closed, Desk()):
        before = desk.remembered()
        reword(desk)
        assert before == desk.remembered()
