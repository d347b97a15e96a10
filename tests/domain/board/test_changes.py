"""Changes on the fly: proposed with a justification, decided by the lead, and done only when approved (P23)."""

import pytest

from domain.board.state import Section, Standing
from tests.domain.board.bridge import LEAD, Bridge, deciding, made, proposing
from tests.domain.builders import at


def test_a_change_goes_from_its_justification_over_the_approval_to_done() -> None:
    """Each step is said back and on the timeline, with who, why, and what they showed as proof."""
    bridge = Bridge()
    heard = [bridge.ask(proposing()), bridge.ask(deciding(1, approve=True)), bridge.ask(made(1, "all pods are new"))]

    assert [
        "Proposed as #1. Nobody makes the change before the lead approves it.",
        "#1 is approved.",
        "#1 is noted as done.",
    ] == heard
    assert [
        ("#1 emergency change proposed: restart the pods", "Bo", "nobody can pay (code 4821)"),
        ("#1 emergency change approved: restart the pods", "Cy", "code 4821"),
        ("#1 emergency change done: restart the pods", "Bo", "all pods are new (code 4821)"),
    ] == [(entry.what, entry.who, entry.why) for entry in bridge.incident.timeline.entries]


def test_who_made_a_change_and_when_is_known() -> None:
    """The entry itself says who approved it and who made it, each with the time."""
    bridge = Bridge()
    number = bridge.approved_change()
    bridge.later(at(7))
    bridge.ask(made(number, by="dee"))

    change = bridge.change(number)
    assert change.decision is not None
    assert change.done is not None
    assert ("Cy", at(0), "Dee", at(7)) == (change.decision.by, change.decision.at, change.done.by, change.done.at)


@pytest.mark.parametrize("justification", ["", " \n"])
def test_a_change_without_a_justification_is_refused(justification: str) -> None:
    """No change on the fly unless absolutely necessary: whoever wants one says why."""
    reason = Bridge().refuses(proposing(justification=justification))

    assert "The justification is empty: say it in a sentence." == reason


def test_only_the_lead_decides() -> None:
    """Neither who proposed it nor anybody else approves it; while nobody leads, it waits."""
    bridge, leaderless = Bridge(), Bridge(lead=None)
    for each in (bridge, leaderless):
        each.ask(proposing())

    assert "Only the incident lead may do that." == bridge.refuses(deciding(1, approve=True, by="bo"))
    assert "Nobody leads this incident: only the incident lead may do that." == leaderless.refuses(
        deciding(1, approve=True, by=LEAD)
    )


def test_a_refusal_says_why() -> None:
    """Whoever proposed it reads the reason; without one it is not refused."""
    bridge = Bridge()
    bridge.ask(proposing())

    assert "Say why #1 is refused: whoever proposed it needs to know." == bridge.refuses(deciding(1, approve=False))
    assert "#1 is refused." == bridge.ask(deciding(1, approve=False, reason="wait for the backup"))
    assert ("#1 emergency change refused: restart the pods", "wait for the backup (code 4821)") == (
        bridge.last().what,
        bridge.last().why,
    )


def test_nobody_marks_done_what_was_not_approved() -> None:
    """A change that waits, was refused, or is done already is not done now: whoever says so hears where it stands."""
    bridge = Bridge()
    bridge.ask(proposing())
    bridge.ask(proposing())
    bridge.ask(deciding(2, approve=False, reason="too risky"))
    number = bridge.approved_change()
    bridge.ask(made(number))

    only = "only a change that is approved can be marked as done."
    assert [
        f"#1 waits for the lead's decision; {only}",
        f"#2 was refused by Cy; {only}",
        f"#3 was done by Bo; {only}",
    ] == [bridge.refuses(made(each)) for each in (1, 2, 3)]


def test_an_approval_can_be_taken_back_until_it_is_done() -> None:
    """The lead who learns more refuses it after all, and then nobody makes it."""
    bridge = Bridge()
    number = bridge.approved_change()
    bridge.ask(deciding(number, approve=False, reason="the backup is not done"))

    assert Standing.REFUSED is bridge.change(number).standing
    bridge.refuses(made(number))


@pytest.mark.parametrize("approve", [True, False])
def test_what_is_decided_is_decided(approve: bool) -> None:
    """A refused change is proposed anew, not approved late; one that was made cannot be refused any more."""
    bridge = Bridge()
    bridge.ask(proposing())
    bridge.ask(deciding(1, approve=False, reason="too risky"))
    number = bridge.approved_change()

    assert f"#{number} was approved by Cy." == bridge.refuses(deciding(number, approve=True))
    bridge.ask(made(number))
    assert ["#1 was refused by Cy.", f"#{number} was done by Bo."] == [
        bridge.refuses(deciding(each, approve=approve, reason="x")) for each in (1, number)
    ]


def test_only_a_change_is_decided() -> None:
    """A number that means something else is said to."""
    bridge = Bridge()
    bridge.add(Section.RECENT_CHANGE)

    assert "#1 is no emergency change." == bridge.refuses(deciding(1, approve=True))
    assert "#1 is no emergency change." == bridge.refuses(made(1))


def test_there_are_only_so_many_open_changes() -> None:
    """The seventh is refused with what to do; a decision against one, or one that is made, gives room."""
    bridge = Bridge()
    for _ in range(6):
        bridge.ask(proposing())

    reason = "6 emergency changes are open, the most there may be: make one first, or have it refused."
    assert reason == bridge.refuses(proposing())
    bridge.ask(deciding(1, approve=False, reason="too many"))
    assert "Proposed as #7. Nobody makes the change before the lead approves it." == bridge.ask(proposing())
    assert reason == bridge.refuses(proposing())


def test_an_approved_change_is_kept_until_it_is_made() -> None:
    """However much is decided meanwhile, it can be marked as done hours later."""
    bridge = Bridge()
    number = bridge.approved_change()
    for _ in range(10):
        bridge.ask(proposing())
        bridge.ask(deciding(bridge.board.last_number, approve=False, reason="not needed"))

    assert f"#{number} is noted as done." == bridge.ask(made(number))
