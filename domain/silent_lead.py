"""A lead who falls silent: they are asked whether they still lead, then the ladder of leads is called (P13).

A silent lead stays the lead until somebody takes over, so that there is never none. Whoever takes over leads at once; who wakes up
before that leads on.
"""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from domain.errors import Refused
from domain.escalation import Hold
from domain.leading import Lead, Leadership, PersonCard, Told, changes_hands, heard_of, who_leads
from domain.timeline import Kind, Reference
from domain.wording import duration_in_words
from domain.writing import Write


class AskTheLead(BaseModel):
    """Ask the lead whether they still lead, and give them until then."""

    model_config = ConfigDict(frozen=True)

    until: datetime
    because: str


class CallTheLadder(BaseModel):
    """The lead does not answer: call the ladder of leads until somebody takes over."""

    model_config = ConfigDict(frozen=True)

    because: str


class CloseTheOffer(BaseModel):
    """Who was asked to lead has not answered in time: close the offer, and tell the lead."""

    model_config = ConfigDict(frozen=True)


def next_with_lead(
    leadership: Leadership, now: datetime, *, lasts: timedelta, answer_within: timedelta
) -> Hold | AskTheLead | CallTheLadder | CloseTheOffer:
    """Say what comes next: a lead is asked after `lasts` without a sign of life, and has `answer_within` to give one."""
    lead, offer = leadership.lead, leadership.offer
    if lead is None:
        return Hold(until=None, because="nobody leads: it is not declared, or it is over")
    if offer and now >= offer.until:
        return CloseTheOffer()
    step = _by_silence(lead, now, lasts, answer_within)
    if offer and isinstance(step, Hold) and (step.until is None or offer.until < step.until):
        return Hold(until=offer.until, because=f"{offer.to.name} is asked to lead")
    return step


def _by_silence(
    lead: Lead, now: datetime, lasts: timedelta, answer_within: timedelta
) -> Hold | AskTheLead | CallTheLadder:
    name = lead.person.name
    if lead.ladder_called_at:
        return Hold(until=None, because=f"the ladder is called; {name} leads until somebody takes over")
    if lead.answer_due:
        if now >= lead.answer_due:
            return CallTheLadder(because=f"{name} does not answer")
        return Hold(until=lead.answer_due, because=f"{name} is asked whether they still lead")
    runs_out = lead.heard_of + lasts
    if now < runs_out:
        return Hold(until=runs_out, because=f"{name} leads, and is asked if nothing is heard of them until then")
    return AskTheLead(until=now + answer_within, because=f"nothing was heard of {name} for {duration_in_words(lasts)}")


def ask_the_lead(
    leadership: Leadership, step: AskTheLead, now: datetime, write: Write, about: Reference | None = None
) -> None:
    """Note that the lead is asked; `about` names the page by which they are."""
    if leadership.lead:
        leadership.lead.answer_due = step.until
        name = leadership.lead.person.name
        write(now, Kind.STEP, "ask whether they still lead", who=name, why=step.because, about=about)


def call_the_ladder(leadership: Leadership, step: CallTheLadder, now: datetime, write: Write) -> None:
    """Note that somebody is sought who takes over; until somebody does, the lead stays the lead."""
    if leadership.lead:
        leadership.lead.answer_due, leadership.lead.ladder_called_at = None, now
        name = leadership.lead.person.name
        write(
            now,
            Kind.STEP,
            "call the ladder of leads",
            who=name,
            why=f"{step.because}; they lead until somebody takes over",
        )


def taken_over(leadership: Leadership, person: PersonCard, now: datetime, write: Write) -> Told:
    """Whoever on the ladder of leads takes it leads from now on; the old lead, if it is they who answer, leads on.

    Raises:
        Refused: the lead has been heard of meanwhile, and leads.

    """
    lead = who_leads(leadership)
    if person.id == lead.id:
        heard_of(leadership, person.id, now)
        return Told(words=f"You lead {leadership.code} still.")
    if not leadership.seeks_lead:
        raise Refused(f"{lead.name} has been heard of again, and leads it.")
    because = f"nothing was heard of {lead.name}"
    notices = changes_hands(leadership, person, now, write, because=because)
    return Told(words=f"You lead {leadership.code} now. {lead.name} is told.", notices=notices)
