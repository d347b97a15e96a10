"""What an incident tells its rounds of comms, and that it forgets none (P17 to P21)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audiences import Audience
from domain.comms.kinds import rules_of
from domain.comms.situation import RoundStatus
from domain.comms.updates import RoundKind
from domain.incident import comms, moves, reminding, requests, searching, triage, wanted
from domain.incident.episode import CalledTeam, Invitation
from domain.incident.page_words import page_words
from domain.incident.state import Incident
from domain.leading import PersonCard
from domain.lifecycle import IncidentState
from domain.messages import EscalationReport, Purpose, RoundToSend
from domain.organisation import Urgency
from domain.policies import CommsPolicy
from domain.reliance.contact_plan import ContactPlan, Stakeholder, TeamContact, TechnicalContact
from domain.requests import Mitigate, Reopen
from domain.technical_words import CompanyWords
from tests.domain.builders import CODE, NIGHT, PATIENT, at, card, incident
from tests.domain.incidents import HEAD, tell_rounds, told

BUSINESS, TECHNICAL = Audience.BUSINESS, Audience.TECHNICAL


def declared() -> Incident:
    """Return an incident that Cy has declared at NIGHT and leads; Bea owns Sales, the storefront the checkout."""
    case = incident(IncidentState.DECLARED, first_contact="ana", lead="cy")
    case.card = card(customer_effect="customers cannot pay")
    case.episode.declared_at = NIGHT
    case.episode.contacts = ContactPlan(
        service="checkout",
        teams_to_call=(TeamContact(id="storefront", name="Storefront", because="owns Checkout, which fails"),),
        teams_to_inform=(TeamContact(id="warehouse", name="Warehouse", because="owns Returns"),),
        technical_people=(TechnicalContact(id="tom", name="Tom", because="is told of every incident"),),
        stakeholders=(Stakeholder(id="bea", name="Bea", because="owner of Sales"),),
    )
    tell_rounds(case, NIGHT)
    return case


def status(
    audience: Audience = BUSINESS, *, due: float = 15, number: int = 1, kind: RoundKind | None = None, revision: int = 1
) -> RoundStatus:
    """Return how rounds stand: one is due so many minutes into the night, as the policies usually say."""
    return RoundStatus(
        code=CODE,
        audience=audience,
        number=number,
        kind=kind or RoundKind.FIRST,
        due_at=at(due),
        nudge_at=at(due - 10),
        overdue_from=at(due + 5),
        missing=("the plan",),
        revision=revision,
        draft="Customers cannot pay.",
    )


def says(case: Incident, *rounds: RoundStatus) -> Incident:
    """Have the rounds say how they stand."""
    for each in rounds:
        comms.take_in(case, each)
    return case


def begun(case: Incident, now: float) -> list[Purpose]:
    """Do what is due with the rounds, begin the searches that follow, and return what all that run now are for."""
    if (due := reminding.next_at(case)) and at(now) >= due:
        reminding.see_to(case, at(now))
    for each in wanted.searches_due(case, at(now)):
        searching.start_search(case, each.purpose, each.team, at(now), person=each.person)
    return [search.purpose for search in case.searches.running]


def test_rounds_begin_for_both_once_it_is_known_whom_to_tell() -> None:
    """P17: with the declaration, also a provisional one; before the contact plan is there nobody could be told."""
    case = declared()
    case.comms.rounds_told.clear()
    plan, case.episode.contacts = case.episode.contacts, None
    assert comms.to_begin(case) is None

    case.episode.contacts = plan
    case.state = IncidentState.PROVISIONALLY_DECLARED
    begin = []
    while audience := comms.to_begin(case):
        begin.append(comms.begin(case, audience, NIGHT))
    assert {BUSINESS, TECHNICAL} == {each.audience for each in begin}
    assert [NIGHT] * 2 == [each.incident_status.declared_at for each in begin]


def test_each_audience_is_who_the_plan_and_the_lead_name() -> None:
    """P15, P21: whoever is invited or called is told, too; whoever was dropped is not."""
    case = declared()
    case.episode.invited = {"eve": Invitation(name="Eve"), "bea": Invitation(name="Bea", dropped=True)}
    case.called["data"] = CalledTeam(name="Data")
    case.called["warehouse"] = CalledTeam(name="Warehouse", dropped=True)
    seen = comms.status(case)

    assert {"eve": "is invited to the business call"} == seen.business.people
    assert {
        "storefront": "owns Checkout, which fails",
        "data": "is called to the technical call",
    } == seen.technical.teams
    assert {"tom": "is told of every incident"} == seen.technical.people


def test_rounds_are_told_what_changed_and_nothing_twice() -> None:
    """What they know is not told again, until it is asked whether they are there still."""
    case = declared()
    assert comms.to_tell(case, at(1)) is None
    requests.grant(case, Mitigate(actor=HEAD, what="rolled back"), at(2))
    assert comms.to_tell(case, at(2)) is not None
    tell_rounds(case, at(2))

    assert (None, TECHNICAL) == (comms.to_tell(case, at(61)), comms.to_tell(case, at(62)))
    assert at(2) == comms.status(case).mitigated_at


def test_reopened_it_is_mitigated_no_more() -> None:
    """The next round is due from then on."""
    case = declared()
    requests.grant(case, Mitigate(actor=HEAD, what="rolled back"), at(2))
    requests.grant(case, Reopen(actor=HEAD, reason="it is back"), at(9))
    seen = comms.status(case)

    assert (None, at(9), NIGHT) == (seen.mitigated_at, seen.reopened_at, seen.declared_at)


def test_whoever_had_heard_of_it_hears_that_it_is_stood_down_and_of_a_later_declaration() -> None:
    """They are told by whom and why, as they are also when it is searched anew; declared again, it goes on."""
    case = declared()
    triage.stand_down(case, HEAD, "a test of the load", at(20))
    seen = comms.status(case)
    assert (at(20), "Cy", "a test of the load") == (seen.stood_down_at, seen.stood_down_by, seen.stood_down_because)
    assert {"bea"} == set(seen.business.people)

    triage.start_triage(case, Urgency.HIGH, at(30))
    assert (at(20), {"bea"}) == (comms.status(case).stood_down_at, set(comms.status(case).business.people))
    case.state, case.episode.declared_at = IncidentState.DECLARED, at(40)
    seen = comms.status(case)
    assert (None, at(40), NIGHT) == (seen.stood_down_at, seen.reopened_at, seen.declared_at)


def test_rounds_that_were_ended_by_hand_start_anew() -> None:
    """A major incident is never without them, and the timeline says that they had stopped."""
    case = declared()
    comms.are_gone(case, BUSINESS, at(5))

    assert BUSINESS == comms.to_begin(case)
    assert "the updates to business stakeholders had stopped: they start anew" == told(case)[-1]


def test_rounds_of_an_earlier_incident_say_nothing_of_this_one() -> None:
    """They carry another code."""
    case = says(declared(), status().model_copy(update={"code": "checkout-AAAA"}))

    assert {} == case.comms.rounds


def test_the_lead_is_nudged_once_for_both() -> None:
    """Those due within ten minutes of each other are told together, with their drafts, by a page that rings nobody."""
    case = says(declared(), status(due=15), status(TECHNICAL, due=22, revision=4))

    assert [] == begun(case, 4.9)
    assert [Purpose.ROUND_DUE] == begun(case, 5)
    [search] = case.searches.running
    words = page_words(case, Purpose.ROUND_DUE)
    assert ("cy", Urgency.LOW) == (search.person, search.urgency)
    assert (RoundToSend(audience=BUSINESS, revision=1), RoundToSend(audience=TECHNICAL, revision=4)) == words.rounds
    assert "The first update to business stakeholders is due by 02:29 UTC." in words.headline
    assert "It lacks the plan." in words.detail


def test_both_that_are_due_at_one_time_are_told_in_one_sentence() -> None:
    """A phone says only so much before a key is pressed."""
    both = (status(number=2, kind=RoundKind.SECOND), status(TECHNICAL, number=2, kind=RoundKind.SECOND))
    case = says(declared(), *both)
    begun(case, 5)

    assert "The second update to both audiences is due by 02:29 UTC." == page_words(case, Purpose.ROUND_DUE).headline


@pytest.mark.parametrize("kind", RoundKind)
def test_nobody_is_reminded_of_what_goes_out_by_itself(kind: RoundKind) -> None:
    """Of every round that people write somebody is."""
    case = says(declared(), status(kind=kind))

    assert rules_of(kind).written is bool(reminding.open_rounds(case))


def test_a_page_that_cuts_a_draft_says_so() -> None:
    """Whoever sends it by a word has not read the rest: they are asked to look."""
    cut = status(due=15).model_copy(update={"draft_whole": False})
    case = says(declared(), cut, status(TECHNICAL, due=15))
    begun(case, 5)

    assert [False, True] == [each.whole for each in page_words(case, Purpose.ROUND_DUE).rounds]


def test_who_was_called_by_name_may_write() -> None:
    """The rounds are told who takes part besides the teams: whoever has it, and who was asked by name."""
    case = says(declared(), status(due=15))
    begun(case, 5)

    assert case.first_contact in comms.status(case).called
    assert "cy" in comms.status(case).called


def test_the_lead_is_nudged_with_the_draft_that_is_made_then() -> None:
    """It is waited for a moment; without one the lead is nudged all the same."""
    case = says(declared(), status(revision=0), status(TECHNICAL))
    assert at(5.5) == reminding.next_at(case)
    says(case, status())

    assert at(5) == reminding.next_at(case)


def test_a_draft_that_was_changed_since_is_not_sent_by_a_word() -> None:
    """The page has sent what its reader was told of."""
    case = says(declared(), status(revision=2))
    begun(case, 5)
    says(case, status(revision=3))

    assert (RoundToSend(audience=BUSINESS, revision=2),) == page_words(case, Purpose.ROUND_DUE).rounds


@pytest.mark.parametrize(
    "later",
    [status(number=2, due=45, kind=RoundKind.SECOND), status(due=40), status(kind=RoundKind.FINAL, due=80)],
    ids=["sent", "another cadence", "mitigated"],
)
def test_what_is_settled_ends_the_pages(later: RoundStatus) -> None:
    """A round that was sent, or is due at another time, reminds nobody, and calls nobody."""
    case = says(declared(), status())
    begun(case, 5)
    begun(case, 20)
    assert [True, True] == [wanted.is_wanted(case, search) for search in case.searches.running]
    says(case, later)

    assert [False, False] == [wanted.is_wanted(case, search) for search in case.searches.running]


def test_another_round_that_is_due_takes_its_place_in_a_new_page() -> None:
    """A page names every round it should."""
    case = says(declared(), status(due=15), status(TECHNICAL, due=40))
    begun(case, 5)
    [search] = case.searches.running
    assert wanted.is_wanted(case, search)
    reminding.see_to(case, at(30))

    assert not wanted.is_wanted(case, search)


def test_a_new_lead_is_reminded_in_the_place_of_the_old_one() -> None:
    """Whoever leads sends."""
    case = says(declared(), status())
    begun(case, 5)
    [search] = case.searches.running
    assert case.leadership.lead is not None
    case.leadership.lead.person = PersonCard(id="dee", name="Dee")

    assert not wanted.is_wanted(case, search)


def test_when_it_is_due_the_lead_is_told_once_more() -> None:
    """By one text for both."""
    case = says(declared(), status(), status(TECHNICAL))
    for minute in (5, 15, 15.1, 16):
        begun(case, minute)

    [telling] = [each for each in case.to_tell if each.person == "cy"]
    both = "the first update to business stakeholders and the first update to technical teams are due now."
    assert f"{CODE}: {both}" in telling.notice.body


def test_an_overdue_round_has_people_called_whoever_sees_to_it_may_send() -> None:
    """They hear what it lacks, and how it is sent."""
    case = says(declared(), status())
    begun(case, 15)
    assert "none" == reminding.overdue_audiences(case)
    assert [Purpose.ROUND_DUE, Purpose.ROUND_OVERDUE] == begun(case, 20)
    search = case.searches.for_purpose(Purpose.ROUND_OVERDUE)[0]
    assert ("cy", Urgency.MAJOR, "business") == (
        searching.whose_deputy(case, search),
        search.urgency,
        reminding.overdue_audiences(case),
    )
    takes = EscalationReport(escalation=search.id, purpose=Purpose.ROUND_OVERDUE, holder="dee", holder_name="Dee")
    searching.escalation_reported(case, takes, at(21))
    assert ("cy", "dee") == comms.status(case).may_send
    [telling] = [each.notice for each in case.to_tell if each.person == "dee"]
    assert ("lacks the plan" in telling.body, CODE) == (True, telling.sends_of)

    searching.escalation_reported(case, takes.model_copy(update={"holder": None}), at(50))
    assert ("cy",) == comms.status(case).may_send


def test_whoever_took_it_by_sending_it_is_not_told_how() -> None:
    """What came of it they hear from the rounds; they may send from now on, as the timeline says."""
    case = says(declared(), status())
    begun(case, 20)
    search = case.searches.for_purpose(Purpose.ROUND_OVERDUE)[0]
    takes = EscalationReport(
        escalation=search.id, purpose=Purpose.ROUND_OVERDUE, holder="dee", holder_name="Dee", sends=True
    )
    searching.escalation_reported(case, takes, at(21))

    assert (("cy", "dee"), []) == (comms.status(case).may_send, [each for each in case.to_tell if each.person == "dee"])
    assert "sees to the update that is overdue, and may send it" == told(case)[-1]


def test_while_nobody_leads_the_first_contact_is_reminded() -> None:
    """P12: and it is their deputy who is called."""
    case = says(declared(), status())
    case.leadership.lead = None
    begun(case, 20)

    assert {"ana"} == {search.person for search in case.searches.for_purpose(Purpose.ROUND_DUE)}
    assert ["ana"] == [searching.whose_deputy(case, each) for each in case.searches.for_purpose(Purpose.ROUND_OVERDUE)]


def test_rounds_are_judged_by_what_the_incidents_card_says() -> None:
    """The policy and the company's words are told with how it stands, so that the rounds and a preview have the same."""
    case = declared()
    assert comms.to_tell(case, NIGHT) is None
    policy, words = CommsPolicy(first=timedelta(minutes=7)), CompanyWords(words=("flux",))
    assert case.card is not None
    case.card = case.card.model_copy(update={"comms": policy, "company": words})

    assert (policy, words) == (comms.status(case).policy, comms.status(case).company)
    assert comms.to_tell(case, NIGHT) is not None


