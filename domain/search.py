"""The state of one escalation: the search for a person, from the first page to a settled purpose.

`searching → held (by a person) → settled`. Of two people who answer at once exactly one has it; the other hears who. A late answer
is a fact, never an error, and never silently undoes anything.
"""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, Field

from domain.escalation import Attempt, PageNow, Setback
from domain.ladder import RungContact
from domain.messages import Answer, AnswerReply, EscalationStart, PageEnding, PageReport, PageWithdrawal, Stop, Verb
from domain.names import page_id
from domain.timeline import Journal, Kind
from domain.wording import local_time

_REPLIES_REMEMBERED = 100


class Holder(BaseModel):
    """Who has it, and since when."""

    contact: RungContact
    since: datetime


class SearchState(BaseModel):
    """Everything an escalation carries over a continue-as-new."""

    escalation: str
    incident: str
    code: str
    journal: Journal
    attempts: list[Attempt] = Field(default_factory=list)
    people: dict[str, RungContact] = Field(default_factory=dict)
    pages_open: list[str] = Field(default_factory=list)
    holder: Holder | None = None
    reported_holder: str | None = None
    stopped_because: str | None = None
    closing_notice: str | None = None
    alerts_cleared: bool = False
    replies: dict[str, AnswerReply] = Field(default_factory=dict)

    @property
    def settled(self) -> bool:
        """Whether the purpose of the search is reached."""
        return self.stopped_because is not None

    def write(self, at: datetime, kind: Kind, what: str, *, who: str | None = None, why: str | None = None) -> None:
        """Write down what happened, for the incident's timeline."""
        self.journal.write(self.code, at, kind, what, who=who, why=why)


def paged(state: SearchState, step: PageNow, now: datetime) -> None:
    """Record a step of the ladder: who is paged, and why."""
    _forget_earlier_rounds(state, step.place.round)
    for contact in step.contacts:
        page = page_id(state.escalation, contact.person)
        state.people[contact.person] = contact
        state.attempts.append(Attempt(contact=contact, place=step.place, at=now, until=step.until))
        if page not in state.pages_open:
            state.pages_open.append(page)
        state.write(now, Kind.STEP, f"page the {step.rung.title}", who=contact.name, why=step.because)


def page_of(state: SearchState, person: str) -> str:
    """Return the id of this search's page to a person."""
    return page_id(state.escalation, person)


def stop(state: SearchState, order: Stop) -> None:
    """The purpose is settled, for the reason given; the first reason stands."""
    if not state.settled:
        state.stopped_because, state.closing_notice = order.because, order.notice


def due_withdrawals(state: SearchState) -> dict[str, PageWithdrawal]:
    """Return the pages to withdraw now, by person: all of them once someone has it or it is settled, else those passed on.

    When it is settled everyone who was paged is told once, those whose page had ended before as well.
    """
    if state.settled:
        people, ending, because = list(state.people), PageEnding.SUPERSEDED, state.stopped_because or ""
    elif state.holder:
        people, ending = _with_open_page(state), PageEnding.ANSWERED
        because = f"{state.holder.contact.name} has it"
    else:
        people, ending, because = _who_passed_on(state), PageEnding.PASSED_ON, "it was passed on"
    return {
        person: PageWithdrawal(
            page_id=page_of(state, person),
            ending=ending,
            because=because,
            taken_by=state.holder.contact.person if state.holder else None,
            notice=state.closing_notice,
        )
        for person in people
    }


def withdrawn(state: SearchState, people: Iterable[str]) -> None:
    """Note that these people's pages have come to their end."""
    gone = {page_of(state, person) for person in people}
    state.pages_open = [page for page in state.pages_open if page not in gone]


def _with_open_page(state: SearchState) -> list[str]:
    return [person for person in state.people if page_of(state, person) in state.pages_open]


def _who_passed_on(state: SearchState) -> list[str]:
    return [person for person in _with_open_page(state) if _passed_on(state, person)]


def _latest(state: SearchState, person: str) -> Attempt | None:
    return next((each for each in reversed(state.attempts) if each.contact.person == person), None)


def _passed_on(state: SearchState, person: str) -> bool:
    latest = _latest(state, person)
    return latest is not None and latest.setback is Setback.PASSED_ON


