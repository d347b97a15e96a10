"""What the rounds for one audience hold: two editions, of which neither can take what belongs to the other (P15).

What is written, looked up or sent is in its audience's own types wherever it comes in or leaves; what lies between, ids and how far
the round is with each of them, is the same for both.
"""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from domain.audiences import Audience
from domain.comms.audience.membership import Membership
from domain.comms.audience.recipients import (
    BusinessAudience,
    BusinessRecipient,
    BusinessRecipients,
    TechnicalAudience,
    TechnicalRecipient,
    TechnicalRecipients,
)
from domain.comms.dispatch.delivery import (
    BusinessMails,
    BusinessRound,
    BusinessText,
    TechnicalMails,
    TechnicalRound,
    TechnicalText,
)
from domain.comms.dispatch.progress import Delivery
from domain.comms.drafting.drafting import THE_BOARD, Drafting, Said
from domain.comms.drafting.updates import BusinessUpdate, RoundKind, TechnicalUpdate
from domain.comms.drafting.writing import business_closing, business_draft, technical_closing, technical_draft
from domain.comms.rounds.situation import ByHand, IncidentStatus

_Round = TypeVar("_Round", BusinessRound, TechnicalRound)

Order = BusinessMails | TechnicalMails | BusinessText | TechnicalText
"""What is handed to a provider: its own type says which audience it is for."""


class Heading(BaseModel):
    """What stands over a round, whoever reads it. Times are UTC."""

    model_config = ConfigDict(frozen=True)

    incident: str
    code: str
    service: str
    number: int
    kind: RoundKind
    approved_by: str
    approved_at: datetime
    declared_at: datetime
    sent_at: datetime
    next_due: datetime | None
    headline: str


class Reading(BaseModel):
    """In what a round differs between its readers: who joins their call, who comes late, when they hear more, when it is sent."""

    model_config = ConfigDict(frozen=True)

    joins: bool
    late: bool
    next_due: datetime | None
    at: datetime

    def of(self, sent: _Round) -> _Round:
        """Return a round as it reads: to late comers it says so, and to nobody that the next comes at a time that has passed."""
        passed = sent.next_due is not None and sent.next_due <= self.at
        if not (self.late or passed):
            return sent.model_copy(update={"joins": self.joins})
        overdue = self.next_due is not None and self.next_due <= self.at
        read = {"joins": self.joins, "late": self.late, "next_due": self.next_due, "overdue": overdue}
        return sent.model_copy(update=read)


class _Edition(Drafting[Said], Generic[Said, _Round]):
    """The draft, the last round as it was sent, who is told, and how far the round is with each of them, by id."""

    round: _Round | None = None
    looked_up: bool = True
    """Whether those of the last round are known."""
    people: Membership = Field(default_factory=Membership)
    deliveries: dict[str, Delivery] = Field(default_factory=dict)

    @abstractmethod
    def beginning(self, status: IncidentStatus, kind: RoundKind) -> Said:
        """Return the draft as the board has it."""

    @abstractmethod
    def closing(self, because: str, *, part_of: str = "") -> Said:
        """Return the last words of a stand-down."""

    def prepare(self, status: IncidentStatus, kind: RoundKind) -> None:
        """Make a draft from the board."""
        self.write(self.beginning(status, kind), THE_BOARD)

    def close(self, because: str, by: str, at: datetime, *, part_of: str = "") -> None:
        """Make the last words of a stand-down, which is its approval."""
        self.write(self.closing(because, part_of=part_of), by)
        self.approve(0, by, at)

    def drop(self, person: str) -> None:
        """Tell this person nothing more, also not what waits for them."""
        self.people.drop(person)
        if person in self.deliveries and self.deliveries[person].waits:
            del self.deliveries[person]

    def is_told(self, person: str) -> bool:
        """Whether somebody of the last round is still told what comes."""
        return person in self.deliveries and person not in self.people.dropped

    def _as_read(self, reading: Reading) -> _Round:
        """Return the round as it reads to those who get it now."""
        assert self.round is not None  # noqa: S101 - there are deliveries of a round only
        return reading.of(self.round)

    def _begin(self, sent: _Round) -> None:
        self.round, self.draft, self.approved = sent, None, None
        self.looked_up, self.people.covered, self.deliveries = False, [], {}

    def _take_in(self, asked: Iterable[str], found: Sequence[BusinessRecipient] | Sequence[TechnicalRecipient]) -> None:
        wanted = (each for each in found if each.channels and each.person not in self.people.dropped)
        rows = {
            each.person: Delivery(each.name, each.channels, each.time_zone, each.team, late=self.looked_up)
            for each in wanted
        }
        self.deliveries = {**rows, **self.deliveries}
        self.people.cover(asked, self.deliveries)
        self.looked_up = True


