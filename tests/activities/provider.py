"""A provider with memory, on loopback: it remembers what it was asked and what it said, and answers as it was told to."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """Where it went, without the query."""
        return urlsplit(self.target).path if self.target.startswith("/") else self.target

    @property
    def query(self) -> dict[str, list[str]]:
        """The fields of the query."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

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
    """The provider answers in JSON or with nothing; a text is said by something on the way, such as a proxy."""

    status: int
    body: dict[str, Any] | str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        """Return the body as it travels."""
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()

    @property
    def content_type(self) -> str:
        """The type of the body as it travels."""
        return "text/html" if isinstance(self.body, str) else "application/json"


@dataclass(frozen=True)
class Hangs:
    """The provider reads the request and never answers."""


@dataclass(frozen=True)
class Cuts:
    """The provider reads the request, says so much, and cuts the connection."""

    after: bytes = b""


Behaviour = Says | Hangs | Cuts
Answers = Behaviour | Callable[[Asked], Behaviour]


@dataclass(frozen=True)
class Exchange:
    """What the provider was asked, and what it did."""

    asked: Asked
    did: Behaviour


class Provider:
    """What it was asked, in order, and how it answers: the same way each time, or by what it is asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: Answers = Says(500, "nobody told this provider what to say")
        self.exchanges: list[Exchange] = []
        self.closed = threading.Event()

    @property
    def asked(self) -> list[Asked]:
        """What it was asked, in order."""
        return [exchange.asked for exchange in self.exchanges]

    @property
    def sent(self) -> list[Asked]:
        """The requests that something be done, without those that only look."""
        return [asked for asked in self.asked if asked.method == "POST"]

    def take(self, asked: Asked) -> Behaviour:
        """Remember a request, and say what to do."""
        did = self.answers(asked) if callable(self.answers) else self.answers
        self.exchanges.append(Exchange(asked, did))
        return did

    @property
    def only(self) -> Asked:
        """The one request there was."""
        [asked] = self.asked
        return asked


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
        match provider.take(Asked(self.command, self.path, dict(self.headers), body)):
            case Says() as says:
                self._say(says)
            case Hangs():
                provider.closed.wait()
            case Cuts() as cuts:
                self.wfile.write(cuts.after)

    do_GET = do_POST  # noqa: N815 - http.server looks for these names
    do_CONNECT = do_POST  # noqa: N815 - what a client asks of a proxy

    def _say(self, says: Says) -> None:
        self.send_response(says.status)
        for name, value in says.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", says.content_type)
        self.end_headers()
        self.wfile.write(says.content())

    def log_message(self, *_: object) -> None:
        """Say nothing."""
