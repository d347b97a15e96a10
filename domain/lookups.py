"""What workflows ask of the directory and of Temporal's list of incidents, and what they are told."""

from datetime import datetime, timedelta

from pydantic import Field

from domain.messages import Message, Purpose
from domain.organisation import Urgency
from domain.policies import LeadPolicy


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
    provisional_after: timedelta = timedelta(minutes=15)
    lead: LeadPolicy = LeadPolicy()
    grace: timedelta = timedelta(hours=4)
    note: str | None = None


class LadderQuery(Message):
    """Whom a team's ladder names at this instant (UTC), for a search with this purpose.

    `first` is asked before anybody else; `person` is asked alone, whatever the team's ladder says.
    """

    team: str
    service: str | None
    at: datetime
    urgency: Urgency = Urgency.HIGH
    purpose: Purpose = Purpose.TRIAGE
    first: str | None = None
    person: str | None = None


class ContactPlanQuery(Message):
    """Whom to contact when this service fails; None is one that nobody listed."""

    service: str | None


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
