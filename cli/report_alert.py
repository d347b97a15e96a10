"""Sends one alert to the gateway as Prometheus Alertmanager would."""

import hashlib
from typing import Any

import httpx

from cli.incidents import NotReachable
from cli.state import StateFolder
from config.clock import wall_clock
from config.settings import Settings
from domain.errors import Refused


def report_alert(
    settings: Settings, folder: StateFolder, service: str, summary: str, severity: str, *, resolved: bool
) -> str:
    """Post the alert and return what became of it, in words.

    Raises:
        Refused: the gateway does not take it; with its reason.
        NotReachable: no gateway answers.

    """
    tokens = [token.get_secret_value() for token in settings.alert_tokens] or [folder.keys().alert_token]
    url = f"{settings.public_url}/alerts/alertmanager"
    body = _body(service, summary, severity, resolved=resolved)
    try:
        response = httpx.post(
            url, json=body, headers={"Authorization": f"Bearer {tokens[0]}"}, timeout=10, trust_env=False
        )
    except httpx.TransportError as error:
        raise NotReachable(f"No gateway answers at {settings.public_url}: start it with 'make up'.") from error
    if not response.is_success:
        raise Refused(f"The gateway answers {response.status_code}: {response.text}")
    return f"Stored: {', '.join(response.json()['incidents']) or 'nothing to resolve'}."


def _body(service: str, summary: str, severity: str, *, resolved: bool) -> dict[str, Any]:
    now = f"{wall_clock():%Y-%m-%dT%H:%M:%SZ}"
    status = "resolved" if resolved else "firing"
    one = {
        "status": status,
        "labels": {"alertname": "TriedByHand", "service": service, "severity": severity},
        "annotations": {"summary": summary},
        # One trouble a day and service: sending it again is a repeat, sending it as resolved clears it.
        "startsAt": f"{now[:10]}T00:00:00Z",
        "endsAt": now if resolved else "0001-01-01T00:00:00Z",
        "generatorURL": "",
        "fingerprint": hashlib.sha256(service.encode()).hexdigest()[:16],
    }
    return {"version": "4", "status": status, "receiver": "mimp", "groupKey": f"by-hand/{service}", "alerts": [one]}
