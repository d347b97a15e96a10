"""Texts about pages, by Twilio."""

from datetime import timedelta

from temporalio import activity

from activities.failures import deliveries
from activities.sending import Sending
from activities.telephone import Telephone, Text
from domain.names import Activity
from domain.sending import Accepted, TextOrder
from domain.tokens import AttemptToken

_VALID_FOR = timedelta(minutes=5)
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
            text = Text(order.body, _VALID_FOR, self._reports_to(order))
            return await self._sending.once(
                lambda: self._telephone.send_text(line, text),
                lambda since: self._telephone.find_text(line, text, since, order.known),
            )

    def _reports_to(self, order: TextOrder) -> str | None:
        """Return where the text reports to; what nobody waits to hear of reports nowhere."""
        if not order.reported:
            return None
        return self._telephone.addresses.text_status(AttemptToken(attempt=order.attempt_id, person=order.person))
