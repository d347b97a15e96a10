"""The lead under everything that can happen, in any order: requests, refusals, silence, time, the end and a new beginning."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.errors import Refused
from domain.escalation import Hold
from domain.hand_over import AcceptLead, LeadRequest, TakeLead, on_the_lead
from domain.leading import Leadership, Notices, begin, end, heard_of, offer_ran_out
from domain.lifecycle import Role
from domain.silent_lead import (
    AskTheLead,
    CallTheLadder,
    CloseTheOffer,
    ask_the_lead,
    call_the_ladder,
    next_with_lead,
    taken_over,
)
from domain.timeline import Kind
from tests.domain.builders import CODE, NIGHT, incident, minutes
from tests.domain.leads import accepts, card_of, declines, offers, takes, withdraws

PEOPLE = ("ana", "bo", "cy", "dee")
HEADS = {"cy": (Role.HEAD_OF_DEPARTMENT,)}

people = st.sampled_from(PEOPLE)
requests = st.one_of(
    st.builds(lambda person, to: offers(person, to, *HEADS.get(person, ())), people, people),
    st.builds(accepts, people),
    st.builds(declines, people, st.sampled_from(["", "I am on a train"])),
    st.builds(withdraws, people),
    st.builds(
        lambda person, reason: takes(person, *HEADS.get(person, ()), reason=reason),
        people,
        st.sampled_from(["", "a whole night is enough"]),
    ),
)


class AnyLeadership(RuleBasedStateMachine):
    """One incident's leadership, and an observer who knows when it began and ended."""

    def __init__(self) -> None:
        super().__init__()
        self.incident = incident()
        self.leadership = Leadership(code=CODE)
        self.now = NIGHT
        self.under_way = False

    @rule(person=people)
    def it_is_declared(self, person: str) -> None:
        """Somebody leads from now on; where somebody does already, that is refused."""
        accepted = self._unless_refused(
            lambda: begin(self.leadership, card_of(person), self.now, self.incident.write, "declared by Cy")
        )
        assert accepted is not self.under_way
        self.under_way = True

    @rule()
    def it_is_over(self) -> None:
        """Nobody leads any more, however often it is said."""
        self._check_notices(end(self.leadership, self.now, self.incident.write))
        self.under_way = False

    @precondition(lambda self: self.under_way)
    @rule(request=requests)
    def somebody_asks(self, request: LeadRequest) -> None:
        """The lead changes by a yes or by the head of department alone; who asked is texted nothing."""
        before, told = self._leader, []
        self._unless_refused(lambda: told.append(on_the_lead(self.leadership, request, self.now, self.incident.write)))
        for each in told:
            self._check_notices(each.notices, besides=request.actor.contact)
        if before != self._leader:
            assert isinstance(request, AcceptLead | TakeLead)
            assert request.actor.contact == self._leader
            self._check_change(before)

    @rule(person=people)
    def somebody_answers_the_ladder(self, person: str) -> None:
        """Whoever takes over leads only while nothing is heard of the lead."""
        before, sought = self._leader, self.leadership.seeks_lead
        self._unless_refused(lambda: taken_over(self.leadership, card_of(person), self.now, self.incident.write))
        if before != self._leader:
            assert (True, person) == (sought, self._leader)
            self._check_change(before)

    @rule(person=people)
    def somebody_gives_a_sign_of_life(self, person: str) -> None:
        """It changes no lead."""
        before = self._leader
        heard_of(self.leadership, person, self.now)
        assert before == self._leader

    @rule(delay=st.sampled_from([1, 60, 300, 600, 1_800]))
    def time_passes(self, delay: int) -> None:
        """Nothing happens for a while."""
        self.now += timedelta(seconds=delay)

    @rule()
    def it_comes_to_rest(self) -> None:
        """What silence asks for is done, changes no lead, and does not spin."""
        before = self._leader
        for _ in range(5):
            step = next_with_lead(self.leadership, self.now, lasts=minutes(30), answer_within=minutes(5))
            match step:
                case Hold(until=until):
                    assert until is None or until > self.now, "a wait lies ahead"
                    break
                case AskTheLead():
                    ask_the_lead(self.leadership, step, self.now, self.incident.write)
                case CallTheLadder():
                    call_the_ladder(self.leadership, step, self.now, self.incident.write)
                case CloseTheOffer():
                    self._check_notices(offer_ran_out(self.leadership, self.now, self.incident.write))
        else:
            raise AssertionError("it spins")
        assert before == self._leader

    @invariant()
    def exactly_one_person_leads_while_it_is_under_way(self) -> None:
        """From the beginning to the end there is never no lead, and outside of it there is none."""
        assert self.under_way is (self._leader is not None)

    @invariant()
    def an_offer_is_always_to_somebody_else(self) -> None:
        """There is no offer without a lead, to the lead, or to who made it."""
        offer = self.leadership.offer
        assert offer is None or (self._leader is not None and offer.to.id not in {self._leader, offer.by})

    @property
    def _leader(self) -> str | None:
        return self.leadership.lead.person.id if self.leadership.lead else None

    def _unless_refused(self, act: Callable[[], object]) -> bool:
        """Carry it out and return whether it was accepted; what is refused has changed nothing."""
        before = (self.leadership.model_dump(), self.incident.model_dump())
        try:
            act()
        except Refused:
            assert before == (self.leadership.model_dump(), self.incident.model_dump())
            return False
        return True

    def _check_change(self, before: str | None) -> None:
        """The change of lead stands on the timeline: from whom, to whom, and why."""
        entry = self.incident.timeline.entries[-1]
        assert before is not None
        assert self._leader is not None
        assert (Kind.STATE, self.now, self._leader.capitalize()) == (entry.kind, entry.at, entry.who)
        assert f"leads the incident after {before.capitalize()}" == entry.what
        assert entry.why

    def _check_notices(self, notices: Notices, besides: str | None = None) -> None:
        """Nobody is texted twice about one thing, and nobody about what they did themselves."""
        told = [person for person, _ in notices]
        assert len(set(told)) == len(told)
        assert besides not in told


TestAnyLeadership = AnyLeadership.TestCase
TestAnyLeadership.settings = settings(deadline=None, max_examples=150, stateful_step_count=40)
