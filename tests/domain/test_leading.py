"""There is exactly one incident lead, and a hand-over is explicit and accepted."""

from datetime import timedelta

import pytest
from pydantic import TypeAdapter

from domain.errors import Refused
from domain.hand_over import LeadRequest, on_the_lead
from domain.leading import Leadership, begin, end, offer_ran_out, who_leads
from domain.lifecycle import Role
from domain.timeline import Kind
from tests.domain.builders import CODE, at, incident, minutes
from tests.domain.leads import DECLARED, Case, accepts, card_of, declines, offers, takes, withdraws

HEAD = Role.HEAD_OF_DEPARTMENT
SECOND = timedelta(seconds=1)


def asked_dee() -> Case:
    """Return an incident whose lead, Ana, asked Dee at minute 5 to lead it."""
    case = Case()
    case.ask(offers("ana", "dee"), 5)
    return case


def refusal(case: Case, request: LeadRequest, minute: float) -> str:
    """Return why a request is refused; nothing may have changed."""
    before = (case.leadership.model_dump(), len(case.entries))
    with pytest.raises(Refused) as refused:
        case.ask(request, minute)
    assert before == (case.leadership.model_dump(), len(case.entries))
    return str(refused.value)


def test_from_the_declaration_on_somebody_leads() -> None:
    """Who declares says who leads, and the timeline says who and why."""
    case = Case()
    entry = case.entries[-1]

    assert ("ana", at(0)) == (case.leader, entry.at)
    assert (Kind.STATE, "leads the incident", "Ana", DECLARED) == (entry.kind, entry.what, entry.who, entry.why)


def test_a_second_beginning_is_no_way_to_become_lead() -> None:
    """While somebody leads, another one becomes lead by a hand-over alone."""
    case = Case()

    with pytest.raises(Refused, match=r"^Ana leads it already\.$"):
        begin(case.leadership, card_of("dee"), at(1), case.incident.write, "declared again")
    assert ("ana", 1) == (case.leader, len(case.entries))


def test_before_the_declaration_there_is_nothing_to_hand_over() -> None:
    """What nobody leads cannot be offered, accepted or taken."""
    case = incident()
    nobody = Leadership(code=CODE)

    for request in (offers("cy", "dee", HEAD), accepts("dee"), declines("dee"), withdraws("cy"), takes("cy", HEAD)):
        with pytest.raises(Refused, match=r"^Nobody leads it: it is not declared, or it is over\.$"):
            on_the_lead(nobody, request, at(1), case.write)
    assert [] == case.timeline.entries


def test_an_offer_asks_the_other_person_and_changes_nothing_yet() -> None:
    """Ana leads until Dee accepts, and hears so; Dee is called about it, and gets no other text."""
    case = Case()
    told = case.ask(offers("ana", "dee"), 5)

    assert "ana" == case.leader
    assert f"Dee is asked to lead {CODE}, and has 10 minutes to answer. Ana leads it until they accept." == told.words
    assert () == told.notices
    assert ("asks Dee to lead", "Ana", "code 4821") == _last(case)


def test_who_accepts_leads_and_the_old_lead_is_told() -> None:
    """The lead passes in one moment: there is never none and never two."""
    case = asked_dee()
    told = case.ask(accepts("dee"), 6)

    assert ("dee", None) == (case.leader, case.leadership.offer)
    assert f"You lead {CODE} now." == told.words
    assert (("ana", f"Dee leads {CODE} now (asked by Ana, and accepted)."),) == told.notices
    assert ("leads the incident after Ana", "Dee", "asked by Ana, and accepted (code 4821)") == _last(case)


def test_who_declines_leaves_the_lead_where_it_is() -> None:
    """Ana hears that Dee said no, and why."""
    case = asked_dee()
    told = case.ask(declines("dee", "I am on a train."), 6)

    assert ("ana", None) == (case.leader, case.leadership.offer)
    assert (("ana", f"Dee declined to lead: I am on a train. Ana leads {CODE} still."),) == told.notices
    assert ("declines to lead", "Dee", "I am on a train. (code 4821)") == _last(case)


