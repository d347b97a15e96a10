"""The simulator's own HTTP interface: for the page, demos and tests."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field

from simulator.errors import UnknownMailError
from simulator.fault_rules import FaultPlan
from simulator.mime import as_bytes
from simulator.people import CallBehaviour, DialIn, MailBehaviour, Number, Person, TextBehaviour
from simulator.records import MailRecord
from simulator.views import call_view, conference_view, delivery_view, mail_view, person_view, text_view

if TYPE_CHECKING:
    from simulator.company import Simulator

MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
)
"""A mail is shown as a browser would show a stranger's page: nothing runs, nothing is fetched, links open elsewhere."""


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ScriptsBody(_Body):
    """New scripts by number, of mails by address; an empty list leaves the phone to whoever sits at the page.

    `dial_in` are calls the number makes by itself, each once.
    """

    calls: dict[Number, list[CallBehaviour]] = Field(default_factory=dict)
    texts: dict[Number, list[TextBehaviour]] = Field(default_factory=dict)
    mails: dict[str, list[MailBehaviour]] = Field(default_factory=dict)
    dial_in: dict[Number, list[DialIn]] = Field(default_factory=dict)


class WebhooksBody(_Body):
    """Where texts from phones are posted, what calls from phones ask, and where their end and events of mails are posted.

    Null when nobody listens; what is not named stays.
    """

    text: str | None = None
    voice: str | None = None
    voice_status: str | None = None
    event: str | None = None


class DialBody(_Body):
    """A call made on a phone."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_: Annotated[str, Field(alias="from")]
    to: str | None = None


class PressBody(_Body):
    """Keys pressed one after another."""

    digits: Annotated[str, Field(pattern=r"^[0-9*#]+$")]


class ReleaseBody(_Body):
    """Whether what is held is dropped instead of going on."""

    drop: bool = False


class TextBody(_Body):
    """A text written on a phone."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_: Annotated[str, Field(alias="from")]
    body: str
    to: str | None = None


