"""What the rounds for one audience of an incident remember."""

from datetime import datetime
from typing import Unpack

from pydantic import BaseModel, Field

from domain.audiences import Audience
from domain.comms.dispatch.delivery import Outcome
from domain.comms.drafting.updates import RoundKind
from domain.comms.drafting.wording import READERS, round_name
from domain.comms.rounds.editions import Edition
from domain.comms.rounds.schedule import Cadence, Running, Sent, counts_from, due_at, nudge_at, open_kind, overdue_from
from domain.comms.rounds.situation import CommsStart, IncidentStatus, RoundStatus, TotalSaid
from domain.organisation import Channel
from domain.timeline import Details, Journal, Kind


class Unrecorded(BaseModel):
    """What became of messages to these people, each with the reason if there is one, and is not in the records yet."""

    number: int
    channel: Channel
    outcome: Outcome
    at: datetime
    people: dict[str, str]

    def is_like(self, other: "Unrecorded") -> bool:
        """Whether the same came of both."""
        return (self.number, self.channel, self.outcome) == (other.number, other.channel, other.outcome)


class Gathered(BaseModel):
    """So many people of whom the same is to be said, and the first few of them in words."""

    count: int = 0
    first: list[str] = Field(default_factory=list)

    def add(self, whom: str, most: int) -> None:
        """Count one more, named if there are not so many yet."""
        self.count += 1
        self.first = [*self.first, whom][:most]


class Tally(BaseModel):
    """What came of handing a round over since (UTC), and is not on the timeline yet: taken, by channel; gone on; lost."""

    since: datetime
    taken: dict[Channel, int] = Field(default_factory=dict)
    again: Gathered = Field(default_factory=Gathered)
    lost: Gathered = Field(default_factory=Gathered)


class Rounds(BaseModel):
    """Everything the rounds for one audience carry over a continue-as-new.

    `incident` is its workflow id. `missed_in_all` counts every miss, `missed_this_round` those of the open round, `missed_at` is
    the last of them. `total_said` is the total impact as one of these rounds said it last; it is the incident's from then on.
    `batches` counts the orders of the last round, and `unreached` its people whom no channel has reached, as far as the timeline
    says it.
    """

    incident: str
    code: str
    service: str
    journal: Journal
    incident_status: IncidentStatus
    edition: Edition = Field(discriminator="audience")
    cadence: Cadence
    last: Sent | None = None
    earlier: list[Sent] = Field(default_factory=list)
    missed_in_all: int = 0
    missed_this_round: int = 0
    missed_at: datetime | None = None
    revision: int = 0
    written_by: dict[str, int] = Field(default_factory=dict)
    """How often each who may not send has written to the open round, by their id."""
    batches: int = 0
    unreached: int = 0
    tally: Tally | None = None
    plain_said: int = 0
    """The last round of which was said that the company's template has a mistake."""
    total_said: TotalSaid | None = None
    headline: str = ""
    """The impact as the first round worded it: the subject of the conversation."""
    incident_told: RoundStatus | None = None
    """What the incident was told last."""
    heard_from: str = ""
    """The id of whoever asked something of the rounds last, and when: a sign of life for the incident."""
    heard_at: datetime | None = None
    unrecorded: list[Unrecorded] = Field(default_factory=list)

    def write(self, at: datetime, what: str, **details: Unpack[Details]) -> None:
        """Write down what happened, for the incident's timeline."""
        self.journal.write(self.code, at, Kind.COMMS, what, **details)

    @property
    def life(self) -> str:
        """What tells these rounds from earlier ones of the same incident, which somebody ended by hand."""
        return self.journal.origin.rpartition("#")[2]

    @property
    def audience(self) -> Audience:
        """Whom these rounds are for."""
        return self.edition.audience

    @property
    def readers(self) -> str:
        """Whom these rounds are for, in words."""
        return READERS[self.audience]

    @property
    def number(self) -> int:
        """The number of the open round; it advances when a round is sent, and never otherwise."""
        return self.last.number + 1 if self.last else 1

    @property
    def kind(self) -> RoundKind | None:
        """Which round is open; None when none is."""
        return open_kind(self.incident_status, self.last)

    @property
    def due(self) -> datetime | None:
        """When the open round is due (UTC); None when none is open."""
        return due_at(self.incident_status, self.last, self.cadence)

    @property
    def nudge_at(self) -> datetime | None:
        """From when somebody is to be reminded of the open round (UTC); None when none is open."""
        return nudge_at(self.due, self.incident_status.policy) if self.due else None

    @property
    def overdue_from(self) -> datetime | None:
        """From when the open round is overdue (UTC); None when none is open."""
        return overdue_from(self.due, self.incident_status.policy) if self.due else None

    @property
    def running(self) -> Running:
        """Since when the time of the open round counts, and when it is due."""
        return Running(since=counts_from(self.incident_status, self.last), due=self.due)

    @property
    def name(self) -> str:
        """What people call the open round."""
        return round_name(self.number, self.kind or RoundKind.FURTHER)

    @property
    def last_name(self) -> str:
        """What people call the last round; "nothing" before the first."""
        return round_name(self.last.number, self.last.kind) if self.last else "nothing"


class CommsInput(CommsStart):
    """How rounds start: anew, or with what an earlier run carried over."""

    carried: Rounds | None = None
