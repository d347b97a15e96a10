"""A pager's shell for tests: carries out what the rule asks for, as the workflow does, and remembers all of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.errors import FailureKind
from domain.messages import (
    CallReport,
    ContactCard,
    Notice,
    PageEnding,
    PageOrder,
    PageRequest,
    PageWithdrawal,
    TextReport,
)
from domain.organisation import Channel
from domain.paging import actions, events
from domain.paging.actions import Action, next_action
from domain.paging.state import Attempt, Page, PagerState
from domain.timeline import Journal, TimelineEntry
from tests.domain.builders import CODE, ESCALATION, NIGHT, TRIAGE, words

CALL, TEXT, MAIL = Channel.CALL, Channel.TEXT, Channel.MAIL
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
    )


def order(page: str = "p1") -> PageOrder:
    """Return the order to page Ana; `page` names one of several searches for her."""
    return PageOrder(
        page_id=page,
        owner=ESCALATION,
        incident="incident/checkout",
        code=CODE,
        person="ana",
        purpose=TRIAGE,
        words=words(),
    )


@dataclass
class Desk:
    """Ana's pager and the provider it talks to; `failing` says which channels the provider does not take now."""

    now: datetime = NIGHT
    failing: dict[Channel, FailureKind] = field(default_factory=dict)
    state: PagerState = field(
        default_factory=lambda: PagerState(person="ana", journal=Journal(origin="pager/ana#AAAA"), last_busy=NIGHT)
    )
    done: list[Action] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def page(self, page: str = "p1", *channels: Channel, code: int = 4821) -> Page:
        """A page arrives, or the same once more."""
        events.open_page(self.state, PageRequest(order=order(page), contact=card(*channels)), code, self.now)
        return self.state.pages[page]

    def withdraw(self, page: str = "p1", ending: PageEnding = PageEnding.ANSWERED, notice: str | None = None) -> None:
        """The page comes to its end."""
        withdrawal = PageWithdrawal(page_id=page, ending=ending, because="Bo has it", notice=notice)
        events.withdraw_page(self.state, withdrawal, self.now)

    def tell(self, notice_id: str, body: str = "words") -> None:
        """Words for Ana arrive."""
        events.add_notice(self.state, Notice(notice_id=notice_id, body=body), self.now)

    def call_says(self, status: str, attempt: str = "p1#1", sequence: int = 9) -> None:
        """The provider reports a call's status."""
        report = CallReport(attempt_id=attempt, provider_id=f"CA-{attempt}", status=status, sequence=sequence)
        events.call_reported(self.state, report, self.now)

    def machine_says(self, answered_by: str, attempt: str = "p1#1") -> None:
        """The provider reports who, by its ear, picked up."""
        report = CallReport(attempt_id=attempt, provider_id=f"CA-{attempt}", answered_by=answered_by)
        events.call_reported(self.state, report, self.now)

    def text_says(self, status: str, attempt: str = "p1#2", error: int | None = None) -> None:
        """The provider reports a text's status."""
        report = TextReport(attempt_id=attempt, provider_id=f"SM-{attempt}", status=status, error_code=error)
        events.text_reported(self.state, report, self.now)

    def later(self, delay: timedelta) -> None:
        """Move the clock."""
        self.now += delay

    def entries(self) -> list[TimelineEntry]:
        """Return what the pager wrote for the incident."""
        return self.state.journal.unsent.get(CODE, [])

    def remembered(self) -> str:
        """Return everything the pager remembers, to see that nothing changed."""
        return self.state.model_dump_json()

    def attempt(self, number: int = 1, page: str = "p1") -> Attempt:
        """Return one attempt."""
        return self.state.attempts[f"{page}#{number}"]

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

    def take_done(self) -> list[Action]:
        """Return what was done since the last look, waits left out."""
        done, self.done = [each for each in self.done if not isinstance(each, _REST)], []
        return done

    def sent(self) -> list[str]:
        """Return which channels were tried since the last look, with the page where it is not the usual one."""
        started = [each for each in self.take_done() if isinstance(each, actions.StartAttempt)]
        return [each.channel if each.page_id == "p1" else f"{each.channel} {each.page_id}" for each in started]

    def _carry_out(self, action: Action) -> None:
        match action:
            case actions.StartAttempt():
                self._deliver(events.start_attempt(self.state, action, self.now))
            case actions.EndCall():
                self.state.attempts[action.attempt_id].end_asked = True
            case actions.GiveUpOn():
                events.give_up_on(self.state, self.state.attempts[action.attempt_id], self.now)
            case actions.SendNotice():
                self.state.notices.remove(action.notice)
                self.notices.append(action.notice.body)
            case actions.ReportUnreachable():
                events.unreachable_reported(self.state.pages[action.page_id])

    def _deliver(self, attempt: Attempt) -> None:
        kind = self.failing.get(attempt.channel)
        if kind:
            events.not_accepted(self.state, attempt, kind, "the provider says no", self.now)
        else:
            prefix = {CALL: "CA", TEXT: "SM", MAIL: "mail"}[attempt.channel]
            events.accepted(self.state, attempt, f"{prefix}-{attempt.id}")


def ringing() -> Desk:
    """Return a desk whose call rings."""
    desk = Desk()
    desk.page()
    desk.settle()
    desk.call_says("ringing", sequence=1)
    return desk


def in_flight(channel: Channel) -> Desk:
    """Return a desk that has handed a message to the provider and not heard whether it was taken."""
    desk = Desk()
    desk.page("p1", channel)
    events.start_attempt(desk.state, actions.StartAttempt(page_id="p1", channel=channel, because="first"), desk.now)
    return desk
