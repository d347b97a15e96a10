"""A call's way into a conference, its stay there, and its way out."""

from simulator.callees import Callee
from simulator.conference_records import Departure
from simulator.conferences import Conferences
from simulator.documents import Documents, address_from, onward
from simulator.line import Key, Line
from simulator.listening import CallOver, Diverted, Listening
from simulator.orders import Callback, Document
from simulator.room import NotLetInError
from simulator.twiml_dial import Conference, Dial


class Bridging:
    """Carries out one call's <Dial>s."""

    def __init__(
        self, line: Line, callee: Callee, documents: Documents, listening: Listening, conferences: Conferences
    ) -> None:
        self._line = line
        self._callee = callee
        self._documents = documents
        self._listening = listening
        self._conferences = conferences

    async def dial(self, verb: Dial, document: Document) -> Document | None:
        """Stay in a conference; tells the document that follows, or None when this one goes on.

        Raises DocumentFailedError when what it names cannot be called.
        """
        try:
            was_in = await self._stay(verb, document)
        except CallOver:
            # Twilio asks for the action even when nobody is left to hear what it answers.
            if verb.action is not None:
                await self._documents.load(_action(verb, document, was_in=True))
            raise
        return _action(verb, document, was_in=was_in) if verb.action is not None else None

    async def _stay(self, verb: Dial, document: Document) -> bool:
        """Go in and come out again; tells whether Twilio let the call in."""
        order = verb.conference
        room = self._conferences.open(order, _status_callback(order, document))
        try:
            participant = room.join(self._line, order)
        except NotLetInError as refusal:
            self._line.services.feed.tell(f"{self._line.name}: error {refusal.code}: {refusal}")
            return False
        self._documents.something_was_heard()
        self._callee.is_in_conference()
        try:
            await self._until_out(verb)
        except CallOver:
            room.leave(participant, Departure.HUNG_UP)
            raise
        except Diverted:
            room.leave(participant, Departure.UPDATED_VIA_API)
            raise
        room.leave(participant, Departure.HUNG_UP)
        return True

    async def _until_out(self, verb: Dial) -> None:
        star = Key(self._line.open_menu(), "*") if verb.hangup_on_star else None
        until = self._line.services.clock.after(verb.time_limit)
        while self._line.call.conference is not None:
            signal = await self._listening.next(until)
            if signal is None or signal == star:
                break
        self._line.close_menu()


def _action(verb: Dial, document: Document, *, was_in: bool) -> Document:
    # A conference's DialCallStatus is `answered`, and it has no DialCallSid or DialCallDuration (Twilio documentation).
    fields = {"DialCallStatus": "answered", "DialBridged": "true"}
    if not was_in:
        fields = {"DialCallStatus": "failed", "DialBridged": "false"}
    return onward(document, verb.action, verb.method, fields)


def _status_callback(order: Conference, document: Document) -> Callback | None:
    if order.status_callback is None:
        return None
    return Callback(address_from(document, order.status_callback), order.status_method)
