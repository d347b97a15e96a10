"""What turns a round into the words its readers see: satisfied where templates are read, used where mails and texts are sent."""

from typing import Protocol

from domain.comms.dispatch.delivery import BusinessRound, TechnicalRound
from domain.messages import Message


class Letter(Message):
    """One mail in both of its forms. `plain`: why the built-in template was used in place of the company's, in words."""

    subject: str
    text: str
    html: str
    plain: str | None = None


class ShortLetter(Message):
    """One text. `plain`: why the built-in template was used in place of the company's, in words."""

    words: str
    plain: str | None = None


class WritesLetters(Protocol):
    """Writes rounds, those of each audience by itself. A template with a mistake never fails: the built-in one takes its place.

    Times are written on the clock of `recipient_zone`, a time zone by its IANA name. A text has as few segments as possible.
    """

    def business_mail(self, sent: BusinessRound, recipient_zone: str) -> Letter:
        """Return the mail to business stakeholders."""

    def technical_mail(self, sent: TechnicalRound, recipient_zone: str) -> Letter:
        """Return the mail to technical teams."""

    def business_text(self, sent: BusinessRound, recipient_zone: str) -> ShortLetter:
        """Return the text to business stakeholders."""

    def technical_text(self, sent: TechnicalRound, recipient_zone: str) -> ShortLetter:
        """Return the text to technical teams."""
