"""Pages that are open at the same time: told together, and never more calls and texts than a person can bear."""

from datetime import timedelta

import pytest

from domain.errors import FailureKind
from domain.messages import Purpose
from domain.page_messages import PageEnding
from domain.paging import orders, views
from domain.paging.actions import EndCall, StartAttempt, TellWhoHasIt, Wait
from tests.domain.builders import CODE, minutes
from tests.domain.paging.desk import CALL, MAIL, TEXT, Desk, attempt_id, ended, ringing, talking

SECOND = timedelta(seconds=1)


def asks(desk: Desk, page: str, purpose: Purpose) -> None:
    """Let a page ask something else."""
    known = desk.state.pages[page]
    known.order = known.order.model_copy(update={"purpose": purpose})


def storm(*pages: str) -> Desk:
    """Return a desk at which these pages arrived together, and whose one call for them nobody answered."""
    desk = Desk()
    for page in pages:
        desk.page(page)
    desk.settle()
    desk.call_says("no-answer")
    desk.settle()
    return desk


def test_one_attempt_tells_every_page_that_is_open() -> None:
    """Three pages at once are one call, and then one text and one mail."""
    assert ["call p1+p2+p3", "text p1+p2+p3", "mail p1+p2+p3"] == storm("p1", "p2", "p3").sent()


def test_a_page_that_comes_while_the_phone_rings_joins_that_call() -> None:
    """The phone rings once for both: no second call follows, what comes next tells both, and the timeline says why."""
    desk = ringing()
    desk.page("p2")
    assert ("joins a call", "Ana is being called already, and hears of it in the same call") == (
        desk.entries()[-1].what,
        desk.entries()[-1].why,
    )

    desk.call_says("no-answer")
    desk.settle()

    assert ["call", "text p1+p2", "mail p1+p2"] == desk.sent()


def test_a_page_that_comes_while_the_person_talks_is_spoken_there_and_keeps_its_turn() -> None:
    """The timeline says where they hear of it, and when they hang up unheeding a call of its own follows."""
    desk = talking()
    desk.page("p2")
    assert (
        "waits for the phone",
        "Ana is on the phone, and hears of it there; if not, a call of its own follows",
    ) == (desk.entries()[-1].what, desk.entries()[-1].why)

    desk.withdraw("p1", by="ana")
    desk.call_says("completed")
    desk.wait_over()
    assert "call p2" in desk.sent()


def test_a_page_joins_no_call_that_is_over() -> None:
    """A call that was completed unheard of, and only waits for an answer on its way, tells nobody anything any more."""
    desk = ringing()
    desk.stands = "completed"
    desk.wait_over()
    desk.page("p2")
    desk.wait_over()

    assert ["call", "text", "mail", "call p2"] == desk.sent()


def test_a_page_joins_no_call_that_is_being_cancelled() -> None:
    """When the phone is being silenced for another page's sake, the new page has a call of its own after that."""
    desk = ringing()
    desk.withdraw("p1")
    desk.settle()
    desk.page("p2")
    desk.settle()
    assert ["call"] == desk.sent()

    desk.call_says("canceled")
    desk.settle()
    assert ["call p2"] == desk.sent()


def test_a_joined_call_rings_on_when_its_first_page_ends() -> None:
    """The call is still wanted for the page that joined it, and cancelled once nobody needs it."""
    desk = ringing()
    desk.page("p2")
    desk.withdraw("p1")
    desk.settle()
    assert [] == [each for each in desk.take_done() if isinstance(each, EndCall)]

    desk.withdraw("p2")
    desk.settle()
    assert [ended()] == desk.take_done()


def test_who_is_texted_first_does_not_wait_for_the_phone() -> None:
    """While one page rings, another whose first channel is a text is texted at once."""
    desk = ringing()
    desk.page("p2", TEXT, CALL)
    desk.settle()

    assert ["call", "text p2"] == desk.sent()


def test_beyond_two_calls_and_two_texts_a_page_goes_by_the_next_channel() -> None:
    """A page that comes when the person was called and texted often enough is mailed at once, and the timeline says why."""
    desk = storm("p1")
    desk.page("p2")
    desk.settle()
    desk.call_says("no-answer", 4)
    desk.settle()
    desk.take_done()
    desk.page("p3")

    rest = desk.settle()

    assert desk.take_done() == [
        StartAttempt(
            page_ids=("p3",),
            channel=MAIL,
            because="Ana was called often enough for the moment: mail first",
        )
    ]
    assert rest == Wait(
        until=desk.now + minutes(5), because="called and texted often enough for the moment; the pages stand in LIST"
    )


