"""The mails and texts of rounds, written from templates: the company's own, and the built-in ones for what it has none of."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from config.template_sandbox import TemplateFailed, Templates
from domain.comms.dispatch.delivery import BusinessRound, TechnicalRound
from domain.comms.dispatch.letters import Letter, ShortLetter
from domain.comms.drafting.updates import RoundKind
from domain.comms.drafting.words import (
    BusinessWords,
    TechnicalWords,
    fitted,
    words_for_business,
    words_for_technical_teams,
)
from domain.comms.rounds.kinds import rules_of

BUILT_IN = Path(__file__).with_name("templates")
"""The templates that come with the product; they are always there to fall back on."""

_TEXTS_KEPT = 100
"""A text goes to each of its readers by itself, and is written once for all who read the same on the same clock."""

Words = BusinessWords | TechnicalWords


class RoundLetters:
    """Writes rounds from templates. `own` is a folder of the company's own; a mistake in it never stops a round.

    `numbers` (E.164) are those people call us at to join their call; without any no mail says how to.
    """

    def __init__(self, own: Path | None = None, numbers: Sequence[str] = ()) -> None:
        self._numbers = numbers
        self._built_in = Templates(BUILT_IN)
        self._templates = Templates(own, BUILT_IN) if own else self._built_in
        self._text = lru_cache(_TEXTS_KEPT)(self._text_of)

    def business_mail(self, sent: BusinessRound, recipient_zone: str) -> Letter:
        """Return the mail to business stakeholders."""
        return self._mail(words_of(sent, recipient_zone, self._numbers))

    def technical_mail(self, sent: TechnicalRound, recipient_zone: str) -> Letter:
        """Return the mail to technical teams."""
        return self._mail(words_of(sent, recipient_zone, self._numbers))

    def business_text(self, sent: BusinessRound, recipient_zone: str) -> ShortLetter:
        """Return the text to business stakeholders."""
        return self._text(sent, recipient_zone)

    def technical_text(self, sent: TechnicalRound, recipient_zone: str) -> ShortLetter:
        """Return the text to technical teams."""
        return self._text(sent, recipient_zone)

    def _mail(self, words: Words) -> Letter:
        """Return the mail; both of its forms are the built-in ones, and `plain` says why, when the company's own fail."""
        try:
            return mail_from(self._templates, words)
        except TemplateFailed as failed:
            return mail_from(self._built_in, words).model_copy(update={"plain": _instead(failed)})

    def _text_of(self, sent: BusinessRound | TechnicalRound, time_zone: str) -> ShortLetter:
        """Return the text, in as few segments as possible; the built-in one, and why, when the company's own fails."""
        words = words_of(sent, time_zone, self._numbers)
        try:
            return ShortLetter(words=text_from(self._templates, words))
        except TemplateFailed as failed:
            return ShortLetter(words=text_from(self._built_in, words), plain=_instead(failed))


def words_of(sent: BusinessRound | TechnicalRound, time_zone: str, numbers: Sequence[str] = ()) -> Words:
    """Return what a round says to its audience, on the clock of this zone; by `numbers` (E.164) its readers join their call."""
    if isinstance(sent, BusinessRound):
        return words_for_business(sent, time_zone, numbers)
    return words_for_technical_teams(sent, time_zone, numbers)


def mail_from(templates: Templates, words: Words) -> Letter:
    """Return the mail these templates make of a round's words. Raises `TemplateFailed`."""
    text, html = (
        _filled(templates, f"{rules_of(RoundKind(words.kind)).template}.{form}", words) for form in ("txt", "html")
    )
    return Letter(subject=words.subject, text=text, html=html)


def text_from(templates: Templates, words: Words) -> str:
    """Return the text these templates make of a round's words, in one line. Raises `TemplateFailed`."""

    def written(news: str) -> str:
        return " ".join(_filled(templates, "text.txt", words.model_copy(update={"news": news})).split())

    return fitted(written, words.news)


def _filled(templates: Templates, name: str, words: Words) -> str:
    values = {field: getattr(words, field) for field in type(words).model_fields}
    return templates.filled(f"{words.audience}/{name}", values)


def _instead(failed: TemplateFailed) -> str:
    return f"The built-in template was used, as there is a mistake in {failed}. `mimp check` shows every mistake."
