"""The telephone exchange: places calls and knows them all."""

from uuid import uuid4

from simulator.callees import Callee
from simulator.conversation import Conversation
from simulator.departures import Departures
from simulator.errors import UnknownCallError
from simulator.line import Line
from simulator.orders import CallOrder
from simulator.people import CallBehaviour, Scripts
from simulator.records import CallRecord
from simulator.services import Services


class Exchange:
    """Every call ever placed, in order."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._departures = Departures(services.clock, services.config.calls_per_second)
        self._lines: dict[str, Line] = {}
        self.scripts: Scripts[CallBehaviour] = Scripts()

    @property
    def calls(self) -> tuple[CallRecord, ...]:
        """Every call, oldest first."""
        return tuple(line.call for line in self._lines.values())

    def place(self, order: CallOrder) -> CallRecord:
        """Queue a call; what becomes of it happens on the clock. Must be called inside a running event loop."""
        now = self._services.clock.now()
        behaviour = self.scripts.next_for(order.to)
        call = CallRecord(f"CA{uuid4().hex}", order.to, order.from_, now, now, manual=behaviour is None)
        line = Line(call, order, self._services)
        self._lines[call.sid] = line
        self._services.clock.work.start(Conversation(line, Callee(behaviour, line), self._departures).run())
        return call

    def line(self, sid: str) -> Line:
        """Find a call; raises UnknownCallError."""
        if sid not in self._lines:
            raise UnknownCallError(f"there is no call {sid}")
        return self._lines[sid]
