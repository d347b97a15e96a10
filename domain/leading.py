"""The incident lead: exactly one at any time, from declaration to resolution (P13).

Who leads changes by a hand-over (domain/hand_over.py), or when a lead falls silent (domain/silent_lead.py), and never otherwise.
Rules decide by `now` (UTC), not by timers: an offer whose time is over cannot be accepted, whether or not anybody has noticed yet.
"""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from domain.errors import Refused
from domain.lifecycle import Actor
from domain.messages import Message
from domain.organisation import Person, Slug
from domain.rota import TimeZone
from domain.timeline import Details, Kind
from domain.wording import duration_in_words
from domain.writing import Write, said_by


class PersonCard(Message):
    """A person as the organisation names them; `time_zone` is the clock in which times are told to them."""

    id: Slug
    name: str
    time_zone: TimeZone = "UTC"

    @classmethod
    def of(cls, actor: Actor) -> Self:
        """Return the card of who asks."""
        return cls(id=actor.contact, name=actor.name, time_zone=actor.time_zone)

    @classmethod
    def of_person(cls, person: Person) -> Self:
        """Return the card of somebody of the organisation."""
        return cls(id=person.id, name=person.name, time_zone=person.time_zone)


class Lead(BaseModel):
    """Who leads, since when, and when they were last heard of.

    `answer_due` is set while they are asked whether they still lead; `ladder_called_at` while somebody is sought in their place.
    """

    person: PersonCard
    since: datetime
    heard_of: datetime
    answer_due: datetime | None = None
    ladder_called_at: datetime | None = None


class Offer(BaseModel):
    """Somebody is asked to lead, by the lead or the head of department; from `until` on it cannot be accepted any more.

    `search` is the workflow id of the search that calls them about this offer; empty until it has begun.
    """

    model_config = ConfigDict(frozen=True)

    to: PersonCard
    by: str
    by_name: str
    since: datetime
    until: datetime
    search: str = ""


class Leadership(BaseModel):
    """Who leads the incident with this code, and who is asked to: part of what an incident carries over a continue-as-new.

    `settled` says of everyone who was asked, by their id, what became of the latest offer to them.
    """

    code: str
    lead: Lead | None = None
    offer: Offer | None = None
    settled: dict[str, str] = Field(default_factory=dict)

    @property
    def seeks_lead(self) -> bool:
        """Whether the ladder of leads is to be called: the lead fell silent, and nothing was heard of them since."""
        return self.lead is not None and self.lead.ladder_called_at is not None


Notices = tuple[tuple[str, str], ...]
"""Words to text to people, by their ids; each person once."""


class Told(Message):
    """What to say back to who asked, and what to text to others."""

    words: str
    notices: Notices = ()


def begin(leadership: Leadership, person: PersonCard, now: datetime, write: Write, why: str) -> None:
    """Put the first lead in charge, when the incident is declared, also provisionally, or reopened after its end.

    Raises:
        Refused: somebody leads already; a change of lead is a hand-over.

    """
    if leadership.lead:
        raise Refused(f"{leadership.lead.person.name} leads it already.")
    leadership.lead = Lead(person=person, since=now, heard_of=now)
    write(now, Kind.STATE, "leads the incident", who=person.name, why=why)


def end(leadership: Leadership, now: datetime, write: Write, because: str = "the incident is over") -> Notices:
    """Let nobody lead any more, when the incident is over or part of another; return what to text to who was asked to lead."""
    if leadership.lead is None:
        return ()
    last, offer = leadership.lead.person, open_offer(leadership, now)
    settle_offer(leadership, "it is over")
    leadership.lead = None
    write(now, Kind.STATE, "leads no longer", who=last.name, why=because)
    return ((offer.to.id, no_longer_asked(leadership, "it is over")),) if offer else ()


def heard_of(leadership: Leadership, person: str, now: datetime) -> None:
    """Note a sign of life, such as a request, a key or an entry on the board: a lead who gives one is left in peace again."""
    lead = leadership.lead
    if lead and lead.person.id == person:
        lead.heard_of = max(lead.heard_of, now)
        lead.answer_due = lead.ladder_called_at = None


def changes_hands(
    leadership: Leadership, to: PersonCard, now: datetime, write: Write, *, because: str, by: Actor | None = None
) -> Notices:
    """Let somebody else lead from now on; return what to text to the old lead and to those an open offer concerns.

    `by` is the new lead as they asked for it; None when they answered the ladder.
    """
    old, offer = who_leads(leadership), open_offer(leadership, now)
    settle_offer(leadership, f"{to.name} took the lead")
    leadership.lead = Lead(person=to, since=now, heard_of=now)
    details = said_by(by, because) if by else Details(who=to.name, why=because)
    write(now, Kind.STATE, f"leads the incident after {old.name}", **details)
    words = f"{to.name} leads {leadership.code} now ({because})."
    concerned = [old.id, *((offer.by, offer.to.id) if offer else ())]
    return tuple((person, words) for person in dict.fromkeys(concerned) if person != to.id)


def offer_ran_out(leadership: Leadership, now: datetime, write: Write) -> Notices:
    """Close an offer that was not answered in time; return what to text to the lead and to who made it."""
    lead, offer = who_leads(leadership), leadership.offer
    if offer is None or now < offer.until:
        return ()
    settle_offer(leadership, "it was not answered in time")
    waited = duration_in_words(offer.until - offer.since)
    why = f"no answer within {waited}; {lead.name} leads still"
    write(now, Kind.NOTE, f"the offer to {offer.to.name} ran out", who=offer.by_name, why=why)
    words = f"{offer.to.name} did not answer within {waited}. {lead.name} leads {leadership.code} still."
    return tuple((person, words) for person in dict.fromkeys([lead.id, offer.by]))


def who_leads(leadership: Leadership) -> PersonCard:
    """Return who leads now.

    Raises:
        Refused: nobody does, before the declaration and after the end.

    """
    if leadership.lead is None:
        raise Refused("Nobody leads it: it is not declared, or it is over.")
    return leadership.lead.person


def says_who_leads(leadership: Leadership, reader: str) -> str:
    """Return in a sentence who leads, to this person, by their id; raises `Refused` as `who_leads`."""
    lead = who_leads(leadership)
    return "You lead it." if lead.id == reader else f"{lead.name} leads it."


def open_offer(leadership: Leadership, now: datetime) -> Offer | None:
    """Return the offer that can still be accepted, if there is one."""
    offer = leadership.offer
    return offer if offer and now < offer.until else None


def settle_offer(leadership: Leadership, how: str) -> None:
    """Let nobody be asked any more, and remember what became of the offer: a late answer is told, and the search ends with it."""
    if leadership.offer:
        leadership.settled[leadership.offer.to.id] = how
        leadership.offer = None


def search_begins(leadership: Leadership, search: str) -> None:
    """Note which search calls the one who is asked, by its workflow id: each offer has one of its own."""
    if leadership.offer:
        leadership.offer = leadership.offer.model_copy(update={"search": search})


def no_longer_asked(leadership: Leadership, because: str) -> str:
    """Return what is texted to somebody who was asked to lead and need not answer any more."""
    return f"You are no longer asked to lead {leadership.code}: {because}."
