"""The impact is over (P24), and an alert that fires after that may not mean that it is back."""

from datetime import datetime

from domain.closing.mitigation import when_it_ended
from domain.errors import Refused
from domain.incident import concerned
from domain.incident.state import Incident
from domain.lifecycle import Command, apply, check_leads_or_heads
from domain.requests import IgnoreAlert, Mitigate
from domain.timeline import Kind
from domain.writing import one_line, one_line_if_any, said_by


def mitigate(incident: Incident, request: Mitigate, now: datetime) -> str:
    """Note that the impact is over, what was done and when it ended; return the words to say back.

    Raises:
        Refused: not by the lead or the head of department, not while it is declared, without what was done, or with a time that
            lies ahead or before the declaration or the reopening.

    """
    what = one_line(request.what, missing="Say what was done to end the impact.")
    ended_at = when_it_ended(request.at, _went_on_at(incident), now)
    apply(incident, Command.MITIGATE, request.actor)
    episode = incident.episode
    episode.mitigated_at, episode.mitigated_by = now, request.actor.name
    episode.closing.mitigation, episode.closing.impact_ended_at = what, ended_at
    earlier = f": the impact ended at {ended_at:%Y-%m-%d %H:%M} UTC" if ended_at < now else ""
    incident.write(now, Kind.STATE, f"mitigated{earlier}", **said_by(request.actor, what))
    concerned.tell_concerned(
        incident, f"{incident.code} is mitigated by {request.actor.name}: {what}", by=request.actor
    )
    return f"{incident.code} is mitigated."


def _went_on_at(incident: Incident) -> datetime:
    """Return the latest time of which it is on record that the impact went on."""
    return incident.episode.reopened_at or incident.episode.declared_at or incident.opened_at


def ignore_alert(incident: Incident, request: IgnoreAlert, now: datetime) -> str:
    """Note that an alert after mitigation is no reason to reopen it, until the next one; return the words to say back.

    Raises:
        Refused: not by who leads or led it, nor by the head of department; or no alert has come since it was mitigated.

    """
    actor = request.actor
    if incident.episode.recurred_at is None:
        raise Refused("No alert waits for an answer: there is nothing to ignore.")
    check_leads_or_heads(actor, incident.lead_id or incident.last_lead_id)
    incident.episode.recurred_at = None
    incident.write(
        now, Kind.ANSWER, "the alert after mitigation is ignored", **said_by(actor, one_line_if_any(request.reason))
    )
    return f"{incident.code} stays as it is. You are asked again if another alert fires."