def test_no_needs_no_reason() -> None:
    """Who does not say why is not asked again."""
    case = asked_dee()
    told = case.ask(declines("dee"), 6)

    assert (("ana", f"Dee declined to lead. Ana leads {CODE} still."),) == told.notices


def test_who_made_an_offer_can_call_it_off() -> None:
    """Dee is told that she need not answer any more, and her late yes is refused with who leads."""
    case = asked_dee()
    told = case.ask(withdraws("ana"), 6)

    assert (("dee", f"You are no longer asked to lead {CODE}: Ana withdrew that."),) == told.notices
    late = "You are not asked to lead it any more: the offer was withdrawn. Ana leads it."
    assert late == refusal(case, accepts("dee"), 7)


def test_nobody_else_can_call_an_offer_off() -> None:
    """The head of department's offer is theirs; the lead hears whose it is."""
    case = Case()
    case.ask(offers("cy", "dee", HEAD), 5)

    assert "Only Cy, who asked Dee, may withdraw that." == refusal(case, withdraws("ana"), 6)


def test_an_offer_that_is_not_there_cannot_be_called_off() -> None:
    """Who withdraws too late hears who leads."""
    assert "Nobody is asked to lead it, or not any more: Ana leads it." == refusal(Case(), withdraws("ana"), 6)


def test_of_two_offers_the_newer_counts() -> None:
    """Dee is told that Eli is asked instead, and can accept no more."""
    case = asked_dee()
    told = case.ask(offers("ana", "eli"), 6)

    assert f"You are no longer asked to lead {CODE}: Eli is asked instead." == dict(told.notices)["dee"]
    late = "You are not asked to lead it any more: a newer offer took its place. Ana leads it."
    assert late == refusal(case, accepts("dee"), 7)
    case.ask(accepts("eli"), 7)
    assert "eli" == case.leader


def test_the_head_of_department_may_offer_what_another_one_leads() -> None:
    """It is their department: Ana hears of it, and leads until Dee accepts."""
    case = Case()
    told = case.ask(offers("cy", "dee", HEAD), 5)

    assert f"Cy asks Dee to lead {CODE}. Ana leads it until they accept." == dict(told.notices)["ana"]
    assert {"ana"} == set(dict(told.notices))


def test_whoever_had_a_part_in_an_offer_hears_what_came_of_it() -> None:
    """Cy asked, Ana led: both are told that Dee leads now."""
    case = Case()
    case.ask(offers("cy", "dee", HEAD), 5)
    told = case.ask(accepts("dee"), 6)

    words = f"Dee leads {CODE} now (asked by Cy, and accepted)."
    assert {"ana": words, "cy": words} == dict(told.notices)


def test_whoever_had_a_part_in_an_offer_hears_that_it_was_declined() -> None:
    """Cy asked, Ana leads on: both are told."""
    case = Case()
    case.ask(offers("cy", "dee", HEAD), 5)
    told = case.ask(declines("dee"), 6)

    words = f"Dee declined to lead. Ana leads {CODE} still."
    assert {"ana": words, "cy": words} == dict(told.notices)


def test_the_head_of_department_hears_that_the_lead_asks_somebody_else() -> None:
    """Cy asked Dee, Ana asks Eli instead: Cy and Dee are told, and Eli is called."""
    case = Case()
    case.ask(offers("cy", "dee", HEAD), 5)
    told = case.ask(offers("ana", "eli"), 6)

    assert {"cy", "dee"} == set(dict(told.notices))
    assert f"Ana asks Eli to lead {CODE}. Ana leads it until they accept." == dict(told.notices)["cy"]


