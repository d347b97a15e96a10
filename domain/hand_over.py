"""How the lead is handed over: offered, then accepted or declined by the other person, and never without their yes (P13).

The lead, or the head of department, offers it; the old lead stays the lead until the offer is accepted. Of two offers the newer
counts. The head of department may also take the lead, with a reason: it is their department. Whoever is asked is called by a search
of their own while the offer is open (domain/incident/wanted.py), so that no text here tells them of it.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from domain.errors import Refused
from domain.leading import (
    Leadership,
    Notices,
    Offer,
    PersonCard,
    Told,
    changes_hands,
    heard_of,
    no_longer_asked,
    open_offer,
    settle_offer,
    who_leads,
)
from domain.lifecycle import Actor, check_leads_or_heads
from domain.messages import Request
from domain.timeline import Kind
from domain.wording import duration_in_words
from domain.writing import Write, one_line, one_line_if_any, said_by

OFFER_LASTS = timedelta(minutes=10)
"""How long an offer stands, unless the company has agreed otherwise: time to be found, and to understand what one takes."""


class OfferLead(Request):
    """A request to hand the lead over to somebody."""

    kind: Literal["offer_lead"] = "offer_lead"
    to: PersonCard


class AcceptLead(Request):
    """The answer of who was asked to lead: yes."""

    kind: Literal["accept_lead"] = "accept_lead"


class DeclineLead(Request):
    """The answer of who was asked to lead: no; they need not say why."""

    kind: Literal["decline_lead"] = "decline_lead"
    reason: str = ""


class WithdrawOffer(Request):
    """A request of who made the offer to call it off."""

    kind: Literal["withdraw_offer"] = "withdraw_offer"


class TakeLead(Request):
    """A request of the head of department to lead themselves."""

    kind: Literal["take_lead"] = "take_lead"
    reason: str


LeadRequest = Annotated[
    OfferLead | AcceptLead | DeclineLead | WithdrawOffer | TakeLead,
    Field(discriminator="kind"),
]
"""What can be asked about the lead. Whether `code` means this incident is judged by whoever carries the leadership."""


def on_the_lead(
    leadership: Leadership, request: LeadRequest, now: datetime, write: Write, *, offer_lasts: timedelta = OFFER_LASTS
) -> Told:
    """Carry out a request about the lead; it is a sign of life of who made it.

    Raises:
        Refused: with the reason, and nothing has changed.

    """
    match request:
        case OfferLead():
            told = _offer(leadership, request, now, write, offer_lasts)
        case AcceptLead():
            told = _accept(leadership, request, now, write)
        case DeclineLead():
            told = _decline(leadership, request, now, write)
        case WithdrawOffer():
            told = _withdraw(leadership, request, now, write)
        case TakeLead():
            told = _take(leadership, request, now, write)
    heard_of(leadership, request.actor.contact, now)
    return told


def _offer(leadership: Leadership, request: OfferLead, now: datetime, write: Write, lasts: timedelta) -> Told:
    lead, actor, to = who_leads(leadership), request.actor, request.to
    _check_offer(lead, actor, to)
    replaced = open_offer(leadership, now)
    settle_offer(leadership, "a newer offer took its place")
    offer = Offer(to=to, by=actor.contact, by_name=actor.name, since=now, until=now + lasts)
    leadership.offer = offer
    write(now, Kind.NOTE, f"asks {to.name} to lead", **said_by(actor))
    answer = f"has {duration_in_words(lasts)} to answer. {lead.name} leads it until they accept."
    words = f"{to.name} is asked to lead {leadership.code}, and {answer}"
    return Told(words=words, notices=_to_others(_words_of_offer(leadership, offer, replaced), actor))


def _check_offer(lead: PersonCard, actor: Actor, to: PersonCard) -> None:
    check_leads_or_heads(actor, lead.id)
    if to.id == lead.id:
        raise Refused(f"{lead.name} leads it already.")
    if to.id == actor.contact:
        raise Refused("To lead it yourself, take the lead and say why.")


def _words_of_offer(leadership: Leadership, offer: Offer, replaced: Offer | None) -> dict[str, str]:
    """Return what to text to whom: the lead, and those whom the offer it replaces concerned; who is asked is called about it."""
    lead, code, name = who_leads(leadership), leadership.code, offer.to.name
    for_others = f"{offer.by_name} asks {name} to lead {code}. {lead.name} leads it until they accept."
    words = {lead.id: for_others}
    if replaced:
        words[replaced.by] = for_others
        words[replaced.to.id] = no_longer_asked(leadership, f"{name} is asked instead")
    words.pop(offer.to.id, None)
    return words


def _accept(leadership: Leadership, request: AcceptLead, now: datetime, write: Write) -> Told:
    offer, actor = _offer_to(leadership, request.actor, now), request.actor
    because = f"asked by {offer.by_name}, and accepted"
    notices = changes_hands(leadership, offer.to, now, write, because=because, by=actor)
    return Told(words=f"You lead {leadership.code} now.", notices=notices)


def _decline(leadership: Leadership, request: DeclineLead, now: datetime, write: Write) -> Told:
    offer, actor = _offer_to(leadership, request.actor, now), request.actor
    reason = one_line_if_any(request.reason)
    settle_offer(leadership, "it was declined")
    write(now, Kind.ANSWER, "declines to lead", **said_by(actor, reason))
    lead = who_leads(leadership)
    stays = f"{lead.name} leads {leadership.code} still."
    words = f"{actor.name} declined to lead{': ' if reason else ''}{reason.removesuffix('.')}. {stays}"
    return Told(words=f"Thank you. {stays}", notices=_to_others({lead.id: words, offer.by: words}, actor))


def _withdraw(leadership: Leadership, request: WithdrawOffer, now: datetime, write: Write) -> Told:
    lead, offer, actor = who_leads(leadership), open_offer(leadership, now), request.actor
    if offer is None:
        raise Refused(f"Nobody is asked to lead it, or not any more: {lead.name} leads it.")
    if offer.by != actor.contact:
        raise Refused(f"Only {offer.by_name}, who asked {offer.to.name}, may withdraw that.")
    settle_offer(leadership, "the offer was withdrawn")
    write(now, Kind.NOTE, f"asks {offer.to.name} no longer", **said_by(actor))
    stays = f"{lead.name} leads {leadership.code} still."
    words = {
        lead.id: f"{actor.name} asks {offer.to.name} no longer. {stays}",
        offer.to.id: no_longer_asked(leadership, f"{actor.name} withdrew that"),
    }
    return Told(words=f"{offer.to.name} is not asked any more. {stays}", notices=_to_others(words, actor))


def _take(leadership: Leadership, request: TakeLead, now: datetime, write: Write) -> Told:
    lead, actor = who_leads(leadership), request.actor
    if actor.contact == lead.id:
        raise Refused("You lead it already.")
    if not actor.heads_the_department:
        raise Refused(f"Only the head of department may take the lead unasked: {lead.name} leads it, and can offer it.")
    reason = one_line(request.reason, missing=f"Say why you take the lead from {lead.name}.")
    notices = changes_hands(
        leadership, PersonCard.of(actor), now, write, because=f"taken as head of department: {reason}", by=actor
    )
    return Told(words=f"You lead {leadership.code} now. {lead.name} is told.", notices=notices)


def _offer_to(leadership: Leadership, actor: Actor, now: datetime) -> Offer:
    """Return the open offer to this person; refuse with who leads now when there is none."""
    lead, offer = who_leads(leadership), leadership.offer
    if lead.id == actor.contact:
        raise Refused("You lead it already.")
    if offer is None or offer.to.id != actor.contact:
        how = leadership.settled.get(actor.contact)
        asked = f"You are not asked to lead it any more: {how}." if how else "You are not asked to lead it."
        raise Refused(f"{asked} {lead.name} leads it.")
    if now >= offer.until:
        within = duration_in_words(offer.until - offer.since)
        raise Refused(f"You were asked to answer within {within}, and that is over: {lead.name} leads it.")
    return offer


def _to_others(words: dict[str, str], actor: Actor) -> Notices:
    """Return what is texted to others; who asked hears the answer itself."""
    return tuple((person, said) for person, said in words.items() if person != actor.contact)
