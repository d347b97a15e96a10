"""A lead who falls silent is asked, then the ladder of leads is called; until somebody takes over they stay the lead."""

from datetime import timedelta

import pytest

from domain.errors import Refused
from domain.escalation import Hold
from domain.leading import Leadership, heard_of, offer_ran_out
from domain.lifecycle import Role
from domain.silent_lead import (
    AskTheLead,
    CallTheLadder,
    CloseTheOffer,
    ask_the_lead,
    call_the_ladder,
    next_with_lead,
    taken_over,
)
from domain.timeline import Kind, Reference
from tests.domain.builders import CODE, at, minutes
from tests.domain.leads import Case, accepts, card_of, offers

SECOND = timedelta(seconds=1)
HEAD = Role.HEAD_OF_DEPARTMENT


def next_of(case: Case, minute: float) -> Hold | AskTheLead | CallTheLadder | CloseTheOffer:
    """Return what comes next at this minute, where half an hour of silence is asked about and 5 minutes are given."""
    return next_with_lead(case.leadership, at(minute), lasts=minutes(30), answer_within=minutes(5))


def asked() -> Case:
    """Return an incident whose lead, Ana, was silent for half an hour and has just been asked."""
    case = Case()
    step = next_of(case, 30)
    assert isinstance(step, AskTheLead)
    ask_the_lead(case.leadership, step, at(30), case.incident.write)
    return case


def ladder_called() -> Case:
    """Return the same incident five minutes later, when Ana has not answered and the ladder has just been called."""
    case = asked()
    step = next_of(case, 35)
    assert isinstance(step, CallTheLadder)
    call_the_ladder(case.leadership, step, at(35), case.incident.write)
    return case


def test_a_lead_is_left_in_peace_for_as_long_as_the_policy_says() -> None:
    """Half an hour, to the second, and the wait says what comes then."""
    step = next_with_lead(Case().leadership, at(30) - SECOND, lasts=minutes(30), answer_within=minutes(5))

    assert Hold(until=at(30), because="Ana leads, and is asked if nothing is heard of them until then") == step


def test_a_silent_lead_is_asked() -> None:
    """After half an hour without a sign of life, and the timeline says why."""
    case = asked()
    entry = case.entries[-1]

    assert Hold(until=at(35), because="Ana is asked whether they still lead") == next_of(case, 34)
    assert (Kind.STEP, "ask whether they still lead", "Ana") == (entry.kind, entry.what, entry.who)
    assert "nothing was heard of Ana for 30 minutes" == entry.why


def test_the_question_can_name_the_page_it_is_asked_by() -> None:
    """The ledger finds the intended page by the entry."""
    case = Case()
    step = next_of(case, 30)
    assert isinstance(step, AskTheLead)
    about = Reference(intent="a page", due=step.until)
    ask_the_lead(case.leadership, step, at(30), case.incident.write, about)

    assert about == case.entries[-1].about


def test_a_sign_of_life_is_enough() -> None:
    """Any key, request or entry on the board counts: the lead is left in peace for as long again."""
    case = Case()
    heard_of(case.leadership, "ana", at(20))

    assert at(50) == getattr(next_of(case, 49), "until", None)
    assert isinstance(next_of(case, 50), AskTheLead)


def test_a_request_about_the_lead_is_a_sign_of_life() -> None:
    """Who hands over has been heard of."""
    case = Case()
    case.ask(offers("ana", "dee"), 20)
    offer_ran_out(case.leadership, at(30), case.incident.write)

    assert at(50) == getattr(next_of(case, 31), "until", None)


def test_others_do_not_give_signs_of_life_for_the_lead() -> None:
    """What Dee does says nothing about Ana, and an old sign of life does not count against a newer one."""
    case = Case()
    heard_of(case.leadership, "dee", at(20))
    assert isinstance(next_of(case, 30), AskTheLead)

    heard_of(case.leadership, "ana", at(20))
    heard_of(case.leadership, "ana", at(10))
    assert at(50) == getattr(next_of(case, 30), "until", None)


def test_who_answers_the_question_leads_on() -> None:
    """The question is over, and the time runs anew."""
    case = asked()
    heard_of(case.leadership, "ana", at(34))

    assert at(64) == getattr(next_of(case, 36), "until", None)


