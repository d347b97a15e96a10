"""What the API says: the models of its answers. Times are UTC, fields are only ever added."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from config.incident_index import OpenIncident, SeenIncident
from domain.audiences import Audience
from domain.closing.detection import Detection
from domain.closing.root_cause import RootCause
from domain.comms.drafting.updates import RoundKind
from domain.following import name_of
from domain.incident.view import IncidentView
from domain.lifecycle import IncidentState
from domain.organisation import Channel, Organisation
from domain.timeline import Kind, TimelineEntry


class Problem(BaseModel):
    """Why a request was not done."""

    error: str = Field(description="What is wrong, in a sentence for the person who asked.")
    hint: str = Field(description="What to do about it.")


class Said(BaseModel):
    """A request was done."""

    words: str = Field(description="What became of it, in a sentence for the person who asked.")


class Raised(BaseModel):
    """A report was stored with its incident."""

    code: str = Field(description="The incident's code.")
    words: str = Field(description="What became of it, in a sentence for the person who reported it.")


class IncidentListed(BaseModel):
    """An open incident as Temporal lists it, a second or so behind."""

    code: str
    state: IncidentState
    service: str = Field(description="What people call the service.")
    holder: str | None = Field(description="The name of whoever has it; null while nobody has.")
    holder_id: str | None = Field(description="Their id in the organisation file.")
    opened_at: datetime
    part_of: str | None = Field(default=None, description="The code of the incident it is part of, if it is.")
    with_it: tuple[str, ...] = Field(default=(), description="The codes of the incidents that are part of it.")
    overdue: tuple[Audience, ...] = Field(default=(), description="To whom an update is overdue.")

    @classmethod
    def of(cls, incident: OpenIncident, organisation: Organisation) -> Self:
        """Return it with the names the organisation has for service and holder."""
        service = organisation.service(incident.service)
        holder = organisation.people.get(incident.holder or "")
        return cls(
            code=incident.code,
            state=incident.state,
            service=service.name if service else incident.service,
            holder=holder.name if holder else incident.holder,
            holder_id=incident.holder,
            opened_at=incident.opened_at,
            part_of=incident.part_of,
            with_it=incident.with_it,
            overdue=incident.overdue,
        )


class OpenIncidents(BaseModel):
    """The open incidents, the latest first."""

    incidents: list[IncidentListed]


class DueShown(BaseModel):
    """What happens next if nobody does anything."""

    what: str
    at: datetime


class UpdatesInShort(BaseModel):
    """How the updates to one audience stand; `/comms` has all of it."""

    audience: Audience
    number: int = Field(description="The number of the open update; it advances when one is sent.")
    kind: RoundKind | None = Field(description="Which one is open; null when none waits to be written.")
    due_at: datetime | None
    overdue_from: datetime | None
    overdue: bool = Field(description="Whether people are called because it is overdue.")
    missed_in_all: int = Field(description="How many were missed in all.")
    missed_this_round: int = Field(description="How often the open one was missed.")
    missing: tuple[str, ...] = Field(description="What the draft does not say yet, in words.")
    approved_by: str | None
    reminded: str | None = Field(description="The name of who was reminded of the open one.")
    seen_to_by: str | None = Field(
        description="The name of who sees to it while it is overdue; null while nobody does."
    )
    last_sent_at: datetime | None
    unreached: int = Field(description="How many people of the last one no channel has reached.")


class IncidentShown(BaseModel):
    """How an incident stands."""

    code: str
    state: IncidentState
    over: bool = Field(description="Whether nothing more happens to it, and nothing can be asked of it.")
    service: str
    team: str
    headline: str
    holder: str | None = Field(description="The name of whoever has it; null while nobody has.")
    opened_at: datetime
    alerts: int
    repeats: int
    stood_down_by: str | None
    quiet_until: datetime | None = Field(description="Until when the same alert wakes nobody.")
    also_opened: str | None = Field(description="Which other incidents were opened lately, when it was taken.")
    on_call: tuple[str, ...] = Field(description="Who is on the technical call.")
    missing: tuple[str, ...] = Field(description="Teams that are called to it, and of which nobody is on it.")
    on_business_call: tuple[str, ...] = Field(description="Who is on the business call.")
    invited: tuple[str, ...] = Field(description="Who is invited to the business call, and is not on it.")
    changed_lately: str | None = Field(description="What was changed before it opened, and within which time.")
    rounds: list[UpdatesInShort] = Field(description="How the updates to each audience stand, once there are any.")
    due: list[DueShown] = Field(description="What happens next if nobody does anything, the soonest first.")
    mitigated_at: datetime | None = Field(description="When the impact ended; null while it goes on.")
    mitigation: str = Field(description="What was done to end it.")
    final_waived: str = Field(description="Why no final update is sent, where that is so.")
    detection: Detection | None = Field(description="How it was detected, once somebody has said so.")
    root_cause: RootCause | None = Field(description="Whose the root cause is, once somebody has said so.")
    workaround: str = Field(description="The workaround in place, once it is resolved.")
    measure: str = Field(description="What keeps it from happening again, once it is resolved.")
    part_of: str | None = Field(default=None, description="The code of the incident it is part of, if it is.")
    with_it: tuple[str, ...] = Field(default=(), description="The codes of the incidents that are part of it.")
    for_the_record: bool = Field(
        description="Whether nobody is told of it, because its alerts are for the record only."
    )

    @classmethod
    def of(cls, seen: SeenIncident) -> Self:
        """Return what is seen of it, without its timeline."""
        return cls(over=seen.over, **seen.view.model_dump(include=set(cls.model_fields)))


class EntryShown(BaseModel):
    """One thing that happened."""

    name: str = Field(description="Its one name: the workflow it comes from, and its number there.")
    at: datetime
    kind: Kind
    who: str | None
    channel: Channel | None
    what: str
    why: str | None

    @classmethod
    def of(cls, entry: TimelineEntry) -> Self:
        """Return the entry with its name."""
        return cls(name=name_of(entry), **entry.model_dump(include=set(cls.model_fields)))


class TimelineShown(BaseModel):
    """What happened, when, by whom and why: the latest entries, in order of time."""

    code: str
    older_entries: int = Field(description="How many entries are left out: they stand in Temporal's history only.")
    entries: list[EntryShown]

    @classmethod
    def of(cls, view: IncidentView) -> Self:
        """Return the timeline of a view."""
        entries = [EntryShown.of(entry) for entry in view.timeline]
        return cls(code=view.code, older_entries=view.older_entries, entries=entries)
