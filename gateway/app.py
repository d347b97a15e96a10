"""The gateway's HTTP application: alerts, calls, texts, links, callbacks and people's requests in; facts and answers out."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response

from config.round_letters import RoundLetters
from config.settings import Settings
from domain.errors import TokenInvalid
from domain.lanes import Rates
from domain.organisation import Organisation
from gateway.alerts import AlertDesk
from gateway.answers import Answers
from gateway.api.comms import Comms
from gateway.api.following import Pause
from gateway.api.reports import ReportDesk
from gateway.api.routes import people_routes
from gateway.bridges import Bridges
from gateway.callbacks import Callbacks
from gateway.changes import ChangeDesk
from gateway.counts import Counts
from gateway.engine import Engine, TemporalUnavailable
from gateway.links import Links
from gateway.people import People
from gateway.receipts import ReceiptDesk
from gateway.refusals import RequestRefused, in_words, say_refusal
from gateway.reporting_calls import ReportingCalls
from gateway.reports import Reports
from gateway.request_counts import CountsRequests
from gateway.sendgrid_door import SendGridDoor
from gateway.signatures import TwilioDoor
from gateway.sources import SourceDoor
from gateway.texts import Texts
from gateway.voice import Voice
from records.errors import RecordsError
from records.store import RecordStore

_RETRY_AFTER_SECONDS = 5


def create_app(
    settings: Settings,
    organisation: Organisation,
    engine: Engine,
    now: Callable[[], datetime],
    *,
    pause: Pause = asyncio.sleep,
) -> FastAPI:
    """Return the application. `now` tells the time in UTC, `pause` waits so many seconds.

    Raises:
        SettingsInvalid: no signing key is set.

    """
    counts, key = Counts(), settings.secret()
    door = TwilioDoor(settings.public_url, settings.twilio_auth_tokens, counts)
    answers = Answers(engine, organisation, now)
    # The pages that show the documentation would load their scripts from elsewhere; /openapi.json says the same.
    app = FastAPI(title="mimp gateway", redirect_slashes=False, docs_url=None, redoc_url=None)
    app.include_router(_source_routes(settings, organisation, engine, counts, now))
    public_url, reports = settings.public_url.rstrip("/"), Reports(engine, organisation)
    reporting = ReportingCalls(reports, door, public_url, key)
    app.include_router(reporting.routes())
    bridges = Bridges(engine, answers, door, organisation, public_url, key, reporting)
    app.include_router(bridges.routes())  # before calls of ours: its fixed paths look like one of their tokens
    app.include_router(Voice(engine, answers, door, organisation, bridges).routes())
    app.include_router(Texts(engine, answers, door, reports, counts).routes())
    app.include_router(Links(engine, answers, organisation, counts, key).routes())
    app.include_router(Callbacks(engine, door, key).routes())
    receipts = RecordStore(settings.records_url.get_secret_value())
    sendgrid = SendGridDoor(settings.sendgrid_event_key, counts)
    app.include_router(ReceiptDesk(engine, receipts, counts, key, now).routes(sendgrid, door))
    people = People(organisation, settings.person_tokens, counts)
    comms = _comms(settings, organisation, engine, receipts, now)
    app.include_router(people_routes(engine, organisation, people, now, pause, comms, ReportDesk(receipts, now)))
    app.include_router(_health_routes(engine, counts))
    _add_failures(app, counts)
    app.add_middleware(CountsRequests, counts=counts)
    return app


def _source_routes(
    settings: Settings, organisation: Organisation, engine: Engine, counts: Counts, now: Callable[[], datetime]
) -> APIRouter:
    router, door = APIRouter(), SourceDoor(settings.alert_tokens, counts)
    router.include_router(AlertDesk(engine, organisation, door, counts).routes())
    router.include_router(ChangeDesk(engine, organisation, door, now).routes())
    return router


def _comms(
    settings: Settings, organisation: Organisation, engine: Engine, receipts: RecordStore, now: Callable[[], datetime]
) -> Comms:
    rates = Rates(calls=settings.call_rate, text_segments=settings.text_segment_rate)
    letters = RoundLetters(settings.templates, settings.our_numbers)
    return Comms(engine, organisation, receipts, letters, rates, now)


def _health_routes(engine: Engine, counts: Counts) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/health", summary="Whether this process is alive, and what it turned away since it started")
    async def health() -> dict[str, object]:
        return {"status": "alive", "turned_away": counts.shown()}

    @router.get("/metrics", summary="The same and more as numbers, for Prometheus")
    async def metrics() -> Response:
        return Response(counts.exposition(), media_type=counts.media_type)

    @router.get("/ready", summary="Whether Temporal can be reached")
    async def ready() -> dict[str, str]:
        await engine.ready()
        return {"status": "ready"}

    return router


def _add_failures(app: FastAPI, counts: Counts) -> None:
    async def unavailable(_: Request, error: Exception) -> JSONResponse:
        headers = {"Retry-After": str(_RETRY_AFTER_SECONDS)}
        return in_words(
            HTTPStatus.SERVICE_UNAVAILABLE, str(error), "Send it again: that does no harm.", headers=headers
        )

    async def token_invalid(_: Request, error: Exception) -> JSONResponse:
        counts.add("token invalid")
        return in_words(HTTPStatus.FORBIDDEN, str(error))

    app.add_exception_handler(TemporalUnavailable, unavailable)
    app.add_exception_handler(RecordsError, unavailable)
    app.add_exception_handler(TokenInvalid, token_invalid)
    app.add_exception_handler(RequestRefused, say_refusal)
