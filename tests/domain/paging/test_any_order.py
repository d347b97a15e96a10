"""A pager under everything that can happen, in any order: pages, endings, providers' words late, twice and out of order."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.errors import DeliveryFailed, FailureKind
from domain.organisation import Channel
from domain.page_messages import PageEnding
from domain.paging.actions import (
    Action,
    EndCall,
    Leave,
    ReportUnreachable,
    SendNotices,
    StartAttempt,
    Wait,
    next_action,
)
from domain.paging.attempts import accepted, call_reported, not_accepted, start_attempt, text_reported
from domain.paging.carrying import carried_over, restored
from domain.paging.state import REMEMBERED_FOR, Attempt, Outcome, Page, PagerInput, PagerState, ProviderCall
from domain.sending import Accepted, CallReport, TextReport
from domain.timeline import Kind, TimelineEntry
from tests.domain.builders import PATIENT, minutes
from tests.domain.paging.desk import CALL, MAIL, OPTED_OUT, TEXT, Desk, attempt_id

PAGES = ("p1", "p2", "p3")
CALL_STATUSES = ("initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "failed", "canceled")
RANG = {Outcome.NO_ANSWER, Outcome.BUSY, Outcome.VOICEMAIL, Outcome.NO_KEY, Outcome.UNKNOWN}

pages = st.sampled_from(PAGES)
attempts = st.integers(1, 9).map(attempt_id)
channels = st.lists(st.sampled_from([CALL, TEXT, MAIL]), min_size=1, unique=True)
troubles = st.dictionaries(st.sampled_from([CALL, TEXT, MAIL]), st.sampled_from(FailureKind))


def words_on_calls(**said: st.SearchStrategy[Any]) -> st.SearchStrategy[CallReport]:
    """Return words on any attempt's call, or on a second one under it."""
    names = st.tuples(attempts, st.sampled_from(["", "-double"]))
    return names.flatmap(
        lambda name: st.builds(
            CallReport, attempt_id=st.just(name[0]), provider_id=st.just(f"CA-{name[0]}{name[1]}"), **said
        )
    )


statuses = words_on_calls(status=st.sampled_from(CALL_STATUSES), sequence=st.integers(0, 5))
ears = words_on_calls(answered_by=st.sampled_from(["human", "machine_start", "fax", "unknown"]))
text_words = st.builds(
    TextReport,
    attempt_id=attempts,
    provider_id=st.just("SM-told"),
    status=st.sampled_from(["queued", "sent", "delivered", "undelivered", "failed"]),
    error_code=st.sampled_from([None, 30003, OPTED_OUT]),
)


