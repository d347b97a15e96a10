"""The search's state: who has it, and what answers do."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answering import answer, refusal
from domain.escalation import Hold, PageNow, Setback, next_step
from domain.messages import AnswerReply, Purpose, Stop, Verb
from domain.names import page_id
from domain.organisation import Urgency
from domain.page_messages import PageEnding
from domain.purposes import kind_of
from domain.search import due_withdrawals, paged, report_due, stop
from domain.timeline import Kind
from tests.domain.builders import (
    CODE,
    ESCALATION,
    NIGHT,
    PATIENT,
    answer_of,
    at,
    contact,
    everyone,
    ladder,
    rung,
    search,
    usual_ladder,
)
from tests.domain.searches import STOPPED, carry_out, holder, page, searching

THANKS = f"Thank you, Ana. You have incident {CODE}. Nobody else is called. You are asked again in 30 minutes."


def test_who_answers_first_has_it() -> None:
    """The first to acknowledge has it, hears so, that nobody else is called, and when they are asked again."""
    state = searching("ana")

    reply = answer(state, answer_of("ana", Verb.ACKNOWLEDGE), at(2))

    assert AnswerReply(accepted=True, words=THANKS, asked_again_in=timedelta(minutes=30)) == reply
    assert ("ana", at(2)) == (holder(state), state.holder.since if state.holder else None)


def test_the_second_hears_who_has_it_and_since_when_where_they_are() -> None:
    """Of two people who answer exactly one has it; the other hears who, and the time on their own clock."""
    state = search()
    page(state, contact("ana"), contact("bo", time_zone="Asia/Tokyo"))
    answer(state, answer_of("ana", Verb.ACKNOWLEDGE, "first"), NIGHT)

    reply = answer(state, answer_of("bo", Verb.ACKNOWLEDGE, "second"), NIGHT)

    assert AnswerReply(accepted=False, words="Already taken by Ana at 11:14.") == reply
    assert "ana" == holder(state)


@pytest.mark.parametrize("verb", [Verb.ACKNOWLEDGE, Verb.PASS_ON, Verb.KEEP_LOOKING])
def test_no_answer_of_another_takes_it_away(verb: Verb) -> None:
    """Whatever somebody else answers, who has it keeps it."""
    state = searching("ana", "bo")
    answer(state, answer_of("ana", Verb.ACKNOWLEDGE, "first"), at(6))

    assert not answer(state, answer_of("bo", verb, "second"), at(7)).accepted
    assert "ana" == holder(state)


def test_a_repeated_answer_gets_the_same_reply_and_counts_once() -> None:
    """The same answer delivered twice is one answer: same words, one entry on the timeline, even after things moved on."""
    state = searching("ana", "bo")
    first = answer(state, answer_of("ana", Verb.PASS_ON, "a"), at(1))
    answer(state, answer_of("bo", Verb.ACKNOWLEDGE, "b"), at(6))
    written = state.journal.written

    assert first == answer(state, answer_of("ana", Verb.PASS_ON, "a"), at(7))
    assert (written, "bo") == (state.journal.written, holder(state))


def test_the_last_hundred_replies_are_remembered() -> None:
    """Repeats are recognised among the last hundred answers; older ones are forgotten, so that the state stays small."""
    state = searching("ana")
    for number in range(101):
        answer(state, answer_of("ana", Verb.ACKNOWLEDGE, f"answer-{number}"), NIGHT)

    assert [f"answer-{number}" for number in range(1, 101)] == list(state.replies)


def test_who_has_it_hears_so_again() -> None:
    """Acknowledging twice, or keeping on looking, confirms that it is theirs and since when stays."""
    state = searching("ana")
    answer(state, answer_of("ana", Verb.ACKNOWLEDGE, "first"), at(1))

    reply = answer(state, answer_of("ana", Verb.KEEP_LOOKING, "second"), at(3))

    again = f"You have it, Ana. Incident {CODE}. You are asked again in 30 minutes."
    assert AnswerReply(accepted=True, words=again, asked_again_in=timedelta(minutes=30)) == reply
    assert state.holder is not None
    assert at(1) == state.holder.since


def test_the_second_hears_the_day_when_it_was_not_today() -> None:
    """Hours later, past midnight, the time alone would be taken for today's."""
    state = searching("ana", "bo")
    answer(state, answer_of("ana", Verb.ACKNOWLEDGE, "first"), NIGHT)

    reply = answer(state, answer_of("bo", Verb.ACKNOWLEDGE, "second"), NIGHT + timedelta(hours=23))

    assert "Already taken by Ana at 02:14 on Monday." == reply.words


