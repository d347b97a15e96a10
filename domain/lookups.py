"""What workflows ask of the directory and of Temporal's list of incidents, and what they are told."""

from datetime import datetime, timedelta

from pydantic import Field

from domain.lifecycle import IncidentState
from domain.messages import Message, Purpose
from domain.organisation import Urgency
from domain.policies import ActionsPolicy, ChangesPolicy, CommsPolicy, LeadPolicy, ReviewPolicy, Seniority
from domain.reliance.graph import Chain
from domain.technical_words import CompanyWords


class ServiceQuery(Message):
    """Which service, team and policy an incident's key stands for."""

    key: str
    service_label: str | None


class ServiceCard(Message):
    """What an incident needs to know of the service it is about; `service` is None when the organisation has none by that name.

    `seniority` says who may declare: of a service that nobody listed there is no owner who could. `company` are
    the words that business readers here may not know.
    """

    service: str | None
    name: str
    team: str
    team_name: str
    customer_effect: str | None = None
    quiet_for: timedelta
    closes_after_clear: timedelta = timedelta(minutes=15)
    seniority: Seniority = Seniority.HEAD_OF_DEPARTMENT
    provisional_after: timedelta = timedelta(minutes=15)
    lead: LeadPolicy = LeadPolicy()
    grace: timedelta = timedelta(hours=4)
    changes_looked_back: timedelta = ChangesPolicy().looked_back
    comms: CommsPolicy = CommsPolicy()
    company: CompanyWords = CompanyWords()
    review: ReviewPolicy = ReviewPolicy()
    actions: ActionsPolicy = ActionsPolicy()
    note: str | None = None


class LadderQuery(Message):
    """Whom a team's ladder names at this instant (UTC), for a search with this purpose.

    `first` is asked before anybody else; `deputy_of` is the person whose deputy is, as they themselves were reminded before.
    `person` is asked alone, whatever the team's ladder says. `seniority` is who may declare.
    """

    team: str
    service: str | None
    at: datetime
    urgency: Urgency = Urgency.HIGH
    purpose: Purpose = Purpose.TRIAGE
    first: str | None = None
    deputy_of: str | None = None
    person: str | None = None
    seniority: Seniority = Seniority.HEAD_OF_DEPARTMENT


class ContactPlanQuery(Message):
    """Whom to contact when this service fails; None is one that nobody listed."""

    service: str | None


class RecentIncidentsQuery(Message):
    """Which incidents but the one with this code were opened from this instant (UTC) on."""

    besides: str
    opened_since: datetime


class RecentIncident(Message):
    """Another incident: its code, and what people call the service.

    `chain` says how one of the two services relies on the other, if one does; `open` whether it is still worked on; `holder` is the
    name of whoever has it.
    """

    code: str
    service: str
    chain: Chain | None = None
    open: bool = False
    holder: str | None = None


class LastIncident(Message):
    """The last incident of a service before another: its code, what became of it, and when it was over (UTC)."""

    code: str
    state: IncidentState
    over_at: datetime


class RecentIncidents(Message):
    """Other incidents, the latest first, as far as the list of them is up to date; `last` is the one before it of its service."""

    incidents: list[RecentIncident] = Field(default_factory=list)
    last: LastIncident | None = None
