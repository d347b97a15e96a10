"""The fault plan in force: which fault an event meets, how often each rule has acted, and what is held."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from simulator.clock import Clock
from simulator.errors import NotPossibleError, UnknownFaultError
from simulator.events import Feed
from simulator.fault_rules import CallbackFault, CallbackKind, FaultPlan, Hold, Late, RequestFault, RequestKind, Slow
from simulator.inbox import Inbox

Fault = RequestFault | CallbackFault


@dataclass(frozen=True)
class Encounter:
    """A request or callback that may meet a fault: whom it concerns, and the status it reports, if any."""

    kind: RequestKind | CallbackKind
    concerns: frozenset[str] = frozenset()
    status: str | None = None


@dataclass
class Watch:
    """One rule at work."""

    rule: Fault
    random: Random
    met: int = 0
    """How many events matched it."""
    fired: int = 0
    """How many of them it hit."""
    held: list[Inbox[bool]] = field(default_factory=list)

    def is_due(self, encounter: Encounter) -> bool:
        """Take note of an event; tell whether this rule would hit it."""
        rule = self.rule
        if rule.on != encounter.kind or (rule.to is not None and rule.to not in encounter.concerns):
            return False
        if rule.status not in (None, encounter.status):
            return False
        self.met += 1
        used_up = rule.times is not None and self.fired >= rule.times
        # Drawn even when it decides nothing, so that what else is in the plan does not shift what a seed means.
        chosen = self.random.random() < rule.chance
        return self.met > rule.skip and not used_up and chosen

    def view(self) -> dict[str, Any]:
        """Show the rule, how many events matched it, how many it hit, and how many of those wait."""
        return {**self.rule.model_dump(), "met": self.met, "fired": self.fired, "held": len(self.held)}


class Faults:
    """Decides what goes wrong. Whatever waits here does not count as going on: a clock moved by hand can be moved."""

    def __init__(self, clock: Clock, feed: Feed) -> None:
        self._clock = clock
        self._feed = feed
        self._seed = 0
        self._watches: dict[str, Watch] = {}

    def replace(self, plan: FaultPlan) -> None:
        """Put a plan in force, its counts at nothing; whatever the old one held goes on."""
        self.let_go()
        self._seed = plan.seed
        # A chance of its own for each rule: what one draws does not depend on how events of other kinds interleave.
        # Nothing secret hangs on it.
        self._watches = {rule.id: Watch(rule, Random(f"{plan.seed}/{rule.id}")) for rule in plan.rules}  # noqa: S311
        self._publish()

    def meet(self, encounter: Encounter) -> Fault | None:
        """Tell what an event meets, and count it; None when all goes well."""
        due = [watch for watch in self._watches.values() if watch.is_due(encounter)]
        if not due:
            return None
        due[0].fired += 1
        rule = due[0].rule
        self._feed.tell(f"Fault {rule.id}: {rule.do} on {rule.on}")
        self._publish()
        return rule

    def view(self) -> dict[str, Any]:
        """Show the plan and how it goes."""
        return {"seed": self._seed, "rules": [watch.view() for watch in self._watches.values()]}

    async def hold(self, rule: Hold) -> bool:
        """Wait until the rule is released; tell whether what waits is to go on."""
        return await self._wait(rule, None)

    async def delay(self, rule: Late | Slow) -> None:
        """Wait as long as the rule says, less when the plan is replaced or the simulator stops."""
        if isinstance(rule, Slow) and rule.clock == "real":
            # Real time passes by itself: meanwhile this counts as going on.
            with self._clock.work.going_on():
                await self._wait_in_real_time(rule)
        else:
            await self._wait(rule, self._clock.after(rule.seconds))

    def release(self, rule_id: str, *, drop: bool = False) -> None:
        """Let everything a rule holds go on, or drop it.

        Raises UnknownFaultError when there is no such rule, NotPossibleError when it holds nothing.
        """
        watch = self._watches.get(rule_id)
        if watch is None:
            raise UnknownFaultError(f"there is no fault rule {rule_id}")
        if not watch.held:
            raise NotPossibleError(f"fault rule {rule_id} holds nothing now")
        for waiting in watch.held:
            waiting.put(not drop)

    def let_go(self) -> None:
        """Let everything that waits go on."""
        for watch in self._watches.values():
            for waiting in watch.held:
                waiting.put(True)

    async def _wait_in_real_time(self, rule: Slow) -> None:
        with self._place_to_wait(rule) as place:
            timer = asyncio.get_running_loop().call_later(rule.seconds, place.put, True)
            await place.get()
            timer.cancel()

    async def _wait(self, rule: Fault, until: datetime | None) -> bool:
        with self._place_to_wait(rule) as place:
            return await place.get(until) is not False

    @contextmanager
    def _place_to_wait(self, rule: Fault) -> Iterator[Inbox[bool]]:
        place: Inbox[bool] = Inbox(self._clock)
        watch = self._watches.get(rule.id)
        if watch is None or watch.rule is not rule:
            # The plan was replaced between the fault and this moment: there is nothing left to wait for.
            place.put(True)
            yield place
            return
        watch.held.append(place)
        self._publish()
        try:
            yield place
        finally:
            watch.held.remove(place)
            self._publish()

    def _publish(self) -> None:
        self._feed.publish("faults", self.view())
