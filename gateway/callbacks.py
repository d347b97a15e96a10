"""What the provider says of calls and texts. A report that comes late, twice or out of order is a fact, not an error."""

from collections.abc import Awaitable
from http import HTTPStatus

from fastapi import APIRouter, Request

from domain.machines import is_machine
from domain.sending import CallReport, TextReport
from domain.tokens import AttemptToken
from gateway.engine import Engine, Gone
from gateway.signatures import TwilioDoor


class Callbacks:
    """Passes the provider's reports on to the pager of the person they are about."""

    def __init__(self, engine: Engine, door: TwilioDoor, signing_key: str) -> None:
        self._engine = engine
        self._door = door
        self._signing_key = signing_key

    def routes(self) -> APIRouter:
        """Return the routes Twilio reports to."""
        router = APIRouter(tags=["twilio"])
        for path, endpoint, summary in (
            ("/twilio/status/{token}", self.call_status, "How a call goes"),
            (
                "/twilio/machine/{token}",
                self.machine,
                "What machine detection heard on a call; a hint, never an answer",
            ),
            ("/twilio/text-status/{token}", self.text_status, "How a text goes"),
        ):
            router.add_api_route(path, endpoint, methods=["POST"], summary=summary, status_code=HTTPStatus.NO_CONTENT)
        return router

    async def call_status(self, request: Request, token: str) -> None:
        """Pass on how a call goes; newer reports have higher sequence numbers."""
        form, about = await self._door.form(request), self._read(token)
        report = CallReport(
            attempt_id=about.attempt,
            provider_id=form.required("CallSid"),
            status=form.required("CallStatus"),
            sequence=form.number("SequenceNumber") or 0,
        )
        await _pass_on(self._engine.call_reported(about.person, report))

    async def machine(self, request: Request, token: str) -> None:
        """Pass on that a machine picked up: of anything else the pager has nothing to do."""
        form, about = await self._door.form(request), self._read(token)
        sid, heard = form.required("CallSid"), form.required("AnsweredBy")
        if not is_machine(heard):
            return
        report = CallReport(attempt_id=about.attempt, provider_id=sid, answered_by=heard)
        await _pass_on(self._engine.call_reported(about.person, report))

    async def text_status(self, request: Request, token: str) -> None:
        """Pass on how a text goes."""
        form, about = await self._door.form(request), self._read(token)
        report = TextReport(
            attempt_id=about.attempt,
            provider_id=form.required("MessageSid"),
            status=form.required("MessageStatus"),
            error_code=form.number("ErrorCode"),
        )
        await _pass_on(self._engine.text_reported(about.person, report))

    def _read(self, token: str) -> AttemptToken:
        return AttemptToken.read(token, self._signing_key)


async def _pass_on(reporting: Awaitable[None]) -> None:
    try:
        await reporting
    except Gone:
        # The pager ended a day after its last page: a report that late concerns nobody any more.
        return
