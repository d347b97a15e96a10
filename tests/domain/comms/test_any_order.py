"""Rounds under everything that can happen to them, in any order: exactly one is open, each is sent or missed, none twice."""

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.audiences import Audience
from domain.comms import moves, rounds, views
from domain.comms.sending import waiting
from domain.comms.state import Rounds
from domain.comms.updates import RoundKind
from domain.errors import Refused
from domain.timeline import TimelineEntry
from tests.domain.builders import NIGHT
from tests.domain.comms.desk import ask, begun, cadence, engineer, found, hand_over, mins, send_one, stakeholder, stands

DURING = {RoundKind.FIRST, RoundKind.SECOND, RoundKind.FURTHER}


class AnyRounds(RuleBasedStateMachine):
    """The rounds for one audience, carried out as the workflow does."""

    audience = Audience.BUSINESS

    def __init__(self) -> None:
        super().__init__()
        self.case: Rounds = begun(self.audience)
        self.now = NIGHT
        self.entries: list[TimelineEntry] = []
        self.sent = 0
        self.known = stands()
        self.agreed_with_the_board = NIGHT

    @rule(delay=st.sampled_from([1, 60, 300, 900, 1_800, 3_600, 20_000]))
    def time_passes(self, delay: int) -> None:
        """Nothing happens for a while, and then the engine looks again: it may have been away all the time."""
        self.now += timedelta(seconds=delay)
        self._settle()

    @precondition(lambda self: self.case.kind is not None)
    @rule()
    def the_round_is_sent(self) -> None:
        """Somebody writes and sends whatever round is open."""
        number = self.case.number
        send_one(self.case, self.now)
        self.sent += 1
        assert number + 1 == self.case.number
        assert self.case.misses == 0
        self._settle()

    @rule(minutes=st.integers(30, 60))
    def it_goes_out_more_or_less_often(self, minutes: int) -> None:
        """The lead changes the interval."""
        self._changed(interval=mins(minutes))

    @rule(minutes=st.integers(1, 1_500), by=st.sampled_from(["", "", "the board"]))
    def the_next_is_agreed(self, minutes: int, by: str) -> None:
        """The lead agrees on a time, with somebody or alone."""
        self._changed(at=self.now + mins(minutes), agreed_by=by)
        if by and self.case.cadence.agreed_at:
            self.agreed_with_the_board = self.case.cadence.agreed_at

    @precondition(lambda self: self.known.mitigated_at is None)
    @rule()
    def it_is_mitigated(self) -> None:
        """The impact is over."""
        self._stands(mitigated_at=self.now, reopened_at=None)

    @precondition(lambda self: self.known.mitigated_at is not None)
    @rule()
    def it_is_reopened(self) -> None:
        """The impact is not over after all."""
        self._stands(mitigated_at=None, reopened_at=self.now)

    @rule()
    def it_is_restarted(self) -> None:
        """Another process goes on with what the first one knew."""
        again = Rounds.model_validate_json(self.case.model_dump_json())
        assert self.case == again
        self.case = again
        self._settle()

    @invariant()
    def exactly_one_round_is_open(self) -> None:
        """Between declaration and mitigation one round is open and due; after it the final one, until it is sent."""
        if self.known.mitigated_at is None:
            assert self.case.kind in DURING
            assert self.case.due is not None
        else:
            assert self.case.kind in {RoundKind.FINAL, None}
        assert self.sent + 1 == self.case.number

    @invariant()
    def nobody_holds_back_the_clock(self) -> None:
        """By the cadence a round is due an hour after the last at the latest, unless it is named who agreed to another time."""
        last, back_at = self.case.last, self.known.reopened_at
        if last and self.case.due and self.case.kind in DURING and not (back_at and back_at > last.at):
            assert self.case.due <= max(last.at + mins(60), self.agreed_with_the_board)

    @invariant()
    def every_miss_is_told_once(self) -> None:
        """What is counted stands on the timeline, each miss at its own time, no two of a round closer than an interval."""
        missed = [entry.at for entry in self.entries if "is missed" in entry.what]
        assert len(missed) == self.case.missed
        assert len(set(missed)) == len(missed)
        assert all(later - earlier >= mins(5) for earlier, later in pairwise(missed))

    @invariant()
    def nothing_late_is_uncounted(self) -> None:
        """Once it has come to rest, the next miss lies ahead, and so does whatever else is waited for."""
        at = moves.miss_at(self.case)
        assert at is None or at > self.now
        if self.case.due and self.now >= self.case.due + mins(5):
            assert self.case.misses > 0

    def _changed(self, **given: Any) -> None:
        """Change the cadence, or be refused; what was due already stays due when it was."""
        due = self.case.due
        with suppress(Refused):
            ask(self.case, cadence("ana", self.audience, **given), self.now)
        if due and due <= self.now:
            assert due == self.case.due
        self._settle()

    def _stands(self, **changes: object) -> None:
        self.known = self.known.model_copy(update=changes)
        rounds.incident_stands(self.case, self.known)
        self._settle()

    def _settle(self) -> None:
        """Carry out moves until the rounds rest."""
        for _ in range(2_000):
            move = moves.next_move(self.case, self.now)
            if waiting(self.case.edition):
                hand_over(self.case, self.now)
            match move:
                case moves.CountMiss(at=at):
                    rounds.count_miss(self.case, at)
                case moves.Prepare():
                    rounds.prepare(self.case)
                case moves.TellIncident():
                    self.case.told = views.round_stands(self.case)
                    self.entries += [each for entries in self.case.journal.take().values() for each in entries]
                case moves.FindRecipients():
                    found(self.case, stakeholder("bea"), engineer("tom"))
                case moves.Listen(until=until):
                    assert until is None or until > self.now, "a wait lies ahead"
                    self.case.unrecorded.clear()
                    return
        raise AssertionError("the rounds spin")


class AnyTechnicalRounds(AnyRounds):
    """The same for technical teams."""

    audience = Audience.TECHNICAL


TestAnyRounds = AnyRounds.TestCase
TestAnyRounds.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestAnyTechnicalRounds = AnyTechnicalRounds.TestCase
TestAnyTechnicalRounds.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
