"""Pages that ask whoever has it whether they are still on it: how they are told, and what becomes of them in silence."""

from domain.messages import Purpose
from domain.organisation import Channel
from domain.page_messages import PageLapsed
from domain.paging import orders
from domain.paging.pages import lapse_page
from tests.domain.builders import CODE, words
from tests.domain.paging.desk import MAIL, TEXT, Desk


def asked(*channels: Channel) -> Desk:
    """Return a desk at which Ana was asked whether she is still on it."""
    desk = Desk()
    page = desk.page("p1", *channels)
    asks = page.order.model_copy(update={"purpose": Purpose.CHECK_IN, "words": words("Are you still on it?", "")})
    page.order = asks
    return desk


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
    assert (Purpose.TRIAGE, words()) == (order.purpose, order.words)
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
