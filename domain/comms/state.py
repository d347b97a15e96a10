"""What the rounds for one audience of an incident remember."""

from datetime import datetime
from typing import Unpack

from pydantic import BaseModel, Field

from domain.audiences import Audience
from domain.comms.delivery import Outcome
from domain.comms.editions import Edition
from domain.comms.schedule import Cadence, Running, Sent, counts_from, due_at, open_kind
from domain.comms.situation import CommsStart, IncidentStands, RoundStands
from domain.comms.updates import Quantity, RoundKind
from domain.comms.wording import READERS, round_name
from domain.organisation import Channel
from domain.policies import CommsPolicy
from domain.technical_words import CompanyWords
from domain.timeline import Details, Journal, Kind


class Unrecorded(BaseModel):
    """What became of messages to these people, each with the reason if there is one, and is not in the records yet."""

    number: int
    channel: Channel
    outcome: Outcome
    at: datetime
    people: dict[str, str]


class Rounds(BaseModel):
    """Everything the rounds for one audience carry over a continue-as-new.

    `incident` is its workflow id. `missed` counts every miss, `misses` those of the open round, `missed_at` is the last of them.
    `total` is the total impact as it was last put right, `batches` counts what was handed to the providers in the last round.
    """

    incident: str
    code: str
    service: str
    journal: Journal
    stands: IncidentStands
    edition: Edition = Field(discriminator="audience")
    cadence: Cadence
    policy: CommsPolicy = CommsPolicy()
    company: CompanyWords = CompanyWords()
    last: Sent | None = None
    earlier: list[Sent] = Field(default_factory=list)
    missed: int = 0
    misses: int = 0
    missed_at: datetime | None = None
    revision: int = 0
    written_by: dict[str, int] = Field(default_factory=dict)
    """How often each who may not send has written to the open round, by their id."""
    batches: int = 0
    plain_said: int = 0
    """The last round of which was said that the company's template has a mistake."""
    total: tuple[Quantity, ...] = ()
    headline: str = ""
    """The impact as the first round worded it: the subject of the conversation."""
    told: RoundStands | None = None
    """What the incident was told last."""
    heard_from: str = ""
    """The id of whoever asked something of the rounds last, and when: a sign of life for the incident."""
    heard_at: datetime | None = None
    unrecorded: list[Unrecorded] = Field(default_factory=list)

    def write(self, at: datetime, what: str, **details: Unpack[Details]) -> None:
        """Write down what happened, for the incident's timeline."""
        self.journal.write(self.code, at, Kind.COMMS, what, **details)

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
        return open_kind(self.stands, self.last)

    @property
    def due(self) -> datetime | None:
        """When the open round is due (UTC); None when none is open."""
        return due_at(self.stands, self.last, self.cadence, self.policy)

    @property
    def running(self) -> Running:
        """Since when the time of the open round counts, and when it is due."""
        return Running(since=counts_from(self.stands, self.last), due=self.due)

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
