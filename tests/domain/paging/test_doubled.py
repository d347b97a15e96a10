"""Two calls under one attempt: the provider's answer was lost, its list lagged, and the call was placed again."""

from datetime import timedelta

import pytest

from domain.paging import orders
from domain.paging.actions import EndCall, StartAttempt
from domain.paging.attempts import accepted, start_attempt
from domain.paging.state import Outcome
from domain.sending import Accepted
from tests.domain.builders import minutes
from tests.domain.paging.desk import CALL, Desk, attempt_id, call_id, ended, ringing


def doubled() -> Desk:
    """Return a desk whose phone rings twice: the first call is known from its callback, the second from the provider's answer."""
    desk = Desk()
    desk.page()
    start = StartAttempt(page_ids=("p1",), channel=CALL, because="first")
    attempt = start_attempt(desk.state, start, 1000, desk.now)
    desk.call_says("ringing", sequence=1)
    accepted(desk.state, attempt, Accepted(provider_id=call_id(double=True)), desk.now)
    desk.call_says("ringing", sequence=1, double=True)
    return desk


def ends(desk: Desk) -> list[EndCall]:
    """Do what is due, and return which calls were ended."""
    desk.settle()
    return [each for each in desk.take_done() if isinstance(each, EndCall)]


def test_a_person_is_not_cut_off_when_voicemail_takes_the_other_call() -> None:
    """Somebody picks up the first call and the second goes to voicemail: that one is hung up on, and nothing else is sent."""
    desk = doubled()
    desk.call_says("in-progress", sequence=2)
    desk.call_says("in-progress", sequence=2, double=True)
    desk.machine_says("machine_start", double=True)

    assert [ended(double=True)] == ends(desk)
    assert (None, call_id()) == (desk.attempt().outcome, desk.attempt().provider_id)


def test_a_person_who_picks_up_the_second_call_is_followed_there() -> None:
    """The first call went to voicemail, the second is answered: only the first is hung up on."""
    desk = doubled()
    desk.machine_says("machine_start")
    desk.call_says("in-progress", sequence=2, double=True)

    assert [ended()] == ends(desk)
    assert (None, call_id(double=True)) == (desk.attempt().outcome, desk.attempt().provider_id)


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled", "completed"])
@pytest.mark.parametrize("double", [False, True])
def test_the_end_of_one_call_does_not_conclude_while_the_other_rings(status: str, *, double: bool) -> None:
    """A phone that is engaged by our own first call still rings by it: no text and no mail, until that one is over too."""
    desk = doubled()
    desk.call_says(status, double=double)
    desk.settle()
    assert (None, []) == (desk.attempt().outcome, desk.sent())

    desk.call_says("no-answer", double=not double)
    desk.settle()
    assert (Outcome.NO_ANSWER, ["text", "mail"]) == (desk.attempt().outcome, desk.sent())


def test_when_both_go_to_voicemail_both_are_hung_up_on_and_the_next_channel_follows() -> None:
    """Two machines are no answer either."""
    desk = doubled()
    desk.machine_says("machine_start")
    desk.machine_says("machine_start", double=True)
    desk.settle()

    assert Outcome.VOICEMAIL is desk.attempt().outcome
    assert {ended(), ended(double=True)} == {each for each in desk.done if isinstance(each, EndCall)}
    assert ["text", "mail"] == desk.sent()


def test_when_nobody_needs_it_any_more_both_calls_are_ended() -> None:
    """Somebody else has it: neither of the two calls rings on."""
    desk = doubled()
    desk.withdraw()

    assert [ended(), ended(double=True)] == ends(desk)
    assert [] == ends(desk)


def test_a_call_that_is_over_is_not_ended() -> None:
    """Of two calls only the one that may still ring is cancelled."""
    desk = doubled()
    desk.call_says("busy", double=True)
    desk.withdraw()

    assert [ended()] == ends(desk)


def test_who_took_it_in_one_call_is_not_rung_by_the_other() -> None:
    """The person who presses 1 in the second call is not cut off, and the first call, which still rings, is cancelled."""
    desk = doubled()
    desk.call_says("in-progress", sequence=2, double=True)
    desk.withdraw(by="ana")

    assert [ended()] == ends(desk)


def test_a_second_call_heard_of_after_the_first_is_over_is_ended_too() -> None:
    """A call of which nobody knew rings when its page is closed already: it is cancelled as soon as it is heard of."""
    desk = ringing()
    desk.call_says("no-answer")
    desk.settle()
    desk.withdraw()
    desk.take_done()
    desk.call_says("ringing", sequence=1, double=True)

    assert [ended(double=True)] == ends(desk)


def test_a_call_given_up_goes_on_by_the_one_that_rings() -> None:
    """The first call was never heard of again, and the second rings: it is given its time, and can be answered."""
    desk = ringing()
    desk.later(minutes(1))
    desk.settle()
    assert Outcome.UNKNOWN is desk.attempt().outcome

    desk.call_says("ringing", sequence=1, double=True)

    assert (None, call_id(double=True)) == (desk.attempt().outcome, desk.attempt().provider_id)


def test_a_late_word_on_the_call_left_behind_changes_nothing() -> None:
    """What was said of a call before the other was picked up may be repeated: nobody is followed back."""
    desk = doubled()
    desk.call_says("in-progress", sequence=2)
    desk.call_says("in-progress", sequence=2, double=True)
    before = desk.remembered()

    desk.call_says("ringing", sequence=1)
    desk.call_says("in-progress", sequence=2)

    assert before == desk.remembered()


def test_no_key_is_said_only_when_both_calls_are_over() -> None:
    """Who hangs up one call while the other rings is given the time of that one."""
    desk = doubled()
    desk.call_says("in-progress", sequence=2)
    desk.call_says("completed", sequence=3)
    desk.later(timedelta(seconds=5))
    desk.settle()

    assert (None, []) == (desk.attempt().outcome, desk.sent())


def test_both_calls_are_known_to_the_provider() -> None:
    """The next order names both, so that neither is taken for the new call."""
    desk = doubled()

    assert (call_id(), call_id(double=True)) == orders.call(desk.state, desk.state.attempts[attempt_id()]).known


def test_nobody_on_either_line_is_cut_off() -> None:
    """Both calls were picked up, and somebody else has it: whoever listens on either hears why it is closed."""
    desk = doubled()
    desk.call_says("in-progress", sequence=2)
    desk.call_says("in-progress", sequence=2, double=True)
    desk.withdraw()

    assert [] == ends(desk)


def test_a_call_known_by_the_providers_answer_alone_is_ended_too() -> None:
    """Nothing was heard of the second call but its name: it may ring, and is cancelled with the first."""
    desk = Desk()
    desk.page()
    start = StartAttempt(page_ids=("p1",), channel=CALL, because="first")
    attempt = start_attempt(desk.state, start, 1000, desk.now)
    desk.call_says("ringing", sequence=1)
    accepted(desk.state, attempt, Accepted(provider_id=call_id(double=True)), desk.now)
    desk.withdraw()

    assert [ended(), ended(double=True)] == ends(desk)


def test_a_second_call_that_rings_just_after_the_first_is_over_is_given_its_time() -> None:
    """While an answer of the finished call is waited for, the second is heard of: nothing is concluded until it is over."""
    desk = ringing()
    desk.call_says("completed", sequence=3)
    desk.call_says("ringing", sequence=1, double=True)
    desk.wait_over()

    assert (None, ["call"]) == (desk.attempt().outcome, desk.sent())
