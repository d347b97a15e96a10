"""One call as a phone sees it: it rings, is answered, keys are pressed, it ends."""

from dataclasses import dataclass
from enum import Enum, auto

from simulator.call_reports import CallReports
from simulator.clock import Action, Timer
from simulator.errors import NotPossibleError
from simulator.inbox import Inbox
from simulator.orders import CallOrder, Document
from simulator.records import CallRecord, CallStatus, KeyPress, Spoken, StatusChange
from simulator.services import Services
from simulator.views import call_view


@dataclass(frozen=True)
class Key:
    """A key pressed while menu number `menu` of this call was waiting for one."""

    menu: int
    key: str


class Signal(Enum):
    """What else a conversation wakes up for."""

    MAY_LEAVE = auto()
    ANSWERED = auto()
    OUT_OF_CONFERENCE = auto()
    OVER = auto()


class Line:
    """One call's state, the verbs that change it, and everyone who is told. Every change is at once."""

    def __init__(self, call: CallRecord, order: CallOrder, services: Services) -> None:
        self.call = call
        self.order = order
        self.services = services
        self.reports = CallReports(call, order, services)
        self.inbox: Inbox[Key | Signal | Document] = Inbox(services.clock)
        self.menu = 0
        """How many menus this call has heard."""
        self._timers: list[Timer] = []
        self._change(call.status)

    @property
    def name(self) -> str:
        """Whose phone it is."""
        return self.services.directory.name_of(self.call.phone)

    def may_leave(self) -> None:
        """The call's turn has come to leave the queue."""
        self.inbox.put(Signal.MAY_LEAVE)

    def dial(self) -> None:
        """The call leaves the queue."""
        self.call.dialled = self.services.clock.now()
        self._change(CallStatus.INITIATED)

    def ring(self) -> None:
        """The phone begins to ring."""
        self._change(CallStatus.RINGING)
        self.services.feed.tell(f"{self.name}: the phone rings")

    def answer(self) -> None:
        """Someone, or a machine, picks up; raises NotPossibleError unless the phone rings."""
        self._must_ring_here("answered")
        self.connect()
        self.services.feed.tell(f"{self.name}: picked up")
        self.inbox.put(Signal.ANSWERED)

    def connect(self) -> None:
        """The conversation begins."""
        self.call.answered = self.services.clock.now()
        self._change(CallStatus.IN_PROGRESS)
        self.later(self.order.time_limit, self.hang_up)

    def decline(self) -> None:
        """The call is turned away; raises NotPossibleError unless the phone rings."""
        self._must_ring_here("declined")
        self.end(CallStatus.BUSY)

    def press(self, key: str) -> None:
        """A key is pressed; it counts when a menu waits for it. Raises NotPossibleError outside a conversation."""
        if len(key) != 1 or key not in "0123456789*#":
            raise NotPossibleError(f"{key!r} is not a key of a phone: 0 to 9, * or #")
        self._must_be(CallStatus.IN_PROGRESS, "sent a key")
        self.call.transcript.append(KeyPress(self.services.clock.now(), key, self.call.gathering))
        self.services.feed.tell(f"{self.name}: pressed {key}")
        self.publish()
        self.inbox.put(Key(self.menu, key))

    def hang_up(self) -> None:
        """The phone is put down; raises NotPossibleError when nobody holds it."""
        if self.call.is_inbound and self.call.status is CallStatus.RINGING:
            self.end(CallStatus.CANCELED)
            return
        self._must_be(CallStatus.IN_PROGRESS, "hung up")
        self.end(CallStatus.COMPLETED)

    def divert(self, document: Document) -> None:
        """The conversation goes on with another document at once."""
        self._must_be(CallStatus.IN_PROGRESS, "redirected")
        self.inbox.put(document)

    def end(self, status: CallStatus) -> None:
        """The call is over."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self.call.ended = self.services.clock.now()
        self.call.gathering = False
        self._change(status)
        self.services.feed.tell(f"{self.name}: call over ({status.value})")
        self.inbox.put(Signal.OVER)

    def say(self, words: str) -> None:
        """Words begin to be spoken into the phone."""
        self.call.transcript.append(Spoken(self.services.clock.now(), words))
        self.publish()

    def open_menu(self) -> int:
        """From now on keys count; tells the menu's number."""
        self.menu += 1
        self.call.gathering = True
        self.publish()
        return self.menu

    def close_menu(self) -> None:
        """From now on keys are lost."""
        self.call.gathering = False
        self.publish()

    def enter_conference(self, sid: str) -> None:
        """The call is one of several from now on."""
        self.call.conference = sid
        self.publish()

    def leave_conference(self) -> None:
        """The call is on its own again, and its conversation is told."""
        self.call.conference = None
        self.publish()
        self.inbox.put(Signal.OUT_OF_CONFERENCE)

    def later(self, seconds: float, action: Action) -> None:
        """Do something after so many telephone seconds, unless the call is over by then."""
        clock = self.services.clock
        self._timers.append(clock.call_at(clock.after(seconds), action))

    def publish(self) -> None:
        """Tell everyone who watches how the call stands."""
        self.services.feed.publish("call", call_view(self.call))

    def _must_ring_here(self, done: str) -> None:
        self._must_be(CallStatus.RINGING, done)
        if self.call.is_inbound:
            raise NotPossibleError(f"call {self.call.sid} cannot be {done}: it was dialled on this phone")

    def _must_be(self, status: CallStatus, done: str) -> None:
        if self.call.status is not status:
            raise NotPossibleError(
                f"call {self.call.sid} cannot be {done}: it is {self.call.status.value}, not {status.value}"
            )

    def _change(self, status: CallStatus) -> None:
        now = self.services.clock.now()
        self.call.updated = now
        # Outside callbacks Twilio knows no status "initiated": such a call is still queued.
        self.call.status = CallStatus.QUEUED if status is CallStatus.INITIATED else status
        self.call.history.append(StatusChange(now, status))
        if status is not CallStatus.QUEUED:
            self.reports.status_changed(status)
        self.publish()
