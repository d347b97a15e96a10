"""The way into the Twilio interface: who may ask, what the fault plan does to a request, how a refusal is worded."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from simulator.call_reports import API_VERSION
from simulator.config import SimulatorConfig
from simulator.fault_rules import RequestKind
from simulator.faults import Encounter, Faults
from simulator.faulty_requests import FaultyRequests
from simulator.twilio_auth import authenticate
from simulator.twilio_errors import TwilioRefusal, not_found

Answer = tuple[int, dict[str, Any] | None]
"""A status and a body, if there is one."""
Handler = Callable[[Request], Awaitable[Answer]]
Concerned = Callable[[Request], Awaitable[frozenset[str]]]
"""Tells whose phones a request is about."""
Answering = Callable[[Request], Awaitable[Response]]


class TwilioDoor:
    """Stands before every handler; every refusal is Twilio's error body."""

    def __init__(self, config: SimulatorConfig, faults: Faults) -> None:
        self._config = config
        self._faulty = FaultyRequests(faults, _fault_refusal)

    def guarded(self, handler: Handler) -> Answering:
        """Let in whoever has the account's credentials."""

        async def answer(request: Request) -> Response:
            try:
                authenticate(request, self._config)
                status, body = await handler(request)
            except TwilioRefusal as refusal:
                status, body = refusal.status, refusal.body()
            return JSONResponse(body, status) if body is not None else Response(status_code=status)

        return answer

    def at_risk(self, kind: RequestKind, concerned: Concerned, handler: Handler) -> Answering:
        """Let in whoever has the account's credentials, unless the fault plan has something else for the request."""
        answer = self.guarded(handler)

        async def faulty(request: Request) -> Response:
            encounter = Encounter(kind, await concerned(request))
            return await self._faulty.serve(encounter, lambda: answer(request))

        return faulty

    def nowhere(self) -> APIRouter:
        """Give the route of every address that no other route knows: it must be the last one."""
        router = APIRouter(include_in_schema=False)
        unknown = self.guarded(_refuse_unknown)
        methods = ["GET", "POST", "PUT", "DELETE"]
        router.add_api_route(f"/{API_VERSION}/{{rest:path}}", unknown, methods=methods, response_model=None)
        return router


async def _refuse_unknown(request: Request) -> Answer:
    raise not_found(request.url.path)


def _fault_refusal(status: int, code: int, words: str) -> JSONResponse:
    return JSONResponse(TwilioRefusal(code, words, status).body(), status)
