"""The models that cross a Temporal boundary: inputs and results of workflows, activities, signals, updates and queries.

One model per message, even for a single field: fields are only ever added, with defaults, so that histories stay readable.
Models that carry a workflow's whole state over a continue-as-new stand with the rules that own them.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from domain.lifecycle import Actor, IncidentState
from domain.organisation import Channel, Urgency
from domain.timeline import TimelineEntry


class Message(BaseModel):
    """What is sent is not changed afterwards."""

    model_config = ConfigDict(frozen=True)


class Purpose(StrEnum):
    """What an escalation looks for a person to do."""

    TRIAGE = "triage"


class Verb(StrEnum):
    """What a person can answer to a page."""

    ACKNOWLEDGE = "acknowledge"
    PASS_ON = "pass_on"  # noqa: S105 - an answer, no secret
    NOT_MAJOR = "not_major"
    KEEP_LOOKING = "keep_looking"


class PageWords(Message):
    """What a page says: the first sentence, spoken in under 8 seconds, and what more there is."""

    headline: str
    detail: str


# --- starts --------------------------------------------------------------------------------------------------------------------


class IncidentStart(Message):
    """How an incident begins: its key, and the service's name as the source wrote it."""

    key: str
    service_label: str | None = None


class PagerStart(Message):
    """How a pager begins: whose it is."""

    person: str


class EscalationStart(Message):
    """How an escalation begins: for which incident, in which team, to what purpose."""

    incident: str
    code: str
    purpose: Purpose
    team: str
    service: str | None
    words: PageWords
    urgency: Urgency = Urgency.HIGH


# --- directory -----------------------------------------------------------------------------------------------------------------


class ServiceQuery(Message):
    """Which service, team and policy an incident's key stands for."""

    key: str
    service_label: str | None


class ServiceCard(Message):
    """What an incident needs to know of the service it is about; `service` is None when the organisation has none by that name."""

    service: str | None
    name: str
    team: str
    team_name: str
    customer_effect: str | None = None
    quiet_for: timedelta
    closes_after_clear: timedelta = timedelta(minutes=15)
    note: str | None = None


class LadderQuery(Message):
    """Whom a team's ladder names at this instant (UTC)."""

    team: str
    service: str | None
    at: datetime
    urgency: Urgency = Urgency.HIGH


class RecentIncidentsQuery(Message):
    """Which incidents but the one with this code were opened from this instant (UTC) on."""

    besides: str
    opened_since: datetime


class RecentIncident(Message):
    """Another incident: its code, and what people call the service."""

    code: str
    service: str


class RecentIncidents(Message):
    """Other incidents, the latest first, as far as the list of them is up to date."""

    incidents: list[RecentIncident] = Field(default_factory=list)


class ContactCard(Message):
    """How one person is paged: channels in order, how long the phone rings, how long an attempt may stay without an outcome.

    `because` says why the channels are other than agreed.
    """

    person: str
    name: str
    time_zone: str
    language: str
    channels: tuple[Channel, ...]
    ring: timedelta
    answer_limit: timedelta
    because: str | None = None


# --- pages ---------------------------------------------------------------------------------------------------------------------


class PageOrder(Message):
    """An escalation's order to page a person; the contact card is added when it is handed over, never earlier."""

    page_id: str
    owner: str
    incident: str
    code: str
    person: str
    purpose: Purpose
    words: PageWords
    team: str = ""
    urgency: Urgency = Urgency.HIGH


class HandedOver(Message):
    """The pager has the page."""

    pager: str


class PageRequest(Message):
    """A page as the pager receives it; the same `page_id` again means: try this person once more."""

    order: PageOrder
    contact: ContactCard


class PageEnding(StrEnum):
    """The one end each page comes to."""

    ANSWERED = "answered"
    SUPERSEDED = "superseded"
    PASSED_ON = "passed on"


class PageWithdrawal(Message):
    """The page has come to its end: stop ringing for it; `notice` is texted to the person, even if it had ended before."""

    page_id: str
    ending: PageEnding
    because: str
    taken_by: str | None = None
    notice: str | None = None


