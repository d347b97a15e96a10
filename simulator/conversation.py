"""A call from dialling to its end: the phone rings, and documents are carried out one after another."""

from datetime import datetime
from urllib.parse import urljoin

from simulator.call_reports import call_fields
from simulator.callees import Callee
from simulator.line import Key, Line, Signal
from simulator.orders import Document
from simulator.records import CallStatus
from simulator.twiml import (
    Gather,
    Hangup,
    Message,
    Pause,
    Play,
    Redirect,
    Reject,
    Say,
    TwimlError,
    Verb,
    parse,
)
from simulator.webhooks import is_web_address

APOLOGY = "We are sorry, an application error has occurred. Goodbye."
ENDLESS = 1000
"""So often is said what is to be said without end (`loop="0"`)."""


class CallOver(Exception):
    """The call ended while something was being waited for."""


class Diverted(Exception):
    """The customer sent the call to another document."""

    def __init__(self, document: Document) -> None:
        super().__init__(document.url)
        self.document = document


class DocumentFailedError(Exception):
    """A document could not be fetched or carried out; `code` is Twilio's for it."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


class Conversation:
    """Carries one call through; ends when the call does."""

    def __init__(self, line: Line, callee: Callee) -> None:
        self._line = line
        self._callee = callee
        self._config = line.services.config
        self._clock = line.services.clock
        self._fetched_in_silence = 0
        self._fell_back = False

    async def run(self) -> None:
        """Dial, ring, and talk until the call is over."""
        try:
            await self._dial()
            await self._ring()
            await self._talk()
        except CallOver:
            return

    async def _dial(self) -> None:
        await self._pass(self._config.queue_seconds)
        self._line.dial()
        await self._pass(self._config.dial_seconds)
        if (status := self._callee.unreachable) is not None:
            self._end(status)

    async def _ring(self) -> None:
        self._line.ring()
        self._callee.hears_ringing()
        answered = await self._next(self._clock.after(self._line.order.ring_timeout))
        if answered is None:
            self._end(CallStatus.NO_ANSWER)
        self._callee.is_connected()

    async def _detect_machine(self) -> None:
        order, seconds = self._line.order, self._config.detection_seconds
        if order.machine_detection is None:
            return
        if order.detection_callback is None:
            await self._pass(seconds)
            self._detected()
        else:
            self._line.later(seconds, self._detected)

    def _detected(self) -> None:
        machine = "machine_start" if self._line.order.machine_detection == "Enable" else "machine_end_beep"
        self._line.call.answered_by = machine if self._callee.is_machine else "human"
        self._line.publish()
        if (callback := self._line.order.detection_callback) is not None:
            self._line.reports.detected(callback, self._config.detection_seconds)

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

    async def _step(self, document: Document) -> Document | None:
        try:
            return await self._carry_out(document)
        except Diverted as diversion:
            return diversion.document
        except DocumentFailedError as failure:
            return self._after_failure(document, failure)

    async def _carry_out(self, document: Document) -> Document | None:
        """Do what a document says; tell the next one, or None when nothing is left to say."""
        for verb in await self._load(document):
            onward = await self._do(verb, document)
            if onward is not None:
                return onward
        return None

    def _after_failure(self, document: Document, failure: DocumentFailedError) -> Document:
        self._line.services.feed.tell(f"{self._line.name}: {failure}")
        fallback = self._line.order.fallback
        # A fallback that fails, or leads back to what failed, is not asked again in the same breath.
        if fallback is None or self._fell_back:
            return Document(twiml=f"<Response><Say>{APOLOGY}</Say></Response>")
        self._fell_back = True
        self._fetched_in_silence = 0
        fields = {"ErrorCode": str(failure.code), "ErrorUrl": document.url or ""}
        return Document(fallback.url, fallback.method, fields=fields)

    async def _load(self, document: Document) -> tuple[Verb, ...]:
        twiml = await self._fetch(document, document.url) if document.url is not None else document.twiml or ""
        try:
            return parse(twiml)
        except TwimlError as error:
            raise DocumentFailedError(12_100, f"the document cannot be carried out: {error}") from error

    async def _fetch(self, document: Document, url: str) -> str:
        self._fetched_in_silence += 1
        if self._fetched_in_silence > self._config.silent_documents:
            raise DocumentFailedError(11_200, "documents lead from one to the next without a word: a redirect loop")
        fields = call_fields(self._line.call, self._config.account_sid) | document.fields
        delivery = self._line.services.webhooks.prepare("document", document.method, url, fields)
        self._line.call.fetches.append(delivery)
        await self._line.services.webhooks.send(delivery)
        self._stop_when_over()
        if not delivery.succeeded:
            code = 11_205 if delivery.status is None else 11_200
            raise DocumentFailedError(code, f"{url}: {delivery.error or f'answer {delivery.status}'}")
        return delivery.body

    async def _do(self, verb: Verb, document: Document) -> Document | None:
        match verb:
            case Say() | Play() | Pause():
                await self._prompt(verb)
            case Gather():
                return await self._gather(verb, document)
            case Redirect():
                return _onward(document, verb.url, verb.method)
            case Hangup() | Reject():
                self._end(CallStatus.COMPLETED)
            case Message():
                raise DocumentFailedError(12_200, "<Message> has no place in a call")
        return None

    async def _gather(self, verb: Gather, document: Document) -> Document | None:
        menu = self._line.open_menu()
        self._callee.hears_menu()
        digits, finished_on = await self._collect(verb, menu)
        self._line.close_menu()
        if not digits and not verb.action_on_empty:
            return None
        fields = {"Digits": digits, "FinishedOnKey": finished_on}
        return _onward(document, verb.action, verb.method, fields)

    async def _collect(self, verb: Gather, menu: int) -> tuple[str, str]:
        """Collect keys until the menu is satisfied; a key while something is said cuts it short."""
        digits = ""
        key = await self._prompts(verb, menu)
        while (key := key or await self._pass(verb.timeout, menu)) is not None:
            if key == verb.finish_on:
                return digits, key
            digits += key
            if len(digits) == verb.digits:
                break
            key = None
        return digits, ""

    async def _prompts(self, verb: Gather, menu: int) -> str | None:
        for prompt in verb.prompts:
            key = await self._prompt(prompt, menu)
            if key is not None:
                return key
        return None

    async def _prompt(self, prompt: Say | Play | Pause, menu: int | None = None) -> str | None:
        match prompt:
            case Say():
                return await self._say(prompt, menu)
            case Pause():
                return await self._pass(prompt.seconds, menu)
            case Play():
                return None

    async def _say(self, verb: Say, menu: int | None = None) -> str | None:
        seconds = self._config.seconds_per_word * len(verb.words.split())
        for _ in range(verb.loop or ENDLESS):
            self._line.say(verb.words)
            key = await self._pass(seconds, menu)
            if key is not None:
                return key
        return None

    async def _pass(self, seconds: float, menu: int | None = None) -> str | None:
        """Let telephone seconds pass; a key pressed for `menu` cuts them short and is told."""
        if seconds > 0:
            self._fetched_in_silence, self._fell_back = 0, False
        until = self._clock.after(seconds)
        while (signal := await self._next(until)) is not None:
            if isinstance(signal, Key) and signal.menu == menu:
                return signal.key
        return None

    async def _next(self, until: datetime) -> Key | Signal | None:
        signal = await self._line.inbox.get(until)
        self._stop_when_over()
        if isinstance(signal, Document):
            self._line.close_menu()
            raise Diverted(signal)
        return signal

    def _end(self, status: CallStatus) -> None:
        self._line.end(status)
        raise CallOver

    def _stop_when_over(self) -> None:
        if self._line.call.status.is_over:
            raise CallOver


def _onward(document: Document, url: str | None, method: str, fields: dict[str, str] | None = None) -> Document:
    """Find the next document; addresses are relative to the present one, and an empty one means the present one."""
    address = urljoin(document.url or "", url or "")
    if not is_web_address(address):
        raise DocumentFailedError(11_100, f"{address or 'an empty address'} cannot be called")
    return Document(address, method, fields=fields or {})
