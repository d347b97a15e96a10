"""Alerts as Alertmanager delivers them, and when each delivery was stored."""

import asyncio
import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

_SEND_AGAIN_SECONDS = 1.0


@dataclass(frozen=True)
class Stored:
    """A delivery that was answered 2xx: how long that took from the first try on, and how often it was turned away before."""

    seconds: float
    turned_away: int


class AlertSource:
    """An alerting system: what is not stored it sends again, as Alertmanager does."""

    def __init__(self, gateway_url: str, token: str, http: httpx.AsyncClient) -> None:
        self._url = f"{gateway_url}/alerts/alertmanager"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._http = http

    async def deliver(self, services: Sequence[str]) -> Stored:
        """Report trouble with these services in one delivery, until it is stored."""
        body, started, tries = _delivery(services), time.monotonic(), 1
        while not await self._stored(body):
            tries += 1
            await asyncio.sleep(_SEND_AGAIN_SECONDS)
        return Stored(time.monotonic() - started, tries - 1)

    async def _stored(self, body: dict[str, Any]) -> bool:
        """Whether the delivery was stored; when the gateway cannot be heard or asks for it again, it was not."""
        try:
            response = await self._http.post(self._url, json=body, headers=self._headers)
        except httpx.TransportError:
            return False
        if response.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
            response.raise_for_status()
        return response.is_success


def _delivery(services: Sequence[str]) -> dict[str, Any]:
    return {
        "version": "4",
        "status": "firing",
        "receiver": "mimp",
        "groupKey": f"benchmark/{services[0]}",
        "alerts": [_alert(service) for service in services],
    }


def _alert(service: str) -> dict[str, Any]:
    return {
        "status": "firing",
        "labels": {"alertname": "Down", "service": service, "severity": "critical"},
        "annotations": {"summary": "it answers 5xx"},
        "startsAt": "2026-11-24T03:34:59Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "",
        "fingerprint": hashlib.sha256(service.encode()).hexdigest()[:16],
    }