class AnyOrder(RuleBasedStateMachine):
    """Ana's pager, and an observer who keeps books of their own."""

    roomy = True

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.placing: Attempt | None = None
        self.ended_calls: list[str] = []
        self.lost: set[str] = set()
        self.reported: set[str] = set()
        self.last_open: datetime = self.desk.now

    @rule(page=pages, by=channels, code=st.integers(0, 3), cleared=st.booleans())
    def a_page_arrives(self, page: str, by: list[Channel], code: int, *, cleared: bool) -> None:
        """A page arrives, or one that is known is tried once more."""
        self.desk.page(page, *by, code=code, cleared=cleared)
        self._note_what_is_open()
        self.reported.discard(page)

    @rule(
        page=pages, ending=st.sampled_from(PageEnding), by=st.sampled_from(["ana", "bo"]), told=st.none() | st.just("x")
    )
    def a_page_ends(self, page: str, ending: PageEnding, by: str, told: str | None) -> None:
        """The owner ends a page, and says so twice."""
        self._note_what_is_open()
        self.desk.withdraw(page, ending, by=by, notice=told)
        self.desk.withdraw(page, ending, by=by, notice=told)

    @rule(page=pages, cleared=st.booleans())
    def an_alert_clears_or_comes_back(self, page: str, *, cleared: bool) -> None:
        """The alerts behind a page are gone, or fire again; the news comes twice."""
        self.desk.clear(page, cleared=cleared)
        self.desk.clear(page, cleared=cleared)
        self.reported.discard(page)

    @rule(opened=st.booleans())
    def the_person_stops_texts_or_opens_them(self, *, opened: bool) -> None:
        """STOP or START arrives."""
        self.desk.says_stop(opened=opened)

    @rule(failing=troubles, stands=st.sampled_from([None, *CALL_STATUSES]))
    def the_provider_changes(self, failing: dict[Channel, FailureKind], stands: str | None) -> None:
        """From now on the provider takes some channels and not others, and says something else when asked about a call."""
        self.desk.failing, self.desk.stands = failing, stands

    @rule(word=statuses | ears)
    def the_provider_speaks_of_a_call(self, word: CallReport) -> None:
        """A word on a call arrives, twice; what is old changes nothing."""
        before, known = self.desk.remembered(), self.desk.state.attempts.get(word.attempt_id)
        if known and known.channel is not CALL:
            return
        nothing_new = known is None or _is_old(word, known)
        followed, outcome = (known.provider_id, known.outcome) if known else (None, None)
        call_reported(self.desk.state, word, self.desk.now)
        after = self.desk.remembered()
        assert not nothing_new or before == after, "an old word changes nothing"
        if known and followed not in {None, word.provider_id} and word.status != "in-progress":
            assert known.outcome in {outcome, None}, "a word on one call is not the end of another"
        if known and outcome is None and known.concluded and self.desk.state.any_open(known):
            assert not [each for each in known.others if _may_be_answered(each)], "over when all its calls are"
        call_reported(self.desk.state, word, self.desk.now)
        assert after == self.desk.remembered(), "a repeat changes nothing"

    @rule(word=text_words)
    def the_provider_speaks_of_a_text(self, word: TextReport) -> None:
        """A word on a text arrives, twice."""
        known = self.desk.state.attempts.get(word.attempt_id)
        if known and known.channel is not TEXT:
            return
        text_reported(self.desk.state, word, self.desk.now)
        after = self.desk.remembered()
        text_reported(self.desk.state, word, self.desk.now)
        assert after == self.desk.remembered(), "a repeat changes nothing"

    @rule(delay=st.sampled_from([1, 2, 20, 100, 240, 3_600, 86_400]))
    def time_passes(self, delay: int) -> None:
        """Nothing happens for a while."""
        self._note_what_is_open()
        self.desk.later(timedelta(seconds=delay))

    @precondition(lambda self: self.placing is None and not self._messages_under_way())
    @rule()
    def the_pager_continues_as_new(self) -> None:
        """Another run goes on with what was carried over."""
        state, before = self.desk.state, self.desk.remembered()
        carried = PagerInput.model_validate_json(
            PagerInput(person="ana", carried=carried_over(state)).model_dump_json()
        ).carried
        assert carried is not None
        self.desk.state = restored(carried)
        assert not self.roomy or before == self.desk.remembered(), "an ordinary day is carried whole"
        assert _held(state) == _held(self.desk.state), "what waits for an end is never left behind"

    @precondition(lambda self: self.placing is None)
    @rule()
    def the_next_thing_is_done(self) -> None:
        """The pager does one thing."""
        self._do_next()

    @precondition(lambda self: self.placing is None)
    @rule()
    def everything_due_is_done(self) -> None:
        """The pager does all it can, until it waits or leaves: then no page has been forgotten."""
        while not isinstance(self._do_next(), Wait | Leave):
            pass
        forgotten = [page.order.page_id for page in self.desk.state.open_pages() if self._forgotten(page)]
        assert [] == forgotten

    @precondition(lambda self: self.placing is None)
    @rule()
    def a_call_is_being_placed(self) -> None:
        """The pager asks the provider for a call, and the provider's reply is still to come."""
        action = next_action(self.desk.state, self.desk.now)
        if isinstance(action, StartAttempt) and action.channel is CALL:
            self._check(action)
            self.placing = start_attempt(self.desk.state, action, 1000, self.desk.now)

    @precondition(lambda self: self.placing is None)
    @rule()
    def a_message_waits_for_its_turn(self) -> None:
        """The pager sends a text or mail, and goes on with everything else before the provider takes it."""
        action = next_action(self.desk.state, self.desk.now)
        if isinstance(action, StartAttempt | SendNotices):
            self._check(action)
            self.desk.waiting = {TEXT, MAIL}
            if not isinstance(action, StartAttempt) or action.channel is not CALL:
                self.desk.act()
            self.desk.waiting = set()

    @rule(kind=st.sampled_from([None, *FailureKind]))
    def the_turn_of_messages_comes(self, kind: FailureKind | None) -> None:
        """The provider takes everything that waits, or nothing of it."""
        failing, self.desk.failing = self.desk.failing, {TEXT: kind, MAIL: kind} if kind else {}
        for each in self._messages_under_way():
            self.desk.turn_comes(each)
        if self.desk.state.notices_under_way:
            self.desk.turn_of_words_comes()
        self.desk.failing = failing

    @precondition(lambda self: self.placing is not None)
    @rule(kind=st.sampled_from([None, *FailureKind]), double=st.booleans())
    def the_provider_answers_for_it(self, kind: FailureKind | None, *, double: bool) -> None:
        """The provider took the call that is being placed, perhaps the second time it was placed, or did not."""
        assert self.placing is not None
        if kind is None:
            word = Accepted(provider_id=f"CA-{self.placing.id}{'-double' if double else ''}")
            accepted(self.desk.state, self.placing, word, self.desk.now)
        else:
            not_accepted(self.desk.state, self.placing, DeliveryFailed(kind, "the provider says no"), self.desk.now)
        self.placing = None

    @invariant()
    def one_call_at_a_time(self) -> None:
        """There is one live call at most, apart from calls thought lost that turn out to exist."""
        thought_lost = {Outcome.UNKNOWN, Outcome.NOT_ACCEPTED}
        self.lost |= {each.id for each in self.desk.state.attempts.values() if each.outcome in thought_lost}
        assert len([call for call in self.desk.state.live_calls() if call.id not in self.lost]) <= 1

    @invariant()
    def an_ended_page_plans_nothing(self) -> None:
        """A page that has its end has no channel left to try, and codes are owed only for what is in the person's hands."""
        ended = [page for page in self.desk.state.pages.values() if not page.open]
        assert not [page for page in ended if page.plan]
        assert not [page for page in self.desk.state.pages.values() if page.code_owed and not page.in_hand]

    @invariant()
    def codes_tell_pages_apart(self) -> None:
        """No two known pages have the same code, and no text about several has the code of a page."""
        codes = [page.code for page in self.desk.state.pages.values()]
        codes += [each.code for each in self.desk.state.attempts.values() if each.code]
        assert len(set(codes)) == len(codes)

    @invariant()
    def what_came_of_attempts_is_written(self) -> None:
        """An attempt has an outcome on the timeline if and only if it has one, for every try it was made for."""
        written = {(each.about.attempt, each.about.intent) for each in self._outcomes() if each.about}
        for attempt in self.desk.state.attempts.values():
            tries = {(attempt.id, intent) for intents in attempt.intents.values() for intent in intents}
            assert attempt.outcome is None or tries <= written

    @invariant()
    def nothing_is_sent_twice_at_once(self) -> None:
        """A page has at most one text and one mail on its way."""
        on_their_way = [(page, each.channel) for each in self._messages_under_way() for page in each.page_ids]
        assert len(set(on_their_way)) == len(on_their_way)

    def teardown(self) -> None:
        """At the end everything is heard of or given up, so every attempt has come to an outcome."""
        self.the_turn_of_messages_comes(None)
        if self.placing:
            self.the_provider_answers_for_it(None, double=False)
        self.desk.stands = None
        for _ in range(20):
            rest = self.desk.settle()
            if not self.desk.state.live_calls():
                break
            assert isinstance(rest, Wait)
            self.desk.now = rest.until
        assert not [each for each in self.desk.state.attempts.values() if each.outcome is None]

    def _messages_under_way(self) -> list[Attempt]:
        return [each for each in self.desk.state.attempts.values() if each.under_way and each.channel is not CALL]

    def _outcomes(self) -> list[TimelineEntry]:
        return [each for each in self.desk.entries() if each.kind is Kind.OUTCOME]

    def _forgotten(self, page: Page) -> bool:
        """Whether nothing was done for an open page, nothing will be, and nobody was told so."""
        state = self.desk.state
        under_way = any(page.order.page_id in each.page_ids for each in state.attempts.values() if each.under_way)
        reached = page.delivered or page.rang
        return not (page.plan or under_way or reached or page.reported_unreachable)

    def _do_next(self) -> Action:
        self._check(next_action(self.desk.state, self.desk.now))
        self._note_what_is_open()
        return self.desk.act()

    def _check(self, due: Action) -> None:
        """Judge the action the rule asks for by the books."""
        state = self.desk.state
        match due:
            case StartAttempt(page_ids=told, channel=channel):
                self._check_start([state.pages[each] for each in told], channel)
            case EndCall(attempt_id=attempt, provider_id=call):
                self._check_end(state.attempts[attempt], call)
            case ReportUnreachable(page_id=page):
                self._check_unreachable(page)
            case Wait(until=until):
                assert until > self.desk.now, "a wait lies ahead"
                assert all(call.give_up_at >= until for call in state.live_calls()), "silence is asked about in time"
            case SendNotices():
                assert not state.notices_under_way, "notices arrive in order"
            case Leave():
                assert not state.open_pages(), "an open page keeps the pager"
                on_its_way = [*self._messages_under_way(), *state.notices_under_way]
                assert [] == on_its_way, "what is on its way is waited for"
                assert self.desk.now - self.last_open >= REMEMBERED_FOR, "a late answer finds its page for a day"

    def _check_start(self, told: list[Page], channel: Channel) -> None:
        state = self.desk.state
        assert all(page.open for page in told), "an ended page starts nothing"
        assert channel is not CALL or not state.live_calls(), "one call at a time"
        assert channel is not CALL or not any(page.cleared for page in told), "nobody is called for what has cleared"
        alone = state.texts_closed and all(page.contact.channels == (TEXT,) for page in told)
        assert channel is not TEXT or not state.texts_closed or alone, "who stopped texts is not texted"

    def _check_end(self, attempt: Attempt, name: str) -> None:
        call = attempt.call_named(name)
        assert name not in self.ended_calls, "a call is ended once"
        assert not call.over or attempt.outcome is Outcome.VOICEMAIL, "what is over is not ended"
        wanted = [page for page in self.desk.state.pages_of(attempt) if page.open and not page.cleared]
        assert call.machine or not wanted, "a wanted call is left alone"
        assert call.machine or not call.picked_up, "a person on the line is not cut off"
        self.ended_calls.append(name)

    def _check_unreachable(self, page: str) -> None:
        own = [each for each in self.desk.state.attempts.values() if page in each.page_ids]
        latest = [each for each in own if self.desk.state.pages[page].order.intent in each.intents[page]]
        assert page not in self.reported, "reported once for each try"
        assert not {each.outcome for each in latest} & RANG, "a phone that rang is no dead end"
        assert not [each for each in own if each.under_way], "what is on its way may arrive"
        assert not {each.outcome for each in latest} & {Outcome.ACCEPTED, Outcome.DELIVERED}, "what was taken is none"
        self.reported.add(page)

    def _note_what_is_open(self) -> None:
        if self.desk.state.open_pages():
            self.last_open = self.desk.now


