"""Rounds of comms over HTTP: how they stand, what would go out, what was said last, who received it, and what people ask of them.

The two audiences stand apart in every address, as in everything else (P15).
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from domain.audiences import Audience
from domain.codes import IncidentCode
from domain.comms.dispatch.forecast import TextLane
from domain.comms.dispatch.letters import WritesLetters
from domain.comms.dispatch.receipt_rows import as_csv, receipt_rows
from domain.comms.dispatch.receipts import standing
from domain.comms.drafting.asked import business_text
from domain.comms.drafting.preview import Preview, PreviewDesk, preview
from domain.comms.rounds.requests import (
    AddRecipient,
    ApproveDraft,
    ChangeCadence,
    DropRecipient,
    SendRound,
    WriteBusinessDraft,
    WriteTechnicalDraft,
)
from domain.comms.rounds.views import CommsView
from domain.lanes import Rates
from domain.messages import Message
from domain.organisation import Organisation
from domain.text_segments import longest_page_text
from gateway.api.asking import PersonsRequest, Target
from gateway.api.comms_models import CommsShown, ReceiptsShown, StatusShown
from gateway.api.doors import Code
from gateway.api.problems import OF_A_CHANGE, OF_AN_INCIDENT
from gateway.engine import Engine, Gone
from gateway.refusals import RequestRefused
from records.store import RecordStore

_CSV = "text/csv"
_AUDIENCES = (Audience.BUSINESS, Audience.TECHNICAL)
_AS_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {_CSV: {"schema": {"type": "string"}}}, "description": "As JSON, or as comma-separated values."}
}
_DRAFTS: dict[Audience, type[Message]] = {
    Audience.BUSINESS: WriteBusinessDraft,
    Audience.TECHNICAL: WriteTechnicalDraft,
}
_OF_EITHER: tuple[tuple[type[Message], str], ...] = (
    (ApproveDraft, "Approve the draft, word for word"),
    (SendRound, "Send the open update"),
    (ChangeCadence, "Send updates more or less often, or agree on a time"),
    (AddRecipient, "Tell one more person, or one more technical team"),
    (DropRecipient, "Tell a person, or a technical team, nothing more"),
)

COMMS_REQUESTS = tuple(
    PersonsRequest(model, summary, audience, Target.ROUNDS)
    for audience in _AUDIENCES
    for model, summary in ((_DRAFTS[audience], "Write what goes out next"), *_OF_EITHER)
)
"""Every request that goes to the rounds for one audience."""


class Comms:
    """Shows the rounds as the engine knows them."""

    def __init__(
        self,
        engine: Engine,
        organisation: Organisation,
        receipts: RecordStore,
        letters: WritesLetters,
        rates: Rates,
        now: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._organisation = organisation
        self._receipts = receipts
        self._letters = letters
        self._rates = rates
        self._now = now

    def routes(self, router: APIRouter) -> None:
        """Add the routes to a router."""
        root = "/incidents/{code}"
        for path, endpoint, summary in (
            (f"{root}/comms", self.shown, "How the updates to both audiences stand"),
            (f"{root}/comms/business/status", self.status, "The last approved text to the business"),
        ):
            router.add_api_route(path, endpoint, responses=OF_AN_INCIDENT, summary=summary)
        for audience in _AUDIENCES:
            router.add_api_route(
                f"{root}/comms/{audience}/preview",
                self._previewing(audience),
                responses={status: said for status, said in OF_A_CHANGE.items() if status != 422},
                name=f"preview {audience}",
                summary="The open update as it would go out now",
            )
        router.add_api_route(
            f"{root}/receipts",
            self.receipts,
            response_model=ReceiptsShown,
            responses=OF_AN_INCIDENT | _AS_CSV,
            summary="Who received what, when",
        )

    async def shown(self, code: Code) -> CommsShown:
        """Show which update is open for each audience, when it is due, what it lacks, what was missed and sent."""
        business, technical = await asyncio.gather(*(self._rounds(code, audience) for audience in _AUDIENCES))
        return CommsShown.of(business, technical)

    async def status(self, code: Code) -> StatusShown:
        """Say what the business was told last: what somebody approved, and nothing else."""
        return StatusShown(text=business_text(await self._rounds(code, Audience.BUSINESS)))

    async def receipts(self, code: Code, accept: Annotated[str, Header()] = "") -> Response:
        """Show what became of each message to each person; as comma-separated values to whoever accepts `text/csv`."""
        received = standing(await self._receipts.receipts_of(str(code)))
        if _CSV in accept:
            return PlainTextResponse(as_csv(received, self._organisation), media_type=_CSV)
        shown = ReceiptsShown(code=str(code), receipts=receipt_rows(received, self._organisation))
        return JSONResponse(shown.model_dump(mode="json"))

    def _previewing(self, audience: Audience) -> Callable[..., Awaitable[Preview]]:
        async def previewed(code: Code) -> Preview:
            """Show who is told and why, each message as it will look, and when the last one has it; nothing is sent.

            Refused (409) while no update is open.
            """
            view, waiting = await asyncio.gather(self._rounds(code, audience), self._engine.texts_waiting())
            lane = TextLane(self._rates, longest_page_text(self._organisation), waiting)
            desk = PreviewDesk(self._organisation, self._letters, lane)
            return await asyncio.to_thread(
                preview, view, desk, self._now()
            )  # letters are templates, and may take a while

        return previewed

    async def _rounds(self, code: IncidentCode, audience: Audience) -> CommsView:
        try:
            return await self._engine.rounds(code, audience)
        except Gone as gone:
            sentence = f"There are no updates of {code}: it was not declared a major incident, or there is none with this code."
            raise RequestRefused(HTTPStatus.NOT_FOUND, sentence, "GET /incidents lists those that are open.") from gone
