"""The report of an incident over HTTP: as data, as Markdown, or as a page to read or print, as the reader accepts it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse

from config.incident_index import NoSuchIncident
from config.report_pages import ReportPages
from domain.history.report.making import report_of
from domain.history.report.markdown import as_markdown
from domain.history.report.model import IncidentReport
from domain.rota import TimeZone
from gateway.api.doors import Code
from gateway.api.problems import OF_AN_INCIDENT
from records.store import RecordStore

_HTML, _MARKDOWN = "text/html", "text/markdown"
_FORMS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {form: {"schema": {"type": "string"}} for form in (_MARKDOWN, _HTML)},
        "description": "As JSON, as Markdown, or as one page of HTML, by the header `Accept`.",
    }
}
Zone = Annotated[
    TimeZone | None, Query(description="Whose clock times are shown on, by its IANA name; by default the lead's.")
]


class ReportDesk:
    """Shows what the lasting record knows of an incident."""

    def __init__(self, records: RecordStore, now: Callable[[], datetime]) -> None:
        self._records = records
        self._now = now
        self._pages = ReportPages()

    def routes(self, router: APIRouter) -> None:
        """Add the route to a router."""
        router.add_api_route(
            "/incidents/{code}/report",
            self.reported,
            response_model=IncidentReport,
            responses=OF_AN_INCIDENT | _FORMS,
            summary="What an incident was, as a document",
        )

    async def reported(self, code: Code, accept: Annotated[str, Header()] = "", zone: Zone = None) -> Response:
        """Show the incident, whole: as data, to whoever accepts `text/html` as a page, else `text/markdown` as Markdown."""
        past = await self._records.past(str(code))
        if past is None:
            raise NoSuchIncident(f"The record knows no incident {code}.")
        made = await asyncio.to_thread(report_of, past, self._now(), zone)  # of thousands of entries it takes a moment
        if _HTML in accept:
            return HTMLResponse(await asyncio.to_thread(self._pages.html, made), headers=self._headers())
        if _MARKDOWN in accept:
            return PlainTextResponse(await asyncio.to_thread(as_markdown, made), media_type=_MARKDOWN)
        return JSONResponse(made.model_dump(mode="json"))

    def _headers(self) -> dict[str, str]:
        """Return what holds for the page: nobody keeps, frames or learns of it, and nothing runs in it."""
        return {
            "Cache-Control": "no-store",
            "Content-Security-Policy": f"{self._pages.policy}; frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
