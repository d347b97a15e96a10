"""What providers say of calls and texts: late, twice and out of order."""

from datetime import timedelta

import pytest

from domain.errors import DeliveryFailed, FailureKind
from domain.paging.actions import Wait
from domain.paging.attempts import accepted, call_reported, not_accepted, text_reported
from domain.paging.state import Outcome
from domain.sending import Accepted, CallReport, TextReport
from domain.timeline import Kind
from tests.domain.builders import minutes
from tests.domain.paging.desk import CALL, TEXT, Desk, attempt_id, call_id, card, ended, in_flight, ringing, talking

HALF_A_MINUTE = timedelta(seconds=30)
TIMED_OUT = DeliveryFailed(FailureKind.UNKNOWN, "timed out")


@pytest.mark.parametrize("status", ["queued", "initiated", "ringing"])
def test_an_older_word_changes_nothing(status: str) -> None:
    """What the provider said before its newest word comes too late to matter."""
    desk = ringing()
    desk.call_says("in-progress", sequence=2)
    before = desk.remembered()

    desk.call_says(status, sequence=1)

    assert before == desk.remembered()


def test_a_repeated_word_is_written_once() -> None:
    """The same status twice is one entry on the timeline."""
    desk = ringing()
    desk.call_says("in-progress", sequence=2)
    before = desk.remembered()

    desk.call_says("in-progress", sequence=2)

    assert before == desk.remembered()


@pytest.mark.parametrize("status", ["ringing", "in-progress", "no-answer", "canceled"])
def test_nothing_comes_after_the_last_word(status: str) -> None:
    """Once a call's outcome is known, no later word changes it."""
    desk = ringing()
    desk.call_says("completed", sequence=5)
    desk.wait_over()
    before = desk.remembered()

    desk.call_says(status, sequence=6)
    desk.machine_says("machine_start")

    assert before == desk.remembered()


def test_a_word_that_was_under_way_when_the_provider_was_asked_does_not_bring_a_call_back() -> None:
    """A call that is over by the provider's answer is over, also when an older report of it arrives only now."""
    desk = ringing()
    desk.stands = "completed"
    until = desk.wait_over()
    desk.call_says("in-progress", sequence=2)

    assert until == desk.settle()
    assert "completed" == desk.attempt().status


def test_a_machine_heard_when_the_call_is_over_still_says_what_it_was() -> None:
    """Machine detection may come after the end of the call: it is voicemail then, and nothing is left to be hung up."""
    desk = ringing()
    desk.call_says("completed", sequence=3)
    desk.machine_says("machine_start")
    desk.settle()

    assert Outcome.VOICEMAIL is desk.attempt().outcome
    assert ["call", "text", "mail"] == desk.sent()
    assert not desk.attempt().end_asked


def test_words_about_an_unknown_attempt_change_nothing() -> None:
    """A stray callback finds nothing to change."""
    desk = ringing()
    before = desk.remembered()

    call_reported(
        desk.state, CallReport(attempt_id="other#1", provider_id="CA9", status="completed", sequence=9), desk.now
    )
    text_reported(desk.state, TextReport(attempt_id="other#1", provider_id="SM9", status="failed"), desk.now)

    assert before == desk.remembered()


def test_a_call_that_was_thought_lost_and_rings_is_a_call_again() -> None:
    """An ambiguous failure is followed by the next channel; when the call turns out to exist it is ended like any other."""
    desk = Desk(failing={CALL: FailureKind.UNKNOWN})
    desk.page()
    desk.settle()
    assert ["call", "text", "mail"] == desk.sent()

    desk.call_says("ringing")
    desk.withdraw()
    desk.settle()

    assert [ended()] == desk.take_done()


def test_a_call_that_turns_out_to_exist_is_given_its_time() -> None:
    """A call given up that is heard of after all is waited for from then on, and asked about like any other."""
    desk = ringing()
    desk.later(minutes(5))
    desk.settle()
    desk.call_says("in-progress", sequence=2)

    assert Wait(until=desk.now + HALF_A_MINUTE, because="the call may still be answered") == desk.settle()


def test_a_call_whose_end_is_never_reported_holds_nothing_up_for_long() -> None:
    """Somebody picked up, and the news that they hung up was lost: the next channel follows within half a minute."""
    desk = talking()
    desk.stands = "completed"

    desk.wait_over()
    desk.wait_over()

    assert ["text", "mail"] == desk.sent()