def test_who_is_asked_by_the_one_they_asked_is_called_and_not_texted() -> None:
    """Cy asked Dee; Ana now asks Cy, who is called about that; Dee alone is told that it is settled."""
    case = Case()
    case.ask(offers("cy", "dee", HEAD), 5)
    told = case.ask(offers("ana", "cy"), 6)

    assert ["dee"] == [person for person, _ in told.notices]


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (offers("dee", "eli"), "Only the incident lead, or the head of department, may do that."),
        (offers("dee", "dee", Role.RESPONDER), "Only the incident lead, or the head of department, may do that."),
        (offers("ana", "ana"), "Ana leads it already."),
        (offers("cy", "ana", HEAD), "Ana leads it already."),
        (offers("cy", "cy", HEAD), "To lead it yourself, take the lead and say why."),
        (accepts("ana"), "You lead it already."),
        (accepts("dee"), "You are not asked to lead it. Ana leads it."),
        (declines("dee"), "You are not asked to lead it. Ana leads it."),
        (takes("ana", HEAD), "You lead it already."),
        (
            takes("dee", Role.RESPONDER),
            "Only the head of department may take the lead unasked: Ana leads it, and can offer it.",
        ),
        (takes("cy", HEAD, reason="  "), "Say why you take the lead from Ana."),
        (takes("cy", HEAD, reason="x" * 501), "That is 501 characters long: say it in 500 at most."),
    ],
)
def test_what_is_not_allowed_is_refused_in_a_sentence(request_: LeadRequest, why: str) -> None:
    """Who asks for what they may not hears why and who leads, and nothing has changed."""
    assert why == refusal(Case(), request_, 5)


def test_nobody_accepts_for_another() -> None:
    """An offer to Dee is Dee's to accept or to decline."""
    case = asked_dee()

    assert "You are not asked to lead it. Ana leads it." == refusal(case, accepts("eli"), 6)
    assert "You are not asked to lead it. Ana leads it." == refusal(case, declines("eli"), 6)


def test_a_no_that_is_too_long_is_refused_and_the_offer_stands() -> None:
    """What cannot be told to the lead in a text is to be said shorter; until then nothing was said."""
    case = asked_dee()

    assert "That is 501 characters long: say it in 500 at most." == refusal(case, declines("dee", "x" * 501), 6)


def test_an_offer_can_be_accepted_until_its_last_second() -> None:
    """Ten minutes are ten minutes."""
    case = asked_dee()
    on_the_lead(case.leadership, accepts("dee"), at(15) - SECOND, case.incident.write)

    assert "dee" == case.leader


def test_an_offer_whose_time_is_over_is_gone() -> None:
    """Who accepts too late hears who leads now, even when no timer has said so yet."""
    case = asked_dee()
    late = "You were asked to answer within 10 minutes, and that is over: Ana leads it."

    assert late == refusal(case, accepts("dee"), 15)
    assert late == refusal(case, declines("dee"), 15)
    assert "Nobody is asked to lead it, or not any more: Ana leads it." == refusal(case, withdraws("ana"), 15)


def test_how_long_an_offer_stands_is_the_companys_policy() -> None:
    """A company that gives two minutes gives two minutes, and says so."""
    case = Case()
    told = on_the_lead(case.leadership, offers("ana", "dee"), at(5), case.incident.write, offer_lasts=minutes(2))

    assert "has 2 minutes to answer" in told.words
    assert "You were asked to answer within 2 minutes, and that is over: Ana leads it." == refusal(
        case, accepts("dee"), 7
    )


def test_the_lead_hears_that_an_offer_ran_out() -> None:
    """Ana learns that it stays with her; Dee, who did not answer, is not woken by another text."""
    case = asked_dee()
    notices = offer_ran_out(case.leadership, at(15), case.incident.write)

    assert (("ana", f"Dee did not answer within 10 minutes. Ana leads {CODE} still."),) == notices
    assert None is case.leadership.offer
    assert ("the offer to Dee ran out", "Ana", "no answer within 10 minutes; Ana leads still") == _last(case)


