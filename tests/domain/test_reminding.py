"""No round is forgotten: the lead is reminded, others are called when it is late, until it is sent or not due (P17 to P20)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audiences import Audience
from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds.kinds import rules_of
from domain.comms.rounds.situation import RoundStatus
from domain.incident import comms, reminding, searching, wanted
from domain.incident.page_words import page_words
from domain.leading import PersonCard
from domain.messages import EscalationReport, Purpose, RoundToSend
from domain.organisation import Urgency
from tests.domain.builders import CODE, PATIENT, at
from tests.domain.incidents import told
from tests.domain.rounds_of_an_incident import BUSINESS, TECHNICAL, begun, declared, says, status


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


rounds_told = st.builds(
    status,
    st.sampled_from([BUSINESS, TECHNICAL]),
    due=st.integers(10, 90),
    number=st.integers(1, 3),
    revision=st.integers(0, 3),
)


instants = st.floats(-30, 120)


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
