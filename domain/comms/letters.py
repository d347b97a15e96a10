"""What turns a round into the words its readers see: satisfied where templates are read, used where mails and texts are sent."""

from typing import Protocol

from domain.comms.delivery import BusinessRound, TechnicalRound
from domain.messages import Message


class Letter(Message):
    """One mail in both of its forms. `plain`: why the built-in template was used in place of the company's, in words."""

    subject: str
    text: str
    html: str
    plain: str | None = None


class WritesLetters(Protocol):
    """Writes rounds. Times are written on the clock of `recipient_zone`, a time zone by its IANA name."""

    def mail(self, round: BusinessRound | TechnicalRound, recipient_zone: str) -> Letter:  # noqa: A002 - the process's own word
        """Return the mail; a template with a mistake never fails, the built-in one takes its place."""

    def text(self, round: BusinessRound | TechnicalRound, recipient_zone: str) -> str:  # noqa: A002 - likewise
        """Return the text, in as few segments as possible; a template with a mistake never fails."""
