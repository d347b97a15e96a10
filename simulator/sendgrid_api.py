"""SendGrid's HTTP interface: sending mail."""

import json
import secrets
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from simulator.config import SimulatorConfig
from simulator.faults import Encounter, Faults
from simulator.faulty_requests import FaultyRequests
from simulator.mailroom import Mailroom
from simulator.sendgrid_checks import Mistake, mistakes, recipients

_UNAUTHORISED = Mistake("The provided authorization grant is invalid, expired, or revoked", None)


class SendGridApi:
    """Answers as SendGrid does."""

    def __init__(self, config: SimulatorConfig, mailroom: Mailroom, faults: Faults) -> None:
        self._config = config
        self._faulty = FaultyRequests(faults, _fault_refusal)
        self._mailroom = mailroom

    def router(self) -> APIRouter:
        """Give the routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/v3/mail/send", self.send, methods=["POST"], response_model=None)
        return router

    async def send(self, request: Request) -> Response:
        """Deliver a mail: 202 and nothing else; in sandbox mode 200, and nothing is delivered."""
        encounter = Encounter("send_mail", frozenset(recipients(await _payload(request))))
        return await self._faulty.serve(encounter, lambda: self._deliver(request))

    async def _deliver(self, request: Request) -> Response:
        if not self._is_authorised(request):
            return _refusal(401, [_UNAUTHORISED])
        payload = await _payload(request)
        wrong = mistakes(payload)
        if wrong:
            return _refusal(400, wrong)
        if (payload.get("mail_settings") or {}).get("sandbox_mode", {}).get("enable"):
            return Response(status_code=200)
        return Response(status_code=202, headers={"X-Message-Id": self._mailroom.accept(payload)})

    def _is_authorised(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").encode()
        return secrets.compare_digest(given, f"Bearer {self._config.sendgrid_key}".encode())


async def _payload(request: Request) -> Any:
    """Read the request; None, which no mail is, when it cannot be read."""
    try:
        return json.loads(await request.body())
    except ValueError:
        return None


def _fault_refusal(status: int, _: int, words: str) -> JSONResponse:
    return _refusal(status, [Mistake(words, None)])


def _refusal(status: int, wrong: list[Mistake]) -> JSONResponse:
    return JSONResponse({"errors": [mistake.body() for mistake in wrong]}, status)
