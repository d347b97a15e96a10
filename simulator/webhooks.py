"""Requests to the customer's own server: written down, sent, and met by faults on the way."""

import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urldefrag

from simulator.clock import Clock
from simulator.connection_overrides import Retries, read_retries
from simulator.events import Feed
from simulator.fault_rules import CallbackKind, Duplicate, Hold, Late, Lose, Reorder, Unreachable, WrongSignature
from simulator.faults import Encounter, Fault, Faults
from simulator.orders import Callback
from simulator.posting import Posting
from simulator.records import Delivery

_NEVER_SENT = "never sent: the fault plan says so"


class Webhooks:
    """Sends requests to the customer, unless the fault plan has something else for them."""

    def __init__(self, clock: Clock, feed: Feed, faults: Faults, posting: Posting) -> None:
        self._clock = clock
        self._feed = feed
        self._faults = faults
        self._posting = posting

    def prepare(self, kind: CallbackKind, number: str, callback: Callback, fields: Mapping[str, str]) -> Delivery:
        """Write down a request before it is sent, so that it is remembered in the order it was decided.

        `number` is the phone it is about; blank when it is about a conference as a whole.
        """
        url, fragment = urldefrag(callback.url)
        return Delivery(
            kind=kind,
            number=number,
            method=callback.method.upper(),
            url=url,
            fields=dict(fields),
            at=self._clock.now(),
            token=secrets.token_hex(16),
            retries=self._retries(fragment),
        )

    async def send(self, delivery: Delivery) -> None:
        """Send it, and write what came of it into the delivery; never raises for what the customer's server does."""
        await self.carry(delivery, self.meet(delivery))

    def meet(self, delivery: Delivery) -> Fault | None:
        """Tell which fault a request meets."""
        told = (delivery.fields.get(name) for name in ("CallStatus", "MessageStatus", "StatusCallbackEvent"))
        status = next((each for each in told if each), None)
        return self._faults.meet(Encounter(delivery.kind, frozenset({delivery.number}), status))

    async def carry(self, delivery: Delivery, fault: Fault | None) -> None:
        """Send a request, with the fault it met."""
        match fault:
            case Lose():
                delivery.error, delivery.never_sent = _NEVER_SENT, True
            case Late():
                await self._faults.delay(fault)
                await self._posting.post(delivery)
            case Duplicate():
                await self._posting.post(delivery)
                await self._repeat(delivery)
            case Hold():
                await self._hold(delivery, fault)
            case Unreachable():
                await self._posting.post(delivery, closed_for=fault.attempts or float("inf"))
            case _:
                await self._posting.post(delivery, forged=isinstance(fault, WrongSignature))

    async def close(self) -> None:
        """Close the connections."""
        await self._posting.close()

    async def _repeat(self, delivery: Delivery) -> None:
        # What the customer answers to the repeat does not take the place of the first answer.
        repeat = replace(delivery, attempts=0)
        await self._posting.post(repeat)
        delivery.attempts += repeat.attempts

    async def _hold(self, delivery: Delivery, fault: Hold) -> None:
        if fault.when == "before" and not await self._faults.hold(fault):
            delivery.error, delivery.never_sent = _NEVER_SENT, True
            return
        await self._posting.post(delivery)
        if fault.when == "after":
            await self._faults.hold(fault)

    def _retries(self, fragment: str) -> Retries:
        try:
            return read_retries(fragment)
        except ValueError as error:
            self._feed.tell(f"Error 11243: the address's overrides cannot be read: {error}")
            return Retries()


class InOrder:
    """Sends the reports of one call, text or conference one after another, beside everything else."""

    def __init__(self, webhooks: Webhooks, clock: Clock) -> None:
        self._webhooks = webhooks
        self._work = clock.work
        self._waiting: deque[Delivery] = deque()
        self._held_back: deque[Delivery] = deque()
        self._sending = False

    def send(self, delivery: Delivery) -> None:
        """Send it once those before it are done."""
        self._waiting.append(delivery)
        # One task for all: a report behind one that is held waits in the queue, where it does not count as going on.
        if not self._sending:
            self._sending = True
            self._work.start(self._send_all())

    async def _send_all(self) -> None:
        try:
            while self._waiting:
                await self._send(self._waiting.popleft())
        finally:
            self._sending = False

    async def _send(self, delivery: Delivery) -> None:
        fault = self._webhooks.meet(delivery)
        match fault:
            case Reorder():
                delivery.error = "not sent before the next one: the fault plan says so"
                self._held_back.append(delivery)
            case Late():
                # Others overtake it.
                self._work.start(self._webhooks.carry(delivery, fault))
            case _:
                await self._webhooks.carry(delivery, fault)
                await self._send_held_back()

    async def _send_held_back(self) -> None:
        while self._held_back:
            await self._webhooks.carry(self._held_back.popleft(), None)
