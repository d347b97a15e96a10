"""The pages of a search: which come to their end, and what their people are told."""

from domain.answering import answer
from domain.escalation import Hold, PageNow, Setback, next_step
from domain.messages import Stop, Verb
from domain.names import page_id
from domain.page_messages import PageEnding, PageReport
from domain.search import (
    SearchState,
    details,
    due_withdrawals,
    page_of,
    paged,
    people_to_reword,
    reworded,
    stop,
    unreachable,
    withdrawn,
)
from domain.timeline import Kind
from tests.domain.builders import (
    CODE,
    ESCALATION,
    NIGHT,
    answer_of,
    at,
    contact,
    everyone,
    ladder,
    rung,
    search,
    usual_ladder,
    words,
)
from tests.domain.searches import STOPPED, answers, carry_out, page, searching


def test_when_one_has_it_every_open_page_ends_as_answered() -> None:
    """All pages of the search are withdrawn once somebody has it, with the name of who, and only once."""
    state = searching("ana", "bo")
    answer(state, answer_of("bo", Verb.ACKNOWLEDGE), at(6))

    due = due_withdrawals(state)

    assert {"ana", "bo"} == set(due)
    assert {(PageEnding.ANSWERED, "Bo has it", None)} == {
        (each.ending, each.because, each.notice) for each in due.values()
    }
    assert page_id(ESCALATION, "ana") == due["ana"].page_id
    withdrawn(state, due)
    assert ({}, []) == (due_withdrawals(state), state.pages_open)


def test_while_nobody_answers_no_page_is_withdrawn() -> None:
    """Pages of people who may still answer stay open, also those further down the ladder."""
    state = searching("ana", "bo")

    assert ({}, [page_of(state, "ana"), page_of(state, "bo")]) == (due_withdrawals(state), state.pages_open)


def test_when_it_is_settled_everyone_who_was_paged_is_told() -> None:
    """Settled, every page ends as superseded with the closing notice, those that had ended before as well."""
    state = searching("ana", "bo")
    answer(state, answer_of("ana", Verb.PASS_ON), at(6))
    carry_out(state)

    stop(state, STOPPED, at(7))
    due = due_withdrawals(state)

    assert {"ana", "bo"} == set(due)
    assert {(PageEnding.SUPERSEDED, STOPPED.because, STOPPED.notice)} == {
        (each.ending, each.because, each.notice) for each in due.values()
    }


def test_whom_the_incident_has_told_itself_gets_no_second_text() -> None:
    """Their page ends like everybody's, and everybody else gets the notice; so it is also when a run is carried on."""
    state = searching("ana", "bo")
    stop(state, STOPPED.model_copy(update={"told": ("ana",)}), at(7))
    due = due_withdrawals(SearchState.model_validate_json(state.model_dump_json()))

    assert {"ana": None, "bo": STOPPED.notice} == {person: each.notice for person, each in due.items()}


def test_the_first_reason_to_stop_stands() -> None:
    """A second stop changes neither the reason nor the notice."""
    state = searching("ana")
    stop(state, STOPPED, at(1))
    stop(state, Stop(because="mitigated", notice="other words"), at(2))

    assert (True, STOPPED.because, STOPPED.notice) == (state.settled, state.stopped_because, state.closing_notice)


def test_each_page_is_written_with_its_reason() -> None:
    """The timeline shows whom the ladder paged, when and why."""
    entry = searching("ana").journal.unsent[CODE][0]

    assert (NIGHT, Kind.STEP, "page the on-call engineer", "Ana", "a reason") == (
        entry.at,
        entry.kind,
        entry.what,
        entry.who,
        entry.why,
    )


def test_somebody_unreachable_moves_the_ladder_on() -> None:
    """The pager's word that a person cannot be reached ends the wait for them, with the reason."""
    state = searching("ana")
    unreachable(state, PageReport(page_id=page_id(ESCALATION, "ana"), because="call: busy"))

    step = next_step(usual_ladder(), state.attempts, at(1))

    assert isinstance(step, PageNow)
    assert "Ana could not be reached on any channel (call: busy): service owner" == step.because


def test_a_word_about_somebody_who_was_never_paged_changes_nothing() -> None:
    """A stray report is no reason to give anybody up."""
    state = searching("ana")
    unreachable(state, PageReport(page_id=page_id(ESCALATION, "eli"), because="call: busy"))

    assert [None] == [each.setback for each in state.attempts]


def test_only_the_latest_attempt_has_the_setback() -> None:
    """Who was paged twice and then cannot be reached had their first time in full: that try is not called a failure."""
    state = search()
    page(state, contact("ana"))
    page(state, contact("ana"), minute=5)
    unreachable(state, PageReport(page_id=page_id(ESCALATION, "ana"), because="call: busy"))

    assert [None, Setback.UNREACHABLE] == [each.setback for each in state.attempts]


