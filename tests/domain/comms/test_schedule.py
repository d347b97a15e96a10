"""When the one open round is due, and when it is missed (P17 to P20)."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds.schedule import (
    Cadence,
    Running,
    Sent,
    agreed,
    due_at,
    every,
    next_miss_at,
    nudge_at,
    open_kind,
    overdue_from,
)
from domain.errors import Refused
from domain.policies import CommsPolicy
from tests.domain.builders import at
from tests.domain.comms.desk import mins, status

USUAL = Cadence(interval=mins(45))


SENT_AT_12 = Running(since=at(12), due=at(57))
"""The second round, while nothing is changed: the first went out at minute 12."""


def sent(number: int, minute: float, kind: RoundKind = RoundKind.FURTHER) -> Sent:
    """Return a round that went out at this minute."""
    return Sent(number=number, kind=kind, at=at(minute), approved_by="Ana")


def test_the_first_round_is_due_soon_after_the_declaration() -> None:
    """A quarter of an hour after the declaration somebody must have said what customers cannot do (P17)."""
    assert RoundKind.FIRST is open_kind(status(), None)
    assert at(15) == due_at(status(), None, USUAL)


@pytest.mark.parametrize(("number", "kind"), [(1, RoundKind.SECOND), (2, RoundKind.FURTHER), (7, RoundKind.FURTHER)])
def test_the_next_round_is_due_an_interval_after_the_last(number: int, kind: RoundKind) -> None:
    """From the moment a round went out the next one is open, and due by the cadence (P18, P19)."""
    last = sent(number, 12)

    assert kind is open_kind(status(), last)
    assert at(57) == due_at(status(), last, USUAL)


def test_an_agreed_time_holds_once() -> None:
    """The next round is due when it was agreed; the one after it by the interval again."""
    cadence = agreed(at(50), "", USUAL, SENT_AT_12, at(20))

    assert at(50) == due_at(status(), sent(1, 12), cadence)
    assert at(51 + 45) == due_at(status(), sent(2, 51), cadence)


def test_another_interval_takes_an_agreed_time_back() -> None:
    """Whoever says how often updates go out means the next one too."""
    cadence = every(mins(30), Running(since=at(12), due=at(70)), at(21))

    assert at(42) == due_at(status(), sent(1, 12), cadence)


def test_a_change_makes_nothing_due_before_it_was_made() -> None:
    """A shorter interval at minute 50 cannot make a round late that nobody could know to be due."""
    cadence = every(mins(30), SENT_AT_12, at(50))

    assert at(50) == due_at(status(), sent(1, 12), cadence)


def test_a_change_moves_neither_the_first_nor_the_final_round() -> None:
    """Those are due by what happened, whatever the cadence is."""
    cadence = every(mins(30), Running(since=at(0), due=at(15)), at(17))

    assert at(15) == due_at(status(), None, cadence)
    assert at(70) == due_at(status(mitigated_at=at(10)), sent(1, 5), cadence)


@pytest.mark.parametrize("minutes", [29.9, 60.1, 0])
def test_an_interval_keeps_within_the_process(minutes: float) -> None:
    """Updates go out every 30 to 60 minutes, and no less often (P19)."""
    with pytest.raises(Refused, match="30 minutes to 1 hour"):
        every(mins(minutes), SENT_AT_12, at(20))


def test_a_time_far_off_needs_somebody_who_agreed() -> None:
    """An hour after the last round nobody else is needed; beyond it is named who agreed, and beyond a day it is too far."""
    assert at(72) == agreed(at(72), "", USUAL, SENT_AT_12, at(20)).agreed_at
    assert at(500) == agreed(at(500), "the board", USUAL, SENT_AT_12, at(20)).agreed_at
    for when, by, why in [
        (at(73), "", "name who"),
        (at(12 + 1501), "the board", "25 hours after"),
        (at(20), "", "passed"),
    ]:
        with pytest.raises(Refused, match=why):
            agreed(when, by, USUAL, SENT_AT_12, at(20))


def test_the_same_time_tomorrow_can_be_agreed_in_autumn() -> None:
    """The day on which clocks are put back has 25 hours."""
    assert at(12 + 1500) == agreed(at(12 + 1500), "the board", USUAL, SENT_AT_12, at(13)).agreed_at


def test_a_round_that_is_due_stays_due() -> None:
    """Whoever changes the cadence of an overdue round, and however often, wins no time; no other is agreed for it."""
    cadence = USUAL
    for minute in range(57, 200, 4):
        running = Running(since=at(12), due=due_at(status(), sent(1, 12), cadence))
        cadence = every(mins(30 + minute % 31), running, at(minute))
        assert at(57) == due_at(status(), sent(1, 12), cadence)
        with pytest.raises(Refused, match="due already: send it"):
            agreed(at(minute + 5), "the board", cadence, running, at(minute))

    assert at(200) + cadence.interval == due_at(status(), sent(2, 200), cadence)


def test_agreeing_again_and_again_gains_no_time() -> None:
    """What nobody else agreed to is an hour after the last round at the latest, not after the last change."""
    first = agreed(at(72), "", USUAL, SENT_AT_12, at(20))
    running = Running(since=at(12), due=due_at(status(), sent(1, 12), first))

    with pytest.raises(Refused, match="name who agreed"):
        agreed(at(100), "", first, running, at(45))


def test_the_final_round_is_due_after_mitigation_until_it_is_sent() -> None:
    """Mitigated, the numbers are due within the hour (P20); once they are out nothing more is."""
    over = status(mitigated_at=at(100))

    assert (RoundKind.FINAL, at(160)) == (
        open_kind(over, sent(3, 90)),
        due_at(over, sent(3, 90), USUAL),
    )
    assert open_kind(over, sent(4, 120, RoundKind.FINAL)) is None
    assert due_at(over, sent(4, 120, RoundKind.FINAL), USUAL) is None


def test_a_final_round_can_be_waived() -> None:
    """Where the lead says why none is needed, none is due."""
    assert open_kind(status(mitigated_at=at(100), final_waived="a test"), sent(3, 90)) is None


def test_mitigated_once_more_it_needs_final_words_once_more() -> None:
    """The final round of an incident that was reopened and mitigated again is another one."""
    assert RoundKind.FINAL is open_kind(status(mitigated_at=at(200)), sent(4, 120, RoundKind.FINAL))


def test_after_reopening_the_next_round_is_due_soon() -> None:
    """Everybody believed it was over: they hear of it as soon as at a declaration; then the cadence holds again."""
    again = status(reopened_at=at(130))

    assert at(145) == due_at(again, sent(4, 120, RoundKind.FINAL), USUAL)
    assert RoundKind.FURTHER is open_kind(again, sent(4, 120, RoundKind.FINAL))
    assert at(140 + 45) == due_at(again, sent(5, 140), USUAL)


def test_a_stand_down_is_told_to_those_who_heard_of_it() -> None:
    """After a first round there is a closing one, at once; before it, and after the closing one, there is none."""
    down = status(stood_down_at=at(30))

    assert (RoundKind.CLOSING, at(30)) == (
        open_kind(down, sent(1, 12)),
        due_at(down, sent(1, 12), USUAL),
    )
    assert open_kind(down, None) is None
    assert open_kind(down, sent(2, 30, RoundKind.CLOSING)) is None


def test_a_round_is_reminded_of_before_and_overdue_after_it_is_due() -> None:
    """Both by the policy's minutes, reckoned from the one due time."""
    policy = CommsPolicy(nudge_before=mins(7), overdue_after=mins(3))

    assert (at(8), at(18)) == (nudge_at(at(15), policy), overdue_from(at(15), policy))


