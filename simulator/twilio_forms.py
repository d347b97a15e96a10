"""Form posts to the Twilio interface, read and judged as Twilio judges them."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs

from simulator.config import E164, SimulatorConfig
from simulator.magic_numbers import ALWAYS_OURS, refuse_magic_call, refuse_magic_text
from simulator.orders import Callback, CallOrder, Document, TextOrder
from simulator.twilio_errors import TwilioRefusal, invalid_parameter
from simulator.web_addresses import is_web_address

LONGEST_TEXT = 1600
LONGEST_TWIML = 4000
LONGEST_RING = 600
LONGEST_VALIDITY = 36_000


class Form:
    """Fields of one request; a field may be given several times."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        self._fields = fields

    @classmethod
    def read(cls, body: bytes) -> "Form":
        """Read a form-encoded body."""
        return cls(parse_qs(body.decode("utf-8", errors="replace"), keep_blank_values=True))

    def text(self, name: str) -> str | None:
        """Give a field's last value; None when it is absent or blank."""
        return (self._fields.get(name) or [""])[-1] or None

    def texts(self, name: str) -> list[str]:
        """Give all of a field's values that are not blank; values separated by blanks count one by one."""
        return [part for value in self._fields.get(name, []) for part in value.split()]

    def flag(self, name: str) -> bool:
        """Tell whether a field is `true`."""
        return (self.text(name) or "").lower() == "true"

    def whole_number(self, name: str, default: int, most: int) -> int:
        """Give a field's number, at most `most`; raises TwilioRefusal when it is none."""
        value = self.text(name)
        if value is None:
            return default
        if not value.isdecimal() or int(value) > most:
            raise invalid_parameter(name, value)
        return int(value)

    def method(self, name: str) -> str:
        """Give a field that names an HTTP method; POST when absent."""
        value = (self.text(name) or "POST").upper()
        if value not in ("GET", "POST"):
            raise invalid_parameter(name, value)
        return value

    def address(self, name: str, code: int) -> str | None:
        """Give a field's URL; raises TwilioRefusal with `code` when it cannot be called."""
        url = self.text(name)
        if url is not None and not is_web_address(url):
            raise TwilioRefusal(code, f"{name} is not a valid URL: {url}")
        return url


def call_order(form: Form, config: SimulatorConfig) -> CallOrder:
    """Read a request to place a call; raises TwilioRefusal."""
    to, from_ = _call_numbers(form, config)
    document = _document(form)
    if document is None:
        raise TwilioRefusal(21205, "Url parameter is required.")
    detection = _detection(form)
    return CallOrder(
        to=to,
        from_=from_,
        document=document,
        fallback=_fallback(form),
        status_callback=_callback(form, "StatusCallback", 21609),
        status_events=frozenset(form.texts("StatusCallbackEvent") or ["completed"]),
        ring_timeout=form.whole_number("Timeout", config.ring_timeout_seconds, LONGEST_RING),
        time_limit=form.whole_number("TimeLimit", config.call_limit_seconds, config.call_limit_seconds),
        machine_detection=detection,
        detection_callback=_detection_callback(form) if detection else None,
    )


def new_document(form: Form) -> Document | None:
    """Read where a call in progress is to go on; None when the request does not say."""
    return _document(form)


def text_order(form: Form, config: SimulatorConfig) -> TextOrder:
    """Read a request to send a text; raises TwilioRefusal."""
    to, from_ = _text_numbers(form, config)
    body = form.text("Body")
    if body is None:
        raise TwilioRefusal(21602, "Message body is required.")
    if len(body) > LONGEST_TEXT:
        raise TwilioRefusal(21617, f"The concatenated message body exceeds the {LONGEST_TEXT} character limit")
    callback = form.address("StatusCallback", 21609)
    validity = form.whole_number("ValidityPeriod", LONGEST_VALIDITY, LONGEST_VALIDITY)
    if validity == 0:
        raise invalid_parameter("ValidityPeriod", "0")
    return TextOrder(to, from_, body, callback, validity)


def _text_numbers(form: Form, config: SimulatorConfig) -> tuple[str, str]:
    to, from_ = form.text("To"), form.text("From")
    if to is None:
        raise TwilioRefusal(21604, "A 'To' phone number is required.")
    if not re.match(E164, to):
        raise TwilioRefusal(21211, f"The 'To' number {to} is not a valid phone number.")
    if from_ is None:
        raise TwilioRefusal(21603, "A 'From' phone number is required.")
    refuse_magic_text(to, from_)
    if from_ not in (*config.from_numbers, ALWAYS_OURS):
        raise TwilioRefusal(
            21606,
            f"The 'From' phone number {from_} is not a valid, message-capable Twilio phone number for this destination.",
        )
    return to, from_


def _call_numbers(form: Form, config: SimulatorConfig) -> tuple[str, str]:
    to, from_ = form.text("To"), form.text("From")
    if to is None:
        raise TwilioRefusal(21201, "No 'To' number is specified")
    if from_ is None:
        raise TwilioRefusal(21213, "No 'From' number is specified")
    if not re.match(E164, to):
        raise TwilioRefusal(21211, f"The phone number you are attempting to call, {to}, is not valid.")
    refuse_magic_call(to, from_)
    if from_ not in (*config.from_numbers, ALWAYS_OURS):
        raise TwilioRefusal(21212, f"The source phone number provided, {from_}, is not a number of this account.")
    return to, from_


def _document(form: Form) -> Document | None:
    url, twiml = form.address("Url", 21205), form.text("Twiml")
    if url is not None:
        return Document(url, form.method("Method"))
    if twiml is None:
        return None
    if len(twiml) > LONGEST_TWIML:
        raise invalid_parameter("Twiml", f"{len(twiml)} characters long")
    return Document(twiml=twiml)


def _fallback(form: Form) -> Document | None:
    url = form.address("FallbackUrl", 21205)
    return Document(url, form.method("FallbackMethod")) if url is not None else None


def _callback(form: Form, name: str, code: int) -> Callback | None:
    url = form.address(name, code)
    return Callback(url, form.method(f"{name}Method")) if url is not None else None


def _detection(form: Form) -> str | None:
    detection = form.text("MachineDetection")
    if detection is not None and detection not in ("Enable", "DetectMessageEnd"):
        raise invalid_parameter("MachineDetection", detection)
    return detection


def _detection_callback(form: Form) -> Callback | None:
    if not form.flag("AsyncAmd"):
        return None
    callback = _callback(form, "AsyncAmdStatusCallback", 21262)
    if callback is None:
        raise TwilioRefusal(21262, "AsyncAmdStatusCallback is required when AsyncAmd is true.")
    return callback
