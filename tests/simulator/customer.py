"""The customer's side in these tests: a web server with a memory, and answers prepared by path."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import httpx

ADDRESS = "http://customer.test"


@dataclass(frozen=True)
class Received:
    """One request as it came in."""

    method: str
    url: str
    path: str
    headers: httpx.Headers
    fields: dict[str, str]
    """What was posted; for a GET, the query."""


Answer = str | int | httpx.Response | Callable[[Received], Awaitable[str | httpx.Response]]


@dataclass
class Customer:
    """Answers by path: a document, a status, a whole answer, or a function; anything else is 204."""

    answers: dict[str, Answer] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    unreachable: int = 0
    """So many connections fail before the next one succeeds."""

    def at(self, path: str) -> list[Received]:
        """List what came in at a path, in order."""
        return [request for request in self.received if request.path == path]

    async def serve(self, request: httpx.Request) -> httpx.Response:
        """Take a request over httpx's mock transport."""
        if self.unreachable:
            self.unreachable -= 1
            raise httpx.ConnectError("connection refused")
        received = _read(request)
        self.received.append(received)
        answer = self.answers.get(received.path, 204)
        if callable(answer):
            answer = await answer(received)
        if isinstance(answer, httpx.Response):
            return answer
        if isinstance(answer, int):
            return httpx.Response(answer)
        return httpx.Response(200, text=answer, headers={"Content-Type": "text/xml"})


def _read(request: httpx.Request) -> Received:
    raw = request.content.decode() if request.method == "POST" else request.url.query.decode()
    fields = dict(parse_qsl(raw, keep_blank_values=True))
    return Received(request.method, str(request.url), request.url.path, request.headers, fields)
