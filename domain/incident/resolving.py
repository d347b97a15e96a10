"""It is resolved (P24), and what is to be known by then: how it was detected (P29), and whose the root cause is (P27)."""

from datetime import datetime

from domain.closing import detection as detections
from domain.closing import root_cause
from domain.closing.detection import Detection
from domain.closing.resolution import check_complete
from domain.closing.root_cause import RootCause
from domain.errors import Refused
from domain.incident import comms, concerned, ending, final_rounds
from domain.incident.state import Incident
from domain.leading import end, who_leads
from domain.lifecycle import Actor, Command, apply
from domain.messages import TeamCard
from domain.requests import NameRootCause, RecordDetection, Resolve
from domain.timeline import Kind
from domain.writing import one_line_if_any, said_by


def resolve(incident: Incident, request: Resolve, now: datetime) -> str:
    """Note that it is resolved: a workaround is in place, and a measure against recurrence; return the words to say back.

    Raises:
        Refused: not by the lead or the head of department, not while it is mitigated, or with all that is missing: one of the two,
            how it was detected, a final update that is neither sent nor waived.

    """
    apply(incident.model_copy(), Command.RESOLVE, request.actor)
    closing = incident.episode.closing
    found = detections.checked(request.detection, now) if request.detection else None
    workaround, measure = one_line_if_any(request.workaround), one_line_if_any(request.measure)
    check_complete(
        workaround=workaround,
        measure=measure,
        detection=found or closing.detection,
        untold=final_rounds.untold(incident),
    )
    if found:
        _note(incident, found, request.actor, now)
    apply(incident, Command.RESOLVE, request.actor)
    closing.workaround, closing.measure = workaround, measure
    incident.episode.resolved_at = incident.episode.closed_at = now
    incident.episode.resolved_by = request.actor.name
    why = f"workaround: {workaround}; against recurrence: {measure}"
    incident.write(now, Kind.STATE, "resolved", **said_by(request.actor, why))
    incident.episode.last_lead = who_leads(incident.leadership)
    concerned.tell_concerned(incident, ending.notice(incident), by=request.actor)
    incident.tell_all(end(incident.leadership, now, incident.write))
    return f"{incident.code} is resolved."


def record_detection(incident: Incident, request: RecordDetection, now: datetime) -> str:
    """Note how it was detected, and return the words to say back.

    Raises:
        Refused: not by the lead, the head of department or the first contact, not while it is a major incident; or the trouble
            is said to begin after now.

    """
    _check(incident, request.actor)
    _note(incident, detections.checked(request.detection, now), request.actor, now)
    return f"Noted how {incident.code} was detected."


def name_root_cause(incident: Incident, request: NameRootCause, now: datetime) -> str:
    """Note whose the root cause is, and return the words to say back.

    Raises:
        Refused: not by the lead, the head of department or the first contact, not while it is a major incident; it is named so
            already; or another was named, and no reason is given.

    """
    _check(incident, request.actor)
    closing = incident.episode.closing
    closing.root_cause = root_cause.named(request.team, request.supplier, request.reason, closing.root_cause)
    said = root_cause.in_words(closing.root_cause)
    reason = one_line_if_any(request.reason)
    incident.write(now, Kind.NOTE, f"the root cause lies with {said}", **said_by(request.actor, reason))
    return f"The root cause of {incident.code} lies with {said}."


def root_cause_of(incident: Incident) -> RootCause:
    """Return whose the root cause is: the team in charge, until somebody names another."""
    if named := incident.episode.closing.root_cause:
        return named
    assert incident.card  # noqa: S101 - nobody asks before the service is looked up
    return RootCause(team=TeamCard(id=incident.card.team, name=incident.card.team_name))


def _note(incident: Incident, found: Detection, actor: Actor, now: datetime) -> None:
    incident.episode.closing.detection = found
    incident.write(now, Kind.NOTE, f"how it was detected: {detections.in_words(found)}", **said_by(actor))


def _check(incident: Incident, actor: Actor) -> None:
    if not comms.is_major(incident):
        raise Refused("That is noted from its declaration until it is over, and not now.")
    known = {incident.lead_id, incident.last_lead_id, incident.first_contact}
    if actor.contact not in known and not actor.heads_the_department:
        raise Refused("Only the incident lead, the first contact, or the head of department may say that.")
