"""What is measured of a pager's work, and what the wait in a lane is not."""

from datetime import timedelta

from domain.errors import DeliveryFailed, FailureKind
from domain.ledger import Evidence, Written, balance
from domain.organisation import Channel
from domain.page_messages import PageRequest
from domain.paging import measured
from domain.paging.actions import StartAttempt
from domain.paging.attempts import accepted, call_reported, not_accepted, start_attempt, text_reported
from domain.paging.pages import open_page
from domain.paging.state import Attempt, Outcome, PagerState
from domain.sending import Accepted, CallReport, TextReport
from domain.timeline import Journal
from tests.domain.builders import CODE, NIGHT, at
from tests.domain.paging.desk import card, order

RING = timedelta(seconds=20)
GRACE = timedelta(seconds=10)
TALK = timedelta(minutes=3)
SECOND = timedelta(seconds=1)


def a_pager(*pages: str, at_minute: float = 0) -> PagerState:
    """Return Ana's pager with these pages, which came one minute apart."""
    state = PagerState(person="ana", run="AAAA", journal=Journal(origin="pager/ana#AAAA"), last_busy=NIGHT)
    for number, page in enumerate(pages):
        arrives(state, page, at_minute + number)
    return state


def arrives(state: PagerState, page: str, minute: float, intent: int = 1) -> None:
    """A page for Ana arrives so many minutes into the night, or the next try of one that is known."""
    request = PageRequest(order=order(page, intent), contact=card(Channel.CALL, Channel.TEXT))
    open_page(state, request, 4821, at(minute))


def tries(state: PagerState, minute: float, channel: Channel = Channel.CALL) -> Attempt:
    """The pager calls or texts Ana for all her pages."""
    action = StartAttempt(page_ids=tuple(state.pages), channel=channel, because="it comes first")
    return start_attempt(state, action, 4822, at(minute))


def call_says(state: PagerState, attempt: Attempt, status: str, sequence: int, minute: float) -> None:
    """The provider reports how the call stands."""
    report = CallReport(attempt_id=attempt.id, provider_id="CA1", status=status, sequence=sequence)
    call_reported(state, report, at(minute))


def test_a_call_for_several_pages_is_one_attempt() -> None:
    """Each page has waited for the ring, but the call that nobody answered is counted once."""
    state = a_pager("p1", "p2")
    call = tries(state, 1)
    call_says(state, call, "ringing", 1, 2)
    call_says(state, call, "no-answer", 2, 3)

    assert [timedelta(minutes=2), timedelta(minutes=1)] == measured.first_rings(state)
    assert [(Channel.CALL, Outcome.NO_ANSWER)] == measured.outcomes(state)
    assert ([], []) == (measured.first_rings(state), measured.outcomes(state))


def test_a_page_that_joins_a_call_has_its_first_ring_in_it() -> None:
    """Whoever waits for a call that is placed already hears of it in that call."""
    state = a_pager("p1")
    call = tries(state, 0)
    arrives(state, "p2", 1)
    call_says(state, call, "ringing", 1, 2)

    assert [timedelta(minutes=2), timedelta(minutes=1)] == measured.first_rings(state)


def test_only_the_first_call_of_a_page_says_how_long_a_ring_takes() -> None:
    """A ring that the provider repeats, or of a later try, is no measure of how fast the first was."""
    state = a_pager("p1")
    first = tries(state, 0)
    for _ in range(2):
        call_says(state, first, "ringing", 1, 1)
    call_says(state, first, "no-answer", 2, 2)
    arrives(state, "p1", 5, intent=2)
    call_says(state, tries(state, 5), "ringing", 1, 6)

    assert [timedelta(minutes=1)] == measured.first_rings(state)


def test_an_attempt_counts_again_only_under_another_outcome() -> None:
    """A text that was accepted counts as delivered when that becomes known, however often the provider says so."""
    state = a_pager("p1")
    text = tries(state, 0, Channel.TEXT)
    accepted(state, text, Accepted(provider_id="SM1"), at(0))
    assert [(Channel.TEXT, Outcome.ACCEPTED)] == measured.outcomes(state)

    for _ in range(2):
        report = TextReport(attempt_id=text.id, provider_id="SM1", status="delivered")
        text_reported(state, report, at(1))
    assert [(Channel.TEXT, Outcome.DELIVERED)] == measured.outcomes(state)
    assert [] == measured.outcomes(state)


def test_the_wait_in_the_lane_is_no_silence_of_the_providers() -> None:
    """A call whose turn came after two minutes has its whole time to ring, from then on."""
    state = a_pager("p1")
    call = tries(state, 0)
    accepted(state, call, Accepted(provider_id="CA1"), at(2))

    assert at(2) + RING + GRACE == call.give_up_at


def test_a_call_that_rings_already_has_its_time_from_the_ring() -> None:
    """Where the ring overtakes the provider's answer, nothing is added to it."""
    state = a_pager("p1")
    call = tries(state, 0)
    call_says(state, call, "ringing", 1, 1)
    accepted(state, call, Accepted(provider_id="CA1"), at(2))

    assert at(1) + RING + GRACE == call.give_up_at


def test_a_call_that_waits_its_turn_is_not_lost() -> None:
    """The ledger asks what came of a call two minutes after its turn, its ring and its talk must be over."""
    state = a_pager("p1")
    tries(state, 0)
    entries = state.journal.take()[CODE]
    evidence = Evidence(written=[Written(code=CODE, entry=entry) for entry in entries])
    lost_at = at(3) + RING + GRACE + TALK + timedelta(minutes=2)

    findings = [balance(evidence, when).findings for when in (lost_at, lost_at + SECOND)]
    assert [0, 1] == [sum("nobody knows what came" in each for each in found) for found in findings]


def test_a_person_counts_as_reached_when_a_phone_rings_or_a_text_is_taken() -> None:
    """An attempt that is not accepted reaches nobody."""
    reached = []
    for way in ("refused", "text taken", "phone rings"):
        state = a_pager("p1")
        state.unreachable = True
        attempt = tries(state, 0, Channel.TEXT if way == "text taken" else Channel.CALL)
        match way:
            case "refused":
                not_accepted(state, attempt, DeliveryFailed(FailureKind.PERMANENT, "no such number"), at(0))
            case "text taken":
                accepted(state, attempt, Accepted(provider_id="SM1"), at(0))
            case _:
                call_says(state, attempt, "ringing", 1, 0)
        reached.append(not state.unreachable)

    assert [False, True, True] == reached