def test_an_offer_does_not_run_out_early() -> None:
    """Before its time, or without an offer, nothing happens and nobody is told."""
    case = asked_dee()

    assert () == offer_ran_out(case.leadership, at(15) - SECOND, case.incident.write)
    assert () == offer_ran_out(Case().leadership, at(15), case.incident.write)
    assert 2 == len(case.entries)


def test_the_head_of_department_may_take_the_lead() -> None:
    """With a reason, at once; who led is told, and so is who was asked to lead."""
    case = asked_dee()
    told = case.ask(takes("cy", HEAD), 6)

    words = f"Cy leads {CODE} now (taken as head of department: a whole night is enough)."
    assert ("cy", None) == (case.leader, case.leadership.offer)
    assert f"You lead {CODE} now. Ana is told." == told.words
    assert {"ana": words, "dee": words} == dict(told.notices)
    why = "taken as head of department: a whole night is enough (code 4821)"
    assert ("leads the incident after Ana", "Cy", why) == _last(case)


def test_who_took_the_lead_is_told_times_on_their_own_clock() -> None:
    """The new lead's time zone comes with their request."""
    case = Case()
    case.ask(takes("cy", HEAD), 6)

    assert card_of("cy") == who_leads(case.leadership)


@pytest.mark.parametrize(
    ("settles", "how"),
    [
        (withdraws("ana"), "the offer was withdrawn"),
        (declines("dee"), "it was declined"),
        (takes("cy", HEAD), "Cy took the lead"),
        (accepts("dee"), "Dee took the lead"),
        (offers("ana", "dee"), "a newer offer took its place"),
    ],
)
def test_what_became_of_an_offer_is_remembered(settles: LeadRequest, how: str) -> None:
    """The search that calls Dee ends with it, and a late answer hears it."""
    case = asked_dee()
    case.ask(settles, 6)

    assert how == case.leadership.settled["dee"]


def test_of_an_offer_that_ran_out_a_late_answer_hears_so() -> None:
    """Also when the offer itself is gone."""
    case = asked_dee()
    offer_ran_out(case.leadership, at(15), case.incident.write)

    late = "You are not asked to lead it any more: it was not answered in time. Ana leads it."
    assert late == refusal(case, accepts("dee"), 16)


def test_at_the_end_nobody_leads_and_who_was_asked_is_told() -> None:
    """When it is resolved the lead is free, and Dee need not answer any more."""
    case = asked_dee()
    notices = end(case.leadership, at(6), case.incident.write)

    assert (None, None) == (case.leader, case.leadership.offer)
    assert (("dee", f"You are no longer asked to lead {CODE}: it is over."),) == notices
    assert ("leads no longer", "Ana", "the incident is over") == _last(case)


def test_what_was_stood_down_before_anybody_led_ends_in_silence() -> None:
    """Nobody led it, so nothing is written and nobody is told."""
    case = incident()

    assert () == end(Leadership(code=CODE), at(6), case.write)
    assert [] == case.timeline.entries


def test_what_is_reopened_is_led_again() -> None:
    """After its end another person may begin."""
    case = Case()
    end(case.leadership, at(6), case.incident.write)
    begin(case.leadership, card_of("eli"), at(7), case.incident.write, "reopened by Eli")

    assert "eli" == case.leader


@pytest.mark.parametrize(
    "request_",
    [offers("ana", "dee"), accepts("dee"), declines("dee", "no"), withdraws("ana"), takes("cy", HEAD)],
    ids=lambda request: request.kind,
)
def test_a_request_is_known_by_its_kind(request_: LeadRequest) -> None:
    """What is read back from the wire is what was sent, whichever of the requests it is."""
    adapter: TypeAdapter[LeadRequest] = TypeAdapter(LeadRequest)

    assert request_ == adapter.validate_json(request_.model_dump_json())


def _last(case: Case) -> tuple[str, str | None, str | None]:
    entry = case.entries[-1]
    return entry.what, entry.who, entry.why
