"""P13: whoever is offered the lead is called about it, they alone, exactly while the offer is open."""

import pytest

from domain.answering import refusal
from domain.errors import Refused
from domain.escalation import Hold, PageNow, Setback, next_step
from domain.hand_over import AcceptLead, DeclineLead, OfferLead, WithdrawOffer
from domain.incident import leads, moves, requests, searching, triage, wanted
from domain.incident.page_words import page_words
from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.ladder import PERSON, ResolvedLadder, ResolvedRung
from domain.lifecycle import IncidentState, Role
from domain.messages import AnswerReply, Purpose, Verb
from domain.organisation import Urgency
from domain.page_messages import PageReport
from domain.reliance.contact_plan import ContactPlan
from domain.requests import AnyRequest, Mitigate
from domain.search import SearchState, paged, unreachable
from domain.timeline import IntentEnd
from tests.domain.builders import (
    CODE,
    ESCALATION,
    actor,
    answer_of,
    at,
    card,
    contact,
    incident,
    minutes,
    resolves,
    search,
)
from tests.domain.incidents import move_of
from tests.domain.leads import card_of
from tests.domain.searches import answers, carry_out, ends, holder

LEAD = actor("cy", Role.HEAD_OF_DEPARTMENT)
SEARCH = "incident/checkout/7K3Q/escalation/offer_lead"


def led() -> Incident:
    """Return a declared incident that Cy leads."""
    case = incident(IncidentState.DECLARED, first_contact="ana", lead="cy")
    case.card = card(customer_effect="customers cannot pay")
    case.episode.contacts = ContactPlan(service="checkout")
    return case


def offered(case: Incident, to: str = "dee", minute: float = 5) -> Search:
    """Have Cy offer the lead, and return the search that begins."""
    requests.grant(case, OfferLead(actor=LEAD, to=card_of(to)), at(minute))
    assert moves.StartSearch(purpose=Purpose.OFFER_LEAD, team="storefront", person=to) == moves.next_move(
        case, at(minute)
    )
    return searching.start_search(case, Purpose.OFFER_LEAD, "storefront", at(minute), person=to)


def test_one_person_is_called_whatever_the_hour() -> None:
    """The search has the person in the place of a team, and no quiet hours hold it."""
    found = offered(led())

    assert (f"{SEARCH}/dee", "dee", Urgency.MAJOR) == (found.id, found.whom, found.urgency)


def test_they_hear_who_asks_who_leads_and_until_when_on_their_own_clock() -> None:
    """What is wrong comes in the first sentence, and the rest on their wish."""
    case = led()
    offered(case)
    words = page_words(case, Purpose.OFFER_LEAD)

    assert "Cy asks you to lead. Checkout: customers cannot pay." == words.headline
    assert "Cy leads it until you accept. It is declared. You can answer until 02:29." == words.detail


@pytest.mark.parametrize(
    ("request_", "because"),
    [
        (AcceptLead(actor=actor("dee")), "Dee took the lead"),
        (DeclineLead(actor=actor("dee")), "it was declined"),
        (WithdrawOffer(actor=LEAD), "the offer was withdrawn"),
        (OfferLead(actor=LEAD, to=card_of("eli")), "a newer offer took its place"),
    ],
)
def test_it_ends_with_the_offer(request_: AnyRequest, because: str) -> None:
    """By one rule, however the offer is settled; whoever was called gets no second text about it from the search."""
    case = led()
    found = offered(case)
    assert moves.StopSearch is not move_of(case, at(5))
    requests.grant(case, request_, at(6))

    assert moves.StopSearch(search=found.id) == moves.next_move(case, at(6))
    stop = searching.stop_order(case, found, at(6))
    assert (because, None) == (stop.because, stop.notice)


def test_it_ends_when_the_offer_runs_out_and_when_it_is_over() -> None:
    """No time-out of its own: it goes on for as long as the offer stands, also after mitigation."""
    case = led()
    found = offered(case)
    requests.grant(case, Mitigate(actor=LEAD, what="rolled back"), at(6))
    case.to_tell.clear()
    assert wanted.is_wanted(case, found)
    leads.see_to_the_lead(case, at(15))
    assert "it was not answered in time" == searching.stop_order(case, found, at(15)).because

    requests.grant(case, OfferLead(actor=LEAD, to=card_of("eli")), at(20))
    again = searching.start_search(case, Purpose.OFFER_LEAD, "storefront", at(20), person="eli")
    requests.grant(case, resolves(LEAD), at(21))
    assert "it is over" == searching.stop_order(case, again, at(21)).because


