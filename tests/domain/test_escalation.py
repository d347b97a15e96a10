"""The ladder's rule in examples: each kind of step, each kind of reason."""

from collections.abc import Sequence

import pytest

from domain.escalation import Attempt, Hold, PageNow, Place, Setback, Step, next_step
from domain.ladder import ResolvedLadder
from domain.organisation import RungName, Urgency
from tests.domain.builders import NIGHT, at, contact, everyone, ladder, minutes, rung, usual_ladder

OWNER = RungName.SERVICE_OWNER
HEAD = RungName.HEAD_OF_DEPARTMENT


def paged(step: Step, minute: float, setback: Setback | None = None, detail: str | None = None) -> list[Attempt]:
    """Return the attempts a page leaves behind, made at this minute of the night."""
    assert isinstance(step, PageNow)
    return [
        Attempt(contact=each, place=step.place, at=at(minute), until=step.until, setback=setback, detail=detail)
        for each in step.contacts
    ]


def unanswered(rungs: ResolvedLadder, until_minute: int) -> list[Attempt]:
    """Return the attempts made by this minute when nobody ever answers, looked at once a minute."""
    attempts: list[Attempt] = []
    for minute in range(until_minute + 1):
        step = next_step(rungs, attempts, at(minute))
        attempts += paged(step, minute) if isinstance(step, PageNow) else []
    return attempts


def page(step: Step) -> PageNow:
    """Return the step, which is a page."""
    assert isinstance(step, PageNow)
    return step


def hold(step: Step) -> Hold:
    """Return the step, which is a wait."""
    assert isinstance(step, Hold)
    return step


def people(step: Step) -> list[str]:
    """Return who is paged."""
    return [each.person for each in page(step).contacts]


def test_the_search_begins_with_the_on_call_engineer() -> None:
    """The first page goes to the on-call engineer, who has the time the ladder gives."""
    step = page(next_step(usual_ladder(), [], NIGHT))

    assert (["ana"], at(5), Place(name="on_call")) == (people(step), step.until, step.place)
    assert "the search begins: on-call engineer, try 1 of 2" == step.because


def test_a_page_is_given_its_time() -> None:
    """While the person paged may still answer, nobody else is called."""
    first = paged(next_step(usual_ladder(), [], NIGHT), 0)

    step = hold(next_step(usual_ladder(), first, at(4.99)))

    assert (at(5), "Ana may still answer") == (step.until, step.because)


def test_the_on_call_engineer_is_tried_as_often_as_the_ladder_says() -> None:
    """No answer to the first try leads to the second try of the same person, with the reason."""
    first = paged(next_step(usual_ladder(), [], NIGHT), 0)

    step = page(next_step(usual_ladder(), first, at(5)))

    assert (["ana"], Place(name="on_call", attempt=2)) == (people(step), step.place)
    assert "no answer from Ana within 5 minutes: on-call engineer, try 2 of 2" == step.because


