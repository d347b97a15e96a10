"""What belongs to one life of an incident: from the search for somebody who judges it to its end.

After a stand-down an incident may come back to life. Then nothing that was judged, decided or arranged before counts any more:
it is on the timeline. The board, the alerts, and who is on a call are facts, and stay.
"""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from domain.assessment import Assessment
from domain.closing.state import Closing
from domain.impact import ImpactStatement
from domain.leading import Leadership, PersonCard
from domain.lookups import RecentIncident
from domain.reliance.contact_plan import ContactPlan


class CalledTeam(BaseModel):
    """A team that is called to the technical call, for which service, and from when on it is called again if it has left."""

    name: str
    service: str | None = None
    dropped: bool = False
    chased_at: datetime | None = None


class Invitation(BaseModel):
    """A stakeholder who is invited to the business call, or was, until the lead `dropped` them."""

    name: str
    dropped: bool = False


class Surroundings(BaseModel):
    """What else happened about the time it opened, as whoever takes it is told; looked up anew for a later search."""

    looked_around: bool = False
    also_opened: str | None = None
    looked_at_changes: bool = False
    looked_back: bool = False
    last_incident: str | None = None
    """The last incident of this service before it, and what became of that, in words."""
    changed_lately: str | None = None
    """What was changed before it opened, and within which time, in words."""
    may_be_same: RecentIncident | None = None
    """The incident that was offered to whoever has this one, as one relies on the other."""


class Episode(BaseModel):
    """One life of an incident: judged, proposed, declared, led, closed; part of what it carries over a continue-as-new."""

    leadership: Leadership
    assessment: Assessment = Field(default_factory=Assessment)
    worded: ImpactStatement | None = None
    proposed_at: datetime | None = None
    proposed_by: str | None = None
    told_nobody_senior: bool = False
    declared_at: datetime | None = None
    declared_by: str | None = None
    declarer: str | None = None
    """The id of who declared it."""
    provisional: bool = False
    """Whether it was declared by the first contact, and nobody senior has confirmed it (P12)."""
    provisional_lead: str | None = None
    contacts: ContactPlan | None = None
    called: dict[str, CalledTeam] = Field(default_factory=dict)
    invited: dict[str, Invitation] = Field(default_factory=dict)
    """Whom the lead has invited to the business call, by their ids."""
    was_invited: list[str] = Field(default_factory=list)
    """Who was invited when the business call was over: they are told on."""
    board_muted: list[str] = Field(default_factory=list)
    told_to_mute: list[str] = Field(default_factory=list)
    """Who has been told how texts of the board are stopped."""
    closing: Closing = Field(default_factory=Closing)
    mitigated_at: datetime | None = None
    """When somebody said that the impact is over; when it ended, `closing` says."""
    mitigated_by: str | None = None
    reopened_at: datetime | None = None
    called_back: dict[str, str] = Field(default_factory=dict)
    """Who is called back to the technical call, since it was reopened: names by ids."""
    recurred_at: datetime | None = None
    """Since when an alert fires after mitigation, and nobody has said what comes of it."""
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    last_lead: PersonCard | None = None
    """Who led it when it was resolved."""
    closed_at: datetime | None = None
    quiet_until: datetime | None = None
    stood_down_by: str | None = None
    closed_because: str | None = None
    """Why it closed by itself, as nobody stood it down."""
    closed_by_itself: bool = False

    @classmethod
    def of(cls, code: str) -> Self:
        """Return the beginning of a life of the incident with this code."""
        return cls(leadership=Leadership(code=code))
