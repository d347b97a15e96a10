"""Phone calls, by Twilio."""

from temporalio import activity
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from activities.addresses import CallbackAddresses
from activities.contacts import phone_of
from activities.failures import deliveries
from domain.messages import Accepted, CallEnd, CallOrder
from domain.names import Activity
from domain.organisation import Organisation
from domain.tokens import PageToken

_EVENTS = ["ringing", "answered", "completed"]
"""What we ask to hear of a call. Twilio also tells that it was dialled: it rings a moment later, or is over."""

_OVER_ALREADY = 21220
"""Twilio's code for a change to a call that is not going on any more (Twilio documentation)."""


class Calls:
    """Places and ends calls. What a call says is fetched from the gateway when it is picked up, so that it is never stale."""

    def __init__(
        self, client: Client, organisation: Organisation, addresses: CallbackAddresses, from_number: str
    ) -> None:
        self._client = client
        self._organisation = organisation
        self._addresses = addresses
        self._from = from_number

    @activity.defn(name=Activity.PLACE_CALL)
    def place_call(self, order: CallOrder) -> Accepted:
        """Place one call and return Twilio's id for it.

        Machine detection runs beside the call, so that a person hears the first word at once.
        """
        token = PageToken(
            attempt=order.attempt_id,
            page=order.page_id,
            owner=order.owner,
            incident=order.incident,
            person=order.person,
        )
        with deliveries():
            call = self._client.calls.create(
                to=phone_of(self._organisation, order.person),
                from_=self._from,
                url=self._addresses.voice(token),
                status_callback=self._addresses.call_status(token),
                status_callback_event=_EVENTS,
                timeout=round(order.ring.total_seconds()),
                time_limit=round(order.time_limit.total_seconds()),
                machine_detection="Enable",
                async_amd="true",
                async_amd_status_callback=self._addresses.machine(token),
            )
        return Accepted(provider_id=str(call.sid))

    @activity.defn(name=Activity.END_CALL)
    def end_call(self, order: CallEnd) -> None:
        """Cancel a call that rings, or hang up one that was picked up. A call that is over already is fine."""
        with deliveries(harmless_twice=True):
            try:
                self._client.calls(order.provider_id).update(status="completed" if order.picked_up else "canceled")
            except TwilioRestException as error:
                if error.code != _OVER_ALREADY:
                    raise
