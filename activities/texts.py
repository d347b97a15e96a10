"""Texts, by Twilio."""

from temporalio import activity
from twilio.base import values
from twilio.rest import Client

from activities.addresses import CallbackAddresses
from activities.contacts import phone_of
from activities.failures import deliveries
from domain.messages import Accepted, TextOrder
from domain.names import Activity
from domain.organisation import Organisation
from domain.tokens import PageToken

_VALID_FOR_SECONDS = 300
"""A page delivered hours late does harm: after this time the carrier drops it (Twilio's default is 10 hours)."""


class Texts:
    """Sends texts."""

    def __init__(
        self, client: Client, organisation: Organisation, addresses: CallbackAddresses, from_number: str
    ) -> None:
        self._client = client
        self._organisation = organisation
        self._addresses = addresses
        self._from = from_number

    @activity.defn(name=Activity.SEND_TEXT)
    def send_text(self, order: TextOrder) -> Accepted:
        """Send one text and return Twilio's id for it."""
        with deliveries():
            message = self._client.messages.create(
                to=phone_of(self._organisation, order.person),
                from_=self._from,
                body=order.body,
                validity_period=_VALID_FOR_SECONDS,
                smart_encoded=True,
                status_callback=self._status_callback(order),
            )
        return Accepted(provider_id=str(message.sid))

    def _status_callback(self, order: TextOrder) -> object:
        """Return where the text reports to; one that belongs to no page reports nowhere."""
        if order.page_id is None or order.owner is None or order.incident is None:
            return values.unset
        token = PageToken(
            attempt=order.attempt_id,
            page=order.page_id,
            owner=order.owner,
            incident=order.incident,
            person=order.person,
        )
        return self._addresses.text_status(token)