def test_who_has_what_is_of_low_urgency_is_never_asked_again() -> None:
    """Nobody is promised a question that is never asked."""
    state = searching("ana")
    state.urgency = Urgency.LOW

    reply = answer(state, answer_of("ana", Verb.ACKNOWLEDGE), at(1))

    assert (f"Thank you, Ana. You have incident {CODE}. Nobody else is called.", None) == (
        reply.words,
        reply.asked_again_in,
    )


def test_whoever_is_called_for_an_update_has_that_and_no_incident() -> None:
    """What they are told is what is so: they see to an update, may send it, and how follows by text."""
    state = searching("ana").model_copy(update={"purpose": Purpose.ROUND_OVERDUE})
    reply = answer(state, answer_of("ana", Verb.ACKNOWLEDGE), at(1))

    expected = (
        f"You see to the overdue update of {CODE}, and may send it: a text says how. Nobody else is called for it."
    )
    assert f"Thank you, Ana. {expected} You are asked again in 30 minutes." == reply.words
    assert (told := report_due(state, ended=False)) is not None
    assert not told.sends


def test_to_send_an_overdue_update_is_to_see_to_it() -> None:
    """One word is enough: whoever sends it has it, and the incident need not tell them how; of two who send one has it."""
    state = searching("ana", "bo").model_copy(update={"purpose": Purpose.ROUND_OVERDUE})
    assert refusal(state, answer_of("ana", Verb.SEND_ROUND)) is None
    replies = [answer(state, answer_of(who, Verb.SEND_ROUND, who), at(1)) for who in ("ana", "bo")]

    assert [True, False] == [each.accepted for each in replies]
    assert f"Thank you, Ana. You see to the update of {CODE} now." == replies[0].words
    assert (told := report_due(state, ended=False)) is not None
    assert ("ana", True) == (told.holder, told.sends)


def test_passing_on_before_taking_it_moves_the_ladder_on() -> None:
    """Who passes it on at once never has it: the search goes on, and their own page ends."""
    state = searching("ana")

    reply = answer(state, answer_of("ana", Verb.PASS_ON), at(1))

    assert AnswerReply(accepted=True, words="Thank you, Ana. It is passed on: the search goes on.") == reply
    assert (None, Setback.PASSED_ON) == (holder(state), state.attempts[0].setback)
    assert isinstance(next_step(usual_ladder(), state.attempts, at(1)), PageNow)
    assert {"ana": PageEnding.PASSED_ON} == carry_out(state)
    assert {} == carry_out(state)


def test_who_passes_on_what_is_of_low_urgency_hears_that_nobody_else_is_told() -> None:
    """Nobody is promised a call that is never made."""
    state = searching("ana")
    state.urgency = Urgency.LOW

    reply = answer(state, answer_of("ana", Verb.PASS_ON), at(1))

    assert "Noted, Ana. For low urgency nobody else is told." == reply.words


def test_passing_on_after_taking_it_frees_it_for_others() -> None:
    """Who has it may pass it on: then nobody has it, and the next person who answers does."""
    state = searching("ana", "bo")
    answer(state, answer_of("ana", Verb.ACKNOWLEDGE, "first"), at(6))
    answer(state, answer_of("ana", Verb.PASS_ON, "second"), at(8))
    assert holder(state) is None

    assert answer(state, answer_of("bo", Verb.ACKNOWLEDGE, "third"), at(9)).accepted
    assert "bo" == holder(state)


def test_when_the_holder_passes_it_on_somebody_is_called_at_once() -> None:
    """The pages of others were withdrawn when it was taken, so nobody is waited for: the next person is called now."""
    state = searching("ana", "bo")
    answer(state, answer_of("ana", Verb.ACKNOWLEDGE, "first"), at(6))
    assert {"ana", "bo"} == set(carry_out(state))
    answer(state, answer_of("ana", Verb.PASS_ON, "second"), at(7))

    assert isinstance(next_step(usual_ladder(), state.attempts, at(7)), PageNow)