def test_what_was_held_back_follows_when_its_time_has_come() -> None:
    """Five minutes after the calls the held call is made, not a second earlier, and the text is not forgotten either."""
    desk = storm("p1")
    desk.page("p2")
    desk.settle()
    desk.call_says("no-answer", 4)
    desk.settle()
    desk.page("p3")
    desk.settle()
    desk.take_done()

    desk.later(minutes(5) - SECOND)
    desk.settle()
    assert [] == desk.sent()

    desk.later(SECOND)
    desk.settle()
    desk.call_says("no-answer", 8)
    desk.settle()
    assert ["call p3", "text p3"] == desk.sent()


def test_the_retries_of_a_single_page_are_the_ladders_business() -> None:
    """One page rings as often as the ladder says, however often that is."""
    desk = Desk()
    for number in range(1, 6):
        desk.page("p1", CALL)
        desk.settle()
        desk.call_says("no-answer", number)
        desk.settle()

    assert ["call"] * 5 == desk.sent()


def test_a_call_nobody_heard_disturbs_nobody() -> None:
    """Calls that were never connected do not keep the next one from being made."""
    desk = Desk()
    for number, page in enumerate(("p1", "p2", "p3"), start=1):
        desk.page(page, CALL)
        desk.settle()
        desk.call_says("failed", number)
        desk.settle()

    assert ["call", "call p2", "call p3"] == desk.sent()


def test_a_held_text_is_sent_in_time_while_the_person_talks() -> None:
    """The text of another page that was held back waits for its time, not for the end of a long call."""
    desk = Desk()
    for number, page in enumerate(("p1", "p2"), start=1):
        desk.page(page, TEXT)
        desk.settle()
        desk.text_says("delivered", number)
    desk.page("p3", TEXT)
    desk.later(minutes(4))
    desk.page("p4", CALL)
    desk.settle()
    desk.call_says("in-progress", 3)
    desk.stands = "in-progress"
    desk.take_done()

    desk.wait_over()
    desk.wait_over()

    assert ["text p3"] == desk.sent()


def test_several_pages_in_one_text_have_a_code_that_answers_all() -> None:
    """A text about several pages names them, has one code for all, and says how to see each one's own."""
    desk = storm("p1", "p2")
    attempt = desk.attempt(2)

    assert "1000" == attempt.code
    assert f"2 alerts: {CODE}. Reply ACK 1000 to take all, LIST for each with its code." == (
        orders.text(desk.state, attempt).body
    )


@pytest.mark.parametrize(
    "purpose",
    [Purpose.DECLARE, Purpose.JOIN, Purpose.REOPEN, Purpose.SILENT_LEAD, Purpose.KEEP_LEAD, Purpose.OFFER_LEAD],
)
def test_what_one_ack_does_not_answer_is_counted_and_listed(purpose: Purpose) -> None:
    """Where a page among several has an answer of its own, no text says that ACK takes them all."""
    desk = storm("p1", "p2")
    asks(desk, "p2", purpose)

    assert f"2 things wait for you: {CODE}. LIST shows each with its code and how to answer it." == (
        orders.text(desk.state, desk.attempt(2)).body
    )
    assert f"[{CODE}] 2 things wait for you: {CODE}" == orders.mail(desk.state, desk.attempt(3)).subject


@pytest.mark.parametrize("invitations", [("p1",), ("p2",), ("p1", "p2")])
def test_an_invitation_to_the_business_call_is_told_with_nothing_else(invitations: tuple[str, ...]) -> None:
    """P15: neither another page nor a second invitation stands in its text; each has one of its own."""
    desk = Desk(waiting={TEXT})
    for page in ("p1", "p2"):
        desk.page(page, TEXT)
    for page in invitations:
        asks(desk, page, Purpose.BUSINESS_CALL)
    desk.settle()

    assert ["text", "text p2"] == desk.sent()


