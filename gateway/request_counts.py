"""Counts every request by its route, around everything else."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.counts import Counts

_FAILED = 500


class CountsRequests:
    """Passes requests on and notes how they were answered."""

    def __init__(self, app: ASGIApp, counts: Counts) -> None:
        self._app = app
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = _FAILED  # what nobody foresaw is answered further out, with this status

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            route = scope.get("route")
            self._counts.answered(getattr(route, "path", "unknown"), status)
