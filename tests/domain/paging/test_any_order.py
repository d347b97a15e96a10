"""A pager under everything that can happen, in any order: pages, endings, providers' words late, twice and out of order."""

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.errors import FailureKind
from domain.messages import CallReport, PageEnding, TextReport
from domain.organisation import Channel
from domain.paging.actions import Action, EndCall, Leave, ReportUnreachable, StartAttempt, Wait, next_action
from domain.paging.events import accepted, call_reported, not_accepted, start_attempt, text_reported
from domain.paging.state import REMEMBERED_FOR, Attempt, Outcome
from tests.domain.paging.desk import CALL, MAIL, TEXT, Desk

PAGES = ("p1", "p2", "p3")
CALL_STATUSES = ("initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "failed", "canceled")
RANG = {Outcome.NO_ANSWER, Outcome.BUSY, Outcome.VOICEMAIL, Outcome.NO_KEY, Outcome.UNKNOWN}

pages = st.sampled_from(PAGES)
attempts = st.builds("{}#{}".format, pages, st.integers(1, 4))
channels = st.lists(st.sampled_from([CALL, TEXT, MAIL]), min_size=1, unique=True)
troubles = st.dictionaries(st.sampled_from([CALL, TEXT, MAIL]), st.sampled_from(FailureKind))
statuses = st.builds(
    CallReport,
    attempt_id=attempts,
    provider_id=st.just("CA-told"),
    status=st.sampled_from(CALL_STATUSES),
    sequence=st.integers(0, 5),
)
ears = st.builds(
    CallReport,
    attempt_id=attempts,
    provider_id=st.just("CA-told"),
    answered_by=st.sampled_from(["human", "machine_start", "fax", "unknown"]),
)
text_words = st.builds(
    TextReport,
    attempt_id=attempts,
    provider_id=st.just("SM-told"),
    status=st.sampled_from(["queued", "sent", "delivered", "undelivered", "failed"]),
)


class AnyOrder(RuleBasedStateMachine):
    """Ana's pager, and an observer who keeps books of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.placing: Attempt | None = None
        self.ended_calls: list[str] = []
        self.lost: set[str] = set()
        self.reported: set[str] = set()
        self.last_open: datetime = self.desk.now

    @rule(page=pages, by=channels, code=st.integers(0, 3))
    def a_page_arrives(self, page: str, by: list[Channel], code: int) -> None:
        """A page arrives, or one that is known is tried once more."""
        opened = self.desk.page(page, *by, code=code)
        self._note_what_is_open()
        self.reported.discard(page)
        if not opened.attempts:  # a page forgotten after its day counts its attempts anew
            self.ended_calls = [call for call in self.ended_calls if not call.startswith(f"{page}#")]

    @rule(page=pages, ending=st.sampled_from(PageEnding), told=st.sampled_from([None, "words"]))
    def a_page_ends(self, page: str, ending: PageEnding, told: str | None) -> None:
        """The owner ends a page, and says so twice."""
        self.desk.withdraw(page, ending, told)
        self.desk.withdraw(page, ending, told)

    @rule(failing=troubles)
    def the_provider_changes(self, failing: dict[Channel, FailureKind]) -> None:
        """From now on the provider takes some channels and not others."""
        self.desk.failing = failing

    @rule(word=statuses | ears)
    def the_provider_speaks_of_a_call(self, word: CallReport) -> None:
        """A word on a call arrives, twice; what is old changes nothing."""
        before, known = self._remembered(), self.desk.state.attempts.get(word.attempt_id)
        nothing_new = known is None or self._is_old(word, known)
        call_reported(self.desk.state, word, self.desk.now)
        after = self._remembered()
        assert not nothing_new or before == after, "an old word changes nothing"
        call_reported(self.desk.state, word, self.desk.now)
        assert after == self._remembered(), "a repeat changes nothing"

    @rule(word=text_words)
    def the_provider_speaks_of_a_text(self, word: TextReport) -> None:
        """A word on a text arrives, twice."""
        known = self.desk.state.attempts.get(word.attempt_id)
        if known and known.channel is not TEXT:
            return
        text_reported(self.desk.state, word, self.desk.now)
        after = self._remembered()
        text_reported(self.desk.state, word, self.desk.now)
        assert after == self._remembered(), "a repeat changes nothing"

    @rule(delay=st.sampled_from([1, 20, 100, 240, 3_600, 86_400]))
    def time_passes(self, delay: int) -> None:
        """Nothing happens for a while."""
        self._note_what_is_open()
        self.desk.later(timedelta(seconds=delay))

    @rule()
    def the_next_thing_is_done(self) -> None:
        """The pager does one thing."""
        self._do_next()

    @rule()
    def everything_due_is_done(self) -> None:
        """The pager does all it can, until it waits or leaves."""
        while not isinstance(self._do_next(), Wait | Leave):
            pass

    @precondition(lambda self: self.placing is None)
    @rule()
    def a_call_is_being_placed(self) -> None:
        """The pager asks the provider for a call, and the provider's reply is still to come."""
        action = next_action(self.desk.state, self.desk.now)
        if isinstance(action, StartAttempt) and action.channel is CALL:
            self._check(action)
            self.placing = start_attempt(self.desk.state, action, self.desk.now)

    @precondition(lambda self: self.placing is not None)
    @rule(kind=st.sampled_from([None, *FailureKind]))
    def the_provider_answers_for_it(self, kind: FailureKind | None) -> None:
        """The provider took the call that is being placed, or did not."""
        assert self.placing is not None
        if kind is None:
            accepted(self.desk.state, self.placing, f"CA-{self.placing.id}")
        elif self.placing.id in self.desk.state.attempts:
            not_accepted(self.desk.state, self.placing, kind, "the provider says no", self.desk.now)
        self.placing = None

    @invariant()
    def one_call_at_a_time(self) -> None:
        """There is one live call at most, apart from calls thought lost that turn out to exist."""
        self.lost |= {each.id for each in self.desk.state.attempts.values() if each.outcome is Outcome.UNKNOWN}
        assert len([call for call in self.desk.state.live_calls() if call.id not in self.lost]) <= 1

    @invariant()
    def an_ended_page_plans_nothing(self) -> None:
        """A page that has its end has no channel left to try."""
        assert not [page for page in self.desk.state.pages.values() if page.plan and not page.open]

    @invariant()
    def codes_tell_pages_apart(self) -> None:
        """No two known pages have the same code."""
        codes = [page.code for page in self.desk.state.pages.values()]
        assert len(set(codes)) == len(codes)

    def _do_next(self) -> Action:
        self._check(next_action(self.desk.state, self.desk.now))
        self._note_what_is_open()
        return self.desk.act()

    def _check(self, due: Action) -> None:
        """Judge the action the rule asks for by the books."""
        state = self.desk.state
        match due:
            case StartAttempt(page_id=page, channel=channel):
                assert state.pages[page].open, "an ended page starts nothing"
                assert channel is not CALL or not state.live_calls(), "one call at a time"
            case EndCall(attempt_id=call):
                self._check_end(call)
            case ReportUnreachable(page_id=page):
                self._check_unreachable(page)
            case Wait(until=until):
                assert until > self.desk.now, "a wait lies ahead"
                assert all(call.give_up_at > self.desk.now for call in state.live_calls()), (
                    "silence is given up in time"
                )
            case Leave():
                assert not any(page.open for page in state.pages.values()), "an open page keeps the pager"
                assert self.desk.now - self.last_open >= REMEMBERED_FOR, "a late answer finds its page for a day"

    def _check_end(self, call: str) -> None:
        attempt = self.desk.state.attempts[call]
        assert call not in self.ended_calls, "a call is ended once"
        voicemail = attempt.outcome is Outcome.VOICEMAIL
        assert voicemail or not self.desk.state.page_of(attempt).open, "a wanted call is left alone"
        assert voicemail or not attempt.picked_up, "a person on the line is not cut off"
        self.ended_calls.append(call)

    def _check_unreachable(self, page: str) -> None:
        own = [each for each in self.desk.state.attempts.values() if each.page_id == page]
        latest = own[-1]
        assert page not in self.reported, "reported once for each try"
        assert latest.outcome not in RANG, "a phone that rang is no dead end"
        assert latest.outcome not in {Outcome.ACCEPTED, Outcome.DELIVERED}, "a text that was taken is no dead end"
        self.reported.add(page)

    def _note_what_is_open(self) -> None:
        if any(page.open for page in self.desk.state.pages.values()):
            self.last_open = self.desk.now

    def _is_old(self, word: CallReport, known: Attempt) -> bool:
        if known.outcome not in {None, Outcome.UNKNOWN}:
            return True
        return word.answered_by is None and known.outcome is None and word.sequence <= known.sequence

    def _remembered(self) -> str:
        return self.desk.state.model_dump_json()


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(deadline=None, max_examples=150, stateful_step_count=40)
