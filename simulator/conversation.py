"""A call from dialling to its end: the phone rings, and documents are carried out one after another."""

from simulator.callees import Callee
from simulator.departures import Departures
from simulator.documents import DocumentFailedError, Documents, onward
from simulator.line import Line
from simulator.listening import CallOver, Diverted, Listening
from simulator.orders import Document
from simulator.records import CallStatus
from simulator.twiml import Gather, Hangup, Message, Pause, Play, Redirect, Reject, Say, Verb


class Conversation:
    """Carries one call through; ends when the call does."""

    def __init__(self, line: Line, callee: Callee, departures: Departures) -> None:
        self._line = line
        self._departures = departures
        self._callee = callee
        self._config = line.services.config
        self._documents = Documents(line)
        self._listening = Listening(line, self._documents.something_was_heard)

    async def run(self) -> None:
        """Dial, ring, and talk until the call is over."""
        try:
            await self._dial()
            await self._ring()
            await self._talk()
        except CallOver:
            return

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

    async def _talk(self) -> None:
        document: Document | None = await self._opening()
        while document is not None:
            document = await self._step(document)
        self._end(CallStatus.COMPLETED)

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

    async def _step(self, document: Document) -> Document | None:
        """Carry out one document; tell the next one, or None when nothing is left to say."""
        try:
            return await self._carry_out(document)
        except Diverted as diversion:
            return diversion.document
        except DocumentFailedError as failure:
            self._listening.stop_when_over()
            return self._documents.instead_of(document, failure)

    async def _carry_out(self, document: Document) -> Document | None:
        verbs = await self._documents.load(document)
        self._listening.stop_when_over()
        for verb in verbs:
            following = await self._do(verb, document)
            if following is not None:
                return following
        return None

    async def _do(self, verb: Verb, document: Document) -> Document | None:
        match verb:
            case Say() | Play() | Pause():
                await self._listening.prompt(verb)
            case Gather():
                return await self._gather(verb, document)
            case Redirect():
                return onward(document, verb.url, verb.method)
            case Hangup() | Reject():
                self._end(CallStatus.COMPLETED)
            case Message():
                raise DocumentFailedError(12_200, "<Message> has no place in a call")
        return None

    async def _gather(self, verb: Gather, document: Document) -> Document | None:
        menu = self._line.open_menu()
        self._callee.hears_menu()
        digits, finished_on = await self._listening.collect(verb, menu)
        self._line.close_menu()
        if not digits and not verb.action_on_empty:
            return None
        fields = {"Digits": digits, "FinishedOnKey": finished_on}
        return onward(document, verb.action, verb.method, fields)

    def _end(self, status: CallStatus) -> None:
        self._line.end(status)
        raise CallOver
