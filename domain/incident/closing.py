"""The impact is over, it is resolved, or it is not over after all (P24)."""

from datetime import datetime

from domain.errors import Refused
from domain.incident import concerned, ending, leads
from domain.incident.state import Incident
from domain.leading import PersonCard, begin, end, says_who_leads, who_leads
from domain.lifecycle import Actor, Command, apply, check_leads_or_heads
from domain.requests import IgnoreAlert, Mitigate, Reopen, Resolve
from domain.silent_lead import AskTheLead, ask_the_lead
from domain.timeline import Kind
from domain.writing import one_line, one_line_if_any, said_by


def mitigate(incident: Incident, request: Mitigate, now: datetime) -> str:
    """Note that the impact is over, and what was done; return the words to say back.

    Raises:
        Refused: not by the lead or the head of department, not while it is declared, or without what was done.

    """
    what = one_line(request.what, missing="Say what was done to end the impact.")
    apply(incident, Command.MITIGATE, request.actor)
    incident.episode.mitigated_at, incident.episode.mitigated_by = now, request.actor.name
    incident.write(now, Kind.STATE, "mitigated", **said_by(request.actor, what))
    concerned.tell_concerned(
        incident, f"{incident.code} is mitigated by {request.actor.name}: {what}", by=request.actor
    )
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
    incident.episode.resolved_by = request.actor.name
    why = f"workaround: {workaround}; against recurrence: {measure}"
    incident.write(now, Kind.STATE, "resolved", **said_by(request.actor, why))
    incident.episode.last_lead = who_leads(incident.leadership)
    concerned.tell_concerned(incident, ending.notice(incident), by=request.actor)
    incident.tell_all(end(incident.leadership, now, incident.write))
    return f"{incident.code} is resolved."


def reopen(incident: Incident, request: Reopen, now: datetime) -> str:
    """Note that it is not over, and why, and see to it that somebody leads it (P13); return the words to say back.

    Raises:
        Refused: not by the team in charge, who owns its service, or who led it; not after mitigation; or without a reason.

    """
    reason = one_line(request.reason, missing="Say why it is not over.")
    apply(incident, Command.REOPEN, request.actor)
    episode, actor = incident.episode, request.actor
    episode.mitigated_at = episode.resolved_at = episode.closed_at = episode.recurred_at = None
    episode.reopened_at = now
    incident.write(now, Kind.STATE, "reopened", **said_by(actor, reason))
    if incident.leadership.lead is None:
        _begin_to_lead(incident, actor, now)
    for person in dict.fromkeys([incident.lead_id, incident.last_lead_id]):
        if person and person != actor.contact:
            leads_it = says_who_leads(incident.leadership, person)
            incident.tell(person, f"{incident.code} is reopened by {actor.name}: {reason}. {leads_it}")
    return f"{incident.code} is reopened. {says_who_leads(incident.leadership, actor.contact)}"


def _begin_to_lead(incident: Incident, actor: Actor, now: datetime) -> None:
    """Put somebody in charge of what was resolved: who is senior or led it leads it, else who led it last, who is called about it.

    They may be asleep by then: while they do not answer, the ladder of leads is called, as of any lead who is silent.
    """
    leadership, last = incident.leadership, incident.episode.last_lead
    if last is None or last.id == actor.contact or actor.heads_the_department:
        begin(leadership, PersonCard.of(actor), now, incident.write, "reopened it")
        return
    begin(leadership, last, now, incident.write, "led it until it was resolved")
    until = now + leads.policy(incident).answer_within
    ask_the_lead(leadership, AskTheLead(until=until, because=f"{actor.name} has reopened it"), now, incident.write)


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
