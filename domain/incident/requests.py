"""What people ask of an incident, judged and carried out in one place."""

from datetime import datetime

from domain.errors import Refused
from domain.incident import declaring, triage
from domain.incident.state import Incident
from domain.requests import AnyRequest, Declare, Propose, StandDown
from domain.timeline import Kind


def grant(incident: Incident, request: AnyRequest, now: datetime) -> str:
    """Carry a request out and return the words to say back.

    Raises:
        Refused: with the reason, for the person who asked; then nothing has changed.

    """
    check_meant(incident, request.code)
    match request:
        case Propose():
            return declaring.propose(incident, request.actor, request.reason, now)
        case Declare():
            return declaring.declare(incident, request.actor, request.reason, now)
        case StandDown():
            return triage.stand_down(incident, request.actor, request.reason, now)


def check(incident: Incident, request: AnyRequest, now: datetime) -> None:
    """Raise `Refused` as `grant` would, and change nothing: for the validator of an update."""
    grant(incident.model_copy(deep=True), request, now)


def grant_signal(incident: Incident, request: AnyRequest, now: datetime) -> None:
    """Carry out a request whose sender hears nothing back: a refusal goes on the timeline."""
    try:
        grant(incident, request, now)
    except Refused as refused:
        actor = request.actor
        what = f"refused: {request.kind.replace('_', ' ')}"
        incident.write(now, Kind.NOTE, what, who=actor.name, channel=actor.channel, why=str(refused))


def check_meant(incident: Incident, code: str | None) -> None:
    """Raise `Refused` when another incident of this service is meant: an earlier one had the same workflow id."""
    if code not in {None, incident.code}:
        raise Refused(f"Incident {code} is over; {incident.code} is another one.")
