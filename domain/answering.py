"""Answers to the pages of one search, and what is asked of whoever has it.

Of two people who answer at once exactly one has it; the other hears who. A late answer is a fact, never an error, and never
silently undoes anything. An acknowledgement runs out: who took it and is not heard of any more is asked, then the ladder goes on.
A question that is for the incident to decide, or for one person by name, is not taken by acknowledging it: that says they have seen
it, and is no answer yet.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain.escalation import Hold, Setback
from domain.ladder import RungContact
from domain.messages import Answer, AnswerReply, Verb
from domain.names import page_id
from domain.purposes import kind_of
from domain.search import (
    CheckIn,
    Holder,
    SearchState,
    end,
    end_check_in,
    end_owed,
    latest_attempt,
    page_opened,
    set_back,
)
from domain.timeline import IntentEnd, Kind, Reference
from domain.wording import asked_again, check_in_headline, duration_in_words, local_moment

_REPLIES_REMEMBERED = 100


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
    kind = kind_of(state.purpose)
    if given.verb not in kind.answers:
        return kind.seen or "That is not decided by the one who is paged."
    return None


def _decide(state: SearchState, given: Answer, now: datetime) -> AnswerReply:
    contact = state.people[given.person]
    holder = state.holder
    if state.settled:
        words, accepted = f"This page is closed: {state.stopped_because}.", False
    elif holder and holder.contact.person != given.person:
        since = local_moment(holder.since, contact.time_zone, now)
        words, accepted = f"Already taken by {holder.contact.name} at {since}.", False
    elif given.verb is Verb.ACKNOWLEDGE and not kind_of(state.purpose).taken:
        words, accepted = _seen(state, contact, now), True
    elif given.verb is Verb.PASS_ON:
        words, accepted = _pass_on(state, contact, now), True
    elif given.verb is Verb.JOIN:
        words, accepted = _join(state, contact, now), True
    elif given.verb is Verb.SEND_ROUND:
        words, accepted = _send(state, contact, now), True
    else:
        words, accepted = _take(state, contact, now), True
    _record(state, given, now, words)
    has_it = state.holder is not None and state.holder.contact.person == given.person
    asked_again_in = state.acknowledgement_lasts if has_it and state.chases else None
    return AnswerReply(accepted=accepted, words=words, asked_again_in=asked_again_in)


def _take(state: SearchState, contact: RungContact, now: datetime) -> str:
    if state.holder:
        state.holder.heard_of = now
        end_check_in(state, IntentEnd.ANSWERED, f"{contact.name} is still on it", now)
        return _with_what_follows(state, f"You have it, {contact.name}. Incident {state.code}.")
    state.holder = Holder(contact=contact, since=now, heard_of=now)
    state.fell_silent = [person for person in state.fell_silent if person != contact.person]
    end_owed(state, contact.person)  # a late answer may come when their page was withdrawn already
    mine = latest_attempt(state, contact.person)
    for attempt in state.attempts:
        how = IntentEnd.ANSWERED if attempt is mine else IntentEnd.SUPERSEDED
        end(state, attempt, how, f"{contact.name} has it", now)
    yours = kind_of(state.purpose).taken_with.format(code=state.code)
    return _with_what_follows(state, f"Thank you, {contact.name}. {yours}")


def _seen(state: SearchState, contact: RungContact, now: datetime) -> str:
    """They have seen it, and the page stays open until it is answered.

    Who is asked by name is not called again. On a ladder that others climb the search goes on in its time, as nobody has decided.
    """
    kind, mine = kind_of(state.purpose), latest_attempt(state, contact.person)
    if kind.personal:
        set_back(state, contact.person, Setback.SEEN, None)
        if mine:
            end(state, mine, IntentEnd.ANSWERED, f"{contact.name} has seen it", now)
    return f"Noted, {contact.name}. {kind.seen}"


def _join(state: SearchState, contact: RungContact, now: datetime) -> str:
    _take(state, contact, now)
    if state.holder:
        state.holder.put_through = True
    return f"Thank you, {contact.name}. You are put through."


def _send(state: SearchState, contact: RungContact, now: datetime) -> str:
    """They see to it by the very word that sends it: what comes of that they hear from the rounds."""
    _take(state, contact, now)
    if state.holder:
        state.holder.sends = True
    return f"Thank you, {contact.name}. You see to the update of {state.code} now."


def _with_what_follows(state: SearchState, words: str) -> str:
    """Whoever has it hears that it is not theirs for ever."""
    return f"{words} {asked_again(state.acknowledgement_lasts)}" if state.chases else words


def heard_of(state: SearchState, person: str, now: datetime) -> None:
    """Note a sign of life, such as a request to the incident: whoever has it need not be asked."""
    holder = state.holder
    if holder and holder.contact.person == person:
        holder.heard_of = now
        end_check_in(state, IntentEnd.ANSWERED, f"{holder.contact.name} is still on it", now)


def _pass_on(state: SearchState, contact: RungContact, now: datetime) -> str:
    if state.holder:
        end_check_in(state, IntentEnd.PASSED_ON, f"{contact.name} passed it on", now)
        end_owed(state, contact.person)
        _let_go(state, now)
    set_back(state, contact.person, Setback.PASSED_ON, None)
    mine = latest_attempt(state, contact.person)
    if mine:
        end(state, mine, IntentEnd.PASSED_ON, f"{contact.name} passed it on", now)
    if not state.chases:
        return f"Noted, {contact.name}. For low urgency nobody else is told."
    return f"Thank you, {contact.name}. It is passed on: the search goes on."  # who is next, or waited for, only the ladder knows


def _let_go(state: SearchState, now: datetime) -> None:
    """Nobody has it any more: go on from here at once, as everybody else's page was withdrawn when it was taken."""
    for attempt in state.attempts:
        if attempt.until > now:
            attempt.until, attempt.setback = now, attempt.setback or Setback.NO_LONGER_CALLED
    state.holder = None


