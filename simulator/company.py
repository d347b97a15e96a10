"""A phone company and a mail company in one process: everything joined."""

from collections.abc import Sequence
from typing import Any

import httpx
from fastapi import FastAPI

from simulator.app import build_app
from simulator.clock import Clock, RealClock
from simulator.conference_records import ConferenceRecord
from simulator.conferences import Conferences
from simulator.config import SimulatorConfig
from simulator.errors import NotPossibleError
from simulator.events import Feed
from simulator.exchange import Exchange
from simulator.fault_rules import FaultPlan, Rule, Rules
from simulator.faults import Faults
from simulator.mailroom import Mailroom
from simulator.people import (
    CallBehaviour,
    CallScript,
    DialIn,
    Directory,
    MailBehaviour,
    MailScript,
    Person,
    TextBehaviour,
    TextScript,
)
from simulator.posting import Posting
from simulator.records import CallRecord, Delivery, MailRecord, TextRecord
from simulator.services import Services
from simulator.texts import Texts
from simulator.views import person_view
from simulator.web_addresses import is_web_address
from simulator.webhooks import Webhooks


class Simulator:
    """The simulated world outside the product. Numbers are E.164, times UTC, durations telephone seconds.

    Verbs raise RefusedError, in words, when they cannot be done; what changes, changes at once. Must be used inside
    one running event loop. `http_client` is for a test whose customer is not on the network.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        config: SimulatorConfig | None = None,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        self.clock: Clock = clock or RealClock()
        self.config = config or SimulatorConfig()
        self.feed = Feed(self.clock)
        self._directory = Directory()
        self._faults = Faults(self.clock, self.feed)
        posting = Posting(self.config, self.feed, http_client)
        self._webhooks = Webhooks(self.clock, self.feed, self._faults, posting)
        services = Services(self.config, self.clock, self.feed, self._directory, self._webhooks)
        self._conferences = Conferences(services)
        self._exchange = Exchange(services, self._conferences)
        self._texts = Texts(services, self.config.text_webhook)
        self._mailroom = Mailroom(services, self.config.event_webhook)
        self.app: FastAPI = build_app(
            self, self._exchange, self._conferences, self._texts, self._mailroom, self._faults
        )

    @property
    def calls(self) -> tuple[CallRecord, ...]:
        """Every call either way, oldest first."""
        return self._exchange.calls

    @property
    def conferences(self) -> tuple[ConferenceRecord, ...]:
        """Every conference, oldest first, with who is in it now."""
        return self._conferences.conferences

    @property
    def texts(self) -> tuple[TextRecord, ...]:
        """Every text ever sent or received, oldest first."""
        return self._texts.texts

    @property
    def mails(self) -> tuple[MailRecord, ...]:
        """Every mail delivered, oldest first; one for each recipient."""
        return self._mailroom.mails

    @property
    def people(self) -> tuple[Person, ...]:
        """The people whose phones and mailboxes the page shows."""
        return self._directory.people

    @property
    def text_webhook(self) -> str | None:
        """Where texts from phones are posted."""
        return self._texts.webhook

    @property
    def voice_webhook(self) -> str | None:
        """What a call from a phone asks for its first words."""
        return self._exchange.webhook

    @property
    def voice_status_webhook(self) -> str | None:
        """Where the end of a call from a phone is posted."""
        return self._exchange.status_webhook

    @property
    def event_webhook(self) -> str | None:
        """Where events of mails are posted."""
        return self._mailroom.reports.webhook

    @property
    def mail_events(self) -> tuple[Delivery, ...]:
        """Every delivery of events of mails, oldest first."""
        return tuple(self._mailroom.reports.deliveries)

    def set_people(self, people: Sequence[Person]) -> None:
        """Replace the people shown on the page; raises NotPossibleError when two share an id or a number."""
        try:
            self._directory.replace(people)
        except ValueError as error:
            raise NotPossibleError(str(error)) from error
        self.feed.publish("people", {"people": [person_view(person) for person in people]})

    def set_text_webhook(self, url: str | None) -> None:
        """Say where texts from phones are posted; None when nobody listens."""
        self._texts.webhook = _web_address(url)

    def set_voice_webhook(self, url: str | None) -> None:
        """Say what calls from phones ask for their first words; None when nobody listens, then no phone can call."""
        self._exchange.webhook = _web_address(url)

    def set_voice_status_webhook(self, url: str | None) -> None:
        """Say where the end of a call from a phone is posted; None when nobody wants to know."""
        self._exchange.status_webhook = _web_address(url)

    def set_event_webhook(self, url: str | None) -> None:
        """Say where events of mails are posted; None when nobody wants to know."""
        self._mailroom.reports.webhook = _web_address(url)

    def script_calls(self, number: str, behaviours: Sequence[CallBehaviour | dict[str, Any]]) -> None:
        """Say what a number does at its next calls, one behaviour each; the last one repeats, none means manual."""
        self._exchange.scripts.write(number, CallScript.validate_python(tuple(behaviours)))

    def script_texts(self, number: str, behaviours: Sequence[TextBehaviour | dict[str, Any]]) -> None:
        """Say what a number does at its next texts, one behaviour each; the last one repeats."""
        self._texts.scripts.write(number, TextScript.validate_python(tuple(behaviours)))

    def script_mails(self, address: str, behaviours: Sequence[MailBehaviour | dict[str, Any]]) -> None:
        """Say what becomes of the next mails to an address, one behaviour each; the last one repeats."""
        self._mailroom.scripts.write(address.lower(), MailScript.validate_python(tuple(behaviours)))

    def script_dial_in(self, number: str, dialling: DialIn | dict[str, Any]) -> None:
        """Have a phone call us once, by itself; raises NotPossibleError, at once, as `dial` does."""
        self._exchange.take_later(number, DialIn.model_validate(dialling))

    @property
    def faults(self) -> dict[str, Any]:
        """The fault plan: its seed, and its rules with how many events each met, how many it hit and holds."""
        return self._faults.view()

    def set_faults(self, rules: Sequence[Rule | dict[str, Any]] = (), seed: int = 0) -> None:
        """Put a fault plan in force, its counts at nothing; no rules end it. Whatever the old one held goes on.

        Raises pydantic's ValidationError, in words, for a rule that cannot be.
        """
        self._faults.replace(FaultPlan(seed=seed, rules=Rules.validate_python(tuple(rules))))

    def release_fault(self, rule_id: str, *, drop: bool = False) -> None:
        """Let everything a rule holds go on; or drop it: requests are cut off, callbacks never sent."""
        self._faults.release(rule_id, drop=drop)

    def call(self, sid: str) -> CallRecord:
        """Find a call."""
        return self._exchange.line(sid).call

    def dial(self, from_: str, to: str | None = None) -> CallRecord:
        """Call one of the company's numbers (by default the first) from a phone; then keys and hang-up are its own.

        Raises NotPossibleError for a caller that is no number, a number the company does not own, or without a webhook.
        """
        return self._exchange.take(from_, to)

    def answer(self, sid: str) -> CallRecord:
        """Pick up a ringing phone."""
        line = self._exchange.line(sid)
        line.answer()
        return line.call

    def press(self, sid: str, digit: str) -> CallRecord:
        """Press one key during a call."""
        line = self._exchange.line(sid)
        line.press(digit)
        return line.call

    def decline(self, sid: str) -> CallRecord:
        """Turn a ringing call away."""
        line = self._exchange.line(sid)
        line.decline()
        return line.call

    def hang_up(self, sid: str) -> CallRecord:
        """Put the phone down."""
        line = self._exchange.line(sid)
        line.hang_up()
        return line.call

    def send_text(self, from_: str, body: str, to: str | None = None) -> TextRecord:
        """Write a text on a phone, to one of the company's numbers (by default the first)."""
        return self._texts.receive(from_, body, to)

    def is_quiet(self) -> bool:
        """Tell whether nothing will happen until the clock moves or a request comes in."""
        return self.clock.work.is_quiet

    async def settle(self) -> None:
        """Return once nothing will happen until the clock moves or a request comes in."""
        await self.clock.work.settle()

    def end_streams(self) -> None:
        """End every stream of events and let go of what faults hold, so that a server can stop."""
        self.feed.close()
        self._faults.let_go()

    async def close(self) -> None:
        """Stop everything: conversations break off, connections close."""
        self.end_streams()
        await self.clock.work.stop()
        await self._webhooks.close()


def _web_address(url: str | None) -> str | None:
    if url is not None and not is_web_address(url):
        raise NotPossibleError(f"{url!r} is not a web address that can be called")
    return url
