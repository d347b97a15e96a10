"""Rounds under everything that can happen to them, in any order: exactly one is open, each is sent or missed, none twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.audiences import Audience
from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds import moves, rounds
from domain.comms.rounds.kinds import Due, rules_of
from domain.comms.rounds.requests import ChangeCadence
from domain.comms.rounds.schedule import due_rule
from domain.comms.rounds.situation import IncidentStatus
from domain.comms.rounds.state import Rounds
from domain.errors import Refused
from tests.domain.builders import NIGHT
from tests.domain.comms.desk import ask, begun, cadence, mins, send_one, status
from tests.domain.comms.engine import Engine


class AnyRounds(RuleBasedStateMachine):
    """The rounds for one audience, and beside them those of an engine that never sleeps: it looks at every time it was to wake."""

    audience = Audience.BUSINESS

    def __init__(self) -> None:
        super().__init__()
        self.engine, self.sleepless = Engine(begun(self.audience)), Engine(begun(self.audience))
        self.now = self.looked_at = NIGHT
        self.sent, self.final_is_sent = 0, False
        self.known = status()
        self.agreed_with_the_board = NIGHT
        self._happens(lambda _: None)

    @rule(delay=st.sampled_from([1, 60, 300, 900, 1_800, 3_600, 20_000]), away=st.booleans())
    def time_passes(self, delay: int, *, away: bool) -> None:
        """Nothing happens for a while; the engine looks again, or is away still and will hear first of what happens next."""
        self.now += timedelta(seconds=delay)
        if not away:
            self._happens(lambda _: None)

    @precondition(lambda self: self.engine.case.kind is not None)
    @rule()
    def the_round_is_sent(self) -> None:
        """Somebody writes and sends whatever round is open."""
        number = self.engine.case.number
        self.sent, self.final_is_sent = self.sent + 1, self.known.mitigated_at is not None
        self._happens(lambda case: send_one(case, self.now))
        assert (number + 1, 0) == (self.engine.case.number, self.engine.case.missed_this_round)

    @rule(minutes=st.integers(30, 60))
    def it_goes_out_more_or_less_often(self, minutes: int) -> None:
        """The lead changes the interval, as long as some other round is to follow."""
        kind = self.engine.case.kind
        follows = kind is not None and not rules_of(kind).last
        assert self._changes(interval=mins(minutes)) == follows

    @rule(minutes=st.integers(1, 1_500), by=st.sampled_from(["", "", "the board"]))
    def the_next_is_agreed(self, minutes: int, by: str) -> None:
        """The lead agrees on a time, with somebody or alone, unless that of the open round counts from what happened."""
        agreed_for = self.now + mins(minutes)
        governed = due_rule(self.known, self.engine.case.last) in {Due.BY_CADENCE, Due.AFTER_MITIGATION}
        if self._changes(at=agreed_for, agreed_by=by):
            assert (True, agreed_for) == (governed, self.engine.case.due)
            self.agreed_with_the_board = agreed_for if by else self.agreed_with_the_board

    @precondition(lambda self: self._goes_on())
    @rule()
    def it_is_mitigated(self) -> None:
        """The impact is over."""
        self.final_is_sent = False
        self._stands(mitigated_at=self._next_moment(), reopened_at=None)

    @precondition(lambda self: self.known.mitigated_at is not None)
    @rule()
    def it_is_reopened(self) -> None:
        """The impact is not over after all."""
        self._stands(mitigated_at=None, reopened_at=self._next_moment())

    @precondition(lambda self: self._goes_on())
    @rule()
    def it_is_stood_down(self) -> None:
        """It was none: whoever had heard of it is told so, in a round of its own that nobody sends."""
        last = self.engine.case.last
        self.sent += 1 if last and last.kind is not RoundKind.CLOSING else 0
        self._stands(
            stood_down_at=self._next_moment(), stood_down_by="Cy", stood_down_because="a test", reopened_at=None
        )

    @precondition(lambda self: self.known.stood_down_at is not None)
    @rule()
    def it_is_declared_again(self) -> None:
        """It was one after all."""
        self._stands(stood_down_at=None, stood_down_by="", stood_down_because="", reopened_at=self._next_moment())

    @rule()
    def it_is_restarted(self) -> None:
        """Another process goes on with what the first one knew."""
        self.engine.is_restarted()

    @invariant()
    def exactly_one_round_is_open(self) -> None:
        """Between declaration and mitigation one round is open and due; after it the final one, until it is sent."""
        case = self.engine.case
        during = {0: RoundKind.FIRST, 1: RoundKind.SECOND}.get(self.sent, RoundKind.FURTHER)
        if self._goes_on():
            assert during == case.kind
            assert case.due is not None
        elif self.known.stood_down_at:
            assert (None, None) == (case.kind, case.due)
        else:
            assert case.kind == (None if self.final_is_sent else RoundKind.FINAL)
            assert self.final_is_sent == (case.due is None)
        assert self.sent + 1 == case.number

    @invariant()
    def nobody_holds_back_the_clock(self) -> None:
        """By the cadence a round is due an hour after the last at the latest, unless it is named who agreed to another time."""
        case = self.engine.case
        if case.last and case.due and due_rule(self.known, case.last) is Due.BY_CADENCE:
            assert case.due <= max(case.last.at + mins(60), self.agreed_with_the_board)

    @invariant()
    def nobody_is_told_twice(self) -> None:
        """A round is handed over once for each person."""
        assert {1} >= set(self.engine.handed_over.values())
        assert self.sent == len(self.engine.handed_over)

    @invariant()
    def every_miss_is_told_once(self) -> None:
        """What is counted stands on the timeline, each miss at its own time, no two of a round closer than an interval."""
        missed = self.engine.missed
        assert self.now != self.looked_at or len(missed) == self.engine.case.missed_in_all
        assert len(set(missed)) == len(missed)
        assert all(later - earlier >= mins(5) for earlier, later in pairwise(missed))

    @invariant()
    def nothing_late_is_uncounted(self) -> None:
        """Once it has come to rest the next miss lies ahead, and the incident knows of the one round that is due."""
        case = self.engine.case
        if self.now == self.looked_at:
            at = rounds.miss_at(case)
            assert at is None or at > self.now
            assert case.missed_this_round > 0 or case.due is None or at == case.due + mins(5)
            assert case.missed_this_round > 0 or not case.due or self.now < case.due + mins(5)
            assert case.incident_told
            assert (case.number, case.due) == (case.incident_told.number, case.incident_told.due_at)

    @invariant()
    def it_is_the_same_whenever_somebody_looks(self) -> None:
        """An engine that was away has missed nothing that one which never sleeps has seen."""
        if self.now == self.looked_at:
            assert self.sleepless.missed == self.engine.missed
            there, here = (
                (each.case.number, each.case.kind, each.case.due, each.case.missed_this_round, each.case.missed_at)
                for each in (self.sleepless, self.engine)
            )
            assert there == here

    def _goes_on(self) -> bool:
        return self.known.mitigated_at is None and self.known.stood_down_at is None

    def _next_moment(self) -> datetime:
        """Of two things an incident goes through one is the first."""
        self.now += timedelta(seconds=1)
        return self.now

    def _changes(self, **given: Any) -> bool:
        """Change the cadence, and return whether it was let. No round comes or goes by it, and what was due already stays so."""
        before, cadence_before = self.engine.case.due, self.engine.case.cadence
        was_let: list[bool] = []
        self._happens(lambda case: was_let.append(self._asks(case, cadence("ana", self.audience, **given))))
        after = self.engine.case.due
        assert (before is None) == (after is None)
        assert after is None or after >= min(before or after, self.now)
        assert before is None or before > self.now or before == after
        assert any(was_let) or cadence_before == self.engine.case.cadence
        assert all(was_let) == any(was_let)
        return all(was_let)

    def _asks(self, case: Rounds, request: ChangeCadence) -> bool:
        try:
            ask(case, request, self.now)
        except Refused:
            return False
        return True

    def _stands(self, **changes: object) -> None:
        self.known = IncidentStatus.model_validate(self.known.model_copy(update=changes).model_dump())
        self._happens(lambda case: rounds.take_in(case, self.known, self.now))

    def _happens(self, what: Callable[[Rounds], object]) -> None:
        """Let this happen to both."""
        while (at := moves.wakes_at(self.sleepless.case)) and at <= self.now:
            self.sleepless.settle(at)
        for each in (self.engine, self.sleepless):
            what(each.case)
            each.settle(self.now)
        self.looked_at = self.now


class AnyTechnicalRounds(AnyRounds):
    """The same for technical teams."""

    audience = Audience.TECHNICAL


TestAnyRounds = AnyRounds.TestCase
TestAnyRounds.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestAnyTechnicalRounds = AnyTechnicalRounds.TestCase
TestAnyTechnicalRounds.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
