"""Whoever has it judges it on the five questions; one yes proposes it as a major incident (P10, P11)."""

from datetime import datetime

from domain import assessment
from domain.assessment import JudgeRequest, any_yes
from domain.incident import declaring
from domain.incident.state import Incident
from domain.lifecycle import IncidentState


def judge(incident: Incident, request: JudgeRequest, now: datetime) -> str:
    """Note what is judged and return the words to say back; the first yes proposes it.

    Raises:
        Refused: as `assessment.judge`.

    """
    words = assessment.judge(incident.assessment, request, now, incident.write, first_contact=incident.first_contact)
    if not any_yes(incident.assessment) or incident.state is not IncidentState.TRIAGE:
        return words
    if request.actor.contact != incident.first_contact:
        return words
    reason = assessment.in_words(incident.assessment)
    return f"{words} {declaring.propose(incident, request.actor, reason, now)}"
