"""`python -m gateway`: serve until told to stop. Exit codes: 0 stopped, 1 the address is taken, 2 the configuration is wrong.

Records that cannot be used end nothing: that is said again and again, and alerts and answers are taken.
"""

import logging
import signal
import socket
import sys

import uvicorn
from fastapi import FastAPI
from temporalio.client import Client

from config.clock import wall_clock
from config.organisation import OrganisationInvalid, load_organisation
from config.process import leave
from config.settings import Settings, SettingsInvalid, read_settings
from config.temporal import connect
from gateway.app import create_app
from gateway.temporal_gate import TemporalGate
from records.upkeep import prepare_beside

_STOP_WITHIN_SECONDS = 5

log = logging.getLogger("mimp.gateway")


def main() -> int:
    """Serve until a signal comes, and return the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    try:
        settings = read_settings()
        app = _make_app(settings)
        prepare_beside(settings.records_url.get_secret_value(), log.warning)
    except (SettingsInvalid, OrganisationInvalid) as invalid:
        print(invalid, file=sys.stderr)
        return 2
    try:
        listener = _listen(settings.gateway_host, settings.gateway_port)
    except OSError as error:
        address = f"{settings.gateway_host}:{settings.gateway_port}"
        reason, _, _ = str(error.strerror).partition(" (while")  # what follows repeats the address
        print(f"The gateway cannot listen on {address}: {reason}. Set MIMP_GATEWAY_PORT.", file=sys.stderr)
        return 1
    _serve(app, listener)
    return 0


def _make_app(settings: Settings) -> FastAPI:
    async def connect_to_temporal() -> Client:
        return await connect(settings)

    organisation = load_organisation(settings.organisation)
    return create_app(settings, organisation, TemporalGate(connect_to_temporal), wall_clock)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)


def _serve(app: FastAPI, listener: socket.socket) -> None:
    # The server raises the signal that stopped it once more; by then it has done its work.
    for stopping in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stopping, lambda *_: None)
    # Addresses of callbacks carry tokens, so requests are not logged.
    server = uvicorn.Config(app, access_log=False, log_config=None, timeout_graceful_shutdown=_STOP_WITHIN_SECONDS)
    uvicorn.Server(server).run(sockets=[listener])


if __name__ == "__main__":
    leave(main())
