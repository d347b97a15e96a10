"""An acknowledgement runs out: who took it and is not heard of is asked, and then the ladder goes on."""

from datetime import timedelta

from domain.answering import AskWhoHasIt, SearchOn, ask_who_has_it, check_in_question, next_while_held, search_on
from domain.escalation import Hold, PageNow, Setback, next_step
from domain.messages import Verb
from domain.organisation import RungName, Urgency
from domain.page_messages import PageEnding
from domain.search import Holder, SearchState, due_withdrawals, paged, stop, withdrawn
from domain.timeline import IntentEnd, Kind
from tests.domain.builders import CODE, ESCALATION, at, contact, everyone, ladder, rung, search
from tests.domain.searches import STOPPED, answers, carry_out, ends, holder, intended, page

SECOND = timedelta(seconds=1)
RUNGS = ladder(
    rung("ana"),
    rung("bo", who=RungName.SERVICE_OWNER),
    rung("cy", who=RungName.HEAD_OF_DEPARTMENT),
    everyone("ana", "bo", "cy"),
)
ASKED = f"{ESCALATION}/bo#3"


def held() -> tuple[SearchState, Holder]:
    """Return a search that Bo, the second to be paged, has taken at minute 6."""
    state = search()
    for minute in (0, 5):
        step = next_step(RUNGS, state.attempts, at(minute))
        assert isinstance(step, PageNow)
        paged(state, step, at(minute))
    answers(state, "bo", Verb.ACKNOWLEDGE, 6)
    carry_out(state)
    assert state.holder is not None
    return state, state.holder


def asked() -> tuple[SearchState, Holder]:
    """Return the same search half an hour later, when Bo has just been asked whether he is still on it."""
    state, bo = held()
    step = next_while_held(state, bo, at(36))
    assert isinstance(step, AskWhoHasIt)
    assert ASKED == ask_who_has_it(state, bo, step, at(36))
    return state, bo


def test_who_has_it_is_left_in_peace_for_as_long_as_an_acknowledgement_lasts() -> None:
    """Half an hour, to the second, and the wait says what comes then."""
    state, bo = held()

    step = next_while_held(state, bo, at(36) - SECOND)

    assert step == Hold(until=at(36), because="Bo has it, and is asked if nothing is heard of them until then")


def test_how_long_it_lasts_is_the_companys_policy() -> None:
    """A company that asks after ten minutes asks after ten minutes."""
    state, bo = held()
    state.acknowledgement_lasts = timedelta(minutes=10)

    assert isinstance(next_while_held(state, bo, at(16)), AskWhoHasIt)


def test_who_is_asked_has_as_long_as_their_rung_gives() -> None:
    """The question is given the time the latest page was given, and the timeline says why it is asked."""
    state, bo = asked()
    entry = state.journal.unsent[CODE][-1]

    assert next_while_held(state, bo, at(41) - SECOND) == Hold(
        until=at(41), because="Bo is asked whether they are still on it"
    )
    assert (Kind.STEP, "nothing was heard of Bo for 30 minutes") == (entry.kind, entry.why)


def test_the_question_says_what_comes_of_silence() -> None:
    """Since when it is theirs, until when without an answer, on their own clock."""
    _, bo = held()
    bo.contact = contact("bo", time_zone="Asia/Tokyo")

    said = check_in_question(CODE, bo, AskWhoHasIt(until=at(41)), at(36))

    assert f"Are you still on {CODE}, yours since 11:20? Without an answer others are called at 11:55." == said


def test_the_question_is_not_withdrawn_while_it_is_asked() -> None:
    """Who has it and is asked keeps that page open until they answer."""
    state, _ = asked()
    assert {} == carry_out(state)

    answers(state, "bo", Verb.ACKNOWLEDGE, 37)
    assert {"bo": PageEnding.ANSWERED} == carry_out(state)


def test_who_is_still_on_it_has_it_for_as_long_again() -> None:
    """An answer to the question ends it, and the time runs anew from there."""
    state, bo = asked()
    reply = answers(state, "bo", Verb.ACKNOWLEDGE, 37)

    assert f"You have it, Bo. Incident {CODE}. You are asked again in 30 minutes." == reply.words
    assert (ASKED, IntentEnd.ANSWERED) == ends(state)[-1]
    assert isinstance(next_while_held(state, bo, at(67) - SECOND), Hold)
    assert isinstance(next_while_held(state, bo, at(67)), AskWhoHasIt)


def test_who_is_heard_of_is_not_asked() -> None:
    """Saying that they keep looking, by phone or text, is enough to be left in peace for as long again."""
    state, bo = held()
    answers(state, "bo", Verb.KEEP_LOOKING, 20)

    assert at(50) == getattr(next_while_held(state, bo, at(36)), "until", None)


