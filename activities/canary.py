"""The canary's two side effects: being there, and telling whoever watches from outside."""

import httpx
from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.canary import CanaryFlight, Heartbeat
from domain.errors import FailureKind
from domain.names import Activity

_ANSWERS_WITHIN_SECONDS = 5.0


class Canary:
    """Crosses queues, and calls the address of the heartbeat; without an address there is none."""

    def __init__(self, heartbeat_url: str | None, answers_within_seconds: float = _ANSWERS_WITHIN_SECONDS) -> None:
        self._url = heartbeat_url
        self._patience = answers_within_seconds

    @activity.defn(name=Activity.CANARY)
    async def canary(self, flight: CanaryFlight) -> None:
        """Do nothing: that a worker has taken it is all there is to know."""

    @activity.defn(name=Activity.HEARTBEAT)
    async def heartbeat(self, beat: Heartbeat) -> None:  # noqa: ARG002 - the message is the form of every activity
        """Call the address, which may be called twice without harm.

        Raises:
            ApplicationError: it did not answer, or not with success; it is tried again. The address is secret, so it is not named.

        """
        if self._url is None:
            return
        try:
            async with httpx.AsyncClient(timeout=self._patience) as http:
                response = await http.get(self._url)
        except httpx.HTTPError as error:
            reason = f"the heartbeat address cannot be reached ({type(error).__name__})"
            raise ApplicationError(reason, type=FailureKind.TEMPORARY) from None
        if not response.is_success:
            reason = f"the heartbeat address answers {response.status_code}"
            raise ApplicationError(reason, type=FailureKind.TEMPORARY)