def _is_old(word: CallReport, known: Attempt) -> bool:
    if known.provider_id not in {None, word.provider_id}:
        other = next((each for each in known.others if each.provider_id == word.provider_id), None)
        return other is not None and word.answered_by is None and (word.sequence <= other.sequence or other.over)
    if known.concluded:
        return True
    return word.answered_by is None and known.outcome is None and word.sequence <= known.sequence


def _may_be_answered(call: ProviderCall) -> bool:
    return not (call.over or call.machine or call.end_asked)


def _held(state: PagerState) -> dict[str, tuple[str, bool]]:
    return {name: (page.code, page.in_hand) for name, page in state.pages.items() if page.held}


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(deadline=None, max_examples=150, stateful_step_count=40)

gaps = st.lists(st.integers(0, 60), min_size=2, max_size=30)
endings = st.sampled_from(["no-answer", "busy", "completed", "canceled"])


@PATIENT
@given(gaps, st.lists(endings, min_size=1))
def test_a_storm_is_two_calls_and_two_texts_in_five_minutes(gaps: list[int], endings: list[str]) -> None:
    """However many pages come, at whatever pace, in no five minutes is the person called or texted more than twice."""
    desk = Desk()
    for number, gap in enumerate(gaps):
        desk.page(f"s{number}", code=number)
        _live_through(desk, desk.now + timedelta(seconds=gap), endings)
    _live_through(desk, desk.now + minutes(60), endings)

    for channel in (CALL, TEXT):
        starts = [each.started_at for each in desk.state.attempts.values() if each.channel is channel]
        assert all(later - first >= minutes(5) for first, later in zip(starts, starts[2:], strict=False))
    told = {page for each in desk.state.attempts.values() for page in each.page_ids}
    assert set(desk.state.pages) == told


def _live_through(desk: Desk, until: datetime, endings: list[str]) -> None:
    """Let the pager do what is due until then; each call rings for ten seconds and ends in its way."""
    while True:
        rest = desk.settle()
        calls = desk.state.live_calls()
        rings_until = [call.started_at + timedelta(seconds=10) for call in calls if call.status != "completed"]
        moments = [rest.until, *rings_until] if isinstance(rest, Wait) else []
        if not moments or min(moments) >= until:
            desk.now = until
            return
        desk.now = max(desk.now, min(moments))
        for call in calls:
            if call.status != "completed" and desk.now >= call.started_at + timedelta(seconds=10):
                number = int(call.id.rsplit("/", 1)[1])
                desk.call_says(endings[number % len(endings)], number)