def test_when_everyone_was_paged_and_the_holder_passes_it_on_the_search_starts_again_at_once() -> None:
    """On the widest rung too nobody is left to wait for: the next person is called now."""
    state, widest = search(), ladder(everyone("ana", "bo"))
    step = next_step(widest, [], NIGHT)
    assert isinstance(step, PageNow)
    paged(state, step, NIGHT)
    answer(state, answer_of("ana", Verb.ACKNOWLEDGE, "first"), at(1))
    carry_out(state)
    answer(state, answer_of("ana", Verb.PASS_ON, "second"), at(2))

    assert isinstance(next_step(widest, state.attempts, at(2)), PageNow)


def test_who_had_their_time_and_kept_silent_is_not_said_to_have_been_called_off() -> None:
    """When a holder passes it on, waits that were over by then stay what they were: no answer."""
    state = searching("ana", "bo", "cy")
    answer(state, answer_of("cy", Verb.ACKNOWLEDGE, "first"), at(11))
    answer(state, answer_of("cy", Verb.PASS_ON, "second"), at(12))

    assert [(None, at(5)), (None, at(10)), (Setback.PASSED_ON, at(12))] == [
        (each.setback, each.until) for each in state.attempts
    ]


def test_one_who_passes_it_on_leaves_the_others_of_the_rung_their_time() -> None:
    """Passing on what one never took stops nobody else's phone: the others of the rung are still waited for."""
    state, rungs = search(), ladder(rung("ana", "bo"), everyone("ana", "bo"))
    page(state, contact("ana"), contact("bo"))
    answer(state, answer_of("ana", Verb.PASS_ON), at(1))

    step = next_step(rungs, state.attempts, at(1))

    assert isinstance(step, Hold)
    assert at(5) == step.until


def test_who_was_no_longer_called_may_pass_it_on_in_words() -> None:
    """An answer that arrives after the calls stopped is the reason that stands, not that the calls had stopped."""
    state = searching("ana", "bo")
    answer(state, answer_of("ana", Verb.ACKNOWLEDGE, "first"), at(6))
    answer(state, answer_of("ana", Verb.PASS_ON, "second"), at(7))
    assert [Setback.PASSED_ON, Setback.NO_LONGER_CALLED] == [each.setback for each in state.attempts]

    answer(state, answer_of("bo", Verb.PASS_ON, "third"), at(8))
    assert [Setback.PASSED_ON, Setback.PASSED_ON] == [each.setback for each in state.attempts]


def test_who_passed_it_on_may_still_take_it() -> None:
    """Passing it on is no resignation: whoever did can take it later if nobody else has."""
    state = searching("ana", "bo")
    answer(state, answer_of("ana", Verb.PASS_ON, "first"), at(1))

    assert answer(state, answer_of("ana", Verb.ACKNOWLEDGE, "second"), at(9)).accepted
    assert "ana" == holder(state)


def test_keeping_on_looking_takes_what_nobody_has() -> None:
    """Who says they keep looking has it, when nobody else had."""
    state = searching("ana")

    assert answer(state, answer_of("ana", Verb.KEEP_LOOKING), at(1)).accepted
    assert "ana" == holder(state)


@pytest.mark.parametrize("verb", [Verb.ACKNOWLEDGE, Verb.PASS_ON, Verb.KEEP_LOOKING])
def test_a_late_answer_is_a_fact_and_undoes_nothing(verb: Verb) -> None:
    """After the search is settled an answer is written down and told why it comes too late; nothing else changes."""
    state = searching("ana")
    stop(state, STOPPED, at(2))

    reply = answer(state, answer_of("ana", verb), at(3))

    assert AnswerReply(accepted=False, words="This page is closed: stood down as not major.") == reply
    assert (None, None) == (holder(state), state.attempts[0].setback)
    assert Kind.ANSWER is state.journal.unsent[CODE][-1].kind


