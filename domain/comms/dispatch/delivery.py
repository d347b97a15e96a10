"""How a round is handed to the providers, and what comes back."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from domain.audiences import Audience
from domain.comms.audience.recipients import BusinessRecipient, TechnicalRecipient
from domain.comms.drafting.updates import BusinessUpdate, RoundKind, TechnicalUpdate
from domain.messages import Message
from domain.organisation import Channel

MOST_IN_A_BATCH = 100
"""How many mails go in one request: one that is lost is repeated whole, and nothing else (SendGrid takes 1,000)."""


class _Round(Message):
    """A round as it is sent: `number` counts from 1; `next_due` is when the next one is due, None after the last. Times are UTC.

    `late`: it is sent to somebody who was added after it had gone out. `headline` is the impact as the first round worded it: every
    mail of a conversation has the same subject. `joins`: its readers have a code that leads to this audience's own call. `overdue`:
    the next one should have come when this is sent, which is so for late comers alone, and for whom another channel failed.
    """

    incident: str
    code: str
    service: str
    number: int
    kind: RoundKind
    approved_by: str
    next_due: datetime | None = None
    late: bool = False
    overdue: bool = False
    declared_at: datetime | None = None
    approved_at: datetime | None = None
    sent_at: datetime | None = None
    headline: str = ""
    joins: bool = False


class BusinessRound(_Round):
    """A round to business stakeholders."""

    update: BusinessUpdate


class TechnicalRound(_Round):
    """A round to technical teams."""

    update: TechnicalUpdate


class BusinessMails(Message):
    """One batch of mails to business stakeholders; `batch` names it: handed over twice it is the same mails."""

    batch: str
    round: BusinessRound
    recipients: tuple[BusinessRecipient, ...]


class TechnicalMails(Message):
    """One batch of mails to technical teams; `batch` names it: handed over twice it is the same mails."""

    batch: str
    round: TechnicalRound
    recipients: tuple[TechnicalRecipient, ...]


class BusinessText(Message):
    """One text to one business stakeholder; `attempt_id` names it."""

    attempt_id: str
    round: BusinessRound
    recipient: BusinessRecipient


class TechnicalText(Message):
    """One text to one member of a technical team; `attempt_id` names it."""

    attempt_id: str
    round: TechnicalRound
    recipient: TechnicalRecipient


class Taken(Message):
    """What the provider has taken: its id for the mails of a batch, or for one text.

    `refused` says, by person, who could not be sent to at all and why: no address any more, or one that no provider takes.
    `plain`: the company's template has a mistake, so the built-in one was used; in these words.
    """

    provider_id: str
    refused: dict[str, str] = Field(default_factory=dict)
    plain: str | None = None


class Outcome(StrEnum):
    """What became of one message to one person, the furthest last."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    DELIVERED = "delivered"
    FAILED = "failed"


class Receipt(Message):
    """One word of a provider on one message; the same `receipt_id` is the same word. `at` is UTC."""

    receipt_id: str
    code: str
    audience: Audience
    number: int
    person: str
    channel: Channel
    outcome: Outcome
    at: datetime
    reason: str = ""


class ReceiptsToRecord(Message):
    """Receipts to write down; writing one twice changes nothing."""

    receipts: tuple[Receipt, ...]


class Failed(Message):
    """A message that did not arrive: whom it was for, by which channel, in which round, and why."""

    person: str
    channel: Channel
    number: int
    reason: str


class DeliveriesFailed(Message):
    """What a provider says did not arrive: one signal for each of its reports, however many messages that is about."""

    code: str
    audience: Audience
    failed: tuple[Failed, ...]