def test_an_invitation_joins_no_call_that_rings_for_something_else() -> None:
    """P15: whoever is called about an incident hears nothing of the business call in it, nor the other way round."""
    desk = ringing()
    asks(desk, "p1", Purpose.BUSINESS_CALL)
    desk.page("p2")
    script = views.call_script(desk.state, attempt_id(1))

    assert script
    assert (["p1"], ["p1"]) == ([page.page_id for page in script.pages], list(desk.attempt(1).intents))
    desk.call_says("no-answer")
    desk.settle()
    assert "call p2" in desk.sent()


def test_a_single_page_in_a_text_is_answered_with_its_own_code() -> None:
    """A text about one page has no second code."""
    desk = storm("p1")

    assert desk.attempt(2).code is None
    assert "ACK 4821" in orders.text(desk.state, desk.attempt(2)).body


def test_a_bundles_code_is_no_pages_code() -> None:
    """The code of a text about several pages is given to no page, and the other way round."""
    desk = storm("p1", "p2")

    assert "1001" == desk.page("p3", code=1000).code


def test_a_call_rings_as_long_as_the_most_patient_of_its_pages() -> None:
    """One call for several pages has the longest ring and the longest time to answer of all of them."""
    desk = Desk()
    desk.page("p1")
    page = desk.page("p2")
    page.contact = page.contact.model_copy(update={"ring": timedelta(seconds=40), "answer_limit": minutes(5)})
    desk.settle()

    order = orders.call(desk.state, desk.attempt())
    assert (timedelta(seconds=40), minutes(5)) == (order.ring, order.time_limit)


def test_a_mail_tells_every_page_with_what_its_link_needs() -> None:
    """One mail about several pages names each of them, with its own code, and says which alerts have cleared."""
    desk = Desk(failing={CALL: FailureKind.PERMANENT, TEXT: FailureKind.PERMANENT})
    desk.page("p1", code=4821)
    desk.page("p2", code=4822, cleared=True)
    desk.settle()

    mail = orders.mail(desk.state, list(desk.state.attempts.values())[-1])
    assert [("p1", "4821", "shop", False), ("p2", "4822", "shop", True)] == [
        (each.page_id, each.page_code, each.team, "has cleared" in each.detail) for each in mail.pages
    ]
    assert f"[{CODE}] 2 alerts, 1 of them cleared: {CODE}" == mail.subject


def test_an_attempt_names_what_the_provider_has_already() -> None:
    """Every order names the earlier ones on its channel, so that none of them is taken for the new one."""
    desk = storm("p1")
    desk.page()
    desk.settle()

    assert (f"CA-{attempt_id()}", f"CA-{attempt_id(4)}") == orders.call(desk.state, desk.attempt(4)).known


def test_who_is_on_the_phone_when_somebody_else_takes_it_hears_so() -> None:
    """The call fetches its words anew, once, and the person is not cut off."""
    desk = talking()
    desk.withdraw(by="bo")
    desk.settle()

    assert [TellWhoHasIt(attempt_id=attempt_id())] == desk.take_done()


@pytest.mark.parametrize(("ending", "by"), [(PageEnding.ANSWERED, "ana"), (PageEnding.PASSED_ON, "bo")])
def test_nobody_is_interrupted_by_their_own_answer(ending: PageEnding, by: str) -> None:
    """Who has just taken it or passed it on heard what came of it already."""
    desk = talking()
    desk.withdraw(ending=ending, by=by)
    desk.settle()

    assert [] == desk.take_done()


@pytest.mark.parametrize("purpose", [Purpose.DECLARE, Purpose.REOPEN, Purpose.OFFER_LEAD])
def test_nobody_is_interrupted_by_what_they_have_decided_themselves(purpose: Purpose) -> None:
    """Who has just declared it, or accepted the lead, hears what came of it, and is offered the technical call."""
    desk = talking()
    page = desk.state.pages["p1"]
    page.order = page.order.model_copy(update={"purpose": purpose})
    desk.withdraw(ending=PageEnding.SUPERSEDED)
    desk.settle()

    assert [] == desk.take_done()


def test_nobody_is_interrupted_while_another_page_is_open() -> None:
    """Who listens to what is still theirs to answer hears what became of the other at the next menu."""
    desk = talking("p2")
    desk.withdraw("p1")
    desk.settle()

    assert [] == desk.take_done()


def test_nobody_is_told_on_a_call_that_is_over() -> None:
    """A page that ends while an answer of a finished call is waited for asks nothing of that call."""
    desk = talking()
    desk.call_says("completed", sequence=3)
    desk.withdraw()
    desk.settle()

    assert [] == desk.take_done()
