"""Texts, both ways."""

import re
from collections.abc import Callable
from functools import partial
from uuid import uuid4

from simulator.call_reports import API_VERSION
from simulator.config import E164
from simulator.errors import NotPossibleError
from simulator.people import Reply, Scripts, TextBehaviour
from simulator.records import Delivery, StatusChange, TextRecord, TextStatus
from simulator.services import Services
from simulator.twiml import Message, TwimlError, parse
from simulator.views import text_view
from simulator.webhooks import InOrder

_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)


class Texts:
    """Every text ever sent or received, in order."""

    def __init__(self, services: Services, webhook: str | None) -> None:
        self._services = services
        self._texts: dict[str, TextRecord] = {}
        self._in_order: dict[str, InOrder] = {}
        self.webhook = webhook
        """Where texts from phones are posted; None when nobody listens."""
        self.scripts: Scripts[TextBehaviour] = Scripts()

    @property
    def texts(self) -> tuple[TextRecord, ...]:
        """Every text, oldest first."""
        return tuple(self._texts.values())

    def find(self, sid: str) -> TextRecord | None:
        """Find a text."""
        return self._texts.get(sid)

    def send(
        self, to: str, from_: str, body: str, status_callback: str | None = None, direction: str = "outbound-api"
    ) -> TextRecord:
        """Queue a text to a phone; it is sent and delivered on the clock."""
        text = self._new(to, from_, body, direction, TextStatus.QUEUED)
        text.status_callback = status_callback
        self._later(self._services.config.text_sent_seconds, self._sent, text)
        return text

    def receive(self, from_: str, body: str, to: str | None = None) -> TextRecord:
        """Take a text from a phone to one of the company's numbers (by default the first) and post it to the webhook.

        Raises NotPossibleError for a sender that is no number, a receiver the company does not own, or no words.
        """
        to = to or self._services.config.from_numbers[0]
        if not re.match(E164, from_):
            raise NotPossibleError(f"{from_!r} is not a phone number: write it as +15551234567")
        if to not in self._services.config.from_numbers:
            raise NotPossibleError(f"{to} is not one of the simulator's numbers")
        if not body.strip():
            raise NotPossibleError("the text has no words")
        text = self._new(to, from_, body, "inbound", TextStatus.RECEIVED)
        text.sent = text.created
        self._services.feed.tell(f"{self._name(from_)}: texted “{body}”")
        if self.webhook is None:
            self._services.feed.tell("Nobody listens for texts: no webhook is set")
        else:
            self._services.clock.work.start(self._post(text, self.webhook))
        return text

    def _new(self, to: str, from_: str, body: str, direction: str, status: TextStatus) -> TextRecord:
        now = self._services.clock.now()
        text = TextRecord(f"SM{uuid4().hex}", to, from_, body, direction, now, now, status)
        text.history.append(StatusChange(now, status))
        self._texts[text.sid] = text
        self._in_order[text.sid] = InOrder(self._services.webhooks, self._services.clock)
        self._publish(text)
        return text

    def _sent(self, text: TextRecord) -> None:
        text.sent = self._services.clock.now()
        self._change(text, TextStatus.SENT)
        self._later(self._services.config.text_delivered_seconds, self._delivered, text)

    def _delivered(self, text: TextRecord) -> None:
        self._change(text, TextStatus.DELIVERED)
        self._services.feed.tell(f"{self._name(text.to)}: a text arrived")
        behaviour = self.scripts.next_for(text.to)
        if isinstance(behaviour, Reply):
            found = _FOUR_DIGITS.search(text.body)
            body = behaviour.body.replace("{digits}", found.group() if found else "")
            clock = self._services.clock
            clock.call_at(clock.after(behaviour.after), partial(self.receive, text.to, body, text.from_))

    def _change(self, text: TextRecord, status: TextStatus) -> None:
        text.status, text.updated = status, self._services.clock.now()
        text.history.append(StatusChange(text.updated, status))
        if text.status_callback is not None:
            fields = self._fields(text) | {"MessageStatus": status.value, "SmsStatus": status.value}
            delivery = self._services.webhooks.prepare("text status", "POST", text.status_callback, fields)
            text.callbacks.append(delivery)
            self._in_order[text.sid].send(delivery)
        self._publish(text)

    async def _post(self, text: TextRecord, url: str) -> None:
        # Twilio tells where a number is registered only when it knows; blanks are sent and signed.
        places = {f"{side}{part}": "" for side in ("From", "To") for part in ("City", "State", "Zip", "Country")}
        fields = self._fields(text) | places
        fields |= {"Body": text.body, "NumMedia": "0", "NumSegments": str(segments(text.body))}
        delivery = self._services.webhooks.prepare("text", "POST", url, fields | {"SmsStatus": "received"})
        text.callbacks.append(delivery)
        await self._services.webhooks.send(delivery)
        self._answer(text, delivery)
        self._publish(text)

    def _answer(self, text: TextRecord, delivery: Delivery) -> None:
        """Send what the customer's answer says as texts; an empty answer says nothing."""
        if not delivery.succeeded or not delivery.body.strip():
            return
        try:
            verbs = parse(delivery.body)
        except TwimlError as error:
            delivery.error = str(error)
            self._services.feed.tell(f"The answer to a text cannot be carried out: {error}")
            return
        for verb in verbs:
            if isinstance(verb, Message):
                self.send(verb.to or text.from_, text.to, verb.body, direction="outbound-reply")

    def _fields(self, text: TextRecord) -> dict[str, str]:
        return {
            "MessageSid": text.sid,
            "SmsSid": text.sid,
            "SmsMessageSid": text.sid,
            "AccountSid": self._services.config.account_sid,
            "From": text.from_,
            "To": text.to,
            "ApiVersion": API_VERSION,
        }

    def _later(self, seconds: float, step: Callable[[TextRecord], None], text: TextRecord) -> None:
        clock = self._services.clock
        clock.call_at(clock.after(seconds), partial(step, text))

    def _publish(self, text: TextRecord) -> None:
        self._services.feed.publish("text", text_view(text))

    def _name(self, number: str) -> str:
        return self._services.directory.name_of(number)


def segments(body: str) -> int:
    """Count the parts a text is split into: 160 or 153 characters each, 70 or 67 beyond GSM-7 (Twilio documentation)."""
    single, part = (160, 153) if _GSM_7.issuperset(body) else (70, 67)
    return 1 if len(body) <= single else -(-len(body) // part)
