"""Theories and solutions: ranked by the lead, worked through in that order, each with its outcome (P16)."""

import pytest

from domain.board.state import Outcome, Section
from tests.domain.board.bridge import LEAD, Bridge, adding, finding, ranking


def test_a_new_theory_comes_last() -> None:
    """Until the lead ranks it, a theory waits behind those before it; solutions stand in the same order."""
    bridge = Bridge()
    bridge.theories("the cache", "the database")
    bridge.add(Section.SOLUTION, "restart")
    bridge.add(Section.EXTENT, "checkout")

    assert [1, 2, 3] == bridge.board.ranks


def test_the_lead_ranks_by_likelihood() -> None:
    """The numbers in order are enough; the next to take up is said back, and the order is on the timeline."""
    bridge = Bridge()
    bridge.theories("the cache", "the database", "the network")

    assert "The order is #3, #1, #2. Next is #3: the network" == bridge.ask(ranking(3, 1, 2))
    assert [3, 1, 2] == bridge.board.ranks
    assert ("theories and solutions in order of likelihood: #3, #1, #2", "Cy") == (
        bridge.last().what,
        bridge.last().who,
    )


def test_the_likeliest_alone_may_be_named() -> None:
    """At night the lead names what comes first; the others follow as they stood, and none is lost."""
    bridge = Bridge()
    bridge.theories("the cache", "the database", "the network")
    bridge.ask(ranking(2))

    assert [2, 1, 3] == bridge.board.ranks


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ((), "Say the numbers in order, the likeliest first."),
        ((1, 9), "#9 is no open theory or solution."),
        ((2, 1), "#2 is no open theory or solution."),
        ((3, 1, 3), "#3 stands twice in the order."),
    ],
)
def test_an_order_that_cannot_be_is_refused(order: tuple[int, ...], reason: str) -> None:
    """Unknown numbers, settled ones and repeats are named, and the old order stays."""
    bridge = Bridge()
    bridge.theories("the cache", "the database", "the network")
    bridge.ask(finding(2, Outcome.RULED_OUT))

    assert reason == bridge.refuses(ranking(*order))


def test_only_the_lead_ranks() -> None:
    """Of many on the bridge one decides what is worked on first; while nobody leads, nobody does."""
    bridge, leaderless = Bridge(), Bridge(lead=None)
    for each in (bridge, leaderless):
        each.theories("the cache", "the database")

    assert "Only the incident lead may do that." == bridge.refuses(ranking(2, by="ana"))
    assert "Nobody leads this incident: only the incident lead may do that." == leaderless.refuses(ranking(2, by=LEAD))


def test_the_next_theory_is_the_likeliest_nobody_works_on() -> None:
    """One in work stays in its rank, one that is settled leaves it, and the next is said each time."""
    bridge = Bridge()
    bridge.theories("the cache", "the database")

    assert "Noted: #1 in progress. Next is #2: the database" == bridge.ask(finding(1, Outcome.IN_PROGRESS))
    assert [1, 2] == bridge.board.ranks
    assert "Noted: #1 ruled out. Next is #2: the database" == bridge.ask(finding(1, Outcome.RULED_OUT))
    assert [2] == bridge.board.ranks
    assert "Noted: #2 confirmed. None waits to be taken up." == bridge.ask(finding(2, Outcome.CONFIRMED))
    assert [] == bridge.board.ranks


def test_an_outcome_says_who_found_it_and_why() -> None:
    """On the timeline stand the outcome, the theory it is about, who said so, and their note."""
    bridge = Bridge()
    bridge.theories("the cache is full")
    bridge.ask(finding(1, Outcome.RULED_OUT, "the hit rate is normal"))

    entry = bridge.last()
    assert ("#1 ruled out: the cache is full", "Bo") == (entry.what, entry.who)
    assert "the hit rate is normal (code 4821)" == entry.why


def test_outcomes_are_recorded_before_anybody_leads() -> None:
    """Whoever finds it says so; no lead is needed for a fact."""
    bridge = Bridge(lead=None)
    bridge.theories("the cache")

    assert "Noted: #1 ruled out. None waits to be taken up." == bridge.ask(finding(1, Outcome.RULED_OUT))


@pytest.mark.parametrize(
    ("section", "outcome", "reason"),
    [
        (Section.THEORY, Outcome.WORKED, "#1 is a theory: it is in progress, confirmed or ruled out."),
        (Section.SOLUTION, Outcome.RULED_OUT, "#1 is a solution: it is in progress, worked or did not work."),
        (
            Section.ACTION_TAKEN,
            Outcome.WORKED,
            "#1 is noted under 'action taken': only theories and solutions have outcomes.",
        ),
    ],
)
def test_an_outcome_fits_what_it_is_about(section: Section, outcome: Outcome, reason: str) -> None:
    """A theory is not said to have worked: whoever asked hears what it can be."""
    bridge = Bridge()
    bridge.add(section)

    assert reason == bridge.refuses(finding(1, outcome))


def test_a_theory_that_was_ruled_out_can_come_back() -> None:
    """A mistyped number or a new finding is put right by a later word: it is open again, behind the others."""
    bridge = Bridge()
    bridge.theories("the cache", "the database")
    bridge.ask(finding(1, Outcome.RULED_OUT))
    bridge.ask(finding(1, Outcome.IN_PROGRESS, "the hit rate fell"))

    assert [2, 1] == bridge.board.ranks


def test_there_are_only_so_many_open_theories() -> None:
    """The seventeenth is refused with what to do, also one that comes back; an outcome makes room."""
    bridge = Bridge()
    bridge.theories("settled", *(f"theory {number}" for number in range(15)))
    bridge.ask(finding(1, Outcome.RULED_OUT))
    bridge.theories("the sixteenth")

    reason = "16 theories and solutions are open, the most there may be: record an outcome for one first."
    assert reason == bridge.refuses(adding(Section.SOLUTION))
    assert reason == bridge.refuses(finding(1, Outcome.IN_PROGRESS))
    bridge.ask(finding(2, Outcome.RULED_OUT))
    assert "Noted as #18." == bridge.add(Section.SOLUTION)


def test_an_open_theory_is_kept_however_many_are_settled() -> None:
    """The board forgets what is settled, and never what is still to be worked through."""
    bridge = Bridge()
    bridge.theories("the cache")
    for number in range(2, 12):
        bridge.theories(f"theory {number}")
        bridge.ask(finding(number, Outcome.RULED_OUT))

    assert [1, 8, 9, 10, 11] == sorted(entry.number for entry in bridge.board.entries)
