"""A provider with memory, on loopback: it remembers what it was asked and answers as it was told to."""

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, list[str]]:
        """The fields of a form."""
        return parse_qs(self.body.decode(), keep_blank_values=True, strict_parsing=True)

    @property
    def json(self) -> Any:
        """The content of a JSON body."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Says:
    """The provider answers, in JSON unless it is a text."""

    status: int
    body: dict[str, Any] | str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        """Return the body as it travels."""
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


@dataclass(frozen=True)
class Hangs:
    """The provider reads the request and never answers."""


@dataclass(frozen=True)
class Cuts:
    """The provider reads the request, says so much, and cuts the connection."""

    after: bytes = b""


Behaviour = Says | Hangs | Cuts


class Provider:
    """What it was asked, in order, and how it answers: the same way each time."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: Behaviour = Says(500, "nobody told this provider what to say")
        self.asked: list[Asked] = []
        self.closed = threading.Event()

    @property
    def only(self) -> Asked:
        """The one request there was."""
        assert 1 == len(self.asked)
        return self.asked[0]


@contextmanager
def a_provider() -> Iterator[Provider]:
    """Serve on a free port of loopback until the end."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.provider = provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        provider.closed.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def nobody() -> Iterator[str]:
    """Keep an address at which every connection is refused."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    provider: Provider


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Remember the request, and behave as told."""
        provider = self.server.provider
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        provider.asked.append(Asked(self.command, self.path, dict(self.headers), body))
        match provider.answers:
            case Says() as says:
                self._say(says)
            case Hangs():
                provider.closed.wait()
            case Cuts() as cuts:
                self.wfile.write(cuts.after)

    do_CONNECT = do_POST  # noqa: N815 - what a client asks of a proxy; http.server looks for this name

    def _say(self, says: Says) -> None:
        self.send_response(says.status)
        for name, value in says.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html" if isinstance(says.body, str) else "application/json")
        self.end_headers()
        self.wfile.write(says.content())

    def log_message(self, *_: object) -> None:
        """Say nothing."""
