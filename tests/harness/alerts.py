"""Alerts as Prometheus Alertmanager posts them (webhook version 4)."""

from typing import Any


def alertmanager_body(
    service: str | None = "checkout",
    *,
    fingerprint: str = "1b85f7be5dc04e56",
    name: str = "CheckoutDown",
    status: str = "firing",
    starts_at: str = "2026-11-24T03:34:59Z",
    severity: str = "critical",
) -> dict[str, Any]:
    """Return a body with one alert."""
    labels = {"alertname": name, "severity": severity, **({"service": service} if service else {})}
    alert = {
        "status": status,
        "labels": labels,
        "annotations": {"summary": f"{name} on web-1"},
        "startsAt": starts_at,
        "endsAt": "2026-11-24T04:00:00Z" if status == "resolved" else "0001-01-01T00:00:00Z",
        "generatorURL": "http://prom.example/graph?g0=1",
        "fingerprint": fingerprint,
    }
    return {
        "receiver": "all",
        "status": status,
        "alerts": [alert],
        "groupLabels": labels,
        "commonLabels": labels,
        "commonAnnotations": {},
        "externalURL": "http://am.example",
        "version": "4",
        "groupKey": f'{{}}:{{alertname="{name}"}}',
        "truncatedAlerts": 0,
    }
