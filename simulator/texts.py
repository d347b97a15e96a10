"""Texts, both ways."""

from uuid import uuid4

from simulator.errors import NotPossibleError
from simulator.opt_outs import OptOuts, OptOutType, opt_out_type
from simulator.orders import Callback, TextOrder
from simulator.our_numbers import check_numbers
from simulator.outgoing_text import OutgoingText
from simulator.people import Scripts, TextBehaviour
from simulator.records import Delivery, StatusChange, TextRecord, TextStatus
from simulator.segments import segments
from simulator.services import Services
from simulator.text_reports import text_fields
from simulator.twiml import Message, parse
from simulator.twiml_attributes import TwimlError
from simulator.views import text_view


class Texts:
    """Every text ever sent or received, in order."""

    def __init__(self, services: Services, webhook: str | None) -> None:
        self._services = services
        self._texts: dict[str, TextRecord] = {}
        self.webhook = webhook
        """Where texts from phones are posted; None when nobody listens."""
        self.scripts: Scripts[TextBehaviour] = Scripts()
        self.opt_outs = OptOuts()

    @property
    def texts(self) -> tuple[TextRecord, ...]:
        """Every text, oldest first."""
        return tuple(self._texts.values())

    def find(self, sid: str) -> TextRecord | None:
        """Find a text."""
        return self._texts.get(sid)

    def send(self, order: TextOrder, direction: str = "outbound-api") -> TextRecord:
        """Queue a text to a phone; it is sent and delivered on the clock."""
        text = self._new(order.to, order.from_, order.body, direction, TextStatus.QUEUED)
        text.status_callback = order.status_callback
        behaviour = self.scripts.next_for(text.to)
        OutgoingText(text, behaviour, self._services, self._reply).set_out(order.validity_seconds)
        return text

    def receive(self, from_: str, body: str, to: str | None = None) -> TextRecord:
        """Take a text from a phone to one of the company's numbers (by default the first) and post it to the webhook.

        Raises NotPossibleError for a sender that is no number, a receiver the company does not own, or no words.
        """
        to = to or self._services.config.from_numbers[0]
        self._check(from_, body, to)
        text = self._new(to, from_, body, "inbound", TextStatus.RECEIVED)
        text.sent = text.created
        self._services.feed.tell(f"{self._services.directory.name_of(from_)}: texted “{body}”")
        asked = opt_out_type(body)
        if asked is not None:
            self._obey(text, asked)
        if self.webhook is None:
            self._services.feed.tell("Nobody listens for texts: no webhook is set")
        else:
            self._services.clock.work.start(self._post(text, self.webhook, asked))
        return text

    def _check(self, from_: str, body: str, to: str) -> None:
        check_numbers(self._services.config, from_, to)
        if not body.strip():
            raise NotPossibleError("the text has no words")

    def _new(self, to: str, from_: str, body: str, direction: str, status: TextStatus) -> TextRecord:
        now = self._services.clock.now()
        text = TextRecord(f"SM{uuid4().hex}", to, from_, body, direction, now, now, status)
        text.history.append(StatusChange(now, status))
        self._texts[text.sid] = text
        self._publish(text)
        return text

    def _obey(self, text: TextRecord, asked: OptOutType) -> None:
        """Do what a phone asks the phone company for; the company's answer is its own, not the customer's."""
        words = self.opt_outs.hear(text.from_, text.to, asked)
        if words is None:
            return
        answer = self._new(text.from_, text.to, words, "outbound-reply", TextStatus.QUEUED)
        answer.automatic = True
        # Nobody is scripted to answer a machine.
        OutgoingText(answer, None, self._services, self._reply).set_out(float("inf"))

    def _reply(self, text: TextRecord, words: str) -> None:
        self.receive(text.to, words, text.from_)

    async def _post(self, text: TextRecord, url: str, asked: OptOutType | None) -> None:
        # Twilio tells where a number is registered only when it knows; blanks are sent and signed.
        places = {f"{side}{part}": "" for side in ("From", "To") for part in ("City", "State", "Zip", "Country")}
        fields = text_fields(text, self._services.config.account_sid) | places
        fields |= {"Body": text.body, "NumMedia": "0", "NumSegments": str(segments(text.body)), "SmsStatus": "received"}
        if asked is not None:
            fields["OptOutType"] = asked.value
        delivery = self._services.webhooks.prepare("inbound_text", text.from_, Callback(url), fields)
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
                self._send_answer(verb.to or text.from_, text.to, verb.body)

    def _send_answer(self, to: str, from_: str, body: str) -> None:
        if self.opt_outs.closed(to, from_):
            self._services.feed.tell(f"Error 21610: {to} takes no texts from {from_}, so the answer was not sent")
        else:
            self.send(TextOrder(to, from_, body), direction="outbound-reply")

    def _publish(self, text: TextRecord) -> None:
        self._services.feed.publish("text", text_view(text))
