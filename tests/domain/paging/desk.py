"""A pager's shell for tests: carries out what the rule asks for, as the workflow does, and remembers all of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.errors import DeliveryFailed, FailureKind
from domain.organisation import Channel
from domain.page_messages import (
    ContactCard,
    Notice,
    PageCleared,
    PageEnding,
    PageOrder,
    PageReport,
    PageRequest,
    PageWithdrawal,
    TextsOpened,
)
from domain.paging import actions, attempts, pages, texts
from domain.paging.actions import Action, next_action
from domain.paging.state import Attempt, Page, PagerState
from domain.policies import BurstPolicy
from domain.sending import Accepted, CallReport, TextReport
from domain.timeline import Journal, TimelineEntry
from domain.wording import taken_text
from tests.domain.builders import CODE, ESCALATION, NIGHT, TRIAGE, words

CALL, TEXT, MAIL = Channel.CALL, Channel.TEXT, Channel.MAIL
OPTED_OUT = 21610
_REST = actions.Wait | actions.Leave


def card(*channels: Channel) -> ContactCard:
    """Return how Ana is paged: by these channels, else by call, text and mail."""
    return ContactCard(
        person="ana",
        name="Ana",
        time_zone="Europe/London",
        language="en-GB",
        channels=channels or (CALL, TEXT, MAIL),
        ring=timedelta(seconds=20),
        answer_limit=timedelta(minutes=3),
        burst=BurstPolicy(calls=2, texts=2, within=timedelta(minutes=5)),
    )


def order(page: str = "p1", intent: int = 1, *, cleared: bool = False) -> PageOrder:
    """Return the order to page Ana; `page` names one of several searches for her, `intent` one try of it."""
    return PageOrder(
        page_id=page,
        intent=f"{page}#{intent}",
        owner=ESCALATION,
        incident="incident/checkout",
        code=CODE,
        person="ana",
        purpose=TRIAGE,
        words=words(),
        cleared=cleared,
        team="shop",
    )


def attempt_id(number: int = 1) -> str:
    """Return the name of the pager's attempt with this number."""
    return f"ana/AAAA/{number}"


def call_id(number: int = 1, *, double: bool = False) -> str:
    """Return the provider's name for the call of an attempt, or for a second one under it."""
    return f"CA-{attempt_id(number)}{'-double' if double else ''}"


def ended(number: int = 1, *, double: bool = False) -> actions.EndCall:
    """Return the action that ends an attempt's call, or the second one under it."""
    return actions.EndCall(attempt_id=attempt_id(number), provider_id=call_id(number, double=double))


