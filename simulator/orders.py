"""What a customer orders: a call to be placed, and what is to be said in it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Document:
    """TwiML to carry out: fetched from `url`, or given as `twiml`; `fields` are sent along with a fetch."""

    url: str | None = None
    method: str = "POST"
    twiml: str | None = None
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Callback:
    """Where something is reported."""

    url: str
    method: str = "POST"


@dataclass(frozen=True)
class TextOrder:
    """One text to be sent. Numbers are E.164."""

    to: str
    from_: str
    body: str
    status_callback: str | None = None
    validity_seconds: float = 36_000
    """Not sent any more when it has waited in the queue for so many telephone seconds."""


@dataclass(frozen=True)
class CallOrder:
    """One call to be placed. Numbers are E.164, durations telephone seconds."""

    to: str
    from_: str
    document: Document
    fallback: Document | None = None
    status_callback: Callback | None = None
    status_events: frozenset[str] = frozenset({"completed"})
    """Of `initiated`, `ringing`, `answered`, `completed`; the last one stands for every end."""
    ring_timeout: float = 60
    time_limit: float = 14_400
    machine_detection: str | None = None
    """`Enable` or `DetectMessageEnd`."""
    detection_callback: Callback | None = None
    """Set when detection goes on beside the conversation; otherwise the caller hears nothing until it is done."""