class ControlApi:
    """The verbs of `Simulator`, over HTTP. What is refused is answered `{"error": words}`."""

    def __init__(self, simulator: "Simulator") -> None:
        self._simulator = simulator

    def router(self) -> APIRouter:
        """Give the routes."""
        router = APIRouter(prefix="/sim")
        router.add_api_route("/health", self.health)
        router.add_api_route("/state", self.state)
        router.add_api_route("/events", self.events, response_class=EventSourceResponse)
        router.add_api_route("/people", self.put_people, methods=["PUT"], status_code=204)
        router.add_api_route("/scripts", self.put_scripts, methods=["PUT"], status_code=204)
        router.add_api_route("/webhooks", self.put_webhooks, methods=["PUT"], status_code=204)
        router.add_api_route("/faults", self.faults)
        router.add_api_route("/faults", self.put_faults, methods=["PUT"], status_code=204)
        router.add_api_route("/faults/{rule_id}/release", self.release_fault, methods=["POST"], status_code=204)
        router.add_api_route("/texts", self.post_text, methods=["POST"], status_code=201)
        router.add_api_route("/calls", self.post_call, methods=["POST"], status_code=201)
        router.add_api_route("/calls/{sid}/answer", self.answer, methods=["POST"])
        router.add_api_route("/calls/{sid}/press", self.press, methods=["POST"])
        router.add_api_route("/calls/{sid}/decline", self.decline, methods=["POST"])
        router.add_api_route("/calls/{sid}/hang-up", self.hang_up, methods=["POST"])
        router.add_api_route("/mails/{mail_id}/html", self.mail_html, response_class=HTMLResponse)
        router.add_api_route("/mails/{mail_id}/source", self.mail_source, response_class=Response)
        router.add_api_route("/mails/{mail_id}/calendar", self.mail_calendar, response_class=Response)
        return router

    async def health(self) -> dict[str, Any]:
        """Tell that it runs, and whether anything is going on."""
        return {"status": "ok", "quiet": self._simulator.is_quiet()}

    async def state(self) -> dict[str, Any]:
        """Show everything remembered."""
        return snapshot(self._simulator)

    async def events(self) -> AsyncIterator[ServerSentEvent]:
        """Follow what happens: first a `state` with everything, then each change as it comes."""
        with self._simulator.feed.listening() as queue:
            yield ServerSentEvent(event="state", data=snapshot(self._simulator), retry=1000)
            while (event := await queue.get()) is not None:
                yield ServerSentEvent(event=event.kind, id=str(event.id), data=event.data)

    async def put_people(self, people: list[Person]) -> None:
        """Replace the people shown on the page."""
        self._simulator.set_people(people)

    async def put_scripts(self, scripts: ScriptsBody) -> None:
        """Give numbers new scripts; numbers that are not named keep theirs."""
        for number, calls in scripts.calls.items():
            self._simulator.script_calls(number, calls)
        for number, texts in scripts.texts.items():
            self._simulator.script_texts(number, texts)
        for address, mails in scripts.mails.items():
            self._simulator.script_mails(address, mails)
        for number, calls_in in scripts.dial_in.items():
            for dialling in calls_in:
                self._simulator.script_dial_in(number, dialling)

    async def put_webhooks(self, webhooks: WebhooksBody) -> None:
        """Say who hears of texts and calls from phones."""
        verbs = {
            "text": self._simulator.set_text_webhook,
            "voice": self._simulator.set_voice_webhook,
            "voice_status": self._simulator.set_voice_status_webhook,
            "event": self._simulator.set_event_webhook,
        }
        for name, url in webhooks.model_dump(exclude_unset=True).items():
            verbs[name](url)

    async def faults(self) -> dict[str, Any]:
        """Show the fault plan, and how often each rule has acted."""
        return self._simulator.faults

    async def put_faults(self, plan: FaultPlan) -> None:
        """Put a fault plan in force."""
        self._simulator.set_faults(plan.rules, plan.seed)

    async def release_fault(self, rule_id: str, body: ReleaseBody | None = None) -> None:
        """Let what a rule holds go on, or drop it."""
        self._simulator.release_fault(rule_id, drop=body is not None and body.drop)

    async def post_text(self, text: TextBody) -> dict[str, Any]:
        """Write a text on a phone."""
        return text_view(self._simulator.send_text(text.from_, text.body, text.to))

    async def post_call(self, call: DialBody) -> dict[str, Any]:
        """Call one of the company's numbers from a phone."""
        return call_view(self._simulator.dial(call.from_, call.to))

    async def answer(self, sid: str) -> dict[str, Any]:
        """Pick up a ringing phone."""
        return call_view(self._simulator.answer(sid))

    async def press(self, sid: str, body: PressBody) -> dict[str, Any]:
        """Press keys during a call."""
        for digit in body.digits:
            self._simulator.press(sid, digit)
        return call_view(self._simulator.call(sid))

    async def decline(self, sid: str) -> dict[str, Any]:
        """Turn a ringing call away."""
        return call_view(self._simulator.decline(sid))

    async def hang_up(self, sid: str) -> dict[str, Any]:
        """Put the phone down."""
        return call_view(self._simulator.hang_up(sid))

    async def mail_html(self, mail_id: str) -> Response:
        """Show a mail as its reader sees it; its links open in a window of their own."""
        document = f'<!doctype html><base target="_blank">{self._mail(mail_id).html}'
        return HTMLResponse(document, headers={"Content-Security-Policy": MAIL_POLICY})

    async def mail_source(self, mail_id: str) -> Response:
        """Show a mail as it left: its headers and all of its forms, byte for byte."""
        return Response(as_bytes(self._mail(mail_id)), media_type="text/plain")

    async def mail_calendar(self, mail_id: str) -> Response:
        """Show the entry for a calendar in a mail, for a calendar to open."""
        return Response(self._mail(mail_id).calendar, media_type="text/calendar")

    def _mail(self, mail_id: str) -> MailRecord:
        mail = next((mail for mail in self._simulator.mails if mail.id == mail_id), None)
        if mail is None:
            raise UnknownMailError(f"there is no mail {mail_id}")
        return mail


def snapshot(simulator: "Simulator") -> dict[str, Any]:
    """Show everything remembered, as the page takes it."""
    return {
        "people": [person_view(person) for person in simulator.people],
        "calls": [call_view(call) for call in simulator.calls],
        "conferences": [conference_view(conference) for conference in simulator.conferences],
        "texts": [text_view(text) for text in simulator.texts],
        "mails": [mail_view(mail) for mail in simulator.mails],
        "news": list(simulator.feed.news),
        "faults": simulator.faults,
        "text_webhook": simulator.text_webhook,
        "voice_webhook": simulator.voice_webhook,
        "voice_status_webhook": simulator.voice_status_webhook,
        "event_webhook": simulator.event_webhook,
        "mail_events": [delivery_view(delivery) for delivery in simulator.mail_events],
        "from_numbers": list(simulator.config.from_numbers),
    }
