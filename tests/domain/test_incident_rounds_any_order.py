"""An incident and its rounds of comms together, in any order: no open round is forgotten, and neither keeps the other busy."""

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.audiences import Audience
from domain.comms.rounds import rounds
from domain.comms.rounds.kinds import rules_of
from domain.comms.rounds.situation import RoundStatus
from domain.incident import comms, moves, reminding, requests, triage, wanted
from domain.incident.comms_state import Reminder
from domain.incident.responsible import who_is_reminded
from domain.incident.state import Incident
from domain.leading import PersonCard
from domain.lifecycle import IncidentState
from domain.messages import Purpose
from domain.organisation import Urgency
from domain.requests import Mitigate, Reopen
from tests.domain.builders import NIGHT
from tests.domain.comms.desk import ANSWERS, ask, cadence, mins, sends, writes
from tests.domain.comms.engine import Engine
from tests.domain.incidents import HEAD
from tests.domain.rounds_of_an_incident import declared

_NUDGED_WITHIN = timedelta(minutes=1)
"""A draft is waited for half a minute, and so is that of the other audience: both are told at once."""

_OWN_CLOCK_IS_BEHIND = timedelta(seconds=5)


class IncidentAndItsRounds(RuleBasedStateMachine):
    """Both as their workflows carry them out; the rounds may be away, the incident goes on by what it heard last."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NIGHT
        self.case: Incident = declared()
        self.engines = {
            audience: Engine(rounds.begin(comms.begin(self.case, audience, NIGHT), f"{audience}#AAAA"))
            for audience in Audience
        }
        self._settle()

    @rule(delay=st.sampled_from([1, 20, 60, 290, 600, 1_800, 6_000]), away=st.booleans())
    def time_passes(self, delay: int, *, away: bool) -> None:
        """Nothing happens for a while; the rounds may have nobody to run them."""
        self.now += timedelta(seconds=delay)
        self._watch() if away else self._settle()

    @rule(audience=st.sampled_from(Audience))
    def a_round_is_sent(self, audience: Audience) -> None:
        """Whoever leads it writes and sends whatever is open for this audience."""
        case = self.engines[audience].case
        if case.kind and case.incident_status.may_send:
            lead = case.incident_status.may_send[0]
            ask(case, writes(lead, audience, **ANSWERS), self.now)
            ask(case, sends(lead, audience=audience, revision=case.revision), self.now)
        self._settle()

    @rule(audience=st.sampled_from(Audience), minutes=st.integers(30, 60))
    def it_goes_out_more_or_less_often(self, audience: Audience, minutes: int) -> None:
        """Whoever leads it changes the interval for this audience."""
        case = self.engines[audience].case
        if case.kind and not rules_of(case.kind).last and case.incident_status.may_send:
            ask(case, cadence(case.incident_status.may_send[0], audience, interval=mins(minutes)), self.now)
        self._settle()

    @rule(person=st.sampled_from(["cy", "dee"]))
    def somebody_leads_it(self, person: str) -> None:
        """The lead is handed over."""
        if self.case.leadership.lead:
            self.case.leadership.lead.person = PersonCard(id=person, name=person.capitalize())
        self._settle()

    @precondition(lambda self: self.case.state is IncidentState.DECLARED)
    @rule()
    def it_is_mitigated(self) -> None:
        """The impact is over."""
        requests.grant(self.case, Mitigate(actor=HEAD, what="rolled back"), self._next_moment())
        self._settle()

    @precondition(lambda self: self.case.state.impact_over)
    @rule()
    def it_is_reopened(self) -> None:
        """The impact is not over after all."""
        requests.grant(self.case, Reopen(actor=HEAD, reason="it is back"), self._next_moment())
        self._settle()

    @precondition(lambda self: self.case.state is IncidentState.DECLARED)
    @rule()
    def it_is_stood_down(self) -> None:
        """It was none."""
        triage.stand_down(self.case, HEAD, "a test", self._next_moment())
        self._settle()

    @precondition(lambda self: self.case.state is IncidentState.STOOD_DOWN)
    @rule()
    def it_is_declared_again(self) -> None:
        """It was one after all: it is judged and declared anew."""
        again = declared()
        triage.start_triage(self.case, Urgency.HIGH, self._next_moment())
        self.case.state, self.case.leadership.lead = IncidentState.DECLARED, again.leadership.lead
        self.case.episode.declared_at, self.case.episode.contacts = self.now, again.episode.contacts
        self._settle()

    @rule()
    def it_is_restarted(self) -> None:
        """Other processes go on with what the first ones knew."""
        self.case = Incident.model_validate_json(self.case.model_dump_json())
        for each in self.engines.values():
            each.is_restarted()

    @invariant()
    def no_open_round_is_forgotten(self) -> None:
        """The lead is reminded and told when it is due, others are called when it is overdue: it is done, or will be in time."""
        wakes = moves.wakes_at(self.case, self.now)
        for each, reminder in reminding.open_rounds(self.case):
            for by, done in self._steps(each, reminder):
                assert done or by > self.now
                assert done or (wakes is not None and wakes <= by + _OWN_CLOCK_IS_BEHIND)

    @invariant()
    def nothing_is_done_before_its_time(self) -> None:
        """Nobody is told that a round is due, or called for one, before it is."""
        for each, reminder in reminding.open_rounds(self.case):
            assert each.due_at
            assert each.overdue_from
            assert not reminder.told_due or each.due_at <= self.now
            assert reminder.called_with is None or each.overdue_from <= self.now

    @invariant()
    def whoever_is_to_be_called_is_called(self) -> None:
        """While a round is overdue somebody is searched for who sees to it, and the lead has a page that reminds of it."""
        due = {each.purpose for each in wanted.searches_due(self.case, self.now)}
        assert (Purpose.ROUND_OVERDUE in due) == bool(reminding.overdue(self.case))
        assert (Purpose.ROUND_DUE in due) == bool(reminding.nudges(self.case) and who_is_reminded(self.case))

    @invariant()
    def both_say_the_same(self) -> None:
        """While it lasts the incident knows of one round for each audience, as they say themselves."""
        for audience, engine in self.engines.items():
            assert engine.case.incident_told == self.case.comms.rounds.get(audience)
            assert comms.is_major(self.case) or engine.case.kind is None

    def _steps(self, each: RoundStatus, reminder: Reminder) -> list[tuple[datetime, bool]]:
        """Return by when what is to be done about a round, and whether it is done."""
        assert each.nudge_at
        assert each.due_at
        assert each.overdue_from
        return [
            (each.nudge_at + _NUDGED_WITHIN, reminder.nudged_with is not None),
            (each.due_at, reminder.told_due),
            (each.overdue_from, reminder.called_with is not None),
        ]

    def _settle(self) -> None:
        """Have both tell each other what is new until nothing is."""
        for _ in range(20):
            for audience, engine in self.engines.items():
                engine.settle(self.now)
                if engine.case.incident_told and engine.case.incident_told != self.case.comms.rounds.get(audience):
                    comms.take_in(self.case, engine.case.incident_told)
            if (audience_to_tell := comms.to_tell(self.case, self.now)) is None:
                self._watch()
                return
            status = comms.note_told(self.case, audience_to_tell, self.now)
            rounds.take_in(self.engines[audience_to_tell].case, status, self.now)
        raise AssertionError("they keep each other busy")

    def _watch(self) -> None:
        """Have the incident do what is due about the rounds: it makes progress, or the loop of its workflow would spin."""
        if (at := reminding.next_at(self.case)) and at <= self.now:
            reminding.see_to(self.case, self.now)
        after = reminding.next_at(self.case)
        assert after is None or after > self.now

    def _next_moment(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


TestIncidentAndItsRounds = IncidentAndItsRounds.TestCase
TestIncidentAndItsRounds.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
