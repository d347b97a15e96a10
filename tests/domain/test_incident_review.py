"""What an incident tells its review (P25): begun at the first mitigation, told what changes, and that it is over."""

from datetime import timedelta

from domain.audiences import Audience
from domain.bridges import BridgeMoved
from domain.incident import joining, moves, requests, review
from domain.incident.involvement import Involvement, Way
from domain.incident.state import Incident
from domain.leading import PersonCard
from domain.messages import TeamCard
from domain.requests import Mitigate, NameRootCause, RecordDetection, Reopen, StandDown
from domain.review.situation import MOST_INVOLVED
from domain.timeline import Kind
from tests.domain.builders import CODE, DETECTED, actor, at, resolves
from tests.domain.incidents import ANA, HEAD, move_of, tell_rounds, told
from tests.domain.test_closing import declared, grant, mitigated


def reviewed() -> Incident:
    """Return an incident that was mitigated, and whose review has begun."""
    case = mitigated()
    review.begin(case)
    return case


def next_of(case: Incident, minute: float) -> moves.Move:
    """Return what comes next, once the rounds know how it stands."""
    tell_rounds(case, at(minute))
    return moves.next_move(case, at(minute))


def test_the_review_begins_when_it_is_mitigated_and_not_before() -> None:
    """Everything else that waits comes first: it is the last of what is done before the incident rests."""
    assert moves.Listen is move_of(declared(), at(10))
    case = mitigated()

    assert moves.BeginReview() == next_of(case, 32)
    start = review.begin(case)
    assert (CODE, "incident/checkout", at(30), "rolled back to 4.1") == (
        start.code,
        start.incident,
        start.facts.mitigated_at,
        start.facts.mitigation,
    )
    assert moves.Listen() == next_of(case, 32)


def test_it_is_told_what_changes_and_nothing_twice() -> None:
    """How it was detected, whose the root cause is: the team in charge until somebody names another."""
    case = reviewed()
    assert TeamCard(id="storefront", name="Storefront") == review.facts(case).root_cause.team
    grant(case, RecordDetection(actor=ANA, detection=DETECTED), 33)
    grant(case, NameRootCause(actor=HEAD, team=TeamCard(id="platform", name="Platform")), 34)

    assert moves.TellReview() == next_of(case, 34)
    facts = review.note_told(case, over=False)
    assert (DETECTED, "platform") == (facts.detection, facts.root_cause.team.id)
    assert moves.Listen() == next_of(case, 34)


def test_at_its_end_the_review_hears_that_it_is_over() -> None:
    """When the grace time has passed, once; until then it may be reopened, and then no review is due."""
    case = reviewed()
    grant(case, resolves(HEAD), 60)
    review.note_told(case, over=False)
    end = 60 + timedelta(hours=4) / timedelta(minutes=1)
    assert [moves.StayQuiet(), moves.TellReview(over=True)] == [next_of(case, end - 1), next_of(case, end)]

    assert review.note_told(case, over=True).over
    assert moves.End() == next_of(case, end)
    grant(case, Reopen(actor=HEAD, reason="it is back"), end)
    facts = review.note_told(case, over=False)
    assert (False, None) == (facts.over, facts.mitigated_at)


def test_an_incident_that_still_searches_hears_of_its_end_once() -> None:
    """It wakes for it, and then no more by it: no time that has passed wakes anybody again and again."""
    case = reviewed()
    grant(case, resolves(HEAD), 60)
    review.note_told(case, over=False)
    end = moves.over_at(case)
    assert end == moves.wakes_at(case, at(61))
    review.note_told(case, over=True)
    case.comms.ended_for = case.episode.closed_at

    assert moves.wakes_at(case, end) is None or moves.wakes_at(case, end) != end


def test_a_review_that_has_gone_begins_anew_and_one_that_is_closed_does_not() -> None:
    """Which of the two it is, Temporal knows: it begins no second one for the same mitigation after one that was completed."""
    case = reviewed()
    review.are_gone(case)
    assert (moves.BeginReview(), True) == (next_of(case, 35), review.may_be_closed(case))
    before = case.review
    assert before is not None
    review.begin(case)
    review.begins_anew(case, at(35))
    assert "the review had stopped: it starts anew" in told(case)

    review.is_closed(case, before)
    assert moves.Listen() == next_of(case, 36)
    grant(case, Reopen(actor=HEAD, reason="it is back"), 40)
    assert not review.to_begin(case)


def test_a_new_mitigation_has_a_new_review_when_the_first_was_closed() -> None:
    """What was discussed was not all, as it came back."""
    case = reviewed()
    before = case.review
    review.are_gone(case)
    assert before is not None
    review.is_closed(case, before)
    grant(case, Reopen(actor=HEAD, reason="it is back"), 40)
    mitigate_again(case)

    assert (True, False) == (review.to_begin(case), review.may_be_closed(case))


def mitigate_again(case: Incident) -> None:
    """Have it mitigated ten minutes later."""
    requests.grant(case, _MITIGATED_AGAIN, at(50))


_MITIGATED_AGAIN = Mitigate(actor=HEAD, what="rolled back again")


def test_stood_down_after_all_there_is_nothing_to_review() -> None:
    """The review hears why, and ends."""
    case = reviewed()
    grant(case, Reopen(actor=HEAD, reason="it is back"), 40)
    grant(case, StandDown(actor=HEAD, reason="a test of the load"), 41)

    assert "a test of the load" == review.facts(case).not_major_because
    assert "" == review.facts(reviewed()).not_major_because


def test_everybody_who_took_part_is_named_with_how() -> None:
    """Whoever had it, declared it, led it, came on a call, or asked something; each once."""
    case = reviewed()
    grant(case, NameRootCause(actor=actor("cy"), team=TeamCard(id="platform", name="Platform")), 33)
    moved = BridgeMoved(
        code=CODE,
        audience=Audience.TECHNICAL,
        person="dee",
        name="Dee",
        team="",
        call_id="CA-dee",
        joined=True,
        sequence=1,
    )
    joining.bridge_moved(case, moved, at(34))

    assert {"ana": "had it first", "cy": "led it, declared it", "dee": "was on the technical call"} == {
        each.person.id: each.how for each in review.facts(case).involved
    }


def test_no_more_are_named_than_one_review_invites() -> None:
    """Whoever is among them already is noted on, with the clock they live by."""
    people = Involvement()
    for number in range(MOST_INVOLVED + 10):
        people.note(PersonCard(id=f"person{number}", name="x"), Way.ASKED)
    people.note(PersonCard(id="person1", name="x", time_zone="Europe/London"), Way.LED)

    assert MOST_INVOLVED == len(people.all)
    assert ("led it", "Europe/London") == (people.all[1].how, people.all[1].person.time_zone)


def test_the_facts_recall_the_most_telling_in_order_of_time() -> None:
    """Forty at most: changes of state are among them whatever else there was."""
    case = reviewed()
    for number in range(100):
        case.write(at(32 + number), Kind.BOARD, f"entry {number}: {'x' * 300}")
    facts = review.facts(case).timeline

    assert 40 == len(facts)
    assert {"declared a major incident", "mitigated"} <= {fact.what for fact in facts}
    assert sorted(fact.at for fact in facts) == [fact.at for fact in facts]
    assert max(len(fact.what) for fact in facts) <= 160
