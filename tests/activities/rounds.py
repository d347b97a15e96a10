"""Rounds as the tests send them, and who writes them: a letter-writer with memory."""

from dataclasses import dataclass, field

from domain.comms.audience.recipients import BusinessRecipient, TechnicalRecipient
from domain.comms.dispatch.delivery import (
    BusinessMails,
    BusinessRound,
    BusinessText,
    TechnicalMails,
    TechnicalRound,
    TechnicalText,
)
from domain.comms.dispatch.letters import Letter, ShortLetter
from domain.comms.drafting.updates import BusinessUpdate, RoundKind, TechnicalUpdate
from domain.organisation import Channel, Organisation
from tests.domain.company import organisation, person

CODE = "checkout-7K3Q"
BATCH = "incident/checkout/7K3Q/comms/business/2/1"
PEOPLE = {"ana": "+447700900101", "bo": "+447700900102", "cy": "+447700900103"}
BUSINESS = BusinessRound(
    incident="incident/checkout",
    code=CODE,
    service="Checkout",
    number=2,
    kind=RoundKind.SECOND,
    approved_by="Dee",
    update=BusinessUpdate(impact="customers cannot check out", plan="we go back to yesterday's version"),
)
TECHNICAL = TechnicalRound(
    **BUSINESS.model_dump(exclude={"update"}),
    update=TechnicalUpdate(impact="POST /pay answers 500", extent="checkout, payments", plan="roll back to 41.2"),
)


def company() -> Organisation:
    """Return a company in which Ana, Bo and Cy have an address and a number, and Dee has neither."""
    staff = [person(who, phone=phone, email=f"{who}@larkfield.example") for who, phone in PEOPLE.items()]
    return organisation(*staff)


def business_recipient(who: str, time_zone: str = "Europe/London") -> BusinessRecipient:
    """Return a business stakeholder."""
    return BusinessRecipient(
        person=who, name=who.capitalize(), because="owner", channels=(Channel.MAIL,), time_zone=time_zone
    )


def technical_recipient(who: str) -> TechnicalRecipient:
    """Return somebody of a technical team."""
    return TechnicalRecipient(
        person=who, name=who.capitalize(), because="on call", channels=(Channel.MAIL,), time_zone="Europe/London"
    )


def business_mails(*people: str, batch: str = BATCH) -> BusinessMails:
    """Return a batch of mails to business stakeholders."""
    return BusinessMails(batch=batch, round=BUSINESS, recipients=tuple(map(business_recipient, people)))


def technical_mails(*people: str) -> TechnicalMails:
    """Return a batch of mails to technical teams."""
    return TechnicalMails(batch="technical/1", round=TECHNICAL, recipients=tuple(map(technical_recipient, people)))


def business_text(who: str = "ana") -> BusinessText:
    """Return a text to a business stakeholder."""
    return BusinessText(attempt_id=f"{BATCH}/{who}", round=BUSINESS, recipient=business_recipient(who))


def technical_text(who: str = "ana") -> TechnicalText:
    """Return a text to somebody of a technical team."""
    return TechnicalText(attempt_id=f"{BATCH}/{who}", round=TECHNICAL, recipient=technical_recipient(who))


@dataclass
class FakeLetters:
    """Writes what it is told to, and remembers for which round and on whose clock."""

    letter: Letter = field(
        default_factory=lambda: Letter(subject="Checkout: second update", text="It is down.", html="<p>It is down.</p>")
    )
    words: str = "Checkout: customers cannot check out. Next update by 14:30 GMT."
    written: list[tuple[BusinessRound | TechnicalRound, str]] = field(default_factory=list)

    def business_mail(self, sent: BusinessRound, recipient_zone: str) -> Letter:
        """Return the letter."""
        self.written.append((sent, recipient_zone))
        return self.letter

    def technical_mail(self, sent: TechnicalRound, recipient_zone: str) -> Letter:
        """Return the letter."""
        self.written.append((sent, recipient_zone))
        return self.letter

    def business_text(self, sent: BusinessRound, recipient_zone: str) -> ShortLetter:
        """Return the words."""
        self.written.append((sent, recipient_zone))
        return ShortLetter(words=self.words, plain=self.letter.plain)

    def technical_text(self, sent: TechnicalRound, recipient_zone: str) -> ShortLetter:
        """Return the words."""
        self.written.append((sent, recipient_zone))
        return ShortLetter(words=self.words, plain=self.letter.plain)
