"""What Alertmanager sends: the body captured from version 0.25.0, and variations of it."""

import json
from typing import Any


def captured() -> dict[str, Any]:
    """Return one delivery of one firing alert as it came over the wire."""
    return {
        "receiver": "all",
        "status": "firing",
        "alerts": [firing()],
        "groupLabels": {"alertname": "CheckoutDown", "service": "checkout"},
        "commonLabels": {"alertname": "CheckoutDown", "service": "checkout", "severity": "critical"},
        "commonAnnotations": {"summary": "Checkout is returning 5xx"},
        "externalURL": "http://am:9093",
        "version": "4",
        "groupKey": '{}:{alertname="CheckoutDown", service="checkout"}',
        "truncatedAlerts": 0,
    }


def firing() -> dict[str, Any]:
    """Return the captured alert."""
    return {
        "status": "firing",
        "labels": {
            "alertname": "CheckoutDown",
            "instance": "web-1",
            "service": "checkout",
            "severity": "critical",
            "team": "payments",
        },
        "annotations": {
            "description": "95% errors for 5 min",
            "runbook_url": "https://runbook.example/checkout",
            "summary": "Checkout is returning 5xx",
        },
        "startsAt": "2026-11-24T03:34:59Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prom.example/graph?g0=1",
        "fingerprint": "1b85f7be5dc04e56",
    }


def resolved() -> dict[str, Any]:
    """Return the captured alert when it has cleared: with an end, and without what says where it came from."""
    return {
        **firing(),
        "status": "resolved",
        "annotations": {},
        "endsAt": "2026-11-24T03:44:59Z",
        "generatorURL": "",
    }


def labelled(alert: dict[str, Any], **labels: str) -> dict[str, Any]:
    """Return the alert with exactly these labels."""
    return {**alert, "labels": labels}


def delivery(*alerts: dict[str, Any]) -> bytes:
    """Return the body that delivers these alerts."""
    return json.dumps({**captured(), "alerts": list(alerts)}).encode()
