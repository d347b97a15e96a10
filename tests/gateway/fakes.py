"""An engine with memory in place of Temporal, and a Twilio that signs, calls and presses keys."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

import httpx

from config.incident_index import NoSuchIncident, OpenIncident, SeenIncident
from config.reporting import About
from domain.alerts import Alert
from domain.audiences import Audience
from domain.board.posted_changes import ChangePosted
from domain.bridges import BridgeMoved
from domain.codes import IncidentCode
from domain.comms.dispatch.delivery import DeliveriesFailed
from domain.comms.rounds.requests import CommsRequest
from domain.comms.rounds.views import CommsView
from domain.errors import MimpError, Refused
from domain.incident.view import IncidentView
from domain.messages import Answer, AnswerReply, Suspected
from domain.names import incident_id
from domain.page_messages import (
    CallScript,
    Enquiry,
    EnquiryCounted,
    Notice,
    OpenPage,
    OpenPages,
    ReportMade,
    TextMeaning,
    TextReceived,
    TextsOpened,
)
from domain.requests import AnyRequest, Ask, Reply
from domain.sending import CallReport, TextReport
from gateway.engine import AlertReport, Gone, TemporalUnavailable
from simulator.event_signature import EventSigner
from tests.gateway.builders import ATTEMPT
from tests.gateway.fake_reviews import FakeReviews

PUBLIC_URL = "https://mimp.example.com"
AUTH_TOKEN = "the account's token"

Fields = dict[str, str] | list[tuple[str, str]]

_MAY_BE_GONE = {
    "answer",
    "ask",
    "ask_rounds",
    "ask_review",
    "request",
    "call_reported",
    "text_reported",
    "deliveries_failed",
}


class FakeTemporal(FakeReviews):
    """Incidents, owners of pages and pagers, as far as the gateway sees them.

    `silent` counts the requests that are still to be left unanswered; those in `silent_to`, by name or by page, always are.
    `replies` are the replies to answers to single pages; `meanings` is what a text means, by its words. `seen` is what comes of
    one look at an incident after another, by its code; the last of them stays; `standing` is how those that run stand, by key.
    `comms` is how rounds stand, by the incident's code and the audience; `round_refusals` is what they refuse, by audience.
    """

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[str] = []
        self.patience: list[float] = []
        self.silent = 0
        self.silent_to: set[str] = set()
        self.refuses: MimpError | None = None
        self.reply = AnswerReply(accepted=True, words="Thank you, Ana.")
        self.replies: dict[str, AnswerReply] = {}
        self.alerts: dict[str, list[Alert]] = {}
        self.reports: list[AlertReport] = []
        self.scripts: dict[str, CallScript] = {}
        self.pages: dict[str, list[OpenPage]] = {}
        self.meanings: dict[str, TextMeaning] = {}
        self.texts: list[tuple[str, TextReceived]] = []
        self.texts_let_in: list[tuple[str, bool]] = []
        self.answers: dict[str, tuple[str, Answer]] = {}
        self.changes: list[tuple[set[str] | None, ChangePosted]] = []
        self.kept: list[ChangePosted] = []
        self.suspected: list[tuple[About, Suspected]] = []
        self.standing: dict[str, IncidentView] = {}
        self.counted: dict[str, tuple[str, ReportMade]] = {}
        self.one_too_many: Refused | None = None
        self.moves: list[tuple[str, BridgeMoved]] = []
        self.asks: dict[str, tuple[str, AnyRequest]] = {}
        self.open: list[OpenIncident] = []
        self.seen: dict[str, list[SeenIncident | MimpError]] = {}
        self.notices: list[tuple[str, Notice]] = []
        self.call_reports: list[tuple[str, CallReport]] = []
        self.text_reports: list[tuple[str, TextReport]] = []
        self.undelivered: list[DeliveriesFailed] = []
        self.comms: dict[tuple[str, Audience], CommsView] = {}
        self.round_asks: dict[str, tuple[str, CommsRequest]] = {}
        self.round_refusals: dict[Audience, MimpError] = {}
        self.enquiries: list[tuple[str, Enquiry]] = []
        self.enquiry_counted = EnquiryCounted()

    async def report_alerts(self, reports: Sequence[AlertReport]) -> list[str]:
        """Keep alerts by incident; what cleared reaches only an incident that is there."""
        self._asked("report_alerts")
        self.reports += reports
        took = []
        for report in reports:
            incident = incident_id(report.key)
            if incident in self.alerts or any(alert.firing for alert in report.alerts):
                self.alerts.setdefault(incident, []).extend(report.alerts)
                took.append(incident)
        return took

    async def answer(self, owner: str, given: Answer, *, within: float) -> AnswerReply:
        """Keep an answer once, however often it comes, and reply as the test says."""
        self.patience.append(within)
        self._asked("answer", given.page_id)
        self.answers[given.answer_id] = (owner, given)
        return self.replies.get(given.page_id, self.reply)

    async def request(self, incident: str, ask: Ask, request_id: str, *, within: float) -> Reply:
        """Keep a request once, and say that it is done."""
        self.patience.append(within)
        self._asked("request")
        self.asks[request_id] = (incident, ask.request)
        return Reply(words="Incident checkout-7K3Q is stood down.")

    async def ask(self, code: IncidentCode, request: AnyRequest, request_id: str, *, within: float) -> Reply:
        """Keep a request once, and say that it is done; of an incident nobody has seen there is none."""
        self.patience.append(within)
        self._asked("ask")
        self._known(code)
        self.asks[request_id] = (incident_id(code.key), request)
        return Reply(words=f"Incident {code}: done.")

    async def keep_change(self, change: ChangePosted) -> None:
        """Keep a change for what opens later."""
        self._asked("keep_change")
        self.kept.append(change)

    async def post_change(self, keys: set[str] | None, change: ChangePosted) -> list[str]:
        """Keep a change; every open incident it concerns takes it."""
        self._asked("post_change")
        self.changes.append((keys, change))
        return [each.code for each in self.open if keys is None or each.service in keys]

    async def report_suspicion(self, what: About, report: Suspected) -> IncidentCode:
        """Keep a report; the incident's code ends as all here do."""
        self._asked("report_suspicion")
        self.suspected.append((what, report))
        return IncidentCode(what.key, "7K3Q")

    async def open_incident(self, key: str) -> IncidentView:
        """Return how an incident stands; those that are not among `standing` do not run."""
        self._asked("open_incident")
        if key not in self.standing:
            raise Gone(f"incident/{key} has ended.")
        return self.standing[key]

    async def count_report(self, person: str, report: ReportMade, *, within: float) -> None:
        """Keep a report once, however often it comes, unless it is one too many."""
        self.patience.append(within)
        self._asked("count_report")
        if self.one_too_many:
            raise self.one_too_many
        self.counted[report.report_id] = (person, report)

    async def count_enquiry(self, person: str, asked: Enquiry, *, within: float) -> EnquiryCounted:
        """Keep an enquiry, and say whether it is answered."""
        self.patience.append(within)
        self._asked("count_enquiry")
        self.enquiries.append((person, asked))
        return self.enquiry_counted

    async def rounds(self, code: IncidentCode, audience: Audience) -> CommsView:
        """Return how rounds stand; those that are not among `comms` were never begun."""
        self._asked("rounds")
        if (str(code), audience) not in self.comms:
            raise Gone("workflow not found")
        return self.comms[(str(code), audience)]

    async def ask_rounds(self, code: IncidentCode, request: CommsRequest, request_id: str, *, within: float) -> Reply:
        """Keep a request once, and say that it is done, unless the rounds for that audience refuse it."""
        self.patience.append(within)
        self._asked("ask_rounds")
        if request.audience in self.round_refusals:
            raise self.round_refusals[request.audience]
        self.round_asks[request_id] = (str(code), request)
        return Reply(words=f"The first update goes out to {request.audience}.")

    async def texts_waiting(self) -> int:
        """Say that nothing waits."""
        self._asked("texts_waiting")
        return 0

    async def open_incidents(self) -> list[OpenIncident]:
        """Return the open incidents."""
        self._asked("open_incidents")
        return self.open

    async def incident(self, code: IncidentCode) -> SeenIncident:
        """Return how an incident stands at this look."""
        self._asked("incident")
        looks = self._known(code)
        look = looks.pop(0) if len(looks) > 1 else looks[0]
        if isinstance(look, MimpError):
            raise look
        return look

    def _known(self, code: IncidentCode) -> list[SeenIncident | MimpError]:
        if str(code) not in self.seen:
            raise NoSuchIncident(f"There is no incident {code}: nothing was ever reported for '{code.key}'.")
        return self.seen[str(code)]

    async def bridge_moved(self, incident: str, report: BridgeMoved) -> None:
        """Remember who came or went; an incident that is over knows nothing of it."""
        self._asked("bridge_moved")
        self.moves.append((incident, report))

    async def call_script(self, person: str, attempt_id: str) -> CallScript | None:
        """Return a person's script; a person without any has no pager."""
        self._asked("call_script")
        if person not in self.scripts:
            raise Gone(f"pager/{person} has ended.")
        return self.scripts[person] if attempt_id == ATTEMPT.replace("ana", person) else None

    async def open_pages(self, person: str) -> OpenPages:
        """Return a person's pages; a person without any has no pager."""
        self._asked("open_pages")
        if person not in self.pages:
            raise Gone(f"pager/{person} has ended.")
        return OpenPages(pages=self.pages[person])

    async def understand_text(self, person: str, received: TextReceived, *, within: float) -> TextMeaning:
        """Return what a text means; a person without any meaning has no pager."""
        self.patience.append(within)
        self._asked("understand_text")
        self.texts.append((person, received))
        if received.body not in self.meanings:
            raise Gone(f"pager/{person} has ended.")
        return self.meanings[received.body]

    async def texts_opened(self, person: str, news: TextsOpened) -> None:
        """Keep whether a person lets our texts through."""
        self._asked("texts_opened")
        self.texts_let_in.append((person, news.open))

    async def call_reported(self, person: str, report: CallReport) -> None:
        """Keep the provider's word on a call."""
        self._asked("call_reported")
        self.call_reports.append((person, report))

    async def text_reported(self, person: str, report: TextReport) -> None:
        """Keep the provider's word on a text."""
        self._asked("text_reported")
        self.text_reports.append((person, report))

    async def deliveries_failed(self, report: DeliveriesFailed) -> None:
        """Keep what did not arrive."""
        self._asked("deliveries_failed")
        self.undelivered.append(report)

    async def tell(self, person: str, notice: Notice) -> None:
        """Keep words that are to be texted."""
        self._asked("tell")
        self.notices.append((person, notice))

    async def ready(self) -> None:
        """Be there, unless silent."""
        self._asked("ready")

    def _asked(self, what: str, about: str = "") -> None:
        self.requests.append(what)
        if self.silent or {what, about} & self.silent_to:
            self.silent = max(0, self.silent - 1)
            raise TemporalUnavailable("Temporal did not answer within 4 seconds.")
        if self.refuses and what in _MAY_BE_GONE:
            raise self.refuses


