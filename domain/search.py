"""The state of one escalation: the search for a person, from the first page to a settled purpose.

`searching → held (by a person) → settled`. Each person paged is an intended page, which comes to exactly one end: answered, passed
on, superseded, or given up. Answers are decided in domain/answering.py.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Unpack

from pydantic import BaseModel, Field

from domain.escalation import Attempt, PageNow, Setback
from domain.ladder import RungContact
from domain.messages import AnswerReply, EscalationReport, EscalationStart, PageWords, Purpose, Stop
from domain.names import page_id
from domain.organisation import Urgency
from domain.page_messages import PageEnding, PageReport, PageWithdrawal
from domain.policies import PagingPolicy
from domain.purposes import kind_of
from domain.timeline import Details, IntentEnd, Journal, Kind, Reference
from domain.wording import as_markdown_text, local_time, lost_text


class CheckIn(BaseModel):
    """Who has it was asked whether they are still on it: an intended page of its own, with an end of its own."""

    intent: str
    until: datetime


class Holder(BaseModel):
    """Who has it, since when, and when they were last heard of."""

    contact: RungContact
    since: datetime
    heard_of: datetime
    check_in: CheckIn | None = None
    put_through: bool = False
    sends: bool = False
    """Whether they took it by sending the update it is about: nobody need tell them how."""


class SearchState(BaseModel):
    """Everything an escalation carries over a continue-as-new."""

    escalation: str
    incident: str
    code: str
    purpose: Purpose = Purpose.TRIAGE
    urgency: Urgency = Urgency.HIGH
    journal: Journal
    attempts: list[Attempt] = Field(default_factory=list)
    intents: int = 0
    people: dict[str, RungContact] = Field(default_factory=dict)
    pages_open: list[str] = Field(default_factory=list)
    holder: Holder | None = None
    fell_silent: list[str] = Field(default_factory=list)
    """Who had it and did not answer, and is still to be told who has it instead."""
    acknowledgement_lasts: timedelta = PagingPolicy().acknowledgement_lasts
    answer_awaited: timedelta = timedelta()
    """How long the latest rung was given."""
    reported_holder: str | None = None
    cleared: bool = False
    cleared_told: bool = False
    words: PageWords | None = None
    """What its pages say now; None: what they said when the search began."""
    words_told: bool = True
    """Whether the pages that were handed over say so, too."""
    stopped_because: str | None = None
    closing_notice: str | None = None
    told_already: tuple[str, ...] = ()
    """Who has heard from the incident itself what the closing notice says."""
    replies: dict[str, AnswerReply] = Field(default_factory=dict)

    @property
    def chases(self) -> bool:
        """Whether somebody must be found: what is of low urgency is told once, and nobody is asked about it again."""
        return self.urgency is not Urgency.LOW

    @property
    def settled(self) -> bool:
        """Whether the purpose of the search is reached."""
        return self.stopped_because is not None

    def write(self, at: datetime, kind: Kind, what: str, **details: Unpack[Details]) -> None:
        """Write down what happened, for the incident's timeline."""
        self.journal.write(self.code, at, kind, what, **details)


def paged(state: SearchState, step: PageNow, now: datetime) -> list[Attempt]:
    """Record a step of the ladder, who is paged and why, and return it. Whoever was paged before and gave no answer is given up."""
    for attempt in state.attempts:
        end(
            state,
            attempt,
            IntentEnd.GAVE_UP,
            f"{_why_given_up(attempt)}; the ladder goes to the {step.rung.title}",
            now,
        )
    _forget_earlier_rounds(state, step.place.round)
    state.answer_awaited = step.until - now
    made = [_attempt(state, contact, step, now) for contact in step.contacts]
    state.attempts += made
    for attempt in made:
        about = Reference(intent=attempt.intent, due=attempt.until if state.chases else None)
        what = f"page the {step.rung.title}"
        state.write(now, Kind.STEP, what, who=attempt.contact.name, why=step.because, about=about)
    return made