def test_who_talks_is_not_called_a_second_time_while_the_provider_cannot_say() -> None:
    """A provider that does not answer is asked again until the call must be over; only then is it given up."""
    desk = talking()
    until = desk.attempt().talks_until
    assert until == desk.now + card().answer_limit + timedelta(seconds=10)
    while desk.now < until:
        assert [] == desk.sent()
        desk.wait_over()

    assert ["text", "mail"] == desk.sent()
    assert Outcome.UNKNOWN is desk.attempt().outcome


def test_a_delivery_is_no_failure() -> None:
    """That a text was delivered is neither a reason for the next channel nor the last thing that went wrong."""
    desk = Desk()
    page = desk.page("p1", TEXT)
    desk.settle()
    desk.text_says("delivered", 1)

    assert ("text comes first for Ana", "") == (page.why_next, page.last_failure)


def test_a_repeated_word_does_not_revive_a_call_that_was_given_up() -> None:
    """A call given up stays so when a word known before is repeated: nothing is written, nothing waits for it."""
    desk = ringing()
    desk.later(minutes(5))
    desk.settle()
    assert Outcome.UNKNOWN is desk.attempt().outcome
    before = desk.remembered()

    desk.call_says("ringing", sequence=1)

    assert before == desk.remembered()


def test_a_machine_on_a_closed_page_is_left_to_itself() -> None:
    """When the page has its end the voicemail of its call is no outcome any more."""
    desk = ringing()
    desk.call_says("in-progress", sequence=2)
    desk.withdraw()
    before = desk.remembered()

    desk.machine_says("machine_start")

    assert before == desk.remembered()


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
    desk.wait_over()

    entry = next(each for each in desk.entries() if each.kind is Kind.OUTCOME)
    assert (outcome, "Ana", CALL) == (entry.what, entry.who, entry.channel)


def test_a_call_that_ends_after_the_page_was_settled_says_so() -> None:
    """Who answered by key and hangs up has not left the call without a key."""
    desk = ringing()
    desk.call_says("in-progress", sequence=2)
    desk.withdraw()
    desk.call_says("completed", sequence=3)

    assert (Outcome.SETTLED, "Bo has it") == (desk.entries()[-1].what, desk.entries()[-1].why)


def test_every_attempt_is_written_with_its_reason() -> None:
    """The timeline shows each channel tried, why it was its turn, and what came of it."""
    desk = Desk()
    desk.page()
    desk.settle()
    desk.call_says("busy")
    desk.settle()

    assert [
        ("call placed", "call comes first for Ana"),
        (Outcome.BUSY, None),
        ("text sent", f"the call: {Outcome.BUSY}"),
        (Outcome.ACCEPTED, None),
        ("mail sent", f"the call: {Outcome.BUSY}"),
        (Outcome.ACCEPTED, None),
    ] == [(each.what, each.why) for each in desk.entries()]


def test_a_text_that_was_not_delivered_says_the_providers_error() -> None:
    """An undelivered text is an outcome with the provider's reason in words; a later word on it changes nothing."""
    desk = Desk(failing={CALL: FailureKind.PERMANENT})
    desk.page()
    desk.settle()
    desk.text_says("undelivered", error=30003)
    before = desk.remembered()
    desk.text_says("delivered")

    assert (Outcome.NOT_DELIVERED, "the phone could not be reached: it is switched off or out of range") == (
        desk.entries()[-1].what,
        desk.entries()[-1].why,
    )
    assert before == desk.remembered()


@pytest.mark.parametrize("status", ["queued", "sending", "sent"])
def test_a_text_on_its_way_is_no_news(status: str) -> None:
    """Nothing waits for `delivered`, and what comes before it changes nothing."""
    desk = Desk()
    desk.page("p1", TEXT)
    desk.settle()
    before = desk.remembered()

    desk.text_says(status, 1)

    assert before == desk.remembered()


def test_undelivered_before_accepted_is_still_undelivered() -> None:
    """When the bad news overtakes the acceptance the text does not count as delivered."""
    desk = in_flight(TEXT)
    desk.text_says("undelivered", 1)
    accepted(desk.state, desk.attempt(), Accepted(provider_id="SM1"), desk.now)

    assert [] == desk.state.pages["p1"].delivered


