"""The total impact of an incident (P20): one for both audiences, from when a round first says it until the review is held."""

from datetime import datetime

from domain.audiences import Audience
from domain.comms.drafting.quantities import in_words, revised
from domain.comms.drafting.wording import READERS
from domain.comms.rounds.permission import check_may_send
from domain.comms.rounds.situation import TotalSaid
from domain.errors import Refused
from domain.incident.responsible import may_send
from domain.incident.state import Incident
from domain.requests import ReviseTotal
from domain.timeline import Kind
from domain.writing import said_by


def take_in(incident: Incident, said: TotalSaid, audience: Audience) -> None:
    """Take in what a round to this audience said; where it is another than before, it puts that right."""
    known = incident.comms.total
    incident.comms.total = said.total
    if known and known != said.total:
        why = f"said in an update to {READERS[audience]}"
        incident.write(said.at, Kind.COMMS, _put_right(incident), who=said.by, why=why)


def revise(incident: Incident, request: ReviseTotal, now: datetime) -> str:
    """Put it right, and return the words to say back: drafts of both audiences say it from then on.

    Raises:
        Refused: not by who may send updates; no update has said it yet; or there is no quantity, or no reason.

    """
    check_may_send(request.actor, may_send(incident))
    if not incident.comms.total:
        raise Refused("No update has said the total impact yet: it belongs into the draft of the final one.")
    incident.comms.total, reason = revised(request.total, request.reason)
    incident.write(now, Kind.COMMS, _put_right(incident), **said_by(request.actor, reason))
    return f"The total impact of {incident.code} is now: {in_words(incident.comms.total)}."


def _put_right(incident: Incident) -> str:
    return f"the total impact is put right: {in_words(incident.comms.total)}"
