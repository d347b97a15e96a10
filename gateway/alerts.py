"""Alerting systems report trouble (P9). A source is told 2xx once Temporal has stored its alerts, and never before."""

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import APIRouter, Request
from pydantic import BaseModel

from domain.alerts import Alert
from domain.codes import slug
from domain.organisation import Organisation
from domain.routing import routed
from gateway.alertmanager import BodyInvalid, read_delivery
from gateway.bodies import read_body
from gateway.counts import Counts
from gateway.engine import AlertReport, Engine
from gateway.refusals import RequestRefused
from gateway.sources import SourceDoor

_MOST_BYTES = 1024 * 1024


class AlertsStored(BaseModel):
    """Which incidents took the alerts of a delivery, and how many alerts there were."""

    incidents: list[str]
    alerts: int


class AlertDesk:
    """Takes alerts from sources that know one of the tokens."""

    def __init__(self, engine: Engine, organisation: Organisation, door: SourceDoor, counts: Counts) -> None:
        self._engine = engine
        self._organisation = organisation
        self._door = door
        self._counts = counts

    def routes(self) -> APIRouter:
        """Return the desk's routes."""
        router = APIRouter(tags=["alerts"])
        router.add_api_route(
            "/alerts/alertmanager",
            self.take,
            methods=["POST"],
            status_code=HTTPStatus.ACCEPTED,
            summary="Alertmanager's webhook, version 4; sending the same again does no harm",
        )
        return router

    async def take(self, request: Request) -> AlertsStored:
        """Store the alerts of a delivery with the incidents they belong to."""
        self._door.check(request)
        body = await read_body(request, _MOST_BYTES)
        try:
            alerts = read_delivery(body, self._organisation.alerts.service_label)
        except BodyInvalid as invalid:
            raise RequestRefused(HTTPStatus.UNPROCESSABLE_ENTITY, *invalid.mistakes) from invalid
        with self._counts.storing():
            incidents = await self._engine.report_alerts(grouped(alerts, self._organisation))
        return AlertsStored(incidents=incidents, alerts=len(alerts))


def grouped(alerts: Sequence[Alert], organisation: Organisation) -> list[AlertReport]:
    """Put alerts together by the incident they belong to, in the order in which the incidents are first named.

    Each has its route: what it sets in motion is decided now, by the organisation as it stands, and stored with it.
    """
    by_key: dict[str, list[Alert]] = {}
    for alert in alerts:
        by_key.setdefault(incident_key_of(alert), []).append(routed(alert, organisation.alerts))
    return [_report(key, tuple(together), organisation) for key, together in by_key.items()]


def incident_key_of(alert: Alert) -> str:
    """Return the key of the incident an alert belongs to: the service's, or the alert's own when it names no service."""
    return slug(alert.service or f"no-service-{alert.name}")


def _report(key: str, alerts: tuple[Alert, ...], organisation: Organisation) -> AlertReport:
    label = alerts[0].service
    service = organisation.service(key)
    return AlertReport(key=key, label=label, title=service.name if service else label or "No service", alerts=alerts)