def _forget_earlier_rounds(state: SearchState, this_round: int) -> None:
    """Keep what the rule needs, this round and the one before: a search that nobody answers goes on for days."""
    state.attempts = [each for each in state.attempts if each.place.round >= this_round - 1]


def unreachable(state: SearchState, report: PageReport) -> None:
    """Record that a person cannot be reached: the ladder moves on at once."""
    person = report.page_id.removeprefix(f"{state.escalation}/")
    _set_back(state, person, Setback.UNREACHABLE, report.because)


def answer(state: SearchState, given: Answer, now: datetime) -> AnswerReply:
    """Decide an answer. The same `answer_id` always gets the same reply."""
    reply = state.replies.get(given.answer_id)
    if reply is None:
        reply = _decide(state, given, now)
        remembered = list(state.replies.items())[-(_REPLIES_REMEMBERED - 1) :]
        state.replies = {**dict(remembered), given.answer_id: reply}
    return reply


def refusal(state: SearchState, given: Answer) -> str | None:
    """Return why an answer cannot be taken at all: the page is not of this search, or the answer is not one to it."""
    if given.person not in state.people or given.page_id != page_id(state.escalation, given.person):
        return "This page is not known here."
    if given.verb not in {Verb.ACKNOWLEDGE, Verb.PASS_ON, Verb.KEEP_LOOKING}:
        return "That is not decided by the one who is paged."
    return None


def _decide(state: SearchState, given: Answer, now: datetime) -> AnswerReply:
    contact = state.people[given.person]
    holder = state.holder
    if state.settled:
        words, accepted = f"This page is closed: {state.stopped_because}.", False
    elif holder and holder.contact.person != given.person:
        since = local_time(holder.since, contact.time_zone)
        words, accepted = f"Already taken by {holder.contact.name} at {since}.", False
    elif given.verb is Verb.PASS_ON:
        words, accepted = _pass_on(state, contact, now), True
    else:
        words, accepted = _take(state, contact, now), True
    _record(state, given, now, words)
    return AnswerReply(accepted=accepted, words=words)


def _take(state: SearchState, contact: RungContact, now: datetime) -> str:
    if state.holder:
        return f"You have it, {contact.name}. Incident {state.code}."
    state.holder = Holder(contact=contact, since=now)
    return f"Thank you, {contact.name}. You have incident {state.code}. Nobody else is called."


def _pass_on(state: SearchState, contact: RungContact, now: datetime) -> str:
    """Go on from here at once: whoever else was still given time had the page withdrawn when it was taken."""
    if state.holder:
        for attempt in state.attempts:
            if attempt.until > now:
                attempt.until, attempt.setback = now, attempt.setback or Setback.NO_LONGER_CALLED
    state.holder = None
    _set_back(state, contact.person, Setback.PASSED_ON, None)
    return f"Thank you, {contact.name}. It is passed on: the next person is called now."


def _record(state: SearchState, given: Answer, now: datetime, words: str) -> None:
    what = {
        Verb.ACKNOWLEDGE: "acknowledged",
        Verb.PASS_ON: "passed on",
        Verb.KEEP_LOOKING: "keeps looking",
    }[given.verb]
    name = state.people[given.person].name
    why = f"{given.proof}; told: {words}"
    state.journal.write(state.code, now, Kind.ANSWER, what, who=name, channel=given.channel, why=why)


def _set_back(state: SearchState, person: str, setback: Setback, detail: str | None) -> None:
    latest = _latest(state, person)
    if latest and latest.setback in {None, Setback.NO_LONGER_CALLED}:
        latest.setback, latest.detail = setback, detail


def details(state: SearchState, because: str) -> str:
    """Return what a manager reads in the Temporal UI (Markdown)."""
    lines = [f"In hand with **{state.holder.contact.name}**" if state.holder else f"Searching: {because}"]
    lines += [f"- {each.contact.name}, paged {each.at:%H:%M:%S} UTC" for each in state.attempts[-10:]]
    return "\n".join(lines)


class EscalationInput(EscalationStart):
    """How an escalation starts: anew, or with what an earlier run carried over."""

    carried: SearchState | None = None
