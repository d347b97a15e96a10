"""What the rounds for one audience hold: two editions, of which neither can take what belongs to the other (P15).

Everything that is written, approved, sent or received stands here in its audience's own types; the rest of the rules only sees what
is the same for both.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from domain.audiences import Audience
from domain.comms.delivery import (
    BusinessMails,
    BusinessRound,
    BusinessText,
    TechnicalMails,
    TechnicalRound,
    TechnicalText,
)
from domain.comms.recipients import (
    BusinessAudience,
    BusinessRecipient,
    BusinessRecipients,
    TechnicalAudience,
    TechnicalRecipient,
    TechnicalRecipients,
)
from domain.comms.situation import IncidentStands
from domain.comms.updates import BusinessUpdate, Quantity, RoundKind, TechnicalUpdate
from domain.comms.writing import business_closing, business_draft, technical_closing, technical_draft
from domain.messages import Message
from domain.organisation import Channel

_Whom = TypeVar("_Whom", bound=Message)
_Said = TypeVar("_Said", bound=Message)
_One = TypeVar("_One", bound=BaseModel)
_Round = TypeVar("_Round", bound=Message)

Order = BusinessMails | TechnicalMails | BusinessText | TechnicalText
"""What is handed to a provider: its own type says which audience it is for."""

THE_BOARD = "the board"


class Standing(StrEnum):
    """How far the round is with one person; one letter each, as there are many of them."""

    WAITING = "w"
    TAKEN = "t"
    UNREACHED = "u"


class _Delivery(BaseModel):
    """One person of the round: which of their channels is in use, from 0, and why the last one failed."""

    recipient: BusinessRecipient | TechnicalRecipient
    tried: int = 0
    standing: Standing = Standing.WAITING
    late: bool = False
    why: str = ""

    @property
    def channel(self) -> Channel:
        """The channel that is in use, or was the last to fail."""
        return self.recipient.channels[self.tried]

    @property
    def waits(self) -> bool:
        """Whether the round is still to be handed to a provider for them."""
        return self.standing is Standing.WAITING

    def fails(self, why: str) -> None:
        """Go on to the next channel; when none is left the person is not reached."""
        self.why = f"{self.channel}: {why}"
        if self.tried + 1 < len(self.recipient.channels):
            self.tried, self.standing = self.tried + 1, Standing.WAITING
        else:
            self.standing = Standing.UNREACHED


class BusinessDelivery(_Delivery):
    """A round on its way to one business stakeholder."""

    recipient: BusinessRecipient


class TechnicalDelivery(_Delivery):
    """A round on its way to somebody of a technical team."""

    recipient: TechnicalRecipient


Delivery = BusinessDelivery | TechnicalDelivery
"""For what is the same for both."""


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
    """In what the same round differs between its readers: whether they come late, and when they hear more (UTC)."""

    model_config = ConfigDict(frozen=True)

    late: bool
    next_due: datetime | None


class _Edition(BaseModel, Generic[_Whom, _Said, _One, _Round]):
    """The draft, what of it is approved, the last round as it was sent, and everybody of it."""

    by_hand: _Whom
    """Who was added by hand, with why; who was dropped is not told, whoever names them."""
    dropped: list[str] = Field(default_factory=list)
    draft: _Said | None = None
    drafted_by: str = ""
    approved: _Said | None = None
    approved_revision: int = 0
    approved_by: str = ""
    approved_at: datetime | None = None
    round: _Round | None = None
    looked_up: bool = True
    """Whether those of the last round are known."""
    covered: list[str] = Field(default_factory=list)
    """The ids behind the last round: whoever is added to them later gets it late."""
    deliveries: dict[str, _One] = Field(default_factory=dict)

    def write(self, update: _Said, by: str) -> None:
        """Put this in the place of the draft; what was approved before stays approved, word for word."""
        self.draft, self.drafted_by = update, by

    def rewrite(self, answers: Mapping[str, str | tuple[Quantity, ...]], by: str) -> None:
        """Put these answers in the place of those in the draft."""
        if self.draft:
            self.write(self.draft.model_copy(update=dict(answers)), by)

    def approve(self, revision: int, by: str, at: datetime) -> None:
        """Take the draft as it stands, word for word; `revision` names it."""
        self.approved, self.approved_revision = self.draft, revision
        self.approved_by, self.approved_at = by, at

    def _as_read(self, reading: Reading) -> _Round:
        """Return the round as it reads to those who get it now: to late comers it says so, and when they hear more."""
        assert self.round is not None  # noqa: S101 - there are deliveries of a round only
        return self.round.model_copy(update=dict(reading)) if reading.late else self.round

    def _begin(self, sent: _Round) -> None:
        self.round, self.draft, self.approved = sent, None, None
        self.looked_up, self.covered, self.deliveries = False, [], {}

    def _add(self, people: Mapping[str, _One], covered: Iterable[str]) -> None:
        self.deliveries = {**people, **self.deliveries}
        self.looked_up = True
        self.covered = sorted({*self.covered, *covered})


class BusinessEdition(_Edition[BusinessAudience, BusinessUpdate, BusinessDelivery, BusinessRound]):
    """The rounds for business stakeholders."""

    audience: Literal[Audience.BUSINESS] = Audience.BUSINESS
    by_hand: BusinessAudience = BusinessAudience()

    def add(self, person: str, because: str) -> None:
        """Tell this person from now on."""
        self.by_hand = self.by_hand.model_copy(update={"people": {**self.by_hand.people, person: because}})
        self.dropped = [each for each in self.dropped if each != person]

    def drop(self, person: str) -> None:
        """Tell this person nothing more."""
        self.by_hand = self.by_hand.model_copy(update={"people": _without(self.by_hand.people, [person])})
        self.dropped = sorted({*self.dropped, person})

    def whom(self, stands: IncidentStands) -> BusinessAudience:
        """Return who is told, by id."""
        people = {**stands.business.people, **self.by_hand.people}
        return BusinessAudience(people=_without(people, self.dropped))

    def newcomers(self, stands: IncidentStands) -> BusinessAudience:
        """Return who of them is not among those of the last round."""
        return BusinessAudience(people=_without(self.whom(stands).people, self.covered))

    def has_newcomers(self, stands: IncidentStands) -> bool:
        """Whether somebody is told who is not among those of the last round."""
        return bool(self.newcomers(stands).people)

    def beginning(self, stands: IncidentStands, kind: RoundKind) -> BusinessUpdate:
        """Return the draft as the board has it."""
        return business_draft(stands, kind, self.round.update if self.round else None)

    def prepare(self, stands: IncidentStands, kind: RoundKind) -> None:
        """Make a draft from the board."""
        self.write(self.beginning(stands, kind), THE_BOARD)

    def close(self, because: str, by: str, at: datetime, *, attached: bool = False) -> None:
        """Make the last words of a stand-down, which is its approval."""
        self.write(business_closing(because, attached=attached), by)
        self.approve(0, by, at)

    def begin(self, heading: Heading) -> None:
        """Freeze what was approved into a round, of which nobody has been told yet."""
        if self.approved:
            self._begin(BusinessRound(**dict(heading), update=self.approved))

    def take_in(self, asked: BusinessAudience, found: BusinessRecipients) -> None:
        """Take in who stands behind the ids that were looked up."""
        late = self.looked_up
        wanted = (each for each in found.recipients if each.channels and each.person not in self.dropped)
        self._add({each.person: BusinessDelivery(recipient=each, late=late) for each in wanted}, asked.people)

    def mails(self, batch: str, people: Iterable[str], reading: Reading) -> BusinessMails:
        """Return one batch of mails, which all read the same."""
        recipients = tuple(self.deliveries[person].recipient for person in people)
        return BusinessMails(batch=batch, round=self._as_read(reading), recipients=recipients)

    def text(self, attempt_id: str, person: str, reading: Reading) -> BusinessText:
        """Return one text."""
        recipient = self.deliveries[person].recipient
        return BusinessText(attempt_id=attempt_id, round=self._as_read(reading), recipient=recipient)


class TechnicalEdition(_Edition[TechnicalAudience, TechnicalUpdate, TechnicalDelivery, TechnicalRound]):
    """The rounds for technical teams."""

    audience: Literal[Audience.TECHNICAL] = Audience.TECHNICAL
    by_hand: TechnicalAudience = TechnicalAudience()
    dropped_teams: list[str] = Field(default_factory=list)
    covered_teams: list[str] = Field(default_factory=list)

    def add(self, person: str, because: str) -> None:
        """Tell this person from now on."""
        self.by_hand = self.by_hand.model_copy(update={"people": {**self.by_hand.people, person: because}})
        self.dropped = [each for each in self.dropped if each != person]

    def drop(self, person: str) -> None:
        """Tell this person nothing more."""
        self.by_hand = self.by_hand.model_copy(update={"people": _without(self.by_hand.people, [person])})
        self.dropped = sorted({*self.dropped, person})

    def add_team(self, team: str, because: str) -> None:
        """Tell the people of this team from now on."""
        teams = {**self.by_hand.teams, team: because}
        self.by_hand = self.by_hand.model_copy(update={"teams": teams})
        self.dropped_teams = [each for each in self.dropped_teams if each != team]

    def drop_team(self, team: str) -> None:
        """Tell the people of this team nothing more."""
        self.by_hand = self.by_hand.model_copy(update={"teams": _without(self.by_hand.teams, [team])})
        self.dropped_teams = sorted({*self.dropped_teams, team})

    def whom(self, stands: IncidentStands) -> TechnicalAudience:
        """Return who is told, by id."""
        people = {**stands.technical.people, **self.by_hand.people}
        teams = {**stands.technical.teams, **self.by_hand.teams}
        return TechnicalAudience(people=_without(people, self.dropped), teams=_without(teams, self.dropped_teams))

    def newcomers(self, stands: IncidentStands) -> TechnicalAudience:
        """Return who of them is not among those of the last round."""
        whom = self.whom(stands)
        return TechnicalAudience(
            people=_without(whom.people, self.covered), teams=_without(whom.teams, self.covered_teams)
        )

    def has_newcomers(self, stands: IncidentStands) -> bool:
        """Whether somebody is told who is not among those of the last round."""
        newcomers = self.newcomers(stands)
        return bool(newcomers.people or newcomers.teams)

    def beginning(self, stands: IncidentStands, kind: RoundKind) -> TechnicalUpdate:
        """Return the draft as the board has it."""
        return technical_draft(stands, kind, self.round.update if self.round else None)

    def prepare(self, stands: IncidentStands, kind: RoundKind) -> None:
        """Make a draft from the board."""
        self.write(self.beginning(stands, kind), THE_BOARD)

    def close(self, because: str, by: str, at: datetime, *, attached: bool = False) -> None:
        """Make the last words of a stand-down, which is its approval."""
        self.write(technical_closing(because, attached=attached), by)
        self.approve(0, by, at)

    def begin(self, heading: Heading) -> None:
        """Freeze what was approved into a round, of which nobody has been told yet."""
        if self.approved:
            self.covered_teams = []
            self._begin(TechnicalRound(**dict(heading), update=self.approved))

    def take_in(self, asked: TechnicalAudience, found: TechnicalRecipients) -> None:
        """Take in who stands behind the ids that were looked up."""
        self.covered_teams = sorted({*self.covered_teams, *asked.teams})
        late = self.looked_up
        wanted = (each for each in found.recipients if each.channels and each.person not in self.dropped)
        self._add({each.person: TechnicalDelivery(recipient=each, late=late) for each in wanted}, asked.people)

    def mails(self, batch: str, people: Iterable[str], reading: Reading) -> TechnicalMails:
        """Return one batch of mails, which all read the same."""
        recipients = tuple(self.deliveries[person].recipient for person in people)
        return TechnicalMails(batch=batch, round=self._as_read(reading), recipients=recipients)

    def text(self, attempt_id: str, person: str, reading: Reading) -> TechnicalText:
        """Return one text."""
        recipient = self.deliveries[person].recipient
        return TechnicalText(attempt_id=attempt_id, round=self._as_read(reading), recipient=recipient)


Edition = BusinessEdition | TechnicalEdition
"""For what is the same for both."""


def edition_for(audience: Audience) -> Edition:
    """Return an edition of which nothing has been sent."""
    return BusinessEdition() if audience is Audience.BUSINESS else TechnicalEdition()


def _without(named: Mapping[str, str], left_out: Iterable[str]) -> dict[str, str]:
    unwanted = set(left_out)
    return {each: why for each, why in named.items() if each not in unwanted}
