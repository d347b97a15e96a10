"""The simulator behind a port."""

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from simulator.company import Simulator
from simulator.faulty_requests import CUT


class CuttableProtocol(H11Protocol):
    """uvicorn's HTTP, with an ASGI extension by which the application closes the connection without an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin a connection, whose requests know how to end it."""
        super().connection_made(transport)
        app = self.app

        async def cuttable(scope: Scope, receive: Receive, send: Send) -> None:
            scope["extensions"] = {**scope.get("extensions", {}), CUT: transport.abort}
            await app(scope, receive, send)

        self.app = cuttable


class SimulatorServer(uvicorn.Server):
    """Serves a simulator until it is told to stop; open streams of events do not hold up the stop."""

    def __init__(self, simulator: Simulator) -> None:
        super().__init__(uvicorn.Config(simulator.app, http=CuttableProtocol, log_level="warning", access_log=False))
        self._simulator = simulator

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams first: uvicorn waits for every answer that is not finished."""
        self._simulator.end_streams()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to whoever runs the server: uvicorn would raise them again after a clean stop."""
        yield


def listen(host: str, port: int) -> socket.socket:
    """Take a port; raises OSError when it cannot be had. Port 0 takes any free one."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        # Whoever connects before the server runs is served as soon as it does.
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


async def serve(simulator: Simulator, listener: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT, then stop cleanly."""
    server = SimulatorServer(simulator)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, setattr, server, "should_exit", True)
    await server.serve([listener])
