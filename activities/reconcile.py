"""No double and no loss at the provider's door: what may have been taken already is looked for before it is sent again.

Calls and texts have no idempotency key at Twilio. When its answer is lost, or the worker that sent died, its own list says whether
it has the call or text. A doubled page is a nuisance and a missed one an outage, so what the list does not show is sent once more;
what nobody can tell is never sent blindly.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.errors import DeliveryFailed, FailureKind
from domain.sending import Accepted

Send = Callable[[], str]
"""Sends, and returns the provider's id. Raises `DeliveryFailed`."""

Find = Callable[[datetime], str | None]
"""Returns the provider's id of what it took since this instant (UTC), None if its list shows nothing. Raises `DeliveryFailed`."""

_LOOKS_AFTER_SECONDS = (0.2, 0.6, 1.2)
"""The list lags behind a moment, so three looks over two seconds."""

_LOOKS_MAY_FAIL = 1
"""A provider that does not answer is not waited for longer: the next channel may work."""


@dataclass(frozen=True)
class Tried:
    """What is known of tries before this one: since when there may be something at the provider, and whether to look first."""

    since: datetime
    unclear: bool

    @property
    def sends(self) -> int:
        """How often it may be sent: once more than it was certainly or possibly sent before."""
        return 1 if self.unclear else 2


@dataclass(frozen=True)
class Reconciler:
    """Sends once; `pause` waits so many seconds between two looks."""

    pause: Callable[[float], None] = time.sleep

    def deliver(self, send: Send, find: Find, tried: Tried) -> Accepted:
        """Send, unless the provider has it; after a failure that leaves it open, look, and send once more if it has it not.

        Raises:
            DeliveryFailed: the provider refused it; its list does not show it after two tries (temporary); or the list cannot be
                read either, so that nobody can tell (unknown).

        """
        lost = "an earlier try was cut off"
        if tried.unclear and (found := self._look(find, tried.since, lost)):
            return Accepted(provider_id=found, found=True)
        for _ in range(tried.sends):
            try:
                return Accepted(provider_id=send())
            except DeliveryFailed as failure:
                lost = _only_if_unknown(failure)
            if found := self._look(find, tried.since, lost):
                return Accepted(provider_id=found, found=True)
        # Its own list is the best there is: should it arrive after all, its callbacks say so.
        raise DeliveryFailed(
            FailureKind.TEMPORARY, f"{lost}; it was sent again, and the provider's list does not show it"
        )

    def repeat(self, send: Send, tried: Tried) -> Accepted:
        """Send what the provider has no list of, and once more after a failure that leaves it open.

        It must carry its own id, by which a reader's programme knows the second for the first. Raises `DeliveryFailed`.
        """
        lost = ""
        for _ in range(tried.sends):
            try:
                return Accepted(provider_id=send())
            except DeliveryFailed as failure:
                lost = _only_if_unknown(failure)
        raise DeliveryFailed(FailureKind.UNKNOWN, f"{lost}, and again when it was repeated")

    def _look(self, find: Find, since: datetime, lost: str) -> str | None:
        """Return what the provider has; None when it has nothing by the last look."""
        failures: list[DeliveryFailed] = []
        for seconds in _LOOKS_AFTER_SECONDS:
            self.pause(seconds)
            try:
                found = find(since)
            except DeliveryFailed as failure:
                failures.append(failure)
                if len(failures) > _LOOKS_MAY_FAIL:
                    break
            else:
                failures.clear()
                if found:
                    return found
        if failures:
            reason = f"{lost}, and the provider's list cannot be read: {failures[-1].reason}"
            raise DeliveryFailed(FailureKind.UNKNOWN, reason) from failures[-1]
        return None


def _only_if_unknown(failure: DeliveryFailed) -> str:
    """Return why it is not known what came of a request; anything that is known is raised."""
    if failure.kind is not FailureKind.UNKNOWN:
        raise failure
    return failure.reason