def test_the_policy_that_counts_is_the_incidents() -> None:
    """What is due follows from how the incident stands, and from nothing else."""
    policy = CommsPolicy(first=mins(5), final=mins(20))

    assert at(5) == due_at(status(policy=policy), None, USUAL)
    assert at(30) == due_at(status(policy=policy, mitigated_at=at(10)), sent(1, 5), USUAL)
    assert at(25) == due_at(status(policy=policy, reopened_at=at(20)), sent(1, 5), USUAL)


def test_one_miss_for_every_interval_that_passes() -> None:
    """A round due at minute 15 is missed at 20, at 65 and so on, whatever becomes of the cadence meanwhile."""
    assert at(20) == next_miss_at(at(20), None, USUAL)
    assert at(65) == next_miss_at(at(20), at(20), USUAL)
    assert at(50) == next_miss_at(at(35), at(20), every(mins(30), Running(since=at(0), due=at(30)), at(30)))
    assert at(305) == next_miss_at(at(305), at(20), USUAL)


@given(
    last=st.floats(0, 600),
    interval=st.integers(30, 60),
    changed=st.floats(0, 700),
    off=st.none() | st.integers(1, 1_500),
)
def test_whatever_is_changed_one_time_holds(last: float, interval: int, changed: float, off: int | None) -> None:
    """After any change there is one due time, after the last round: what was due stays so, and nothing else is late by it."""
    last_sent = sent(1, min(last, changed))
    due = due_at(status(), last_sent, USUAL)
    cadence = every(timedelta(minutes=interval), Running(since=last_sent.at, due=due), at(changed))
    if off:
        with suppress(Refused):
            running = Running(since=last_sent.at, due=due_at(status(), last_sent, cadence))
            cadence = agreed(at(changed) + timedelta(minutes=off), "the board", cadence, running, at(changed))
    after = due_at(status(), last_sent, cadence)

    assert due is not None
    assert after is not None
    assert after > last_sent.at
    assert after == due if due <= at(changed) else after >= at(changed)
