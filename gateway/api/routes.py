"""The API for people: reading, following and asking, for whoever shows a token of their own."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter

from domain.organisation import Organisation
from gateway.api.asking import Requests
from gateway.api.comms import COMMS_REQUESTS, Comms
from gateway.api.doors import BY_TOKEN, route_for
from gateway.api.following import Following, Pause
from gateway.api.reading import Reading
from gateway.api.reporting import Reporting
from gateway.api.reports import ReportDesk
from gateway.engine import Engine
from gateway.people import People


def people_routes(
    engine: Engine,
    organisation: Organisation,
    people: People,
    now: Callable[[], datetime],
    pause: Pause,
    comms: Comms,
    reports: ReportDesk,
) -> APIRouter:
    """Return the routes for people; none of them answers whom `people` does not let in."""
    router = APIRouter(tags=["incidents"], route_class=route_for(people), dependencies=[BY_TOKEN])
    Reading(engine, organisation).routes(router)
    Reporting(engine, organisation).routes(router)
    Following(engine, pause).routes(router)
    comms.routes(router)
    reports.routes(router)
    requests = Requests(engine, organisation, now)
    requests.routes(router)
    requests.routes(router, COMMS_REQUESTS)
    return router
