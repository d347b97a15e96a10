"""Calls leave the queue at a rate, first come, first served (Twilio documentation: calls per second)."""

from collections import deque

from simulator.clock import Clock
from simulator.line import Line


class Departures:
    """Lets so many calls a telephone second leave the queue; `per_second` None lets all go at once."""

    def __init__(self, clock: Clock, per_second: float | None) -> None:
        self._clock = clock
        self._per_second = per_second
        self._waiting: deque[Line] = deque()
        self._pausing = False

    def join(self, line: Line) -> None:
        """Queue a call: it is told when its turn comes. A call that is over by then takes nobody's turn."""
        if self._per_second is None:
            line.may_leave()
            return
        self._waiting.append(line)
        if not self._pausing:
            self._let_one_go()

    def _let_one_go(self) -> None:
        self._pausing = False
        while self._waiting:
            line = self._waiting.popleft()
            if not line.call.status.is_over:
                line.may_leave()
                self._pause()
                return

    def _pause(self) -> None:
        if self._per_second is not None:
            self._pausing = True
            self._clock.call_at(self._clock.after(1 / self._per_second), self._let_one_go)
