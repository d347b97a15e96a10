"""TwiML read into plain verbs; pure, nothing is fetched or waited for here."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from simulator.twiml_attributes import TwimlError, choice_of, method_of, seconds_of, text_of, whole_number_of
from simulator.twiml_dial import Dial, read_dial


@dataclass(frozen=True)
class Say:
    """Words spoken to whoever holds the phone; spoken `loop` times."""

    words: str
    loop: int = 1


@dataclass(frozen=True)
class Play:
    """A recording; its length is unknown here and counts as nothing."""

    url: str


@dataclass(frozen=True)
class Pause:
    """Silence, in telephone seconds."""

    seconds: float = 1.0


@dataclass(frozen=True)
class Gather:
    """Waits for keys. `action` None means the document's own address; `timeout` is telephone seconds per key."""

    prompts: tuple[Say | Play | Pause, ...] = ()
    action: str | None = None
    method: str = "POST"
    digits: int | None = None
    timeout: float = 5.0
    finish_on: str = "#"
    action_on_empty: bool = False


@dataclass(frozen=True)
class Redirect:
    """The conversation goes on with another document."""

    url: str
    method: str = "POST"


@dataclass(frozen=True)
class Hangup:
    """The conversation ends."""


@dataclass(frozen=True)
class Reject:
    """The call is turned away unanswered, as `busy` or `rejected`; once it was answered it ends like a hang-up."""

    reason: str = "rejected"


@dataclass(frozen=True)
class Message:
    """A text sent in answer to a text; `to` None means back to its sender."""

    body: str
    to: str | None = None


Verb = Say | Play | Pause | Gather | Redirect | Hangup | Reject | Dial | Message


def parse(document: str) -> tuple[Verb, ...]:
    """Read a TwiML document; raises TwimlError, in words, for anything Twilio or this simulator cannot carry out."""
    try:
        # The customer's own answer; the parser itself bounds how far entities may expand.
        root = ET.fromstring(document.strip())  # noqa: S314
    except ET.ParseError as error:
        raise TwimlError(f"not well-formed XML: {error}") from error
    if root.tag != "Response":
        raise TwimlError(f"the document's root must be <Response>, not <{root.tag}>")
    return tuple(_verb(element) for element in root)


def _verb(element: ET.Element) -> Verb:
    read = _READERS.get(element.tag)
    if read is None:
        raise TwimlError(f"<{element.tag}> is not a verb this simulator knows")
    return read(element)


def _say(element: ET.Element) -> Say:
    return Say(text_of(element), whole_number_of(element, "loop", 1))


def _play(element: ET.Element) -> Play:
    return Play(text_of(element))


def _pause(element: ET.Element) -> Pause:
    return Pause(seconds_of(element, "length", 1.0))


def _gather(element: ET.Element) -> Gather:
    digits = whole_number_of(element, "numDigits", 0)
    return Gather(
        prompts=tuple(_prompt(child) for child in element),
        action=element.get("action") or None,
        method=method_of(element),
        digits=digits or None,
        timeout=seconds_of(element, "timeout", 5.0),
        finish_on=element.get("finishOnKey", "#"),
        action_on_empty=element.get("actionOnEmptyResult", "false").lower() == "true",
    )


def _prompt(element: ET.Element) -> Say | Play | Pause:
    verb = _verb(element)
    if not isinstance(verb, Say | Play | Pause):
        raise TwimlError(f"<{element.tag}> cannot stand inside <Gather>")
    return verb


def _redirect(element: ET.Element) -> Redirect:
    return Redirect(text_of(element), method_of(element))


def _hangup(_: ET.Element) -> Hangup:
    return Hangup()


def _reject(element: ET.Element) -> Reject:
    return Reject(choice_of(element, "reason", ("rejected", "busy"), "rejected"))


def _message(element: ET.Element) -> Message:
    body = element.find("Body")
    text = "".join((element if body is None else body).itertext()).strip()
    return Message(text, element.get("to"))


_READERS: dict[str, Callable[[ET.Element], Verb]] = {
    "Say": _say,
    "Play": _play,
    "Pause": _pause,
    "Gather": _gather,
    "Redirect": _redirect,
    "Hangup": _hangup,
    "Reject": _reject,
    "Dial": read_dial,
    "Message": _message,
}