@dataclass
class Desk:
    """Ana's pager and the provider it talks to.

    `failing` says which channels the provider does not take now, with `error` as its code; `stands` is its answer when it is asked
    how a call stands. On the channels in `waiting` what is sent waits until `turn_comes`.
    """

    now: datetime = NIGHT
    waiting: set[Channel] = field(default_factory=set)
    failing: dict[Channel, FailureKind] = field(default_factory=dict)
    error: int | None = None
    stands: str | None = None
    state: PagerState = field(
        default_factory=lambda: PagerState(
            person="ana", run="AAAA", bounded=True, journal=Journal(origin="pager/ana#AAAA"), last_busy=NIGHT
        )
    )
    intents: int = 0
    done: list[Action] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    turned_away: list[PageReport] = field(default_factory=list)

    def page(self, page: str = "p1", *channels: Channel, code: int = 4821, cleared: bool = False) -> Page:
        """A page arrives, or the next try of one that is known."""
        self.intents += 1
        request = PageRequest(order=order(page, self.intents, cleared=cleared), contact=card(*channels))
        pages.open_page(self.state, request, code, self.now)
        return self.state.pages[page]

    def withdraw(
        self,
        page: str = "p1",
        ending: PageEnding = PageEnding.ANSWERED,
        *,
        by: str = "bo",
        notice: str | None = None,
    ) -> None:
        """The page comes to its end; when it was answered, `by` has it."""
        because = f"{by.capitalize()} has it" if ending is PageEnding.ANSWERED else f"{ending}"
        taken_by = by if ending is PageEnding.ANSWERED else None
        withdrawal = PageWithdrawal(page_id=page, ending=ending, because=because, taken_by=taken_by, notice=notice)
        pages.withdraw_page(self.state, withdrawal, self.now)

    def clear(self, page: str = "p1", *, cleared: bool = True) -> None:
        """The alerts behind a page are gone, or back."""
        pages.clear_page(self.state, PageCleared(page_id=page, cleared=cleared), self.now)

    def says_stop(self, *, opened: bool = False) -> None:
        """Ana stops our texts at the carrier, or lets them through again."""
        texts.open_texts(self.state, TextsOpened(open=opened), self.now)

    def tell(self, notice_id: str, body: str = "words", to: str = "") -> None:
        """Words for Ana arrive, for one of her numbers."""
        texts.add_notice(self.state, Notice(notice_id=notice_id, body=body, to=to), self.now)

    def call_says(self, status: str, number: int = 1, sequence: int = 9, *, double: bool = False) -> None:
        """The provider reports the status of an attempt's call, or of a second one that was placed when its answer was lost."""
        report = CallReport(
            attempt_id=attempt_id(number), provider_id=call_id(number, double=double), status=status, sequence=sequence
        )
        attempts.call_reported(self.state, report, self.now)

    def machine_says(self, answered_by: str, number: int = 1, *, double: bool = False) -> None:
        """The provider reports who, by its ear, picked up."""
        report = CallReport(
            attempt_id=attempt_id(number), provider_id=call_id(number, double=double), answered_by=answered_by
        )
        attempts.call_reported(self.state, report, self.now)

    def text_says(self, status: str, number: int = 2, error: int | None = None) -> None:
        """The provider reports a text's status."""
        report = TextReport(attempt_id=attempt_id(number), provider_id=f"SM-{number}", status=status, error_code=error)
        attempts.text_reported(self.state, report, self.now)

    def later(self, delay: timedelta) -> None:
        """Move the clock."""
        self.now += delay

    def entries(self) -> list[TimelineEntry]:
        """Return what the pager wrote for the incident."""
        return self.state.journal.unsent.get(CODE, [])

    def remembered(self) -> str:
        """Return everything the pager remembers, to see that nothing changed."""
        return self.state.model_dump_json()

    def attempt(self, number: int = 1) -> Attempt:
        """Return one attempt."""
        return self.state.attempts[attempt_id(number)]

    def turn_comes(self, attempt: Attempt) -> None:
        """The provider takes an attempt, or does not."""
        kind = self.failing.get(attempt.channel)
        if kind:
            failure = DeliveryFailed(kind, "the provider says no", self.error)
            attempts.not_accepted(self.state, attempt, failure, self.now)
        else:
            prefix = {CALL: "CA", TEXT: "SM", MAIL: "mail"}[attempt.channel]
            attempts.accepted(self.state, attempt, Accepted(provider_id=f"{prefix}-{attempt.id}"), self.now)

    def turn_of_words_comes(self) -> None:
        """The provider takes the text with notices that is on its way, or does not."""
        words = "\n".join(each.body for each in self.state.notices_under_way)
        kind = self.failing.get(TEXT)
        if kind:
            failure = DeliveryFailed(kind, "the provider says no", self.error)
            texts.notices_not_told(self.state, failure, self.now)
        else:
            texts.notices_told(self.state)
            self.texts.append(words)

    def act(self) -> Action:
        """Do the next thing, and fail if the rule would ask for the very same again."""
        action = next_action(self.state, self.now)
        assert action == next_action(self.state, self.now), "the rule is a function"
        self._carry_out(action)
        self.done.append(action)
        assert isinstance(action, _REST) or action != next_action(self.state, self.now), "an action makes progress"
        return action

    def settle(self) -> Action:
        """Do everything that is due, until there is nothing but to wait or leave."""
        for _ in range(200):
            if isinstance(action := self.act(), _REST):
                return action
        raise AssertionError("the pager never comes to rest")

    def wait_over(self) -> Action:
        """Move the clock to the end of the pager's wait, and do what is due then."""
        rest = self.settle()
        assert isinstance(rest, actions.Wait)
        self.now = rest.until
        return self.settle()

    def take_done(self) -> list[Action]:
        """Return what was done since the last look, waits left out."""
        done, self.done = [each for each in self.done if not isinstance(each, _REST)], []
        return done

    def sent(self) -> list[str]:
        """Return which channels were tried since the last look, with the pages where it is not the usual one alone."""
        started = [each for each in self.take_done() if isinstance(each, actions.StartAttempt)]
        return [
            each.channel if each.page_ids == ("p1",) else f"{each.channel} {'+'.join(each.page_ids)}"
            for each in started
        ]

    def _carry_out(self, action: Action) -> None:
        match action:
            case actions.StartAttempt():
                attempt = attempts.start_attempt(self.state, action, 1000, self.now)
                if attempt.channel not in self.waiting:
                    self.turn_comes(attempt)
            case actions.EndCall() | actions.TellWhoHasIt() | actions.AskAboutCall() | actions.Conclude():
                self._see_to_call(action, self.state.attempts[action.attempt_id])
            case actions.TellCodes():
                owed = texts.codes_told(self.state)
                self.tell(f"{owed[0].order.page_id}/taken/{owed[0].order.intent}", taken_text(_codes(owed)))
            case actions.SendNotices(notices=notices):
                self._text(notices)
            case actions.TurnAway(page_id=page):
                self.turned_away.append(pages.owner_told(self.state, page))
            case actions.ReportUnreachable(page_id=page):
                pages.unreachable_reported(self.state.pages[page])

    def _see_to_call(self, action: Action, call: Attempt) -> None:
        match action:
            case actions.EndCall(provider_id=name):
                call.call_named(name).end_asked = True
            case actions.TellWhoHasIt():
                call.tell_closed = False
            case actions.AskAboutCall():
                self._ask_about(call)
            case actions.Conclude():
                attempts.call_over(self.state, call, self.now)

    def _ask_about(self, attempt: Attempt) -> None:
        if self.stands:
            attempts.call_found(self.state, attempt, self.stands, self.now)
        else:
            attempts.call_lost(self.state, attempt, "the provider does not answer", self.now)

    def _text(self, notices: tuple[Notice, ...]) -> None:
        texts.notices_leave(self.state, notices)
        if TEXT not in self.waiting:
            self.turn_of_words_comes()


def _codes(owed: list[Page]) -> list[tuple[str, str]]:
    return [(page.order.code, page.code) for page in owed]


def ringing() -> Desk:
    """Return a desk whose call rings."""
    desk = Desk()
    desk.page()
    desk.settle()
    desk.call_says("ringing", sequence=1)
    return desk


def talking(*more: str) -> Desk:
    """Return a desk whose call was picked up; it tells the usual page and these."""
    desk = Desk()
    for page in ("p1", *more):
        desk.page(page)
    desk.settle()
    desk.call_says("in-progress", sequence=2)
    desk.settle()
    desk.take_done()
    return desk


def in_flight(channel: Channel) -> Desk:
    """Return a desk that has handed a message to the provider and not heard whether it was taken."""
    desk = Desk()
    desk.page("p1", channel)
    start = actions.StartAttempt(page_ids=("p1",), channel=channel, because="first")
    attempts.start_attempt(desk.state, start, 1000, desk.now)
    return desk
