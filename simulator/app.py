"""The simulator as one ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from simulator.conference_api import ConferenceApi
from simulator.conferences import Conferences
from simulator.control_api import ControlApi
from simulator.errors import RefusedError, UnknownError
from simulator.exchange import Exchange
from simulator.faults import Faults
from simulator.mailroom import Mailroom
from simulator.sendgrid_api import SendGridApi
from simulator.texts import Texts
from simulator.twilio_api import TwilioApi
from simulator.twilio_door import TwilioDoor
from simulator.work import Work

if TYPE_CHECKING:
    from simulator.company import Simulator

PAGE = Path(__file__).parent / "page"
STREAM = "/sim/events"


class CountRequests:
    """Counts every request as going on while it is served, except the stream of events, which only listens."""

    def __init__(self, app: ASGIApp, work: Work) -> None:
        self._app = app
        self._work = work

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] == STREAM:
            await self._app(scope, receive, send)
            return
        with self._work.going_on():
            await self._app(scope, receive, send)


def build_app(
    simulator: "Simulator",
    exchange: Exchange,
    conferences: Conferences,
    texts: Texts,
    mailroom: Mailroom,
    faults: Faults,
) -> FastAPI:
    """Join the interfaces and the page."""

    @asynccontextmanager
    async def until_stopped(_: FastAPI) -> AsyncIterator[None]:
        """Close everything when the server stops."""
        yield
        await simulator.close()

    app = FastAPI(title="Simulated phones and mail", lifespan=until_stopped, docs_url=None, redoc_url=None)
    app.add_middleware(CountRequests, work=simulator.clock.work)
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    door = TwilioDoor(simulator.config, faults)
    app.include_router(TwilioApi(simulator.config, exchange, texts, door).router())
    app.include_router(ConferenceApi(simulator.config, conferences, door).router())
    app.include_router(door.nowhere())
    app.include_router(SendGridApi(simulator.config, mailroom, faults).router())
    app.include_router(ControlApi(simulator).router())
    app.mount("/", StaticFiles(directory=PAGE, html=True))
    return app


async def _refused(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": str(error)}, 404 if isinstance(error, UnknownError) else 409)


async def _not_understood(_: Request, error: Exception) -> JSONResponse:
    mistakes = error.errors() if isinstance(error, RequestValidationError) else []
    words = "; ".join(f"{'.'.join(str(part) for part in mistake['loc'])}: {mistake['msg']}" for mistake in mistakes)
    return JSONResponse({"error": words}, 422)
