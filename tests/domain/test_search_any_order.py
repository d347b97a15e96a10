"""A search under everything that can happen, in any order: steps, answers, repeats, people out of reach, silence, and its end."""

from collections import Counter
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.answering import AskWhoHasIt, SearchOn, answer, ask_who_has_it, next_while_held, refusal, search_on
from domain.escalation import Hold, PageNow, next_step
from domain.messages import Verb
from domain.page_messages import PageEnding, PageReport
from domain.search import Holder, due_withdrawals, page_of, paged, stop, unreachable, withdrawn
from tests.domain.builders import NIGHT, answer_of, search, usual_ladder
from tests.domain.searches import STOPPED, ends, holder, intended

PEOPLE = ("ana", "bo", "cy", "dee")


class AnySearch(RuleBasedStateMachine):
    """One search, carried out as the workflow does, and what the pagers of its people would know of it."""

    def __init__(self) -> None:
        super().__init__()
        self.state = search()
        self.now = NIGHT
        self.open: set[str] = set()
        self.in_hand: set[str] = set()

    @precondition(lambda self: not self.state.settled)
    @rule()
    def the_next_step_is_taken(self) -> None:
        """The search does one thing."""
        self._step()

    @rule()
    def it_comes_to_rest(self) -> None:
        """The search does all it can: then exactly the person who has it knows it as theirs."""
        for _ in range(20):
            if self.state.settled:
                self._withdraw()
                break
            if self._step():
                break
        else:
            raise AssertionError("the search spins")
        self._check_pagers()

    @rule(person=st.sampled_from(PEOPLE), verb=st.sampled_from(Verb), number=st.integers(0, 6))
    def somebody_answers(self, person: str, verb: Verb, number: int) -> None:
        """An answer arrives, or an old one once more; nobody loses it by what another says."""
        before = holder(self.state)
        given = answer_of(person, verb, f"{person}-{verb}-{number}")
        if refusal(self.state, given):
            return
        seen = given.answer_id in self.state.replies
        reply = answer(self.state, given, self.now)
        assert reply == answer(self.state, given, self.now), "a repeat hears the same"
        passed_on = verb is Verb.PASS_ON and reply.accepted and not seen
        assert holder(self.state) == before or before is None or (passed_on and before == person)

    @rule(person=st.sampled_from(PEOPLE))
    def somebody_cannot_be_reached(self, person: str) -> None:
        """A pager reports that no channel works."""
        unreachable(self.state, PageReport(page_id=page_of(self.state, person), because="call: busy"))

    @rule(delay=st.sampled_from([1, 60, 300, 600, 1_800]))
    def time_passes(self, delay: int) -> None:
        """Nothing happens for a while."""
        self.now += timedelta(seconds=delay)

    @precondition(lambda self: self.now > NIGHT)
    @rule()
    def it_is_settled(self) -> None:
        """The incident stops the search, and says so twice: then every intended page has its end."""
        stop(self.state, STOPPED, self.now)
        stop(self.state, STOPPED, self.now)
        assert sorted(intended(self.state)) == sorted(intent for intent, _ in ends(self.state))

    @invariant()
    def no_page_ends_twice(self) -> None:
        """An intended page has one end at most, and nothing ends that was never intended."""
        counts = Counter(intent for intent, _ in ends(self.state))
        assert set(counts.values()) <= {1}
        assert set(counts) <= set(intended(self.state))

    @invariant()
    def what_has_no_end_is_still_looked_after(self) -> None:
        """Every intended page without an end is one the search knows to be open."""
        ended = {intent for intent, _ in ends(self.state)}
        known = {each.intent for each in self.state.attempts if each.end is None}
        if self.state.holder and self.state.holder.check_in:
            known.add(self.state.holder.check_in.intent)
        assert set(intended(self.state)) - ended == known

    def _step(self) -> bool:
        """Take the next step, and return whether it is to wait."""
        step = (
            next_while_held(self.state, self.state.holder, self.now)
            if self.state.holder
            else next_step(usual_ladder(), self.state.attempts, self.now)
        )
        match step:
            case Hold(until=until):
                assert (until or self.now) > self.now, "a wait lies ahead"
                self._withdraw()
            case PageNow():
                self._opened(*(each.contact.person for each in paged(self.state, step, self.now)))
            case AskWhoHasIt():
                ask_who_has_it(self.state, self._holder, step, self.now)
                self._opened(self._holder.contact.person)
            case SearchOn():
                search_on(self.state, self._holder, self.now)
        return isinstance(step, Hold)

    @property
    def _holder(self) -> Holder:
        assert self.state.holder is not None
        return self.state.holder

    def _opened(self, *people: str) -> None:
        self.open |= set(people)
        self.in_hand -= set(people)

    def _withdraw(self) -> None:
        due = due_withdrawals(self.state)
        withdrawn(self.state, due)
        for person, order in due.items():
            mine = order.ending is PageEnding.ANSWERED and order.taken_by == person
            self.open.discard(person)
            self.in_hand = self.in_hand | {person} if mine else self.in_hand - {person}

    def _check_pagers(self) -> None:
        has_it, asked = holder(self.state), bool(self.state.holder and self.state.holder.check_in)
        if self.state.settled:
            assert (set(), set()) == (self.open, self.in_hand)
        elif asked:
            assert ({has_it}, set()) == (self.open, self.in_hand)
        elif has_it:
            assert (set(), {has_it}) == (self.open, self.in_hand)
        else:
            assert not self.in_hand


TestAnySearch = AnySearch.TestCase
TestAnySearch.settings = settings(deadline=None, max_examples=150, stateful_step_count=40)