def _attempt(state: SearchState, contact: RungContact, step: PageNow, now: datetime) -> Attempt:
    intent = page_opened(state, contact)
    return Attempt(contact=contact, place=step.place, at=now, until=step.until, intent=intent)


def page_opened(state: SearchState, contact: RungContact) -> str:
    """Note that a page is open with this person, and return the name of this intended page."""
    page = page_of(state, contact.person)
    state.people[contact.person] = contact
    end_owed(state, contact.person)
    state.intents += 1
    return f"{page}#{state.intents}"


def end_owed(state: SearchState, person: str) -> None:
    """Note that this person's pager is still to hear how their page ends, or who has it by now."""
    page = page_of(state, person)
    if page not in state.pages_open:
        state.pages_open.append(page)


def end(state: SearchState, attempt: Attempt, how: IntentEnd, why: str, now: datetime) -> None:
    """Write the end of an intended page; the first one stands."""
    if attempt.end is None:
        attempt.end = how
        about = Reference(intent=attempt.intent)
        state.write(now, Kind.END, how, who=attempt.contact.name, why=why, about=about)


def end_check_in(state: SearchState, how: IntentEnd, why: str, now: datetime) -> None:
    """Write the end of the question whether who has it is still on it, if it is open."""
    holder = state.holder
    if holder and holder.check_in:
        about = Reference(intent=holder.check_in.intent)
        state.write(now, Kind.END, how, who=holder.contact.name, why=why, about=about)
        holder.check_in = None


def _why_given_up(attempt: Attempt) -> str:
    if attempt.setback is None:
        return "no answer in time"
    return f"{attempt.setback} ({attempt.detail})" if attempt.detail else attempt.setback


def page_of(state: SearchState, person: str) -> str:
    """Return the id of this search's page to a person."""
    return page_id(state.escalation, person)


def stop(state: SearchState, order: Stop, now: datetime) -> None:
    """The purpose is settled, for the reason given; the first reason stands."""
    if state.settled:
        return
    state.stopped_because, state.closing_notice, state.told_already = order.because, order.notice, order.told
    end_check_in(state, IntentEnd.SUPERSEDED, order.because, now)
    for attempt in state.attempts:
        end(state, attempt, IntentEnd.SUPERSEDED, order.because, now)


def due_withdrawals(state: SearchState) -> dict[str, PageWithdrawal]:
    """Return the pages to withdraw now, by person: all of them once someone has it or it is settled, else those passed on.

    When it is settled everyone who was paged is told once, those whose page had ended before as well. Who had it and did not
    answer is told who has it instead.
    """
    if state.settled:
        people, ending, because = list(state.people), PageEnding.SUPERSEDED, state.stopped_because or ""
    elif state.holder:
        people, ending = _not_asked_now(state, state.holder), PageEnding.ANSWERED
        because = f"{state.holder.contact.name} has it"
    else:
        people, ending, because = _who_passed_on(state), PageEnding.PASSED_ON, "it was passed on"
    return {
        person: PageWithdrawal(
            page_id=page_of(state, person),
            ending=ending,
            because=because,
            taken_by=state.holder.contact.person if state.holder else None,
            put_through=_is_put_through(state, person),
            notice=_notice(state, person),
        )
        for person in people
    }


def _notice(state: SearchState, person: str) -> str | None:
    """Return what a person is told in words when their page ends."""
    holder = state.holder
    if person in state.told_already:
        return None
    if state.settled or holder is None or person not in state.fell_silent:
        return state.closing_notice
    since = local_time(holder.since, state.people[person].time_zone)
    return lost_text(state.code, holder.contact.name, since)


def _is_put_through(state: SearchState, person: str) -> bool:
    return state.holder is not None and state.holder.put_through and state.holder.contact.person == person


def withdrawn(state: SearchState, people: Iterable[str]) -> None:
    """Note that these people's pages have come to their end."""
    gone = {page_of(state, person) for person in people}
    state.pages_open = [page for page in state.pages_open if page not in gone]
    state.fell_silent = [person for person in state.fell_silent if page_of(state, person) not in gone]


