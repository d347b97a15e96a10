"""The lead of an incident, and what becomes of one who falls silent (P13)."""

from datetime import datetime

from domain.errors import Refused
from domain.escalation import Hold
from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.leading import PersonCard, heard_of, offer_ran_out, who_leads
from domain.lifecycle import in_words
from domain.messages import PageWords
from domain.policies import LeadPolicy
from domain.silent_lead import (
    AskTheLead,
    CallTheLadder,
    CloseTheOffer,
    ask_the_lead,
    call_the_ladder,
    next_with_lead,
    taken_over,
)
from domain.timeline import Kind
from domain.wording import local_time


def policy(incident: Incident) -> LeadPolicy:
    """Return what the company has agreed about leads."""
    return incident.card.lead if incident.card else LeadPolicy()


def next_step(incident: Incident, now: datetime) -> Hold | AskTheLead | CallTheLadder | CloseTheOffer:
    """Say what comes next with the lead."""
    agreed = policy(incident)
    return next_with_lead(incident.leadership, now, lasts=agreed.silent_after, answer_within=agreed.answer_within)


def see_to_the_lead(incident: Incident, now: datetime) -> None:
    """Take the next step: a silent lead is asked by a search of its own, which goes on to who may take over."""
    leadership, write = incident.leadership, incident.write
    match next_step(incident, now):
        case AskTheLead() as step:
            ask_the_lead(leadership, step, now, write)
        case CallTheLadder() as step:
            call_the_ladder(leadership, step, now, write)
        case CloseTheOffer():
            incident.tell_all(offer_ran_out(leadership, now, write))


def offered_to(incident: Incident) -> list[str]:
    """Return who is asked to lead, by their id: nobody, or one person."""
    offer = incident.leadership.offer
    return [offer.to.id] if offer else []


def is_about_the_offer(incident: Incident, search: Search) -> bool:
    """Whether a search calls somebody about the offer that is open; about an earlier one nobody needs to be called any more."""
    offer = incident.leadership.offer
    return offer is not None and offer.search == search.id


def offer_words(incident: Incident) -> PageWords:
    """Return what whoever is asked to lead is told: who asks, what is wrong, who leads until then, and by when to answer."""
    offer, state = incident.leadership.offer, in_words(incident.state)
    assert offer is not None  # noqa: S101 - their search begins while the offer is open
    until = local_time(offer.until, offer.to.time_zone)
    lead = who_leads(incident.leadership)
    return PageWords(
        headline=f"{offer.by_name} asks you to lead. {incident.headline}",
        detail=f"{lead.name} leads it until you accept. It is {state}. You can answer until {until}.",
        service=incident.service_name,
    )


def found(incident: Incident, person: PersonCard, now: datetime) -> None:
    """Somebody answered the search for a lead: the lead themself, who leads on, or who takes over."""
    if person.id == incident.lead_id:
        heard_of(incident.leadership, person.id, now)
        return
    try:
        told = taken_over(incident.leadership, person, now, incident.write)
    except Refused as refused:
        incident.write(now, Kind.NOTE, "does not take over", who=person.name, why=str(refused))
        incident.tell(person.id, str(refused))
    else:
        incident.tell_all(told.notices)
        incident.tell(person.id, told.words)