def signature_of(url: str, fields: list[tuple[str, str]], auth_token: str) -> str:
    """Sign as Twilio's documentation says, written anew here so that both sides are not wrong in the same way."""
    signed = url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


class FakeTwilio:
    """Posts signed forms to the gateway, which it reaches under another name than the public one."""

    def __init__(self, client: httpx.AsyncClient, auth_token: str = AUTH_TOKEN) -> None:
        self._client = client
        self._auth_token = auth_token

    async def post(self, target: str, fields: Fields, **altered: str) -> httpx.Response:
        """Post a form to a path with its query; what is altered replaces what was signed (`url`, `signature`)."""
        pairs = list(fields.items()) if isinstance(fields, dict) else fields
        signature = altered.get("signature", signature_of(PUBLIC_URL + target, pairs, self._auth_token))
        return await self._client.post(
            altered.get("url", target),
            content=urlencode(pairs),
            headers=[
                (b"X-Twilio-Signature", signature.encode("latin-1")),
                (b"Content-Type", b"application/x-www-form-urlencoded"),
                (b"Host", b"somebody-else.example.com"),
                (b"X-Forwarded-Proto", b"http"),
            ],
        )


class FakeSendGrid:
    """Posts signed events to the gateway, as a mail company with these keys does."""

    def __init__(self, client: httpx.AsyncClient, private_key: str) -> None:
        self._client = client
        self._signer = EventSigner(private_key)

    async def post(self, events: object, **altered: str) -> httpx.Response:
        """Post events; what is altered replaces what was signed: the `body`, or headers by the names of their fields."""
        content = json.dumps(events).encode()
        headers = self._signer.headers("1769562123", content)
        headers |= {name: altered[name] for name in headers if name in altered}
        written = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        return await self._client.post("/sendgrid/events", content=altered.get("body", content), headers=written)