def people_with_open_page(state: SearchState) -> list[str]:
    """Return those whose page has not been withdrawn."""
    return [person for person in state.people if page_of(state, person) in state.pages_open]


def reworded(state: SearchState, words: PageWords) -> None:
    """What the pages of this search say has changed."""
    state.words, state.words_told = words, False


def people_to_reword(state: SearchState) -> list[str]:
    """Return whose page is to say what holds now: all who may still answer, and whoever has it."""
    holder = [state.holder.contact.person] if state.holder else []
    return list(dict.fromkeys([*people_with_open_page(state), *holder]))


def _not_asked_now(state: SearchState, holder: Holder) -> list[str]:
    """Return whose page is to be withdrawn while somebody has it: everyone's, but not that of a holder who is being asked."""
    asked = holder.contact.person if holder.check_in else None
    return [person for person in people_with_open_page(state) if person != asked]


def _who_passed_on(state: SearchState) -> list[str]:
    return [person for person in people_with_open_page(state) if _passed_on(state, person)]


def latest_attempt(state: SearchState, person: str) -> Attempt | None:
    """Return when this person was last paged on the ladder; None when they never were."""
    return next((each for each in reversed(state.attempts) if each.contact.person == person), None)


def set_back(state: SearchState, person: str, setback: Setback, detail: str | None) -> None:
    """Note why this person's latest attempt is over before its wait is; what they say themselves is the reason that stands."""
    latest = latest_attempt(state, person)
    if latest and (setback in {Setback.PASSED_ON, Setback.SEEN} or latest.setback in {None, Setback.NO_LONGER_CALLED}):
        latest.setback, latest.detail = setback, detail


def _passed_on(state: SearchState, person: str) -> bool:
    latest = latest_attempt(state, person)
    return latest is not None and latest.setback is Setback.PASSED_ON


def _forget_earlier_rounds(state: SearchState, this_round: int) -> None:
    """Keep what the rule needs, this round and the one before: a search that nobody answers goes on for days."""
    state.attempts = [each for each in state.attempts if each.place.round >= this_round - 1]


def unreachable(state: SearchState, report: PageReport) -> None:
    """Record that a person cannot be reached: the ladder moves on at once."""
    person = report.page_id.removeprefix(f"{state.escalation}/")
    set_back(state, person, Setback.UNREACHABLE, report.because)


def report_due(state: SearchState, *, ended: bool) -> EscalationReport | None:
    """Return what the incident is told: who has it, when that has changed, or that the search has ended; None when it knows."""
    holder = state.holder.contact if state.holder else None
    person = holder.person if holder else None
    if not ended and person == state.reported_holder:
        return None
    state.reported_holder = person
    report = EscalationReport(escalation=state.escalation, purpose=state.purpose, holder=person, ended=ended)
    if holder is None:
        return report
    sends = state.holder is not None and state.holder.sends
    return report.model_copy(update={"holder_name": holder.name, "holder_time_zone": holder.time_zone, "sends": sends})


def details(state: SearchState, because: str) -> str:
    """Return what a manager reads in the Temporal UI (Markdown); words from outside are text, never markup."""
    holder = as_markdown_text(state.holder.contact.name) if state.holder else None
    tried = [(as_markdown_text(each.contact.name), each.at) for each in state.attempts[-10:]]
    return "\n".join(
        [
            f"In hand with **{holder}**" if holder else f"Searching: {as_markdown_text(because)}",
            *(f"- {name}, paged {at:%H:%M:%S} UTC" for name, at in tried),
        ]
    )


def told_to(start: EscalationStart, words: PageWords, person: str) -> tuple[Purpose, PageWords]:
    """Return what a page of this search to this person is for, and what it says: who is asked first may be asked something else.

    `words` are what its pages say now.
    """
    if person == start.first:
        return kind_of(start.purpose).first_told_as or start.purpose, words.for_first
    return start.purpose, words


class EscalationInput(EscalationStart):
    """How an escalation starts: anew, or with what an earlier run carried over."""

    carried: SearchState | None = None
