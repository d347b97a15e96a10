"""A call to a phone: it leaves the queue, is dialled, rings, is answered, and the conversation begins."""

from simulator.callees import Callee
from simulator.conversation import Conversation
from simulator.departures import Departures
from simulator.line import Line
from simulator.listening import CallOver, Diverted
from simulator.orders import Document
from simulator.records import CallStatus


class OutgoingCall:
    """Carries one call from the queue to its end."""

    def __init__(self, line: Line, callee: Callee, departures: Departures, conversation: Conversation) -> None:
        self._line = line
        self._callee = callee
        self._departures = departures
        self._conversation = conversation
        self._listening = conversation.listening
        self._config = line.services.config

    async def run(self) -> None:
        """Dial, ring, and talk until the call is over."""
        try:
            await self._dial()
            await self._ring()
            opening = await self._opening()
        except CallOver:
            return
        await self._conversation.run(opening)

    async def _dial(self) -> None:
        self._departures.join(self._line)
        await self._listening.until_it_may_leave()
        await self._listening.pass_time(self._config.queue_seconds)
        self._line.dial()
        await self._listening.pass_time(self._config.dial_seconds)
        if (status := self._callee.unreachable) is not None:
            self._end(status)

    async def _ring(self) -> None:
        self._line.ring()
        self._callee.hears_ringing()
        answered = await self._listening.next(self._line.services.clock.after(self._line.order.ring_timeout))
        if answered is None:
            self._end(CallStatus.NO_ANSWER)
        self._callee.is_connected()

    async def _opening(self) -> Document:
        try:
            await self._detect_machine()
        except Diverted as diversion:
            return diversion.document
        return self._line.order.document

    async def _detect_machine(self) -> None:
        order, seconds = self._line.order, self._config.detection_seconds
        if order.machine_detection is None:
            return
        if order.detection_callback is None:
            await self._listening.pass_time(seconds)
            self._detected()
        else:
            self._line.later(seconds, self._detected)

    def _detected(self) -> None:
        heard: str | None = self._callee.taken_for
        if heard is None:
            return
        if heard == "machine":
            heard = "machine_start" if self._line.order.machine_detection == "Enable" else "machine_end_beep"
        self._line.call.answered_by = heard
        self._line.publish()
        if (callback := self._line.order.detection_callback) is not None:
            self._line.reports.detected(callback, self._config.detection_seconds)

    def _end(self, status: CallStatus) -> None:
        self._line.end(status)
        raise CallOver
