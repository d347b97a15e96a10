"""What people ask of an incident, judged and carried out in one place: a line for each request."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from domain.assessment import Judge, JudgeByText
from domain.board.changes import ChangeDone, DecideChange, ProposeChange
from domain.board.entries import AddToBoard
from domain.board.requests import BoardRequest, on_the_board
from domain.board.theories import RankTheories, RecordOutcome
from domain.errors import Refused
from domain.hand_over import AcceptLead, DeclineLead, LeadRequest, OfferLead, TakeLead, WithdrawOffer, on_the_lead
from domain.impact import WordImpact, word_impact
from domain.incident import (
    attaching,
    business_call,
    declaring,
    final_rounds,
    involved,
    joining,
    judging,
    leads,
    leaving,
    mitigating,
    reopening,
    resolving,
    sharing,
    total,
    triage,
)
from domain.incident.state import Incident
from domain.leading import heard_of
from domain.lifecycle import IncidentState
from domain.messages import Request
from domain.organisation import Channel
from domain.requests import (
    AddTeam,
    AnyRequest,
    Declare,
    DropTeam,
    IgnoreAlert,
    InviteStakeholder,
    Mitigate,
    MuteBoard,
    NameRootCause,
    OpenBusinessCall,
    Propose,
    RecordDetection,
    Reopen,
    Reply,
    Resolve,
    ReviseTotal,
    SameAs,
    Separate,
    StandDown,
    UninviteStakeholder,
    WaiveFinal,
)
from domain.timeline import Kind


def _word_impact(incident: Incident, request: WordImpact, now: datetime) -> str:
    worded = word_impact(request, now, incident.write, in_charge=incident.in_charge, seniority=incident.seniority)
    incident.episode.worded = worded.statement
    return worded.words


def _about_the_lead(incident: Incident, request: LeadRequest, now: datetime) -> str:
    lasts = leads.policy(incident).offer_lasts
    told = on_the_lead(incident.leadership, request, now, incident.write, offer_lasts=lasts)
    incident.tell_all(told.notices)
    return told.words


def _on_the_board(incident: Incident, request: BoardRequest, now: datetime) -> str:
    """Any participant adds, while there is something to work on; a text, which can be forged, decides nothing (P23)."""
    if incident.state is IncidentState.STOOD_DOWN:
        raise Refused(f"{incident.code} is stood down: nothing is added to its board.")
    if isinstance(request, DecideChange) and request.actor.channel is Channel.TEXT:
        raise Refused("A change is not approved by text, which can be forged: use the command line or the API.")
    return on_the_board(incident.board, request, now, incident.lead_id, incident.write)


_CARRIED_OUT_BY: Mapping[type[Request], Callable[[Incident, Any, datetime], str]] = {
    WordImpact: _word_impact,
    Propose: lambda incident, request, now: declaring.propose(incident, request.actor, request.reason, now),
    Declare: lambda incident, request, now: declaring.declare(incident, request.actor, request.reason, now),
    StandDown: lambda incident, request, now: triage.stand_down(incident, request.actor, request.reason, now),
    **dict.fromkeys((OfferLead, AcceptLead, DeclineLead, WithdrawOffer, TakeLead), _about_the_lead),
    **dict.fromkeys((AddToBoard, RankTheories, RecordOutcome, ProposeChange, DecideChange, ChangeDone), _on_the_board),
    MuteBoard: sharing.mute,
    AddTeam: joining.add_team,
    DropTeam: joining.drop_team,
    OpenBusinessCall: business_call.open_business_call,
    InviteStakeholder: business_call.invite,
    UninviteStakeholder: business_call.uninvite,
    Mitigate: mitigating.mitigate,
    WaiveFinal: final_rounds.waive,
    RecordDetection: resolving.record_detection,
    NameRootCause: resolving.name_root_cause,
    Resolve: resolving.resolve,
    Reopen: reopening.reopen,
    IgnoreAlert: mitigating.ignore_alert,
    ReviseTotal: total.revise,
    SameAs: attaching.same_as,
    Separate: leaving.separate,
}
"""What carries out each request; the answers to the five questions have news of their own to tell."""


def grant(incident: Incident, request: AnyRequest, now: datetime) -> Reply:
    """Carry a request out and return the words to say back; it is a sign of life of who asks.

    Raises:
        Refused: with the reason, for the person who asked; then nothing has changed.

    """
    check_meant(incident, request.code)
    attaching.check_asked_here(incident, request)
    if isinstance(request, Judge | JudgeByText):
        reply = judging.judge(incident, request, now)
    else:
        reply = Reply(words=_CARRIED_OUT_BY[type(request)](incident, request, now))
    heard_of(incident.leadership, request.actor.contact, now)
    involved.asked(incident, request.actor)
    if request.actor.contact == incident.first_contact:
        incident.told_of_life = False
    return reply


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
