"""What the simulator remembers: every call, text and mail, in order, with all that happened to it. Times are UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from simulator.connection_overrides import Retries
from simulator.fault_rules import CallbackKind


class CallStatus(StrEnum):
    """A call's status as Twilio names it. `INITIATED` appears in callbacks only; elsewhere such a call is queued."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def is_over(self) -> bool:
        """True for the five statuses nothing follows."""
        return self in _OVER


_OVER = frozenset({CallStatus.COMPLETED, CallStatus.BUSY, CallStatus.NO_ANSWER, CallStatus.FAILED, CallStatus.CANCELED})


class TextStatus(StrEnum):
    """A text's status as Twilio names it."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    RECEIVED = "received"


class MailStatus(StrEnum):
    """What has become of a mail."""

    PROCESSED = "processed"
    DEFERRED = "deferred"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    DROPPED = "dropped"


@dataclass
class Delivery:
    """One webhook: what was sent where, and what came of it. `status` is None when no answer came."""

    kind: CallbackKind
    number: str
    """The phone it is about; blank when it is about a conference as a whole."""
    method: str
    url: str
    fields: dict[str, str]
    at: datetime
    token: str
    """The same over repeats (`I-Twilio-Idempotency-Token`)."""
    retries: Retries = field(default_factory=Retries)
    attempts: int = 0
    status: int | None = None
    body: str = ""
    error: str | None = None
    content: bytes | None = None
    """What is posted in place of a form: events of mails, as JSON, signed as SendGrid does."""
    never_sent: bool = False
    """The fault plan had it thrown away."""

    @property
    def succeeded(self) -> bool:
        """True when the customer's server took it."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Spoken:
    """Words that began to be spoken into the phone at a moment."""

    at: datetime
    words: str


@dataclass(frozen=True)
class KeyPress:
    """A key of the phone, and whether anything was waiting for it."""

    at: datetime
    key: str
    heard: bool


@dataclass(frozen=True)
class StatusChange:
    """A status, and since when."""

    at: datetime
    status: CallStatus | TextStatus


@dataclass
class CallRecord:
    """One call, from the request to its end."""

    sid: str
    to: str
    from_: str
    created: datetime
    updated: datetime
    direction: str = "outbound-api"
    """`outbound-api` to a phone, `inbound` from one."""
    status: CallStatus = CallStatus.QUEUED
    dialled: datetime | None = None
    answered: datetime | None = None
    ended: datetime | None = None
    answered_by: str | None = None
    manual: bool = True
    """Nobody is scripted to answer: it rings until someone does on the page."""
    gathering: bool = False
    conference: str | None = None
    """The SID of the conference it is in."""
    history: list[StatusChange] = field(default_factory=list)
    transcript: list[Spoken | KeyPress] = field(default_factory=list)
    """What was said and pressed, in order."""
    callbacks: list[Delivery] = field(default_factory=list)
    """Status and machine-detection callbacks, in the order they were sent."""
    fetches: list[Delivery] = field(default_factory=list)
    """Documents asked for, in order."""

    @property
    def is_inbound(self) -> bool:
        """True when it was dialled on a phone."""
        return self.direction == "inbound"

    @property
    def phone(self) -> str:
        """The number of the phone at its end, whoever called, E.164."""
        return self.from_ if self.is_inbound else self.to

    @property
    def spoken(self) -> tuple[Spoken, ...]:
        """What was said, in order."""
        return tuple(line for line in self.transcript if isinstance(line, Spoken))

    @property
    def keys(self) -> tuple[KeyPress, ...]:
        """What was pressed, in order."""
        return tuple(line for line in self.transcript if isinstance(line, KeyPress))

    @property
    def words(self) -> str:
        """Everything spoken so far, as one text."""
        return " ".join(spoken.words for spoken in self.spoken)

    @property
    def duration(self) -> int:
        """Whole seconds from pick-up to the end; 0 when it was never picked up or goes on."""
        if self.answered is None or self.ended is None:
            return 0
        return int((self.ended - self.answered).total_seconds())


@dataclass
class TextRecord:
    """One text, either way."""

    sid: str
    to: str
    from_: str
    body: str
    direction: str
    created: datetime
    updated: datetime
    status: TextStatus
    sent: datetime | None = None
    status_callback: str | None = None
    error_code: int | None = None
    """Why it was not delivered, by Twilio's code."""
    automatic: bool = False
    """The phone company's own answer to STOP, START or HELP: the customer did not send it and is not shown it."""
    history: list[StatusChange] = field(default_factory=list)
    callbacks: list[Delivery] = field(default_factory=list)
    """Status callbacks of a text to a phone; for a text from a phone, its one webhook."""


@dataclass(frozen=True)
class MailChange:
    """What has become of a mail, and since when; `reason` and `type` as SendGrid gives them."""

    at: datetime
    status: MailStatus
    reason: str = ""
    type: str = ""


@dataclass(frozen=True)
class MailRecord:
    """One mail in one person's mailbox."""

    id: str
    at: datetime
    to: str
    from_: str
    subject: str
    text: str
    html: str
    sender: str = ""
    """The name beside the sender's address."""
    reply_to: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    custom_args: dict[str, str] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    content_types: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    """File names of what was attached."""
    calendar: str = ""
    """The part of it that is an entry for a calendar (iCalendar), if it has one."""
    message_id: str = ""
    """The id of the request it came in: those of one request share it."""
    history: list[MailChange] = field(default_factory=list)
    """What has become of it, in order."""

    @property
    def status(self) -> MailStatus | None:
        """What has become of it so far; None while it is under way."""
        return self.history[-1].status if self.history else None
