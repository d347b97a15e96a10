"""Who answers for the updates of an incident (P12, P13): who is reminded, whose deputy is called, who may send."""

from domain.incident.state import Incident


def responsible(incident: Incident) -> tuple[str, ...]:
    """Return who answers for the updates, by id: the lead; while nobody leads whoever led it last, then the first contact.

    The first of them is reminded, and it is their deputy who is called when an update is overdue; all of them may send.
    """
    if incident.lead_id:
        return (incident.lead_id,)
    return tuple(dict.fromkeys(person for person in (incident.last_lead_id, incident.first_contact) if person))


def who_is_reminded(incident: Incident) -> str | None:
    """Return the one who is reminded of updates, by id; None while nobody answers for them."""
    return next(iter(responsible(incident)), None)


def name_of_who_is_reminded(incident: Incident) -> str | None:
    """Return what the one who is reminded is called; None while nobody answers for updates."""
    lead, last = incident.leadership.lead, incident.episode.last_lead
    card = lead.person if lead else last
    return card.name if card else incident.first_contact_name


def may_send(incident: Incident) -> tuple[str, ...]:
    """Return who may approve and send besides the head of department and their deputy: also whoever sees to an overdue round."""
    seeing_to_it = (incident.comms.holder,) if incident.comms.holder else ()
    return tuple(dict.fromkeys((*responsible(incident), *seeing_to_it)))
