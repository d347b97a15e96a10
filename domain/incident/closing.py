"""The impact is over, it is resolved, or it is not over after all (P24)."""

from datetime import datetime

from domain.errors import Refused
from domain.incident.state import Incident
from domain.leading import PersonCard, begin, end, who_leads
from domain.lifecycle import Command, apply
from domain.requests import IgnoreAlert, Mitigate, Reopen, Resolve
from domain.timeline import Kind
from domain.writing import one_line, one_line_if_any, said_by


def mitigate(incident: Incident, request: Mitigate, now: datetime) -> str:
    """Note that the impact is over, and what was done; return the words to say back.

    Raises:
        Refused: not by the lead or the head of department, not while it is declared, or without what was done.

    """
    what = one_line(request.what, missing="Say what was done to end the impact.")
    apply(incident, Command.MITIGATE, request.actor)
    incident.episode.mitigated_at = now
    incident.write(now, Kind.STATE, "mitigated", **said_by(request.actor, what))
    return f"{incident.code} is mitigated."


def resolve(incident: Incident, request: Resolve, now: datetime) -> str:
    """Note that it is resolved: a workaround is in place, and a measure against recurrence; return the words to say back.

    Raises:
        Refused: not by the lead or the head of department, not while it is mitigated, or one of the two is missing.

    """
    workaround = one_line(request.workaround, missing="Say which workaround is in place.")
    measure = one_line(request.measure, missing="Say what keeps it from happening again.")
    apply(incident, Command.RESOLVE, request.actor)
    incident.episode.resolved_at = incident.episode.closed_at = now
    why = f"workaround: {workaround}; against recurrence: {measure}"
    incident.write(now, Kind.STATE, "resolved", **said_by(request.actor, why))
    incident.episode.last_lead = who_leads(incident.leadership)
    incident.tell_all(end(incident.leadership, now, incident.write))
    return f"{incident.code} is resolved."


def reopen(incident: Incident, request: Reopen, now: datetime) -> str:
    """Note that it is not over, and why; whoever reopens what nobody leads any more leads it. Return the words to say back.

    Raises:
        Refused: not by somebody of the team in charge, not after mitigation, or without a reason.

    """
    reason = one_line(request.reason, missing="Say why it is not over.")
    apply(incident, Command.REOPEN, request.actor)
    incident.episode.mitigated_at = incident.episode.resolved_at = incident.episode.closed_at = (
        incident.episode.recurred_at
    ) = None
    incident.write(now, Kind.STATE, "reopened", **said_by(request.actor, reason))
    if incident.leadership.lead is None:
        actor = request.actor
        card = PersonCard(id=actor.contact, name=actor.name, time_zone=actor.time_zone)
        begin(incident.leadership, card, now, incident.write, "reopened it")
    return f"{incident.code} is reopened."


def ignore_alert(incident: Incident, request: IgnoreAlert, now: datetime) -> str:
    """Note that an alert after mitigation is no reason to reopen it, until the next one; return the words to say back.

    Raises:
        Refused: not by who leads or led it, nor by the head of department; or no alert has come since it was mitigated.

    """
    actor = request.actor
    if incident.episode.recurred_at is None:
        raise Refused("No alert waits for an answer: there is nothing to ignore.")
    if actor.contact not in {incident.lead_id, incident.last_lead_id} and not actor.heads_the_department:
        raise Refused("Only the incident lead, or the head of department, may do that.")
    incident.episode.recurred_at = None
    incident.write(
        now, Kind.ANSWER, "the alert after mitigation is ignored", **said_by(actor, one_line_if_any(request.reason))
    )
    return f"{incident.code} stays as it is. You are asked again if another alert fires."