def test_what_is_nudged_together_is_what_would_be_nudged_before_the_first_is_due() -> None:
    """By the times the rounds say, whatever the policy is."""
    soon, later = status(due=30), status(TECHNICAL, due=50)
    soon = soon.model_copy(update={"nudge_at": at(5)})
    case = says(declared(), soon, later.model_copy(update={"nudge_at": at(30)}))
    begun(case, 5)
    assert 2 == len(reminding.nudges(case))

    apart = says(declared(), soon, later.model_copy(update={"nudge_at": at(30.1)}))
    begun(apart, 5)
    assert 1 == len(reminding.nudges(apart))


def test_a_final_round_that_was_never_sent_is_on_record() -> None:
    """It ends the incident's rounds all the same, once it cannot be reopened any more."""
    case = says(declared(), status(kind=RoundKind.FINAL))
    case.state, case.episode.closed_at = IncidentState.RESOLVED, at(30)
    case.episode.resolved_at, case.leadership.lead = at(30), None
    assert comms.to_end(case)
    assert type(moves.next_move(case, at(30 + 4 * 60))) is not moves.End
    comms.end(case, at(30 + 4 * 60))

    assert (True, []) == (comms.status(case).over, reminding.open_rounds(case))
    assert "ends without the final update to business stakeholders" in told(case)


