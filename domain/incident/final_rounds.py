"""The final update to each audience (P20): sent, or waived with a reason, before an incident is resolved."""

from datetime import datetime

from domain.audiences import Audience
from domain.comms.drafting.updates import RoundKind
from domain.comms.drafting.wording import READERS
from domain.comms.rounds.situation import RoundStatus
from domain.errors import Refused
from domain.incident.state import Incident
from domain.lifecycle import IncidentState, check_leads_or_heads
from domain.requests import WaiveFinal
from domain.timeline import Kind
from domain.writing import one_line, said_by


def untold(incident: Incident) -> tuple[str, ...]:
    """Return whose final update is neither sent nor waived, in words; nobody's where rounds never began: nobody was told then."""
    begun = {*incident.comms.rounds_told, *incident.comms.rounds}
    if incident.episode.closing.final_waived:
        return ()
    return tuple(READERS[each] for each in sorted(Audience) if each in begun and not _is_sent(incident, each))


def is_waived(incident: Incident, says: RoundStatus) -> bool:
    """Whether the round that is open, as its rounds said last, waits for nobody: they may not have heard of the waiver yet."""
    return says.kind is RoundKind.FINAL and bool(incident.episode.closing.final_waived)


def waive(incident: Incident, request: WaiveFinal, now: datetime) -> str:
    """Have no final update sent to those who have not had it, and return the words to say back; nobody is reminded of it any more.

    Raises:
        Refused: without a reason, not while it is mitigated, not by the lead or the head of department; or none waits to be sent.

    """
    reason = one_line(request.reason, missing="Say why no final update is needed.")
    if incident.state is not IncidentState.MITIGATED:
        raise Refused("The final update is waived while it is mitigated, and it is not.")
    check_leads_or_heads(request.actor, incident.lead_id)
    left = " and ".join(untold(incident))
    if not left:
        raise Refused("No final update waits to be sent: there is nothing to waive.")
    incident.episode.closing.final_waived = reason
    incident.write(now, Kind.COMMS, f"waives the final update to {left}", **said_by(request.actor, reason))
    return f"No final update of {incident.code} is sent to {left}."


def _is_sent(incident: Incident, audience: Audience) -> bool:
    says, since = incident.comms.rounds.get(audience), incident.episode.mitigated_at
    if says is None or since is None or says.last_sent_at is None:
        return False
    return says.last_kind is RoundKind.FINAL and says.last_sent_at >= since
