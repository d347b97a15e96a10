"""Requests that meet a fault."""

from collections.abc import Awaitable, Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from simulator.fault_rules import Cut, Hold, Refuse, RequestFault, ServerError, Slow, Throttle
from simulator.faults import Encounter, Faults

CUT = "simulator.cut"
"""The ASGI extension by which a server lets its application close the connection: `simulator/server.py` has it."""

Refuser = Callable[[int, int, str], Response]
"""Words a refusal as the provider does, from HTTP status, the provider's own code, and what is wrong."""


class CutConnection(Response):
    """No answer: the connection is closed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - nothing is sent
        """Close the connection; raises LookupError behind a server that cannot."""
        if CUT not in scope.get("extensions", {}):
            raise LookupError("this server cannot cut connections: serve the simulator with CuttableProtocol")
        scope["extensions"][CUT]()
        # Only when the server has noticed does it not take the missing answer for a mistake of ours.
        while (await receive())["type"] != "http.disconnect":
            pass


class FaultyRequests:
    """Answers a provider's requests, unless the fault plan has something else for them."""

    def __init__(self, faults: Faults, refuse: Refuser) -> None:
        self._faults = faults
        self._refuse = refuse

    async def serve(self, encounter: Encounter, answer: Callable[[], Awaitable[Response]]) -> Response:
        """Answer; a fault acts before the answer is worked out, or after and instead of it."""
        fault = self._faults.meet(encounter)
        if not isinstance(fault, RequestFault):
            return await answer()
        if fault.when == "before":
            return await self._befall(fault) or await answer()
        answered = await answer()
        return await self._befall(fault) or answered

    async def _befall(self, fault: RequestFault) -> Response | None:
        """Carry out a fault; tell what is answered instead, None when the answer stays what it was."""
        match fault:
            case Throttle():
                answer = self._refuse(429, 20_429, "Too Many Requests")
                answer.headers["Retry-After"] = str(fault.retry_after)
                return answer
            case ServerError():
                return self._refuse(fault.answer, 20_000 + fault.answer, "The server failed, as the fault plan says")
            case Refuse():
                return self._refuse(fault.answer, fault.code or 0, "Refused, as the fault plan says")
            case Cut():
                return CutConnection()
            case Slow():
                await self._faults.delay(fault)
                return None
            case Hold():
                return None if await self._faults.hold(fault) else CutConnection()