def test_who_does_not_answer_has_the_ladder_called_and_leads_until_somebody_takes_over() -> None:
    """There is never no lead: silence alone takes it from nobody."""
    case = ladder_called()
    entry = case.entries[-1]

    assert ("ana", True) == (case.leader, case.leadership.seeks_lead)
    assert ("call the ladder of leads", "Ana") == (entry.what, entry.who)
    assert "Ana does not answer; they lead until somebody takes over" == entry.why
    because = "the ladder is called; Ana leads until somebody takes over"
    assert Hold(until=None, because=because) == next_of(case, 10_000)


def test_whoever_takes_over_leads_at_once_and_the_old_lead_is_told() -> None:
    """Eli answers the ladder: the search is over, and Ana reads it when she wakes up."""
    case = ladder_called()
    told = taken_over(case.leadership, card_of("eli"), at(40), case.incident.write)
    entry = case.entries[-1]

    assert ("eli", False) == (case.leader, case.leadership.seeks_lead)
    assert f"You lead {CODE} now. Ana is told." == told.words
    assert (("ana", f"Eli leads {CODE} now (nothing was heard of Ana)."),) == told.notices
    assert ("leads the incident after Ana", "Eli", "nothing was heard of Ana") == (entry.what, entry.who, entry.why)


def test_a_lead_who_wakes_up_leads_on() -> None:
    """Whoever answers the ladder after that is refused, with who leads, and nothing has changed."""
    case = ladder_called()
    heard_of(case.leadership, "ana", at(36))
    before = (case.leadership.model_dump(), len(case.entries))

    with pytest.raises(Refused, match=r"^Ana has been heard of again, and leads it\.$"):
        taken_over(case.leadership, card_of("eli"), at(37), case.incident.write)
    assert before == (case.leadership.model_dump(), len(case.entries))
    assert not case.leadership.seeks_lead


def test_a_lead_who_answers_the_ladder_themselves_leads_on() -> None:
    """Ana stands on the ladder too: her answer is a sign of life, and nobody is told anything."""
    case = ladder_called()
    told = taken_over(case.leadership, card_of("ana"), at(36), case.incident.write)

    assert (f"You lead {CODE} still.", ()) == (told.words, told.notices)
    assert ("ana", False) == (case.leader, case.leadership.seeks_lead)
    assert at(66) == getattr(next_of(case, 36), "until", None)


def test_an_offer_can_be_accepted_while_the_ladder_is_called() -> None:
    """Cy asks Dee meanwhile: her yes ends the search."""
    case = ladder_called()
    case.ask(offers("cy", "dee", HEAD), 36)
    case.ask(accepts("dee"), 37)

    assert ("dee", False) == (case.leader, case.leadership.seeks_lead)


def test_whoever_is_asked_hears_that_somebody_else_took_over() -> None:
    """Cy asked Dee, and Eli answered the ladder first: Cy, Dee and Ana all read who leads."""
    case = ladder_called()
    case.ask(offers("cy", "dee", HEAD), 36)
    told = taken_over(case.leadership, card_of("eli"), at(37), case.incident.write)

    assert {"ana", "cy", "dee"} == set(dict(told.notices))
    assert None is case.leadership.offer


def test_an_offer_that_runs_out_is_closed_in_time() -> None:
    """The wait ends with the offer, whichever comes first, and then it is closed."""
    case = Case()
    case.ask(offers("ana", "dee"), 5)

    assert Hold(until=at(15), because="Dee is asked to lead") == next_of(case, 6)
    assert isinstance(next_of(case, 15), CloseTheOffer)


def test_an_offer_does_not_hide_that_the_lead_is_silent() -> None:
    """Cy asks Dee at minute 29; at 30 Ana is asked all the same."""
    case = Case()
    case.ask(offers("cy", "dee", HEAD), 29)

    assert at(30) == getattr(next_of(case, 29), "until", None)
    assert isinstance(next_of(case, 30), AskTheLead)


def test_where_nobody_leads_nobody_is_asked() -> None:
    """Before the declaration and after the end there is nothing to wait for, and nothing is written."""
    case = Case()
    case.leadership = Leadership(code=CODE)
    ask_the_lead(case.leadership, AskTheLead(until=at(5), because="silence"), at(1), case.incident.write)
    call_the_ladder(case.leadership, CallTheLadder(because="silence"), at(1), case.incident.write)

    assert Hold(until=None, because="nobody leads: it is not declared, or it is over") == next_of(case, 10_000)
    assert 1 == len(case.entries)
