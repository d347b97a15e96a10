"""Texts of a round of comms, by Twilio, for those who chose texts."""

from collections.abc import Callable
from datetime import timedelta

from temporalio import activity

from activities.failures import deliveries
from activities.sending import Sending
from activities.telephone import Telephone, Text
from activities.throttling import PATIENCE_OF_ROUNDS
from domain.comms.dispatch.delivery import BusinessText, Taken, TechnicalText
from domain.comms.dispatch.letters import ShortLetter, WritesLetters
from domain.comms.dispatch.receipts import MessageTo
from domain.errors import DeliveryFailed, FailureKind
from domain.names import Activity
from domain.tokens import RoundTextToken

_VALID_FOR = timedelta(minutes=30)
"""A round that comes when the next one may be out says what is no longer so: after this time the carrier drops it."""


class RoundTexts:
    """Sends the texts of rounds, each to one person."""

    def __init__(self, telephone: Telephone, letters: WritesLetters, sending: Sending) -> None:
        self._telephone = telephone
        self._letters = letters
        self._sending = sending

    @activity.defn(name=Activity.SEND_BUSINESS_TEXT)
    async def send_business_text(self, order: BusinessText) -> Taken:
        """Text a round to one business stakeholder; a text that Twilio has already is not sent again."""
        return await self._send(order, lambda: self._letters.business_text(order.round, order.recipient.time_zone))

    @activity.defn(name=Activity.SEND_TECHNICAL_TEXT)
    async def send_technical_text(self, order: TechnicalText) -> Taken:
        """Text a round to one member of a technical team; a text that Twilio has already is not sent again."""
        return await self._send(order, lambda: self._letters.technical_text(order.round, order.recipient.time_zone))

    async def _send(self, order: BusinessText | TechnicalText, write: Callable[[], ShortLetter]) -> Taken:
        """Send; that this person's number takes no texts is said of them, anything else fails."""
        with deliveries(order.attempt_id, PATIENCE_OF_ROUNDS):
            try:
                letter = await self._sending.ask(write)
                return Taken(provider_id=await self._sent(order, letter.words), plain=letter.plain)
            except DeliveryFailed as failure:
                if failure.kind is not FailureKind.PERMANENT:
                    raise
                return Taken(provider_id="", refused={order.recipient.person: failure.reason})

    async def _sent(self, order: BusinessText | TechnicalText, words: str) -> str:
        line = self._telephone.line_to(order.recipient.person)
        text = Text(words, _VALID_FOR, self._telephone.addresses.round_text_status(_token(order)))
        accepted = await self._sending.once(
            lambda: self._telephone.send_text(line, text),
            lambda since: self._telephone.find_text(line, text, since),
        )
        return accepted.provider_id


def _token(order: BusinessText | TechnicalText) -> RoundTextToken:
    """Return what the report on a text will carry: which message it is, and to whom."""
    message = MessageTo(
        code=order.round.code,
        audience=order.round.update.audience,
        number=order.round.number,
        person=order.recipient.person,
    )
    return RoundTextToken(message=message)
