"""Prometheus Alertmanager itself, in front of an installation: it groups, repeats, resolves and tries again by its own rules."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from cli.state import StateFolder
from tests.live.eventually import eventually
from tests.live.installation import Installation

BINARY = shutil.which("prometheus-alertmanager")
needs_alertmanager = pytest.mark.skipif(BINARY is None, reason="there is no prometheus-alertmanager on this machine")

_CONFIGURATION = """\
route:
  receiver: mimp
  group_by: [service]
  group_wait: 200ms
  group_interval: 1s
  repeat_interval: 1s
receivers:
  - name: mimp
    webhook_configs:
      - url: {url}/alerts/alertmanager
        send_resolved: true
        http_config:
          authorization:
            credentials: {token}
"""
"""As the README tells it; only faster."""


class Alertmanager:
    """What Prometheus does to Alertmanager, and what Alertmanager says of itself."""

    def __init__(self, address: str, http: httpx.Client) -> None:
        self._address = address
        self._http = http
        self._started: dict[tuple[str, str], datetime] = {}

    def fires(self, service: str, instance: str) -> None:
        """Say that an instance of a service is in trouble from now on, until told otherwise."""
        self._started[service, instance] = _now()
        self._post(service, instance, ends=_now() + timedelta(hours=1))

    def resolves(self, service: str, instance: str) -> None:
        """Say that it is well again."""
        self._post(service, instance, ends=_now())

    def failed_requests(self) -> float:
        """Return how many of its requests to the gateway have failed so far."""
        counts = re.findall(
            r'^alertmanager_notification_requests_failed_total\{integration="webhook"\} (\S+)',
            self._http.get(f"{self._address}/metrics").text,
            re.MULTILINE,
        )
        return sum(map(float, counts))

    def is_ready(self) -> bool:
        """Whether it takes alerts."""
        try:
            return self._http.get(f"{self._address}/-/ready").is_success
        except httpx.TransportError:
            return False

    def _post(self, service: str, instance: str, *, ends: datetime) -> None:
        alert = {
            "labels": {"alertname": "Down", "service": service, "instance": instance, "severity": "critical"},
            "annotations": {"summary": "it answers 5xx"},
            "startsAt": self._started[service, instance].isoformat(),
            "endsAt": ends.isoformat(),
        }
        self._http.post(f"{self._address}/api/v2/alerts", json=[alert]).raise_for_status()


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


@contextmanager
def an_alertmanager(installation: Installation, folder: Path) -> Iterator[Alertmanager]:
    """Run an Alertmanager whose receiver is this installation's gateway."""
    token = StateFolder(installation.folder).keys().alert_token
    configuration = folder / "alertmanager.yml"
    configuration.write_text(_CONFIGURATION.format(url=installation.gateway_url, token=token), "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [
        BINARY or "",
        f"--config.file={configuration}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",  # alone: no gossip
    ]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            alertmanager = Alertmanager(f"http://{address}", installation.http)
            eventually(alertmanager.is_ready, "Alertmanager is ready")
            yield alertmanager
        finally:
            process.kill()
