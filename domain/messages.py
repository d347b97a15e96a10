"""The models that cross a Temporal boundary: inputs and results of workflows, activities, signals, updates and queries.

One model per message, even for a single field: fields are only ever added, with defaults, so that histories stay readable.
Models that carry a workflow's whole state over a continue-as-new stand with the rules that own them.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from domain.audiences import Audience
from domain.lifecycle import Actor
from domain.organisation import Channel, Slug, Urgency
from domain.policies import Seniority
from domain.timeline import TimelineEntry


class Message(BaseModel):
    """What is sent is not changed afterwards."""

    model_config = ConfigDict(frozen=True)


class TeamCard(Message):
    """A team as the organisation names it."""

    id: Slug
    name: str


class Request(Message):
    """What a person asks of an incident: who asks, and which one is meant when an earlier one had the same workflow id.

    It comes as an update, whose sender hears what came of it, or as a signal with the same model; `kind` tells requests apart.
    """

    actor: Actor
    code: str | None = None


class Purpose(StrEnum):
    """What a page asks a person to do; what follows from that stands in domain/purposes.py, one row each."""

    TRIAGE = "triage"
    JOIN = "join"
    """Asks somebody of a team to join the technical call (P15)."""
    CALL_BACK = "call_back"
    """Asks one person, by name, to come back on the technical call of what is reopened (P24)."""
    DECLARE = "declare"
    """Asks somebody senior to declare what was proposed, or to stand it down (P11)."""
    REOPEN = "reopen"
    """Asks the lead, when an alert fires after mitigation, whether to reopen it; their silence goes to somebody senior."""
    SILENT_LEAD = "lead"
    """Asks somebody senior to take over from a lead who is silent (P13); the lead is asked first, by the page below."""
    KEEP_LEAD = "keep_lead"
    """Asks the lead, who is silent, whether they still lead (P13)."""
    OFFER_LEAD = "offer_lead"
    """Asks one person whether they take the lead they are offered (P13)."""
    BUSINESS_CALL = "business_call"
    """Invites one stakeholder to the business call (P15); it is told once, and leads to no other call."""
    CHECK_IN = "check_in"
    """Asks whoever has it, and has not been heard of since, whether they are still on it."""
    ROUND_OVERDUE = "round_overdue"
    """Asks whoever stands in for the lead, or above them, to see to an update that is overdue (P17 to P20)."""
    ROUND_DUE = "round_due"
    """Reminds the lead of updates that are due soon."""


class Verb(StrEnum):
    """What a person can answer to a page."""

    ACKNOWLEDGE = "acknowledge"
    PASS_ON = "pass_on"  # noqa: S105 - an answer, no secret
    JOIN = "join"
    """Be put through to the call now."""
    MAJOR = "major"
    """Propose it as a major incident; by somebody senior enough: declare it."""
    NOT_MAJOR = "not_major"
    MUTE = "mute"
    """Be texted no more what is new on the board."""
    REOPEN = "reopen"
    IGNORE = "ignore"
    """An alert after mitigation is no reason to reopen it."""
    LEAD = "lead"
    """Take the lead that is offered; to acknowledge the page is no yes."""
    DECLINE = "decline"
    """Not take the lead that is offered."""
    JUDGE = "judge"
    """Answer one of the five questions, or several in one text (P10)."""
    KEEP_LOOKING = "keep_looking"
    SAME = "same"
    """It is the same as another incident, and becomes part of it."""
    IMPACT = "impact"
    """Say in business language what customers or staff cannot do (P17)."""
    SEND_ROUND = "send_round"
    """Send the updates whose drafts the page names (P17 to P20)."""


class RoundToSend(Message):
    """An update that a page asks to have sent: for whom, and which draft it told of. One that was changed since is not sent.

    `whole` is whether the page told all of the draft; one that it cut is looked at first.
    """

    audience: Audience
    revision: int
    whole: bool = True


class PageWords(Message):
    """What a page says: which service and what is wrong, spoken in under 8 seconds, and what more there is."""

    headline: str
    detail: str
    service: str = ""
    quiet_for: timedelta | None = None
    """How long nobody is called for the same alert once the incident is closed as not major."""
    rounds: tuple[RoundToSend, ...] = ()
    """The updates that `SEND` and the code of the page send."""
    asks_first: str = ""
    """The headline for whoever is asked before anybody else, where it is another: a silent lead is asked whether they lead."""

    @property
    def for_first(self) -> "PageWords":
        """What it says to whoever is asked before anybody else."""
        return self.model_copy(update={"headline": self.asks_first or self.headline})

    def below(self, question: str) -> Self:
        """Return the words of a question about the page: the question comes first, then what the page is about."""
        return self.model_copy(update={"headline": question, "detail": self.headline})


# --- starts --------------------------------------------------------------------------------------------------------------------


class IncidentStart(Message):
    """How an incident begins: its key, and the service's name as the source wrote it."""

    key: str
    service_label: str | None = None


class PagerStart(Message):
    """How a pager begins: whose it is."""

    person: str


class EscalationStart(Message):
    """How an escalation begins: for which incident, in which team, to what purpose. `first` is asked first, `person` alone.

    `deputy_of` is the id of the person whose deputy is asked first: they themselves were reminded before.
    `seniority` says who is called to declare: those who may, by what was agreed when the incident's service was looked up.
    """

    incident: str
    code: str
    purpose: Purpose
    team: str
    service: str | None
    words: PageWords
    urgency: Urgency = Urgency.HIGH
    first: str | None = None
    deputy_of: str | None = None
    person: str | None = None
    seniority: Seniority = Seniority.HEAD_OF_DEPARTMENT


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
    """Whether the answer took effect, the words to say back, and when whoever has it now is asked whether they still do.

    `news` says in short what came of it, where the caller is asked more and hears all of it at the end.
    """

    accepted: bool
    words: str
    asked_again_in: timedelta | None = None
    news: str = ""


class Stop(Message):
    """The incident tells an escalation that its purpose is settled; `notice` is texted to everyone paged, but those in `told`."""

    because: str
    notice: str | None = None
    told: tuple[str, ...] = ()


class Suspected(Message):
    """Somebody reports what may be a major incident (P9); `report_id` makes a repeated delivery the same report."""

    report_id: str
    person: str
    name: str
    what: str
    channel: Channel | None = None
    proof: str = ""


class AlertsCleared(Message):
    """The incident tells a search how things stand: whether all its alerts have cleared. Told again, it changes nothing."""

    cleared: bool


class HeardOf(Message):
    """The incident tells a search of a sign of life of this person, such as a request of theirs."""

    person: str


class EscalationReport(Message):
    """The escalation tells the incident who has it; None when nobody has. `sends`: they took it by sending the update."""

    escalation: str
    purpose: Purpose
    holder: str | None
    holder_name: str | None = None
    holder_time_zone: str = "UTC"
    ended: bool = False
    sends: bool = False


class FactsRecorded(Message):
    """Timeline entries of the incident with this code, in the order they were written."""

    code: str
    entries: list[TimelineEntry]