def test_when_the_question_stays_unanswered_the_ladder_goes_on_from_there() -> None:
    """The search does not begin anew: the rung after the one that was reached is paged, and says why."""
    state, bo = asked()
    assert isinstance(next_while_held(state, bo, at(41)), SearchOn)
    search_on(state, bo, at(41))

    step = next_step(RUNGS, state.attempts, at(41))

    assert isinstance(step, PageNow)
    assert (["cy"], "Bo took it and was not heard of since: head of department") == (
        [each.person for each in step.contacts],
        step.because,
    )
    assert (None, (ASKED, IntentEnd.GAVE_UP)) == (holder(state), ends(state)[-1])


def test_who_was_silent_may_still_answer() -> None:
    """The question stays open while the ladder goes on: whoever wakes up late has it again if nobody else has."""
    state, bo = asked()
    search_on(state, bo, at(41))
    assert {} == carry_out(state)

    assert answers(state, "bo", Verb.ACKNOWLEDGE, 42).accepted
    assert "bo" == holder(state)
    assert 1 == len([end for end in ends(state) if end[0] == ASKED])


def test_who_was_silent_hears_who_has_it_instead() -> None:
    """When somebody else takes it the one who had it is told by name, once; nobody else gets such a text."""
    state, bo = asked()
    search_on(state, bo, at(41))
    page(state, contact("cy"), minute=41, place=2)
    answers(state, "cy", Verb.ACKNOWLEDGE, 42)

    due = due_withdrawals(state)
    withdrawn(state, due)

    assert {"bo": f"{CODE} is no longer yours: Cy has it since 02:56.", "cy": None} == {
        person: order.notice for person, order in due.items()
    }
    page(state, contact("bo"), minute=50)
    assert [None] == [order.notice for order in due_withdrawals(state).values()]


def test_who_takes_it_back_is_not_told_that_they_lost_it() -> None:
    """Who fell silent, took it back and passed it on is told nothing more when somebody else has it."""
    state, bo = asked()
    search_on(state, bo, at(41))
    answers(state, "bo", Verb.ACKNOWLEDGE, 42)
    assert [None] == [each.notice for each in due_withdrawals(state).values()]
    carry_out(state)
    page(state, contact("bo"), contact("cy"), minute=43)
    answers(state, "bo", Verb.PASS_ON, 43)
    answers(state, "cy", Verb.ACKNOWLEDGE, 44)

    assert {None} == {order.notice for order in due_withdrawals(state).values()}


def test_when_it_is_settled_who_was_silent_gets_the_one_text_like_everybody_else() -> None:
    """What is closed is told as closed, not as somebody else's."""
    state, bo = asked()
    search_on(state, bo, at(41))
    page(state, contact("cy"), minute=41, place=2)
    answers(state, "cy", Verb.ACKNOWLEDGE, 42)
    stop(state, STOPPED, at(42))

    assert {STOPPED.notice} == {order.notice for order in due_withdrawals(state).values()}


def test_passing_on_answers_the_question_too() -> None:
    """Who is asked and passes it on frees it: the question has that end, and the next person is called."""
    state, _ = asked()
    answers(state, "bo", Verb.PASS_ON, 37)

    assert (ASKED, IntentEnd.PASSED_ON) == ends(state)[-1]
    assert {"bo": PageEnding.PASSED_ON} == carry_out(state)
    assert isinstance(next_step(RUNGS, state.attempts, at(37)), PageNow)


def test_a_question_is_superseded_when_it_is_settled() -> None:
    """When the incident is stood down nobody is asked any more: the question ends with that reason."""
    state, _ = asked()
    stop(state, STOPPED, at(37))

    assert (ASKED, IntentEnd.SUPERSEDED) == ends(state)[-1]
    assert set(intended(state)) == {intent for intent, _ in ends(state)}


def test_nobody_is_asked_about_what_is_of_low_urgency() -> None:
    """What was told once and may wait is never asked about again: whoever has it has it."""
    state, bo = held()
    state.urgency = Urgency.LOW

    assert Hold(until=None, because="Bo has it") == next_while_held(state, bo, at(10_000))


def test_nobody_else_can_answer_the_question() -> None:
    """While somebody has it and is asked, others hear that it is taken."""
    state, _ = asked()

    assert "Already taken by Bo at 02:20." == answers(state, "ana", Verb.ACKNOWLEDGE, 37).words


def test_a_holder_who_fell_silent_is_not_tried_again_on_their_rung() -> None:
    """The reason that they were silent stands against them, not that their calls had stopped."""
    state, bo = asked()
    search_on(state, bo, at(41))

    assert Setback.FELL_SILENT is state.attempts[-1].setback
