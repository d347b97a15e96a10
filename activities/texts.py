"""Texts, by Twilio."""

from datetime import datetime

from temporalio import activity
from twilio.base import values

from activities.failures import deliveries, provider_answers
from activities.sending import Sending
from activities.telephone import LISTED, Line, Telephone, first_new, sid_of
from domain.names import Activity
from domain.sending import Accepted, TextOrder
from domain.tokens import AttemptToken

_VALID_FOR_SECONDS = 300
"""A page delivered hours late does harm: after this time the carrier drops it (Twilio's default is 10 hours)."""


class Texts:
    """Sends texts."""

    def __init__(self, telephone: Telephone, sending: Sending) -> None:
        self._telephone = telephone
        self._sending = sending

    @activity.defn(name=Activity.SEND_TEXT)
    async def send_text(self, order: TextOrder) -> Accepted:
        """Send one text and return Twilio's id for it; one that Twilio has already is not sent again."""
        with deliveries(order.attempt_id):
            line = self._telephone.line_to(order.person, order.to)
            return await self._sending.once(
                lambda: self._send(order, line), lambda since: self._find(order, line, since)
            )

    def _send(self, order: TextOrder, line: Line) -> str:
        with provider_answers():
            message = self._telephone.client.messages.create(
                to=line.to,
                from_=line.ours,
                body=order.body,
                validity_period=_VALID_FOR_SECONDS,
                smart_encoded=True,
                status_callback=self._status_callback(order),
            )
        return sid_of(message)

    def _find(self, order: TextOrder, line: Line, since: datetime) -> str | None:
        """Find the text with this body between the two numbers; by the time it was made, as one that is queued is not sent yet."""
        with provider_answers():
            texts = self._telephone.client.messages.list(to=line.to, from_=line.ours, limit=LISTED)
        same = (text for text in texts if _letters(text.body) == _letters(order.body))
        return first_new(same, since, order.known)

    def _status_callback(self, order: TextOrder) -> object:
        """Return where the text reports to; what nobody waits to hear of reports nowhere."""
        if not order.reported:
            return values.unset
        return self._telephone.addresses.text_status(AttemptToken(attempt=order.attempt_id, person=order.person))


def _letters(body: str | None) -> str:
    """Return the letters and digits of a text: its smart encoding replaces dashes, quotes and spaces on the way."""
    return "".join(character for character in body or "" if character.isalnum())
