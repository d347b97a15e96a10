"""The telephone exchange: places calls to phones, takes those from phones, and knows them all."""

from uuid import uuid4

from simulator.callees import Callee
from simulator.conferences import Conferences
from simulator.conversation import Conversation
from simulator.departures import Departures
from simulator.errors import NotPossibleError, UnknownCallError
from simulator.line import Line
from simulator.orders import Callback, CallOrder, Document
from simulator.our_numbers import check_numbers
from simulator.outgoing_call import OutgoingCall
from simulator.people import CallBehaviour, DialIn, Scripts
from simulator.records import CallRecord, CallStatus
from simulator.services import Services


class Exchange:
    """Every call there ever was, in order."""

    def __init__(self, services: Services, conferences: Conferences) -> None:
        self._services = services
        self._conferences = conferences
        self._departures = Departures(services.clock, services.config.calls_per_second)
        self._lines: dict[str, Line] = {}
        self.webhook = services.config.voice_webhook
        """What a call from a phone asks for its first words; None when nobody listens."""
        self.status_webhook = services.config.voice_status_webhook
        """Where the end of a call from a phone is posted; None when nobody wants to know."""
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
        line = self._line(call, order)
        callee = Callee(behaviour, line)
        conversation = Conversation(line, callee, self._conferences)
        self._services.clock.work.start(OutgoingCall(line, callee, self._departures, conversation).run())
        return call

    def take(self, from_: str, to: str | None = None) -> CallRecord:
        """Take a call from a phone to one of the company's numbers (by default the first); the voice webhook is asked.

        Raises NotPossibleError for a caller that is no number, a number the company does not own, or without a webhook.
        """
        return self._take(self._incoming(from_, to), None)

    def take_later(self, from_: str, dialling: DialIn) -> None:
        """Take a call from a phone when its script says so; raises NotPossibleError as `take` does, and at once."""
        order = self._incoming(from_, dialling.to)
        clock = self._services.clock
        clock.call_at(clock.after(dialling.after), lambda: self._take(order, dialling))

    def line(self, sid: str) -> Line:
        """Find a call; raises UnknownCallError."""
        if sid not in self._lines:
            raise UnknownCallError(f"there is no call {sid}")
        return self._lines[sid]

    def _line(self, call: CallRecord, order: CallOrder) -> Line:
        self._lines[call.sid] = Line(call, order, self._services)
        return self._lines[call.sid]

    def _incoming(self, from_: str, to: str | None) -> CallOrder:
        to = to or self._services.config.from_numbers[0]
        check_numbers(self._services.config, from_, to)
        if self.webhook is None:
            raise NotPossibleError(f"nobody answers calls to {to}: no voice webhook is set")
        # A number tells of the end of a call alone, and only if it was given an address for it (Twilio documentation).
        callback = Callback(self.status_webhook) if self.status_webhook is not None else None
        return CallOrder(to, from_, Document(self.webhook), status_callback=callback)

    def _take(self, order: CallOrder, dialling: DialIn | None) -> CallRecord:
        now = self._services.clock.now()
        call = CallRecord(f"CA{uuid4().hex}", order.to, order.from_, now, now, "inbound", CallStatus.RINGING)
        call.dialled, call.manual = now, dialling is None
        line = self._line(call, order)
        self._services.feed.tell(f"{line.name}: calls {call.to}")
        conversation = Conversation(line, Callee(dialling, line), self._conferences)
        self._services.clock.work.start(conversation.run(order.document))
        return call
