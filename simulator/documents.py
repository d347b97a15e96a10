"""Documents on their way to a call: fetched, read, leading on, and what takes their place when they fail."""

from urllib.parse import urljoin

from simulator.call_reports import call_fields
from simulator.fault_rules import FetchKind
from simulator.line import Line
from simulator.orders import Callback, Document
from simulator.twiml import Verb, parse
from simulator.twiml_attributes import TwimlError
from simulator.web_addresses import is_web_address

APOLOGY = "We are sorry, an application error has occurred. Goodbye."


class DocumentFailedError(Exception):
    """A document could not be fetched or carried out; `code` is Twilio's for it."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


class Documents:
    """Gets one call's documents from the customer."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._config = line.services.config
        self._fetched_in_silence = 0
        self._fell_back = False

    def something_was_heard(self) -> None:
        """Time has passed in the conversation: from here on, going round in circles counts anew."""
        self._fetched_in_silence, self._fell_back = 0, False

    async def load(self, document: Document) -> tuple[Verb, ...]:
        """Fetch a document, if it does not come with its words, and read it; raises DocumentFailedError."""
        twiml = await self._fetch(document, document.url) if document.url is not None else document.twiml or ""
        try:
            return parse(twiml)
        except TwimlError as error:
            raise DocumentFailedError(12_100, f"the document cannot be carried out: {error}") from error

    def instead_of(self, document: Document, failure: DocumentFailedError) -> Document:
        """Choose what takes a failed document's place: the call's fallback, else an apology."""
        self._line.services.feed.tell(f"{self._line.name}: {failure}")
        fallback = self._line.order.fallback
        # A fallback that fails, or leads back to what failed, is not asked again in the same breath.
        if fallback is None or self._fell_back:
            return Document(twiml=f"<Response><Say>{APOLOGY}</Say></Response>")
        self._fell_back = True
        self._fetched_in_silence = 0
        fields = {"ErrorCode": str(failure.code), "ErrorUrl": document.url or ""}
        return Document(fallback.url, fallback.method, fields=fields)

    async def _fetch(self, document: Document, url: str) -> str:
        self._fetched_in_silence += 1
        if self._fetched_in_silence > self._config.silent_documents:
            raise DocumentFailedError(11_200, "documents lead from one to the next without a word: a redirect loop")
        fields = call_fields(self._line.call, self._config.account_sid) | document.fields
        # What follows a key is asked for with the keys that were pressed.
        kind: FetchKind = "key" if "Digits" in document.fields else "voice"
        callback = Callback(url, document.method)
        delivery = self._line.services.webhooks.prepare(kind, self._line.call.phone, callback, fields)
        self._line.call.fetches.append(delivery)
        await self._line.services.webhooks.send(delivery)
        if not delivery.succeeded:
            code = 11_205 if delivery.status is None else 11_200
            raise DocumentFailedError(code, f"{url}: {delivery.error or f'answer {delivery.status}'}")
        return delivery.body


def onward(document: Document, url: str | None, method: str, fields: dict[str, str] | None = None) -> Document:
    """Find the next document; an empty address means the present one.

    Raises DocumentFailedError when it cannot be called.
    """
    return Document(address_from(document, url or ""), method, fields=fields or {})


def address_from(document: Document, url: str) -> str:
    """Find an address that a document names: relative ones are relative to the document's own.

    Raises DocumentFailedError when it cannot be called.
    """
    try:
        address = urljoin(document.url or "", url)
    except ValueError as error:
        raise DocumentFailedError(11_100, f"{url} cannot be called: {error}") from error
    if not is_web_address(address):
        raise DocumentFailedError(11_100, f"{address or 'an empty address'} cannot be called")
    return address