rounds_told = st.builds(
    status,
    st.sampled_from([BUSINESS, TECHNICAL]),
    due=st.integers(10, 90),
    number=st.integers(1, 3),
    revision=st.integers(0, 3),
)


@PATIENT
@given(st.lists(st.tuples(st.integers(0, 12), st.one_of(st.none(), rounds_told)), max_size=15))
def test_every_overdue_round_is_searched_for_and_nothing_spins(happening: list[tuple[int, RoundStatus | None]]) -> None:
    """Over any news and any time: what is to be done is done once, and whatever is late has somebody called."""
    case, now = declared(), 0
    for minutes, news in happening:
        now += minutes
        if news:
            says(case, news)
        due = reminding.next_at(case)
        purposes = begun(case, now)
        if due and at(now) >= due:
            assert (reminding.next_at(case) or at(now + 1)) > at(now)
        late = [each for each in case.comms.rounds.values() if each.overdue_from and each.overdue_from <= at(now)]
        assert not late or Purpose.ROUND_OVERDUE in purposes


instants = st.floats(-30, 120)


@st.composite
def any_status(draw: st.DrawFn) -> RoundStatus:
    """Return how rounds stand, with any times one after another, as any policy may have them."""
    nudge, due, overdue = sorted(draw(st.tuples(instants, instants, instants)))
    made = status(
        draw(st.sampled_from(list(Audience))), due=due, number=draw(st.integers(1, 2)), revision=draw(st.integers(0, 2))
    )
    return made.model_copy(update={"nudge_at": at(nudge), "overdue_from": at(overdue)})


@PATIENT
@given(st.lists(any_status(), max_size=4), instants)
def test_once_what_is_due_is_seen_to_the_next_time_lies_ahead(news: list[RoundStatus], now: float) -> None:
    """An incident that does what is due, and asks again when to do more, never goes round in a circle."""
    case = says(declared(), *news)
    reminding.see_to(case, at(now))
    again = reminding.next_at(case)

    assert again is None or again > at(now)
