"""What the customer is told of mails: events, collected for a moment, posted together and signed, until they are taken.

As at SendGrid an event may come twice and late, and a delivery that is not taken comes again for a day (SendGrid documentation,
event webhook).
"""

import json
import secrets
from typing import Any

from simulator.connection_overrides import Retries
from simulator.records import Delivery, MailChange, MailRecord, MailStatus
from simulator.services import Services

_EVENTS = {
    MailStatus.PROCESSED: "processed",
    MailStatus.DEFERRED: "deferred",
    MailStatus.DELIVERED: "delivered",
    MailStatus.BOUNCED: "bounce",
    MailStatus.DROPPED: "dropped",
}


class MailReports:
    """Posts events of mails."""

    def __init__(self, services: Services, webhook: str | None) -> None:
        self._services = services
        self._collected: list[dict[str, Any]] = []
        self.webhook = webhook
        """Where events are posted; None when nobody listens."""
        self.deliveries: list[Delivery] = []
        """Every delivery of events, in order."""

    def changed(self, mail: MailRecord, change: MailChange) -> None:
        """Tell the customer what has become of a mail, together with what happens meanwhile."""
        if self.webhook is None:
            return
        if not self._collected:
            clock = self._services.clock
            clock.call_at(clock.after(self._services.config.events_collected_seconds), self._post)
        self._collected.append(_event(mail, change))

    def _post(self) -> None:
        events, self._collected = self._collected, []
        if self.webhook is None:
            return
        delivery = Delivery(
            kind="mail_events",
            number="",
            method="POST",
            url=self.webhook,
            fields={},
            at=self._services.clock.now(),
            token=secrets.token_hex(16),
            retries=Retries(count=0),
            content=json.dumps(events).encode(),
        )
        self.deliveries.append(delivery)
        self._services.clock.work.start(self._send(delivery))

    async def _send(self, delivery: Delivery) -> None:
        await self._services.webhooks.send(delivery)
        clock, config = self._services.clock, self._services.config
        given_up = (clock.now() - delivery.at).total_seconds() >= config.events_given_up_seconds
        if not (delivery.succeeded or delivery.never_sent or given_up):
            clock.call_at(clock.after(config.events_again_seconds), lambda: clock.work.start(self._send(delivery)))


def _event(mail: MailRecord, change: MailChange) -> dict[str, Any]:
    """Write an event as SendGrid does: what was sent along with the mail stands beside its own fields."""
    event: dict[str, Any] = {
        **mail.custom_args,
        "email": mail.to,
        "timestamp": int(change.at.timestamp()),
        "event": _EVENTS[change.status],
        "sg_event_id": secrets.token_urlsafe(16),
        "sg_message_id": f"{mail.message_id}.recvd",
    }
    if "Message-ID" in mail.headers:
        event["smtp-id"] = mail.headers["Message-ID"]
    if mail.categories:
        event["category"] = list(mail.categories)
    if change.reason:
        event["reason"] = change.reason
    if change.type:
        event["type"] = change.type
    return event