def test_what_people_say_themselves_is_the_reason_that_stands() -> None:
    """Who seemed out of reach and then passes it on was reached: the ladder says so, and their page ends."""
    state = searching("ana")
    unreachable(state, PageReport(page_id=page_id(ESCALATION, "ana"), because="call: busy"))
    answer(state, answer_of("ana", Verb.PASS_ON), at(1))
    unreachable(state, PageReport(page_id=page_id(ESCALATION, "ana"), because="mail: refused"))

    assert Setback.PASSED_ON is state.attempts[0].setback
    assert {"ana": PageEnding.PASSED_ON} == carry_out(state)


def test_the_pager_of_who_takes_it_late_learns_that_they_have_it() -> None:
    """Who answers after their page was withdrawn for somebody else's sake has it in their hands like anybody else."""
    state = searching("ana", "bo")
    answers(state, "ana", Verb.ACKNOWLEDGE, 6)
    carry_out(state)
    answers(state, "ana", Verb.PASS_ON, 7)
    carry_out(state)
    answers(state, "bo", Verb.ACKNOWLEDGE, 8)

    assert "bo" == due_withdrawals(state)["bo"].taken_by


def test_the_pager_of_a_holder_who_passes_it_on_learns_that_it_is_not_theirs_any_more() -> None:
    """What somebody passed on is not in their hands: their page ends a second time, as passed on, and then no more."""
    state = searching("ana")
    answers(state, "ana", Verb.ACKNOWLEDGE, 1)
    carry_out(state)
    answers(state, "ana", Verb.PASS_ON, 2)

    assert {"ana": PageEnding.PASSED_ON} == carry_out(state)
    assert {} == carry_out(state)


def test_somebody_paged_again_has_one_page() -> None:
    """However often a person is paged in one search, it is one page, and a later try counts as may-still-answer."""
    state = search()
    page(state, contact("ana"))
    answer(state, answer_of("ana", Verb.PASS_ON), at(1))
    page(state, contact("ana"), minute=5, place=1)

    assert ([page_id(ESCALATION, "ana")], {}) == (state.pages_open, due_withdrawals(state))
    assert isinstance(next_step(usual_ladder(), state.attempts, at(6)), Hold)


def test_a_long_search_remembers_this_round_and_the_one_before() -> None:
    """A search nobody answers for days does not grow: of earlier rounds only who was paged stays known."""
    state, rungs = search(), ladder(rung("ana"), everyone("ana", "bo"))
    for minute in range(0, 24 * 60, 5):
        step = next_step(rungs, state.attempts, at(minute))
        if isinstance(step, PageNow):
            paged(state, step, at(minute))

    latest = state.attempts[-1].place.round
    assert latest > 90
    assert {latest - 1, latest} == {each.place.round for each in state.attempts}
    assert {"ana", "bo"} == set(state.people)


def test_a_word_about_somebody_of_a_forgotten_round_changes_nothing() -> None:
    """Who is known, but was not paged in what is remembered, can still be spoken of without harm."""
    state = searching("ana")
    state.attempts.clear()

    unreachable(state, PageReport(page_id=page_id(ESCALATION, "ana"), because="call: busy"))

    assert ([], {}) == (state.attempts, due_withdrawals(state))


def test_a_manager_reads_where_the_search_stands() -> None:
    """The details name who has it, or why it waits, and who was paged when."""
    state = searching("ana")
    assert "Searching: Ana may still answer\n- Ana, paged 02:14:00 UTC" == details(state, "Ana may still answer")
    assert r"Searching: refused: \<b\>".splitlines() == details(state, "refused: <b>").splitlines()[:1]

    answer(state, answer_of("ana", Verb.ACKNOWLEDGE), at(1))
    assert details(state, "it is in hand").startswith("In hand with **Ana**")


def test_new_words_go_to_all_who_may_still_answer_and_to_whoever_has_it() -> None:
    """Those whose page is open, also the one who has it; whoever passed it on, or was withdrawn, is told nothing."""
    state = searching("ana", "bo", "cy")
    answers(state, "ana", Verb.PASS_ON, 11)
    carry_out(state)
    assert ["bo", "cy"] == people_to_reword(state)

    answers(state, "cy", Verb.ACKNOWLEDGE, 12)
    carry_out(state)
    assert ["cy"] == people_to_reword(state)


def test_new_words_are_told_until_they_are_passed_on() -> None:
    """A search remembers that its pages still say what was said before."""
    state = searching("ana")
    assert state.words_told

    reworded(state, words("Checkout: nobody can pay by card."))
    assert (words("Checkout: nobody can pay by card."), False) == (state.words, state.words_told)
