"""Rounds under everything that can happen to them, in any order: exactly one is open, each is sent or missed, none twice."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.audiences import Audience
from domain.comms import moves, rounds, tally, views
from domain.comms.kinds import Due, rules_of
from domain.comms.requests import ChangeCadence
from domain.comms.schedule import due_rule
from domain.comms.sending import lookup_due, waiting
from domain.comms.state import Rounds
from domain.comms.updates import RoundKind
from domain.errors import Refused
from domain.timeline import TimelineEntry
from tests.domain.builders import NIGHT
from tests.domain.comms.desk import ask, begun, cadence, engineer, found, hand_over, mins, send_one, stakeholder, status

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
        self.known = status()

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
        assert self.case.missed_this_round == 0
        self._settle()

    @rule(minutes=st.integers(30, 60))
    def it_goes_out_more_or_less_often(self, minutes: int) -> None:
        """The lead changes the interval, as long as some other round is to follow."""
        follows = self.case.kind is not None and not rules_of(self.case.kind).last
        self._asks_for(cadence("ana", self.audience, interval=mins(minutes)), may=follows)

    @rule(minutes=st.integers(1, 1_440))
    def the_next_is_agreed(self, minutes: int) -> None:
        """The lead agrees on a time, unless that of the open round counts from what happened; then it is due at that time."""
        agreed_for = self.now + mins(minutes)
        governed = due_rule(self.known, self.case.last) in {Due.BY_CADENCE, Due.AFTER_MITIGATION}
        self._asks_for(cadence("ana", self.audience, at=agreed_for, agreed_by="the board"), may=governed)
        assert agreed_for == self.case.due or not governed

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
    def every_miss_is_told_once(self) -> None:
        """What is counted stands on the timeline, each miss at its own time, no two of a round closer than an interval."""
        missed = [entry.at for entry in self.entries if "is missed" in entry.what]
        assert len(missed) == self.case.missed_in_all
        assert len(set(missed)) == len(missed)
        assert all(later - earlier >= mins(5) for earlier, later in pairwise(missed))

    @invariant()
    def nothing_late_is_uncounted(self) -> None:
        """Once it has come to rest, the next miss lies ahead, and so does whatever else is waited for."""
        at = moves.miss_at(self.case)
        assert at is None or at > self.now
        if self.case.due and self.now >= self.case.due + mins(5):
            assert self.case.missed_this_round > 0

    def _asks_for(self, request: ChangeCadence, *, may: bool) -> None:
        """Ask for another cadence; where it would do nothing it is refused, and nothing has changed."""
        before = self.case.model_copy(deep=True)
        if may:
            ask(self.case, request, self.now)
        else:
            with pytest.raises(Refused):
                ask(self.case, request, self.now)
            assert before == self.case
        self._settle()

    def _stands(self, **changes: object) -> None:
        self.known = self.known.model_copy(update=changes)
        rounds.take_in(self.case, self.known)
        self._settle()

    def _settle(self) -> None:
        """Carry out moves until the rounds rest."""
        for _ in range(2_000):
            self._go_on_beside()
            match moves.next_move(self.case, self.now):
                case moves.CountMiss(at=at):
                    rounds.count_miss(self.case, at)
                case moves.Prepare():
                    rounds.prepare(self.case)
                case moves.TellIncident():
                    self.case.incident_told = views.round_status(self.case)
                    self.entries += [each for entries in self.case.journal.take().values() for each in entries]
                case moves.SayWhatCame():
                    tally.write(self.case, self.now)
                case moves.Listen(until=until):
                    assert until is None or until > self.now, "a wait lies ahead"
                    self.case.unrecorded.clear()
                    return
        raise AssertionError("the rounds spin")

    def _go_on_beside(self) -> None:
        """Look up who is told, and hand over."""
        if lookup_due(self.case):
            found(self.case, stakeholder("bea"), engineer("tom"))
        if waiting(self.case.edition):
            hand_over(self.case, self.now)


class AnyTechnicalRounds(AnyRounds):
    """The same for technical teams."""

    audience = Audience.TECHNICAL


TestAnyRounds = AnyRounds.TestCase
TestAnyRounds.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestAnyTechnicalRounds = AnyTechnicalRounds.TestCase
TestAnyTechnicalRounds.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
