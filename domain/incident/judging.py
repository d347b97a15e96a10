"""Whoever has it judges it on the five questions; one yes proposes it as a major incident (P10, P11)."""

from datetime import datetime

from domain import assessment
from domain.assessment import JudgeRequest, says_yes
from domain.incident import declaring
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.requests import Reply


def judge(incident: Incident, request: JudgeRequest, now: datetime) -> Reply:
    """Note what is judged and return the words to say back; a yes of whoever has it proposes it, if it is not proposed yet.

    Raises:
        Refused: as `assessment.judge`.

    """
    words = assessment.judge(
        incident.episode.assessment, request, now, incident.write, first_contact=incident.first_contact
    )
    if not _proposes(incident, request):
        return Reply(words=words, news="Noted.")
    reason = assessment.in_words(incident.episode.assessment)
    proposed = declaring.propose(incident, request.actor, reason, now)
    return Reply(words=f"{words} {proposed}", news=f"Noted. {proposed}")


def _proposes(incident: Incident, request: JudgeRequest) -> bool:
    in_triage = incident.state is IncidentState.TRIAGE and request.actor.contact == incident.first_contact
    return in_triage and says_yes(request)
