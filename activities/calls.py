"""Phone calls, by Twilio."""

from datetime import datetime

from temporalio import activity
from twilio.base.exceptions import TwilioRestException

from activities.failures import deliveries, harmless_twice, provider_answers
from activities.sending import Sending
from activities.telephone import LISTED, Line, Telephone, first_new, sid_of
from domain.names import Activity
from domain.sending import Accepted, CallCheck, CallEnd, CallFound, CallOrder, CallRedirect
from domain.tokens import AttemptToken

_EVENTS = ["ringing", "answered", "completed"]
"""What we ask to hear of a call. Twilio also tells that it was dialled: it rings a moment later, or is over."""

_NOT_GOING_ON = 21220
"""Twilio's code for a change to a call that is not picked up yet, or over (Twilio documentation)."""


class Calls:
    """Places, looks at and ends calls. What a call says is fetched from the gateway when it is picked up, so it is never stale."""

    def __init__(self, telephone: Telephone, sending: Sending) -> None:
        self._telephone = telephone
        self._sending = sending

    @activity.defn(name=Activity.PLACE_CALL)
    async def place_call(self, order: CallOrder) -> Accepted:
        """Place one call and return Twilio's id for it; one that Twilio has already is not placed again."""
        with deliveries(order.attempt_id):
            line = self._telephone.line_to(order.person)
            return await self._sending.once(
                lambda: self._place(order, line), lambda since: self._find(order, line, since)
            )

    @activity.defn(name=Activity.END_CALL)
    async def end_call(self, order: CallEnd) -> None:
        """Cancel a call that rings, or hang up one that was picked up. A call that is over already is fine."""
        status = "completed" if order.picked_up else "canceled"
        with harmless_twice():
            await self._sending.ask(lambda: self._change(order.provider_id, status=status))

    @activity.defn(name=Activity.REDIRECT_CALL)
    async def redirect_call(self, order: CallRedirect) -> None:
        """Have a call that is going on fetch its words anew; any other fetches them when it is picked up, or never."""
        address = self._telephone.addresses.voice(AttemptToken(attempt=order.attempt_id, person=order.person))
        with harmless_twice():
            await self._sending.ask(lambda: self._change(order.provider_id, url=address))

    @activity.defn(name=Activity.CHECK_CALL)
    async def check_call(self, check: CallCheck) -> CallFound:
        """Return how a call stands, by Twilio's own word now."""
        with harmless_twice():
            status = await self._sending.ask(lambda: self._status(check.provider_id))
        return CallFound(attempt_id=check.attempt_id, provider_id=check.provider_id, status=status)

    def _place(self, order: CallOrder, line: Line) -> str:
        """Place the call. Machine detection runs beside it, so that a person hears the first word at once."""
        token = AttemptToken(attempt=order.attempt_id, person=order.person)
        addresses = self._telephone.addresses
        with provider_answers():
            call = self._telephone.client.calls.create(
                to=line.to,
                from_=line.ours,
                url=addresses.voice(token),
                status_callback=addresses.call_status(token),
                status_callback_event=_EVENTS,
                timeout=round(order.ring.total_seconds()),
                time_limit=round(order.time_limit.total_seconds()),
                machine_detection="Enable",
                async_amd="true",
                async_amd_status_callback=addresses.machine(token),
            )
        return sid_of(call)

    def _find(self, order: CallOrder, line: Line, since: datetime) -> str | None:
        """Find the call between the two numbers; by the time it was made, as one that is queued has no start yet."""
        with provider_answers():
            calls = self._telephone.client.calls.list(to=line.to, from_=line.ours, limit=LISTED)
        return first_new(calls, since, order.known)

    def _change(self, provider_id: str, **changes: str) -> None:
        with provider_answers():
            try:
                self._telephone.client.calls(provider_id).update(**changes)
            except TwilioRestException as error:
                if error.code != _NOT_GOING_ON:
                    raise

    def _status(self, provider_id: str) -> str:
        with provider_answers():
            return str(self._telephone.client.calls(provider_id).fetch().status)