class BusinessEdition(_Edition[BusinessUpdate, BusinessRound]):
    """The rounds for business stakeholders."""

    audience: Literal[Audience.BUSINESS] = Audience.BUSINESS

    def changed_by_hand(self) -> ByHand:
        """Return whom people added, and whom they dropped."""
        return ByHand(people=tuple(self.people.by_hand), dropped=tuple(self.people.dropped))

    def whom(self, status: IncidentStatus) -> BusinessAudience:
        """Return who is told, by id."""
        return BusinessAudience(people=self.people.told(status.business.people))

    def newcomers(self, status: IncidentStatus) -> BusinessAudience:
        """Return who of them is not among those of the last round."""
        return BusinessAudience(people=self.people.newcomers(status.business.people, self.deliveries))

    def has_newcomers(self, status: IncidentStatus) -> bool:
        """Whether somebody is told who is not among those of the last round."""
        return bool(self.newcomers(status).people)

    def can_join(self, status: IncidentStatus) -> tuple[str, ...]:
        """Return who has a code that leads to the business call, by id."""
        return status.business_call

    def beginning(self, status: IncidentStatus, kind: RoundKind) -> BusinessUpdate:
        """Return the draft as the board has it."""
        return business_draft(status, kind, self.round.update if self.round else None)

    def closing(self, because: str, *, part_of: str = "") -> BusinessUpdate:
        """Return the last words of a stand-down."""
        return business_closing(because, part_of=part_of)

    def begin(self, heading: Heading) -> None:
        """Freeze what was approved into a round, of which nobody has been told yet."""
        if self.approved:
            self._begin(BusinessRound(**dict(heading), update=self.approved))

    def take_in(self, asked: BusinessAudience, found: BusinessRecipients) -> None:
        """Take in who stands behind the ids that were looked up."""
        self._take_in(asked.people, found.recipients)

    def mails(self, batch: str, people: Iterable[str], reading: Reading) -> BusinessMails:
        """Return one batch of mails, which all read the same."""
        recipients = tuple(self._recipient(person) for person in people)
        return BusinessMails(batch=batch, round=self._as_read(reading), recipients=recipients)

    def text(self, attempt_id: str, person: str, reading: Reading) -> BusinessText:
        """Return one text."""
        return BusinessText(attempt_id=attempt_id, round=self._as_read(reading), recipient=self._recipient(person))

    def _recipient(self, person: str) -> BusinessRecipient:
        row = self.deliveries[person]
        return BusinessRecipient(person=person, name=row.name, channels=row.channels, time_zone=row.time_zone)


class TechnicalEdition(_Edition[TechnicalUpdate, TechnicalRound]):
    """The rounds for technical teams."""

    audience: Literal[Audience.TECHNICAL] = Audience.TECHNICAL
    teams: Membership = Field(default_factory=Membership)

    def drop_team(self, team: str) -> None:
        """Tell the people of this team nothing more, also not what waits for them, unless they are told for another reason."""
        self.teams.drop(team)
        theirs = {person: each for person, each in self.deliveries.items() if each.team == team and each.waits}
        if theirs:
            self.deliveries = {person: each for person, each in self.deliveries.items() if person not in theirs}
            self.people.covered, self.teams.covered = [], []
            self.looked_up = self.looked_up and all(each.late for each in theirs.values())

    def is_told(self, person: str) -> bool:
        """Whether somebody of the last round is still told what comes."""
        return super().is_told(person) and self.deliveries[person].team not in self.teams.dropped

    def changed_by_hand(self) -> ByHand:
        """Return whom people added, and whom they dropped."""
        return ByHand(
            people=tuple(self.people.by_hand),
            teams=tuple(self.teams.by_hand),
            dropped=tuple(self.people.dropped),
            dropped_teams=tuple(self.teams.dropped),
        )

    def whom(self, status: IncidentStatus) -> TechnicalAudience:
        """Return who is told, by id."""
        named = status.technical
        return TechnicalAudience(people=self.people.told(named.people), teams=self.teams.told(named.teams))

    def newcomers(self, status: IncidentStatus) -> TechnicalAudience:
        """Return who of them is not among those of the last round."""
        people = self.people.newcomers(status.technical.people, self.deliveries)
        return TechnicalAudience(people=people, teams=self.teams.newcomers(status.technical.teams))

    def has_newcomers(self, status: IncidentStatus) -> bool:
        """Whether somebody is told who is not among those of the last round."""
        newcomers = self.newcomers(status)
        return bool(newcomers.people or newcomers.teams)

    def can_join(self, status: IncidentStatus) -> tuple[str, ...]:
        """Return who has a code that leads to the technical call, by id."""
        return status.technical_call

    def beginning(self, status: IncidentStatus, kind: RoundKind) -> TechnicalUpdate:
        """Return the draft as the board has it."""
        return technical_draft(status, kind, self.round.update if self.round else None)

    def closing(self, because: str, *, part_of: str = "") -> TechnicalUpdate:
        """Return the last words of a stand-down."""
        return technical_closing(because, part_of=part_of)

    def begin(self, heading: Heading) -> None:
        """Freeze what was approved into a round, of which nobody has been told yet."""
        if self.approved:
            self.teams.covered = []
            self._begin(TechnicalRound(**dict(heading), update=self.approved))

    def take_in(self, asked: TechnicalAudience, found: TechnicalRecipients) -> None:
        """Take in who stands behind the ids that were looked up."""
        self.teams.cover(asked.teams)
        self._take_in(asked.people, found.recipients)

    def mails(self, batch: str, people: Iterable[str], reading: Reading) -> TechnicalMails:
        """Return one batch of mails, which all read the same."""
        recipients = tuple(self._recipient(person) for person in people)
        return TechnicalMails(batch=batch, round=self._as_read(reading), recipients=recipients)

    def text(self, attempt_id: str, person: str, reading: Reading) -> TechnicalText:
        """Return one text."""
        return TechnicalText(attempt_id=attempt_id, round=self._as_read(reading), recipient=self._recipient(person))

    def _recipient(self, person: str) -> TechnicalRecipient:
        row = self.deliveries[person]
        return TechnicalRecipient(person=person, name=row.name, channels=row.channels, time_zone=row.time_zone)


Edition = BusinessEdition | TechnicalEdition
"""For what is the same for both."""


def edition_for(audience: Audience) -> Edition:
    """Return an edition of which nothing has been sent."""
    return BusinessEdition() if audience is Audience.BUSINESS else TechnicalEdition()
