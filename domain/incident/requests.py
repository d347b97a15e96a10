"""What people ask of an incident, judged and carried out in one place."""

from datetime import datetime

from domain.assessment import Judge, JudgeByText
from domain.board.changes import ChangeDone, DecideChange, ProposeChange
from domain.board.entries import AddToBoard
from domain.board.requests import BoardRequest, on_the_board
from domain.board.theories import RankTheories, RecordOutcome
from domain.errors import Refused
from domain.hand_over import AcceptLead, DeclineLead, OfferLead, TakeLead, WithdrawOffer, on_the_lead
from domain.impact import WordImpact, word_impact
from domain.incident import closing, declaring, judging, leads, triage
from domain.incident.state import Incident
from domain.leading import heard_of
from domain.lifecycle import IncidentState
from domain.organisation import Channel
from domain.requests import (
    AnyRequest,
    Deciding,
    Declare,
    IgnoreAlert,
    Mitigate,
    Propose,
    Reopen,
    Reply,
    Resolve,
    StandDown,
)
from domain.timeline import Kind


def grant(incident: Incident, request: AnyRequest, now: datetime) -> Reply:
    """Carry a request out and return the words to say back; it is a sign of life of who asks.

    Raises:
        Refused: with the reason, for the person who asked; then nothing has changed.

    """
    check_meant(incident, request.code)
    if isinstance(request, Judge | JudgeByText):
        reply = judging.judge(incident, request, now)
    else:
        reply = Reply(words=_carry_out(incident, request, now))
    heard_of(incident.leadership, request.actor.contact, now)
    if request.actor.contact == incident.first_contact:
        incident.told_of_life = False
    return reply


def _carry_out(incident: Incident, request: Deciding, now: datetime) -> str:
    match request:
        case WordImpact():
            worded = word_impact(request, now, incident.write, in_charge=incident.in_charge)
            incident.worded = worded.statement
            return worded.words
        case Propose() | Declare() | StandDown():
            return _about_declaring(incident, request, now)
        case OfferLead() | AcceptLead() | DeclineLead() | WithdrawOffer() | TakeLead():
            lasts = leads.policy(incident).offer_lasts
            told = on_the_lead(incident.leadership, request, now, incident.write, offer_lasts=lasts)
            incident.tell_all(told.notices)
            return told.words
        case Mitigate() | Resolve() | Reopen() | IgnoreAlert():
            return _about_its_end(incident, request, now)
        case AddToBoard() | RankTheories() | RecordOutcome() | ProposeChange() | DecideChange() | ChangeDone():
            return _on_the_board(incident, request, now)


def _on_the_board(incident: Incident, request: BoardRequest, now: datetime) -> str:
    """Any participant adds, while there is something to work on; a text, which can be forged, decides nothing (P23)."""
    if incident.state is IncidentState.STOOD_DOWN:
        raise Refused(f"{incident.code} is stood down: nothing is added to its board.")
    if isinstance(request, DecideChange) and request.actor.channel is Channel.TEXT:
        raise Refused("A change is not approved by text, which can be forged: use the command line or the API.")
    return on_the_board(incident.board, request, now, incident.lead_id, incident.write)


def _about_declaring(incident: Incident, request: Propose | Declare | StandDown, now: datetime) -> str:
    match request:
        case Propose():
            return declaring.propose(incident, request.actor, request.reason, now)
        case Declare():
            return declaring.declare(incident, request.actor, request.reason, now)
        case StandDown():
            return triage.stand_down(incident, request.actor, request.reason, now)


def _about_its_end(incident: Incident, request: Mitigate | Resolve | Reopen | IgnoreAlert, now: datetime) -> str:
    match request:
        case Mitigate():
            return closing.mitigate(incident, request, now)
        case Resolve():
            return closing.resolve(incident, request, now)
        case Reopen():
            return closing.reopen(incident, request, now)
        case IgnoreAlert():
            return closing.ignore_alert(incident, request, now)


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