def test_after_a_stand_down_nobody_is_asked_twice_over() -> None:
    """Whoever was asked to lead gets one text, that of the offer, and none of the search."""
    case = led()
    found = offered(case)
    triage.stand_down(case, LEAD, "a test", at(6))

    assert [f"You are no longer asked to lead {CODE}: it is over."] == [
        each.notice.body for each in case.to_tell if each.person == "dee"
    ]
    assert None is searching.stop_order(case, found, at(6)).notice


def test_whoever_declined_is_called_anew_about_another_offer() -> None:
    """The second search waits for the end of the first, and has an id of its own, so that its page rings."""
    case = led()
    first = offered(case)
    requests.grant(case, DeclineLead(actor=actor("dee")), at(6))
    requests.grant(case, OfferLead(actor=LEAD, to=card_of("dee")), at(7))
    case.to_tell.clear()
    assert moves.StopSearch(search=first.id) == moves.next_move(case, at(7))
    searching.stop_order(case, first, at(7))
    assert moves.StartSearch is not move_of(case, at(7))
    searching.search_ended(case, first, at(7))

    move = moves.next_move(case, at(7))
    assert moves.StartSearch(purpose=Purpose.OFFER_LEAD, team="storefront", person="dee") == move
    second = searching.start_search(case, Purpose.OFFER_LEAD, "storefront", at(7), person="dee")
    assert f"{SEARCH}-2/dee" == second.id


def alone(*, tries: int = 3) -> ResolvedLadder:
    """Return the ladder of Dee alone: so many tries, three minutes each."""
    rung = ResolvedRung(name=PERSON, contacts=(contact("dee"),), tries=tries, wait=minutes(3))
    return ResolvedLadder(rungs=(rung,), urgency=Urgency.MAJOR)


def asking() -> SearchState:
    """Return a search that has called Dee once."""
    state = search().model_copy(update={"purpose": Purpose.OFFER_LEAD})
    step = next_step(alone(), [], at(0))
    assert isinstance(step, PageNow)
    paged(state, step, at(0))
    return state


def calls_of(state: SearchState, until: int) -> list[int]:
    """Let the search go on to this minute, and return the minutes at which Dee was called again."""
    called = []
    for minute in range(until + 1):
        step = next_step(alone(), state.attempts, at(minute))
        if isinstance(step, PageNow):
            paged(state, step, at(minute))
            called.append(minute)
    return called


def test_they_are_called_a_few_times_and_nobody_after_them() -> None:
    """No deputy, nobody above, no second round: when the tries are over the answer is waited for."""
    state = asking()

    assert [3, 6] == calls_of(state, 120)
    assert {"dee"} == set(state.people)
    step = next_step(alone(), state.attempts, at(120))
    assert isinstance(step, Hold)
    assert (None, "no answer from Dee within 3 minutes; nobody else is asked") == (step.until, step.because)


def test_who_could_not_be_reached_is_tried_again_in_time() -> None:
    """A phone that was off may be on in three minutes; until then nothing spins."""
    state = asking()
    unreachable(state, PageReport(page_id=f"{ESCALATION}/dee", because="call: off"))
    step = next_step(alone(), state.attempts, at(1))

    assert isinstance(step, Hold)
    assert (at(3), True) == (step.until, "nobody else is asked meanwhile" in step.because)
    assert [3, 6] == calls_of(state, 20)


def test_to_acknowledge_is_no_yes() -> None:
    """It says they have seen it: they are not called again, hear how to answer, and their page stays open until they do."""
    state = asking()
    reply = answers(state, "dee", Verb.ACKNOWLEDGE, 1)

    said = (
        "Noted, Dee. You do not lead it by that: LEAD and the code of the page accepts, DECLINE and the code declines."
    )
    assert AnswerReply(accepted=True, words=said) == reply
    assert (None, {}, []) == (holder(state), carry_out(state), calls_of(state, 60))
    assert [IntentEnd.ANSWERED] == [how for _, how in ends(state)]
    assert Setback.SEEN is state.attempts[-1].setback


@pytest.mark.parametrize("verb", [Verb.PASS_ON, Verb.JOIN, Verb.KEEP_LOOKING, Verb.LEAD, Verb.DECLINE])
def test_the_search_decides_nothing_else(verb: Verb) -> None:
    """Whether they lead is the incident's to decide, and nobody can pass the question on."""
    assert "You do not lead it by that" in str(refusal(asking(), answer_of("dee", verb)))


def test_who_was_never_asked_cannot_decline() -> None:
    """A refusal says who leads, and changes nothing."""
    with pytest.raises(Refused, match=r"^You are not asked to lead it\. Cy leads it\.$"):
        requests.check(led(), DeclineLead(actor=actor("eli")), at(5))