def test_a_text_that_was_thought_lost_and_delivered_counts_as_delivered() -> None:
    """When the provider says delivered after an ambiguous failure the text is not sent again."""
    desk = in_flight(TEXT)
    not_accepted(desk.state, desk.attempt(), TIMED_OUT, desk.now)
    desk.text_says("delivered", 1)

    assert [TEXT] == desk.state.pages["p1"].delivered


def test_delivered_before_accepted_is_delivered() -> None:
    """When the good news overtakes the acceptance it stands."""
    desk = in_flight(TEXT)
    desk.text_says("delivered", 1)
    accepted(desk.state, desk.attempt(), Accepted(provider_id="SM1"), desk.now)

    assert (Outcome.DELIVERED, [TEXT]) == (desk.attempt().outcome, desk.state.pages["p1"].delivered)


def test_an_outcome_that_overtakes_the_refusal_stands() -> None:
    """A call that was already reported as ended is not turned into one that was never placed."""
    desk = in_flight(CALL)
    desk.call_says("no-answer")
    before = desk.remembered()

    not_accepted(desk.state, desk.attempt(), TIMED_OUT, desk.now)

    assert before == desk.remembered()


def test_the_providers_first_name_for_a_call_stands() -> None:
    """The name learned from a callback is not overwritten by a later one."""
    desk = in_flight(CALL)
    desk.call_says("ringing")
    accepted(desk.state, desk.attempt(), Accepted(provider_id="CA-other"), desk.now)

    assert call_id() == desk.attempt().provider_id


def test_a_lost_word_on_a_ringing_call_holds_nobody_up() -> None:
    """When the word that nobody answered is lost, the text follows soon after the ring is over, not minutes later."""
    desk = ringing()
    desk.later(minutes(0.5))
    desk.settle()

    assert Outcome.UNKNOWN is desk.attempt().outcome
    assert TEXT in {each.channel for each in desk.state.attempts.values()}


def test_a_call_that_was_picked_up_is_given_its_time() -> None:
    """Whoever is on the line has the whole answer limit to press a key."""
    desk = ringing()
    desk.later(minutes(0.1))
    desk.call_says("in-progress", sequence=2)
    desk.later(minutes(2))
    desk.settle()

    assert desk.attempt().outcome is None


def test_of_pages_told_in_one_call_only_those_left_open_got_no_key() -> None:
    """Who takes one of two pages and hangs up is not said to have pressed no key for the one they took."""
    desk = talking("p2")
    desk.withdraw("p1", by="ana")
    desk.call_says("completed", sequence=3)
    desk.wait_over()

    outcomes = [each for each in desk.entries() if each.kind is Kind.OUTCOME and each.about and each.channel is CALL]
    assert [("p1#1", Outcome.SETTLED), ("p2#2", Outcome.NO_KEY)] == [
        (each.about.intent, each.what) for each in outcomes if each.about
    ]


def test_an_outcome_belongs_to_the_try_the_attempt_was_made_for() -> None:
    """A call that ends after the ladder has tried the person anew is what came of the first try, not of the second."""
    desk = talking()
    desk.page()
    desk.call_says("completed", sequence=3)
    desk.wait_over()

    first = [each for each in desk.entries() if each.about and each.about.attempt == attempt_id()]
    assert [("p1#1", Kind.ATTEMPT), ("p1#1", Kind.OUTCOME)] == [
        (each.about.intent, each.kind) for each in first if each.about
    ]


def test_a_try_that_joins_the_ringing_call_has_the_outcome_of_that_call() -> None:
    """When the ladder tries a person anew whose phone still rings, both tries learn what came of the call."""
    desk = ringing()
    desk.page()
    desk.call_says("no-answer")

    outcomes = [each for each in desk.entries() if each.kind is Kind.OUTCOME]
    assert ["p1#1", "p1#2"] == [each.about.intent for each in outcomes if each.about]


def test_a_text_found_at_the_provider_is_said_to_have_been_found() -> None:
    """When the provider's answer was lost and its list shows the text, the timeline says so and nothing is sent twice."""
    desk = in_flight(TEXT)
    accepted(desk.state, desk.attempt(), Accepted(provider_id="SM1", found=True), desk.now)

    assert ["found at the provider", Outcome.ACCEPTED] == [each.what for each in desk.entries()[-2:]]
    assert [TEXT] == desk.state.pages["p1"].delivered