def _record(state: SearchState, given: Answer, now: datetime, words: str) -> None:
    what = {
        Verb.ACKNOWLEDGE: "acknowledged",
        Verb.PASS_ON: "passed on",
        Verb.KEEP_LOOKING: "keeps looking",
        Verb.JOIN: "joins the call",
        Verb.SEND_ROUND: "sends the update",
    }[given.verb]
    name = state.people[given.person].name
    why = f"{given.proof}; told: {words}"
    state.journal.write(state.code, now, Kind.ANSWER, what, who=name, channel=given.channel, why=why)


class AskWhoHasIt(BaseModel):
    """Ask whoever has it whether they are still on it, and give them until then."""

    model_config = ConfigDict(frozen=True)

    until: datetime


class SearchOn(BaseModel):
    """Whoever has it does not answer: the ladder goes on."""

    model_config = ConfigDict(frozen=True)


def next_while_held(state: SearchState, holder: Holder, now: datetime) -> Hold | AskWhoHasIt | SearchOn:
    """Say what comes next while somebody has it."""
    name = holder.contact.name
    if holder.check_in:
        if now >= holder.check_in.until:
            return SearchOn()
        return Hold(until=holder.check_in.until, because=f"{name} is asked whether they are still on it")
    if not state.chases:
        return Hold(until=None, because=f"{name} has it")
    runs_out = holder.heard_of + state.acknowledgement_lasts
    if now < runs_out:
        return Hold(until=runs_out, because=f"{name} has it, and is asked if nothing is heard of them until then")
    return AskWhoHasIt(until=now + state.answer_awaited)


def ask_who_has_it(state: SearchState, holder: Holder, step: AskWhoHasIt, now: datetime) -> str:
    """Record that whoever has it is asked, and return the name of this intended page."""
    silent_for = duration_in_words(state.acknowledgement_lasts)
    intent = page_opened(state, holder.contact)
    holder.check_in = CheckIn(intent=intent, until=step.until)
    about = Reference(intent=intent, due=step.until)
    why = f"nothing was heard of {holder.contact.name} for {silent_for}"
    state.write(now, Kind.STEP, "ask whether they are still on it", who=holder.contact.name, why=why, about=about)
    return intent


def check_in_question(code: str, holder: Holder, step: AskWhoHasIt, now: datetime) -> str:
    """Return the question to whoever has it: since when they have it, and what comes of silence, on their own clock."""
    since, until = (local_moment(at, holder.contact.time_zone, now) for at in (holder.since, step.until))
    return check_in_headline(code, since, until)


def search_on(state: SearchState, holder: Holder, now: datetime) -> None:
    """Whoever had it does not answer: the search goes on from where it was. They may still answer, and hear who takes it."""
    why = f"{holder.contact.name} does not answer; the ladder goes on"
    end_check_in(state, IntentEnd.GAVE_UP, why, now)
    _let_go(state, now)
    set_back(state, holder.contact.person, Setback.FELL_SILENT, None)
    state.fell_silent = [*state.fell_silent, holder.contact.person]
