"""Who took part in an incident, as it happens (P25): whoever asks something of it, leads it, declares it."""

from domain.incident.involvement import Way
from domain.incident.state import Incident
from domain.leading import PersonCard
from domain.lifecycle import Actor


def asked(incident: Incident, actor: Actor) -> None:
    """Note that somebody has asked something of it, and what that has made them."""
    incident.involvement.note(PersonCard.of(actor), Way.ASKED)
    if actor.contact == incident.episode.declarer:
        incident.involvement.note(PersonCard.of(actor), Way.DECLARED)
    lead_changed(incident)


def lead_changed(incident: Incident) -> None:
    """Note who leads it now, if anybody does."""
    if lead := incident.leadership.lead:
        incident.involvement.note(lead.person, Way.LED)