@dataclass
class Heard:
    """What a document has a caller hear, and where the call goes on."""

    words: str = ""
    language: str | None = None
    on_key: str | None = None
    goes_on_at: str | None = None
    hangs_up: bool = False
    pauses: bool = False
    waits_seconds: str | None = None

    @classmethod
    def read(cls, document: str) -> "Heard":
        """Read TwiML."""
        heard, root = cls(), ET.fromstring(document)  # noqa: S314 - the gateway's own answer
        heard.words = " ".join(element.text or "" for element in root.iter("Say"))
        heard.language = next((element.get("language") for element in root.iter("Say")), None)
        gather, redirect = root.find("Gather"), root.find("Redirect")
        if gather is not None:
            heard.on_key, heard.waits_seconds = gather.get("action"), gather.get("timeout")
        heard.goes_on_at = redirect.text if redirect is not None else None
        heard.hangs_up, heard.pauses = root.find("Hangup") is not None, root.find("Pause") is not None
        return heard


@dataclass
class Caller:
    """Somebody who picked up a call of ours, or placed one to us, and does what the documents say."""

    twilio: FakeTwilio
    token: str
    sid: str = "CA1"
    number: str = "+447700900101"
    end: str = "To"
    heard: Heard = field(default_factory=Heard)
    last: tuple[str, dict[str, str]] | None = None

    async def picks_up(self) -> Heard:
        """Hear the first document."""
        return await self._fetch(f"{PUBLIC_URL}/twilio/voice/{self.token}")

    async def dials(self) -> Heard:
        """Call our number, and hear the first document."""
        self.end = "From"
        return await self._fetch(f"{PUBLIC_URL}/twilio/voice/inbound")

    async def presses(self, key: str) -> Heard:
        """Press a key in the menu."""
        assert self.heard.on_key is not None
        return await self._fetch(self.heard.on_key, Digits=key)

    async def stays_on_the_line(self) -> Heard:
        """Say nothing, and hear where the call goes on."""
        assert self.heard.goes_on_at is not None
        return await self._fetch(self.heard.goes_on_at)

    async def repeated(self) -> Heard | None:
        """Have Twilio deliver the last request once more; None when it was the first one that is still to come."""
        return await self._fetch(self.last[0], **self.last[1]) if self.last else None

    async def _fetch(self, url: str, **fields: str) -> Heard:
        self.last = (url, fields)
        parts = urlsplit(url)
        assert url.startswith(PUBLIC_URL)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        response = await self.twilio.post(target, {"CallSid": self.sid, self.end: self.number, **fields})
        assert (response.status_code, response.headers["content-type"]) == (200, "text/xml; charset=utf-8")
        self.heard = Heard.read(response.text)
        return self.heard