def test_the_whole_ladder_in_the_order_of_the_process() -> None:
    """Unanswered, the search goes from on-call (twice) over owner and head of department to everyone, then starts again."""
    attempts = unanswered(usual_ladder(), 30)

    assert [
        ("ana", 0),
        ("ana", 5),
        ("bo", 10),
        ("cy", 15),
        ("ana", 20),
        ("bo", 20),
        ("cy", 20),
        ("dee", 20),
        ("ana", 30),
    ] == [(each.contact.person, (each.at - NIGHT) // minutes(1)) for each in attempts]
    assert Place(round=2, name="on_call") == attempts[-1].place


def test_the_widened_search_says_that_it_starts_again() -> None:
    """After everyone was paged in vain the search starts again at the bottom, in words."""
    step = page(next_step(usual_ladder(), unanswered(usual_ladder(), 20), at(30)))

    assert (
        "no answer from 4 people within 10 minutes; the search starts again: on-call engineer, try 1 of 2"
        == step.because
    )


def test_the_widest_page_goes_out_to_all_at_once() -> None:
    """Everyone on the team and the ladder is paged in one step, and the wait speaks of their number."""
    attempts = unanswered(usual_ladder(), 20)

    assert "4 people may still answer" == hold(next_step(usual_ladder(), attempts, at(21))).because


@pytest.mark.parametrize(
    ("setback", "detail", "reason"),
    [
        (Setback.UNREACHABLE, "call: busy", "Ana could not be reached on any channel (call: busy)"),
        (Setback.UNREACHABLE, None, "Ana could not be reached on any channel"),
        (Setback.PASSED_ON, None, "Ana passed it on"),
    ],
)
def test_a_setback_moves_the_ladder_on_at_once(setback: Setback, detail: str | None, reason: str) -> None:
    """Who cannot be reached, or passes it on, is neither waited for nor tried again: the next rung is paged at once."""
    attempts = paged(next_step(usual_ladder(), [], NIGHT), 0, setback, detail)

    step = page(next_step(usual_ladder(), attempts, at(1)))

    assert (["bo"], f"{reason}: service owner") == (people(step), step.because)


def test_an_empty_rung_is_passed_over_with_its_reason() -> None:
    """A rung without a person is skipped, and the page above it says so and why."""
    rungs = ladder(rung("ana"), rung(who=OWNER, skipped="no such service"), rung("cy", who=HEAD), everyone("ana", "cy"))

    step = page(next_step(rungs, unanswered(rungs, 0), at(5)))

    assert ["cy"] == people(step)
    assert (
        "no answer from Ana within 5 minutes; service owner skipped: no such service: head of department"
        == step.because
    )


def test_nobody_is_paged_twice_in_a_round_on_the_way_up() -> None:
    """Who was paged a rung below knows already: the rung is skipped with that reason until everyone is paged."""
    rungs = ladder(rung("ana"), rung("ana", who=OWNER), rung("cy", who=HEAD), everyone("ana", "cy"))

    step = page(next_step(rungs, unanswered(rungs, 0), at(5)))

    assert ["cy"] == people(step)
    assert "service owner skipped: Ana was already paged in this round" in step.because


def test_a_rung_with_somebody_new_is_paged_as_a_whole() -> None:
    """One person of a rung who knows already is no reason to skip the other."""
    rungs = ladder(rung("ana"), rung("ana", "bo", who=OWNER), everyone("ana", "bo", "cy"))

    assert ["ana", "bo"] == people(next_step(rungs, unanswered(rungs, 0), at(5)))


def test_the_next_round_pages_the_same_people_again() -> None:
    """That somebody was paged in an earlier round is no reason to skip them in this one."""
    rungs = ladder(rung("ana"), everyone("ana"))

    assert ["ana"] == people(next_step(rungs, unanswered(rungs, 14), at(15)))


def test_the_second_try_goes_to_who_is_on_duty_by_then() -> None:
    """When the rota turns between two tries, the second try pages the new person."""
    before = ladder(rung("ana", tries=2), everyone("ana", "bo"))
    after = ladder(rung("bo", tries=2), everyone("ana", "bo"))

    assert ["bo"] == people(next_step(after, unanswered(before, 0), at(5)))


def test_a_deputy_on_the_rung_is_explained() -> None:
    """When somebody else than the one the organisation names is paged, the page says why."""
    stand_in = contact("bo", because="Ana is absent until 2026-03-09; Bo is the deputy")
    rungs = ladder(rung("ana").model_copy(update={"contacts": (stand_in,)}), everyone("bo"))

    expected = "the search begins: on-call engineer; Ana is absent until 2026-03-09; Bo is the deputy"
    assert expected == page(next_step(rungs, [], NIGHT)).because


def test_one_of_several_failing_leaves_the_others_their_time() -> None:
    """When one of several people on a rung cannot be reached, the others are still waited for."""
    rungs = ladder(rung("ana", "bo"), everyone("ana", "bo"))
    attempts = unanswered(rungs, 0)
    attempts[0].setback = Setback.UNREACHABLE

    assert at(5) == hold(next_step(rungs, attempts, at(1))).until


def test_all_of_several_failing_is_said_in_words() -> None:
    """When a whole rung cannot be reached the next one is paged at once, and the reason says that nobody could be."""
    rungs = ladder(rung("ana", "bo"), rung("cy", who=OWNER), everyone("ana", "bo", "cy"))
    attempts = paged(next_step(rungs, [], NIGHT), 0, Setback.UNREACHABLE)

    step = page(next_step(rungs, attempts, at(1)))

    assert "nobody could be reached on any channel: service owner" == step.because


def test_with_every_channel_dead_the_search_waits_before_it_repeats() -> None:
    """When nobody at all can be reached the search does not spin: it starts again when the widest wait is over."""
    rungs = ladder(everyone("ana", "bo"))
    attempts = paged(next_step(rungs, [], NIGHT), 0, Setback.UNREACHABLE)

    step = hold(next_step(rungs, attempts, at(1)))

    assert (at(10), "nobody could be reached on any channel; the search starts again then") == (
        step.until,
        step.because,
    )
    assert Place(round=2, name=rungs.rungs[0].name) == page(next_step(rungs, attempts, at(10))).place


def test_people_who_passed_it_on_are_not_called_unreachable() -> None:
    """When everyone passed it on, the wait before the next round says so: they were reached."""
    rungs = ladder(everyone("ana", "bo"))
    attempts = paged(next_step(rungs, [], NIGHT), 0, Setback.PASSED_ON)

    assert "nobody could be reached" not in hold(next_step(rungs, attempts, at(1))).because


def test_several_people_who_passed_it_on_did_answer() -> None:
    """When all people of a rung passed it on, the reason does not claim that they were silent."""
    rungs = ladder(rung("ana", "bo"), everyone("ana", "bo", "cy"))
    attempts = paged(next_step(rungs, [], NIGHT), 0, Setback.PASSED_ON)

    assert "no answer" not in page(next_step(rungs, attempts, at(1))).because


def test_a_ladder_that_grows_during_the_search_skips_no_rung_silently() -> None:
    """When the organisation adds rungs below the one that was paged, the next round has them all, from the first."""
    before = ladder(rung("ana"), everyone("ana", "dee"))
    after = ladder(rung("ana"), rung("bo", who=OWNER), rung("cy", who=HEAD), everyone("ana", "bo", "cy"))

    step = page(next_step(after, unanswered(before, 5), at(15)))

    assert (["ana"], 2) == (people(step), step.place.round)


def test_a_rung_that_moved_keeps_its_tries() -> None:
    """When a rung is put below the one that was paged, the second try still goes to the same rung, where it stands now."""
    before = ladder(rung("ana", tries=2), everyone("ana"))
    after = ladder(rung("bo", who=OWNER), rung("ana", tries=2), everyone("ana", "bo"))

    step = page(next_step(after, unanswered(before, 0), at(5)))

    assert (["ana"], 1, 2) == (people(step), step.place.rung, step.place.attempt)


def test_when_a_rung_is_taken_away_the_one_that_followed_it_is_next() -> None:
    """A rung that is gone from the ladder hands over to the one now standing in its place."""
    after = ladder(rung("ana"), rung("cy", who=HEAD), everyone("ana", "cy"))

    assert ["cy"] == people(next_step(after, unanswered(usual_ladder(), 10), at(15)))


def test_a_ladder_that_shrinks_during_the_search_still_ends_in_everyone() -> None:
    """When the organisation takes rungs away during a search, the round still ends with everyone."""
    before = usual_ladder()
    after = ladder(rung("ana"), everyone("ana", "dee"))

    assert ["ana", "dee"] == people(next_step(after, unanswered(before, 15), at(20)))


def _unchanged(rungs: ResolvedLadder, attempts: Sequence[Attempt]) -> str:
    return repr((rungs, list(attempts)))


def test_the_rule_changes_nothing() -> None:
    """Asking for the next step leaves the ladder and the attempts as they are and gives the same answer twice."""
    rungs, attempts = usual_ladder(), unanswered(usual_ladder(), 12)
    before = _unchanged(rungs, attempts)

    assert next_step(rungs, attempts, at(15)) == next_step(rungs, attempts, at(15))
    assert before == _unchanged(rungs, attempts)


def low_ladder() -> ResolvedLadder:
    """Return the ladder of what is of low urgency."""
    return ResolvedLadder(rungs=(rung("ana"),), urgency=Urgency.LOW)


def test_of_low_urgency_the_on_call_engineer_is_told() -> None:
    """The search begins as any other does."""
    step = page(next_step(low_ladder(), [], NIGHT))

    assert (["ana"], "the search begins: on-call engineer") == (people(step), step.because)


@pytest.mark.parametrize("setback", [None, *Setback])
def test_of_low_urgency_nobody_else_is_ever_told(setback: Setback | None) -> None:
    """Answered or not, reached or not, days later nobody else has been paged."""
    told = paged(next_step(low_ladder(), [], NIGHT), 0, setback)
    step = hold(next_step(low_ladder(), told, at(5000)))

    assert (None, "Ana was told; for low urgency nobody else is") == (step.until, step.because)


def test_who_is_left_out_of_a_rung_is_said_with_the_page() -> None:
    """The reason of the page names who should have been paged too, and why they are not."""
    first = rung("ana").model_copy(update={"left_out": "service owner left out: nobody knows the service"})
    step = page(next_step(ladder(first, everyone("ana", "bo")), [], NIGHT))

    assert "the search begins: on-call engineer; service owner left out: nobody knows the service" == step.because
