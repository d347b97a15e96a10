"""What Alertmanager posts (webhook version 4)."""

from typing import Any


def alert(service: str) -> dict[str, Any]:
    """Return a delivery with one firing alert about a service; the same trouble each time, so sent again it is a repeat."""
    labels = {"alertname": "Down", "service": service, "severity": "critical"}
    firing = {
        "status": "firing",
        "labels": labels,
        "annotations": {"summary": "it answers 5xx"},
        "startsAt": "2026-11-24T03:34:59Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example.com/graph",
        "fingerprint": "1b85f7be5dc04e56",
    }
    return {
        "version": "4",
        "groupKey": f'{{}}:{{service="{service}"}}',
        "receiver": "mimp",
        "status": "firing",
        "alerts": [firing],
        "groupLabels": labels,
        "commonLabels": labels,
        "commonAnnotations": {},
        "externalURL": "http://alertmanager.example.com",
        "truncatedAlerts": 0,
    }
