"""What an incident tells its rounds of comms, and takes in of them (P17 to P21)."""

from datetime import timedelta

from domain.comms.drafting.updates import RoundKind
from domain.incident import comms, moves, reminding, requests, triage
from domain.incident.episode import CalledTeam, Invitation
from domain.lifecycle import IncidentState
from domain.organisation import Urgency
from domain.policies import CommsPolicy
from domain.requests import Mitigate, Reopen
from domain.technical_words import CompanyWords
from tests.domain.builders import NIGHT, at
from tests.domain.incidents import HEAD, tell_rounds, told
from tests.domain.rounds_of_an_incident import BUSINESS, TECHNICAL, begun, declared, says, status


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


def test_who_was_called_by_name_may_write() -> None:
    """The rounds are told who takes part besides the teams: whoever has it, and who was asked by name."""
    case = says(declared(), status(due=15))
    begun(case, 5)

    assert case.first_contact in comms.status(case).called
    assert "cy" in comms.status(case).called


def test_rounds_are_judged_by_what_the_incidents_card_says() -> None:
    """The policy and the company's words are told with how it stands, so that the rounds and a preview have the same."""
    case = declared()
    assert comms.to_tell(case, NIGHT) is None
    policy, words = CommsPolicy(first=timedelta(minutes=7)), CompanyWords(words=("flux",))
    assert case.card is not None
    case.card = case.card.model_copy(update={"comms": policy, "company": words})

    assert (policy, words) == (comms.status(case).policy, comms.status(case).company)
    assert comms.to_tell(case, NIGHT) is not None


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
