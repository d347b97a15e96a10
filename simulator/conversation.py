"""What is said in a call: documents are carried out one after another."""

from simulator.bridging import Bridging
from simulator.callees import Callee
from simulator.conferences import Conferences
from simulator.documents import DocumentFailedError, Documents, onward
from simulator.line import Line
from simulator.listening import CallOver, Diverted, Listening
from simulator.orders import Document
from simulator.records import CallStatus
from simulator.twiml import Gather, Hangup, Message, Pause, Play, Redirect, Reject, Say, Verb
from simulator.twiml_dial import Dial


class Conversation:
    """Carries one call through from its first document; ends when the call does."""

    def __init__(self, line: Line, callee: Callee, conferences: Conferences) -> None:
        self._line = line
        self._callee = callee
        self._documents = Documents(line)
        self.listening = Listening(line, self._documents.something_was_heard)
        self._bridging = Bridging(line, callee, self._documents, self.listening, conferences)

    async def run(self, opening: Document) -> None:
        """Talk until the call is over."""
        document: Document | None = opening
        try:
            while document is not None:
                document = await self._step(document)
            self._end(CallStatus.COMPLETED)
        except CallOver:
            return

    async def _step(self, document: Document) -> Document | None:
        """Carry out one document; tell the next one, or None when nothing is left to say."""
        try:
            return await self._carry_out(document)
        except Diverted as diversion:
            return diversion.document
        except DocumentFailedError as failure:
            self.listening.stop_when_over()
            return self._documents.instead_of(document, failure)

    async def _carry_out(self, document: Document) -> Document | None:
        verbs = await self._documents.load(document)
        self.listening.stop_when_over()
        self._accept_or_reject(verbs)
        for verb in verbs:
            following = await self._do(verb, document)
            if following is not None:
                return following
        return None

    def _accept_or_reject(self, verbs: tuple[Verb, ...]) -> None:
        """Pick up a call that came from a phone, unless its first verb is Reject (Twilio documentation, Reject)."""
        if self._line.call.status is not CallStatus.RINGING:
            return
        match verbs:
            case (Reject(reason), *_):
                self._end(CallStatus.BUSY if reason == "busy" else CallStatus.NO_ANSWER)
            case _:
                self._line.connect()

    async def _do(self, verb: Verb, document: Document) -> Document | None:
        match verb:
            case Say() | Play() | Pause():
                await self.listening.prompt(verb)
            case Gather():
                return await self._gather(verb, document)
            case Dial():
                return await self._bridging.dial(verb, document)
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
        digits, finished_on = await self.listening.collect(verb, menu)
        self._line.close_menu()
        if not digits and not verb.action_on_empty:
            return None
        fields = {"Digits": digits, "FinishedOnKey": finished_on}
        return onward(document, verb.action, verb.method, fields)

    def _end(self, status: CallStatus) -> None:
        self._line.end(status)
        raise CallOver
