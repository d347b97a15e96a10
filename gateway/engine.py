"""What the gateway asks of the engine behind it, in our words; Temporal itself is known to `temporal_gate` alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from config.incident_index import OpenIncident, SeenIncident
from config.reporting import About
from domain.alerts import Alert
from domain.audiences import Audience
from domain.board.posted_changes import ChangePosted
from domain.bridges import BridgeMoved
from domain.codes import IncidentCode
from domain.comms.dispatch.delivery import DeliveriesFailed
from domain.comms.rounds.requests import CommsRequest
from domain.comms.rounds.views import CommsView
from domain.errors import MimpError
from domain.incident.view import IncidentView
from domain.messages import Answer, AnswerReply, Suspected
from domain.page_messages import (
    CallScript,
    Enquiry,
    EnquiryCounted,
    Notice,
    OpenPages,
    ReportMade,
    TextMeaning,
    TextReceived,
    TextsOpened,
)
from domain.requests import AnyRequest, Ask, Reply
from domain.review.requests import ReviewRequest
from domain.review.views import ReviewView
from domain.sending import CallReport, TextReport


class TemporalUnavailable(MimpError):
    """Temporal, or the worker that would answer, did not answer in time: nothing is known to be stored. Ask again."""


class Gone(MimpError):
    """What a request is about does not run, or not any more."""


@dataclass(frozen=True)
class AlertReport:
    """Alerts of one delivery that belong to one incident: its key, the service as the source wrote it, and as people call it."""

    key: str
    label: str | None
    title: str
    alerts: tuple[Alert, ...]


class Engine(Protocol):
    """The workflows as the gateway sees them. Every method raises `TemporalUnavailable` rather than wait for long."""

    async def report_alerts(self, reports: Sequence[AlertReport]) -> list[str]:
        """Store alerts with their incidents; return the ids of those that took any, in the order of the reports.

        A firing alert starts the incident if it does not run. One that cleared never does: without an incident there is
        nothing to clear.
        """

    async def keep_change(self, change: ChangePosted) -> None:
        """Store a change for the incidents that open later. The same change again does no harm."""

    async def post_change(self, keys: set[str] | None, change: ChangePosted) -> list[str]:
        """Tell open incidents with these keys of a change, all of them for None; return the codes of those that took it."""

    async def report_suspicion(self, what: About, report: Suspected) -> IncidentCode:
        """Store what a person reports with its incident, which is started if it does not run; return the incident's code."""

    async def open_incident(self, key: str) -> IncidentView:
        """Return how the incident with this key stands. Raises `Gone` when none runs."""

    async def count_report(self, person: str, report: ReportMade, *, within: float) -> None:
        """Have this person's pager, which is started if it does not run, count a report of theirs, within so many seconds.

        The same report delivered again is the same one. Raises `Refused` for one too many.
        """

    async def count_enquiry(self, person: str, asked: Enquiry, *, within: float) -> EnquiryCounted:
        """Have this person's pager, which is started if it does not run, count that they ask how it stands."""

    async def answer(self, owner: str, given: Answer, *, within: float) -> AnswerReply:
        """Bring an answer to whoever decides it, within so many seconds. Raises `Refused`, `Gone`."""

    async def request(self, incident: str, ask: Ask, request_id: str, *, within: float) -> Reply:
        """Bring what a person asks to an incident, within so many seconds. Raises `Refused`, `Gone`.

        The same `request_id` is the same request.
        """

    async def ask(self, code: IncidentCode, request: AnyRequest, request_id: str, *, within: float) -> Reply:
        """Bring a request to the incident with this code, within so many seconds. Raises `Refused`, `NoSuchIncident`, `Gone`."""

    async def rounds(self, code: IncidentCode, audience: Audience) -> CommsView:
        """Return where the rounds for an audience of an incident stand, open or over. Raises `Gone` when there are none."""

    async def ask_rounds(self, code: IncidentCode, request: CommsRequest, request_id: str, *, within: float) -> Reply:
        """Bring a request to the rounds it names the audience of, within so many seconds. Raises `Refused`, `Gone`."""

    async def review(self, code: IncidentCode) -> ReviewView:
        """Return how the review of an incident stands, open or closed. Raises `Gone` when there is none."""

    async def open_reviews(self) -> list[ReviewView]:
        """Return how every review stands that is not closed yet."""

    async def ask_review(self, code: IncidentCode, request: ReviewRequest, request_id: str, *, within: float) -> Reply:
        """Bring a request to the review of an incident, within so many seconds. Raises `Refused`, `Gone`."""

    async def texts_waiting(self) -> int:
        """Return how many texts wait in their lane."""

    async def open_incidents(self) -> list[OpenIncident]:
        """Return the open incidents, the latest first, as Temporal lists them."""

    async def incident(self, code: IncidentCode) -> SeenIncident:
        """Return how an incident stands, open or over. Raises `NoSuchIncident`."""

    async def bridge_moved(self, incident: str, report: BridgeMoved) -> None:
        """Tell an incident who came on its bridge or left it. Raises `Gone`."""

    async def call_script(self, person: str, attempt_id: str) -> CallScript | None:
        """Return what a call to this person says now; None for a call their pager does not know. Raises `Gone`."""

    async def open_pages(self, person: str) -> OpenPages:
        """Return the pages a text of this person may mean. Raises `Gone` when they have no pager."""

    async def understand_text(self, person: str, received: TextReceived, *, within: float) -> TextMeaning:
        """Ask what a text of this person means, within so many seconds; wrong codes are counted. Raises `Gone`."""

    async def texts_opened(self, person: str, news: TextsOpened) -> None:
        """Note that a person has stopped our texts, or lets them through; their pager is started if it does not run."""

    async def call_reported(self, person: str, report: CallReport) -> None:
        """Pass on the provider's word on a call. Raises `Gone`."""

    async def text_reported(self, person: str, report: TextReport) -> None:
        """Pass on the provider's word on a text. Raises `Gone`."""

    async def deliveries_failed(self, report: DeliveriesFailed) -> None:
        """Tell the rounds of an incident's audience what did not arrive. Raises `Gone`."""

    async def tell(self, person: str, notice: Notice) -> None:
        """Have words texted to a person, by their pager, which is started if it does not run."""

    async def ready(self) -> None:
        """Return when Temporal answers."""