def test_each_answer_is_written_with_its_proof_and_what_was_said_back() -> None:
    """The timeline shows who answered what, on which channel, how it was proven, and what they were told."""
    state = searching("ana")
    answer(state, answer_of("ana", Verb.ACKNOWLEDGE), at(2))

    entry = state.journal.unsent[CODE][-1]

    assert ("Ana", "acknowledged", "call") == (entry.who, entry.what, entry.channel)
    assert f"key 1 on a call we placed; told: {THANKS}" == entry.why


@pytest.mark.parametrize(
    ("person", "page_named"),
    [("dee", page_id(ESCALATION, "dee")), ("ana", page_id(ESCALATION, "bo")), ("ana", "incident/payroll/AAAA/ana")],
    ids=["never paged", "somebody else's page", "another search's page"],
)
def test_an_answer_to_a_page_that_is_not_theirs_is_refused(person: str, page_named: str) -> None:
    """Only the person paged answers a page, and only a page of this search."""
    state = searching("ana", "bo")

    assert "This page is not known here." == refusal(state, answer_of(person, Verb.ACKNOWLEDGE, page=page_named))


def test_what_a_paged_person_may_not_decide_is_refused() -> None:
    """Whether it is major is not decided by the search; what it does decide is let through."""
    state = searching("ana")
    refused = {verb for verb in Verb if refusal(state, answer_of("ana", verb))}

    decided_by_the_incident = {Verb.MAJOR, Verb.NOT_MAJOR, Verb.JUDGE, Verb.MUTE, Verb.REOPEN, Verb.IGNORE, Verb.SAME}
    decided_by_the_incident |= {Verb.IMPACT, Verb.SEND_ROUND}
    decided_by_the_incident.add(Verb.JOIN)  # which a page that leads to no call does not ask for
    assert decided_by_the_incident | {Verb.LEAD, Verb.DECLINE} == refused


@pytest.mark.parametrize("purpose", [Purpose.DECLARE, Purpose.REOPEN])
def test_to_have_seen_what_is_to_be_decided_decides_nothing(purpose: Purpose) -> None:
    """P11: ACK says how it is decided, and holds up the search for somebody who does so for no moment."""
    state = searching("cy").model_copy(update={"purpose": purpose})
    before = [attempt.model_copy() for attempt in state.attempts]
    reply = answer(state, answer_of("cy", Verb.ACKNOWLEDGE), NIGHT)

    assert (True, None) == (reply.accepted, reply.asked_again_in)
    assert f"Noted, Cy. {kind_of(purpose).seen}" == reply.words
    assert (None, before, {}) == (state.holder, state.attempts, due_withdrawals(state))


events = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["ana", "bo", "cy"]),
            st.sampled_from([Verb.ACKNOWLEDGE, Verb.PASS_ON, Verb.KEEP_LOOKING]),
            st.integers(0, 8),
        ),
        st.just(STOPPED),
        st.just(None),
    ),
    max_size=12,
)


@PATIENT
@given(events)
def test_the_holder_only_changes_by_passing_on(happening: list[tuple[str, Verb, int] | Stop | None]) -> None:
    """Over any answers, repeats and stops: who has it keeps it until they pass it on themselves."""
    state = searching("ana", "bo", "cy")
    for minute, event in enumerate(happening):
        before = holder(state)
        match event:
            case None:
                carry_out(state)
            case Stop():
                stop(state, event, at(20 + minute))
            case (person, verb, number):
                given_id = f"{person}-{verb}-{number}"
                seen = given_id in state.replies
                answer(state, answer_of(person, verb, given_id), at(20 + minute))
                passed_on = person == before and verb is Verb.PASS_ON and not seen
                assert holder(state) == before or before is None or passed_on
                continue
        assert before == holder(state)


@PATIENT
@given(events)
def test_whoever_is_told_they_have_it_has_it(happening: list[tuple[str, Verb, int] | Stop | None]) -> None:
    """A fresh answer that is accepted as taking it leaves exactly that person as the holder; a refused one changes nothing."""
    state = searching("ana", "bo", "cy")
    answers = [event for event in happening if isinstance(event, tuple)]
    for number, (person, verb, _) in enumerate(answers):
        before = holder(state)
        reply = answer(state, answer_of(person, verb, f"answer-{number}"), at(20 + number))
        taken = None if verb is Verb.PASS_ON else person
        assert (taken if reply.accepted else before) == holder(state)