class PageReport(Message):
    """The pager could not reach the person on any channel."""

    page_id: str
    because: str


class Notice(Message):
    """Words to text to a person: the confirmation of an answer, a list, a stand-down."""

    notice_id: str
    body: str


class OpenPage(Message):
    """One page of a person, as the gateway needs it to understand a text."""

    page_id: str
    owner: str
    incident: str
    incident_code: str
    page_code: str
    purpose: Purpose
    headline: str
    open: bool
    in_hand: bool = False
    closed_because: str | None = None


class OpenPages(Message):
    """A person's pages, the latest first; those that ended within a day are among them, for late answers."""

    pages: list[OpenPage] = Field(default_factory=list)


class CallScriptQuery(Message):
    """What is to be said on this call."""

    attempt_id: str


class CallScript(Message):
    """What a call says when it is picked up; `closed` replaces the menu when the page has come to its end."""

    purpose: Purpose
    words: PageWords
    incident_code: str
    language: str
    closed: str | None = None


# --- answers -------------------------------------------------------------------------------------------------------------------


class Answer(Message):
    """A person's answer to a page; `answer_id` makes a repeated delivery the same answer."""

    answer_id: str
    page_id: str
    person: str
    verb: Verb
    channel: Channel
    proof: str


class AnswerReply(Message):
    """Whether the answer took effect, and the words to say back on the channel it came from."""

    accepted: bool
    words: str


class StandDown(Message):
    """A request to close the incident as not major (P11); `code` says which, when an earlier one had the same workflow id."""

    actor: Actor
    reason: str
    code: str | None = None


class StandDownReply(Message):
    """The words to say back."""

    words: str


class Stop(Message):
    """The incident tells an escalation that its purpose is settled."""

    because: str
    notice: str | None = None


class AlertsCleared(Message):
    """The incident tells a search how things stand: whether all its alerts have cleared. Told again, it changes nothing."""

    cleared: bool


class EscalationReport(Message):
    """The escalation tells the incident who has it; None when nobody has."""

    escalation: str
    purpose: Purpose
    holder: str | None
    holder_name: str | None = None
    ended: bool = False


class FactsRecorded(Message):
    """Timeline entries of the incident with this code, in the order they were written."""

    code: str
    entries: list[TimelineEntry]


# --- sending -------------------------------------------------------------------------------------------------------------------


class CallOrder(Message):
    """Place one call. `attempt_id` is made in the workflow and comes back in every callback."""

    attempt_id: str
    page_id: str
    owner: str
    incident: str
    person: str
    ring: timedelta
    time_limit: timedelta


class CallEnd(Message):
    """End a call: cancel it while it rings, hang up once it was picked up."""

    provider_id: str
    person: str
    picked_up: bool


class TextOrder(Message):
    """Send one text; a page's text names the page, so that the provider's word on it finds its way back."""

    attempt_id: str
    person: str
    body: str
    page_id: str | None = None
    owner: str | None = None
    incident: str | None = None


class MailOrder(Message):
    """Send one mail."""

    attempt_id: str
    person: str
    subject: str
    body: str
    thread: str


class Accepted(Message):
    """The provider took it; `provider_id` is its name for it."""

    provider_id: str


class CallReport(Message):
    """The provider's word on a call: a status (with its sequence number), or what machine detection heard."""

    attempt_id: str
    provider_id: str
    status: str | None = None
    sequence: int = 0
    answered_by: str | None = None


class TextReport(Message):
    """The provider's word on a text."""

    attempt_id: str
    provider_id: str
    status: str
    error_code: int | None = None


# --- views ---------------------------------------------------------------------------------------------------------------------


class IncidentView(Message):
    """What `mimp show` and the timeline need."""

    code: str
    service: str
    state: IncidentState
    team: str
    team_id: str = ""
    stood_down_by: str | None = None
    quiet_until: datetime | None = None
    holder: str | None
    opened_at: datetime
    alerts: int
    repeats: int
    headline: str
    older_entries: int
    timeline: list[TimelineEntry]
    also_opened: str | None = None
    for_the_record: bool = False
