"""What people may ask of an incident. A request is one line of the table: its route, its body and its description follow from it.

Every request is an update of the incident, which takes it or refuses it with a reason. Of what is sent twice under one
`Idempotency-Key` the second is the same request, and gets the same answer.
"""

import hashlib
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header
from pydantic import BaseModel

from config.incident_index import NoSuchIncident
from domain.assessment import Judge
from domain.audiences import Audience
from domain.board.changes import ChangeDone, DecideChange, ProposeChange
from domain.board.entries import AddToBoard
from domain.board.theories import RankTheories, RecordOutcome
from domain.codes import IncidentCode
from domain.hand_over import AcceptLead, DeclineLead, OfferLead, TakeLead, WithdrawOffer
from domain.impact import WordImpact
from domain.lifecycle import Actor
from domain.messages import Message
from domain.names import incident_id
from domain.organisation import Organisation, Person
from domain.requests import (
    AddTeam,
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
from domain.review.requests import Finding
from domain.roles import team_in_charge, who_asks
from gateway.api.bodies import body_of, filled_in, recipient_name
from gateway.api.doors import Asking, Code
from gateway.api.models import Said
from gateway.api.problems import OF_A_CHANGE, RETRY_AFTER, UNCHANGED
from gateway.engine import Engine, Gone, TemporalUnavailable
from gateway.refusals import RequestRefused

_NOT_KNOWN = "It is not known whether it was done."
_ANSWER_WITHIN_SECONDS = 8  # somebody waits in front of a screen
IdempotencyKey = Annotated[
    str | None,
    Header(description="Any text that names this request of yours: sent again under the same key, it is done once."),
]


class Target(StrEnum):
    """Who decides what is asked."""

    INCIDENT = "incident"
    ROUNDS = "rounds"
    """The rounds of comms for the request's audience."""
    REVIEW = "review"


@dataclass(frozen=True)
class PersonsRequest:
    """Something people ask of an incident, its rounds or its review: its model, and what it does in a few words."""

    model: type[Message]
    summary: str
    audience: Audience | None = None
    """Whose rounds of comms it is about, if it is asked of them."""
    target: Target = Target.INCIDENT

    @property
    def path(self) -> str:
        """The end of its route's path: its kind, as it is written in an address, below what it is asked of."""
        kind: str = self.model.model_fields["kind"].default
        own = kind.replace(f"{self.audience}_", "").replace("_", "-")
        below = {Target.INCIDENT: "", Target.ROUNDS: f"comms/{self.audience}/", Target.REVIEW: "review/"}
        return f"{below[self.target]}{own}"


REQUESTS = (
    PersonsRequest(Judge, "Answer one of the five questions"),
    PersonsRequest(WordImpact, "Word the impact statement in business language"),
    PersonsRequest(Propose, "Propose to declare it a major incident"),
    PersonsRequest(Declare, "Declare it a major incident"),
    PersonsRequest(StandDown, "Close an incident as not major"),
    PersonsRequest(OfferLead, "Ask somebody to lead"),
    PersonsRequest(AcceptLead, "Lead it from now on, as you were asked to"),
    PersonsRequest(DeclineLead, "Not lead it, though you were asked to"),
    PersonsRequest(WithdrawOffer, "Ask them no longer to lead"),
    PersonsRequest(TakeLead, "Lead it yourself, as head of department"),
    PersonsRequest(AddToBoard, "Note something on the board"),
    PersonsRequest(RankTheories, "Rank theories and solutions, as lead"),
    PersonsRequest(RecordOutcome, "Say what came of a theory or a solution"),
    PersonsRequest(ProposeChange, "Propose a change during the incident"),
    PersonsRequest(DecideChange, "Approve or refuse it, as lead"),
    PersonsRequest(ChangeDone, "Say that an approved change was made"),
    PersonsRequest(MuteBoard, "Be texted no more what is new on the board"),
    PersonsRequest(AddTeam, "Have one more team called to the technical call, as lead"),
    PersonsRequest(DropTeam, "Have a team called no more, as lead"),
    PersonsRequest(OpenBusinessCall, "Have all business stakeholders invited to a call of their own"),
    PersonsRequest(InviteStakeholder, "Have one more person invited to the business call"),
    PersonsRequest(UninviteStakeholder, "Have a person invited to the business call no more"),
    PersonsRequest(Mitigate, "Say that the impact is over"),
    PersonsRequest(WaiveFinal, "Have no final update sent"),
    PersonsRequest(RecordDetection, "Say how it was detected"),
    PersonsRequest(NameRootCause, "Say whose the root cause is"),
    PersonsRequest(Resolve, "Say that it is resolved"),
    PersonsRequest(Reopen, "Say that it is not over after all"),
    PersonsRequest(IgnoreAlert, "Say that an alert after mitigation is no reason to reopen it"),
    PersonsRequest(ReviseTotal, "Put the total impact right after an update has said it"),
    PersonsRequest(SameAs, "Make it part of another incident that is the same"),
    PersonsRequest(Separate, "Make it part of another incident no more"),
)
"""Every request, one a line: each is one of `AnyRequest`, with its `kind`, `actor` and `code` beside what the person gives."""


class Requests:
    """Brings what people ask to the incident it is about."""

    def __init__(self, engine: Engine, organisation: Organisation, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._organisation = organisation
        self._now = now

    def routes(self, router: APIRouter, requests: Sequence[PersonsRequest] = REQUESTS) -> None:
        """Add a route for each request to a router."""
        for request in requests:
            router.add_api_route(
                f"/incidents/{{code}}/{request.path}",
                self._endpoint(request),
                methods=["POST"],
                name=request.path,
                responses=OF_A_CHANGE,
                summary=request.summary,
            )

    def _endpoint(self, request: PersonsRequest) -> Callable[..., Awaitable[Said]]:
        body = body_of(request.model)
        all_optional = not any(field.is_required() for field in body.model_fields.values())
        nothing_given: Any = Body(default_factory=body) if all_optional else Body()

        async def ask(
            code: Code, asking: Asking, given: BaseModel = nothing_given, idempotency_key: IdempotencyKey = None
        ) -> Said:
            """Ask the incident, which does it or refuses it, by what you are to the team in charge at this moment.

            Sent again under the same `Idempotency-Key` it is the same request, done once and answered alike.
            """
            return await self._bring(request, code, asking, given, idempotency_key or secrets.token_urlsafe(16))

        ask.__annotations__["given"] = body  # known only now, and read by the framework
        return ask

    async def _bring(
        self, request: PersonsRequest, code: IncidentCode, person: Person, given: BaseModel, key: str
    ) -> Said:
        """Ask the incident, as the organisation knows the person at this moment."""
        known: dict[str, object] = {"actor": self._actor(person, code), "code": str(code)}
        if request.audience:
            known |= {"audience": request.audience, **recipient_name(given, self._organisation)}
        filled = filled_in(request.model, given, known, self._organisation)
        try:
            reply = await self._ask(request.target, code, filled, _request_id(person, request, key))
        except Gone as gone:
            raise RequestRefused(HTTPStatus.CONFLICT, _gone(code, request), UNCHANGED) from gone
        except TemporalUnavailable as silence:
            again = f"Send it again with the header 'Idempotency-Key: {key}': that is the same request."
            raise RequestRefused(
                HTTPStatus.SERVICE_UNAVAILABLE, str(silence), _NOT_KNOWN, again, headers=RETRY_AFTER
            ) from silence
        return Said(words=reply.words)

    async def _ask(self, target: Target, code: IncidentCode, filled: Any, request_id: str) -> Reply:
        """Ask whoever decides it; what is found out after the incident was over, its review takes."""
        asks: dict[Target, Callable[..., Awaitable[Reply]]] = {
            Target.INCIDENT: self._engine.ask,
            Target.ROUNDS: self._engine.ask_rounds,
            Target.REVIEW: self._engine.ask_review,
        }
        try:
            return await asks[target](code, filled, request_id, within=_ANSWER_WITHIN_SECONDS)
        except (Gone, NoSuchIncident):
            if isinstance(filled, Finding):
                with suppress(Gone):
                    return await self._engine.ask_review(code, filled, request_id, within=_ANSWER_WITHIN_SECONDS)
            raise

    def _actor(self, person: Person, code: IncidentCode) -> Actor:
        organisation = self._organisation
        team = team_in_charge(organisation, incident_id(code.key))
        return who_asks(organisation, person.id, team, self._now(), service=code.key, proof="a token of their own")


def _gone(code: IncidentCode, request: PersonsRequest) -> str:
    over = {
        Target.INCIDENT: f"Incident {code} is over.",
        Target.ROUNDS: f"No updates of {code} are open: it has not been declared a major incident, or it is over.",
        Target.REVIEW: f"No review of {code} is open: its impact is not over yet, or the review is closed.",
    }
    return over[request.target]


def _request_id(person: Person, request: PersonsRequest, key: str) -> str:
    """Return the id of the update. Keys are each person's own: two who choose the same one ask for two things."""
    return f"api:{hashlib.sha256(f'{person.id} {request.path} {key}'.encode()).hexdigest()[:32]}"
