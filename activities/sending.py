"""How everything is sent: in a thread, alive, once, and with a word for Temporal on what may be tried again."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from temporalio import activity

from activities.liveness import alive
from activities.reconcile import Find, Reconciler, Send, Tried
from domain.errors import Throttled
from domain.sending import CLOCKS_DIFFER_BY, Accepted

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Sending:
    """Sends with the providers' blocking packages; `threads` are what they may block."""

    threads: Executor
    reconciler: Reconciler = field(default_factory=Reconciler)

    async def once(self, send: Send, find: Find) -> Accepted:
        """Send so that it arrives once, looking for it at the provider where an answer was lost. Raises `DeliveryFailed`."""
        return await self._accepted(lambda tried: self.reconciler.deliver(send, find, tried))

    async def repeatable(self, send: Send) -> Accepted:
        """Send what may be repeated because it is recognised as the same. Raises `DeliveryFailed`."""
        return await self._accepted(lambda tried: self.reconciler.repeat(send, tried))

    async def ask(self, work: Callable[[], _Result]) -> _Result:
        """Do what does no harm when it is done twice. Raises `DeliveryFailed`."""
        return await alive(self.threads, work)

    async def _accepted(self, deliver: Callable[[Tried], Accepted]) -> Accepted:
        tried = _tried()
        try:
            return await alive(self.threads, lambda: deliver(tried))
        except Throttled:
            activity.heartbeat(activity.info().attempt)  # nothing was taken: the next attempt need not look
            raise


def waited() -> timedelta:
    """Return how long the tries before this one have held it up, by Temporal's clock."""
    info = activity.info()
    return info.started_time - info.scheduled_time if info.attempt > 1 else timedelta(0)


def _tried() -> Tried:
    """Say what came before this attempt: unless the one before was turned away whole, it may have sent before its worker died."""
    info = activity.info()
    turned_away = list(info.heartbeat_details) == [info.attempt - 1]
    return Tried(since=info.scheduled_time - CLOCKS_DIFFER_BY, unclear=info.attempt > 1 and not turned_away)
