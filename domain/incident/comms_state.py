"""What an incident remembers of its rounds of comms: what it told them, what they told it, who was reminded of which."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from domain.audiences import Audience
from domain.comms.recipients import BusinessAudience, TechnicalAudience
from domain.comms.situation import RoundStands
from domain.comms.updates import RoundKind


class Told(BaseModel):
    """The digest of how the incident stood when its rounds were told last, and when that was (UTC)."""

    model_config = ConfigDict(frozen=True)

    digest: str
    at: datetime


class Closure(BaseModel):
    """That it ended as no major incident of its own: when (UTC), by whom, why in words, and who had heard of it.

    `attached`: it is part of another now.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime
    by: str
    because: str = ""
    attached: bool = False
    business: BusinessAudience = BusinessAudience()
    technical: TechnicalAudience = TechnicalAudience()


class Draft(BaseModel):
    """A draft as somebody was told of it, `whole` or cut: what else there is they have not seen, and do not send by a word."""

    model_config = ConfigDict(frozen=True)

    revision: int
    said: str
    whole: bool = True


class Reminder(BaseModel):
    """What was done about one open round until it is sent, or due at another time.

    `nudged` is the draft the lead was told of, `overdue` the one whoever sees to an overdue round is told of; None: not yet.
    `in_nudge` and `in_watch`: whether the page that is open with them was begun for this round, too.
    """

    number: int
    kind: RoundKind | None
    due_at: datetime | None
    nudged: Draft | None = None
    told_due: bool = False
    overdue: Draft | None = None
    in_nudge: bool = False
    in_watch: bool = False

    def is_about(self, round_stands: RoundStands) -> bool:
        """Whether it is about the round that is open now: the same one, and due at the same time."""
        return (self.number, self.kind, self.due_at) == (
            round_stands.number,
            round_stands.kind,
            round_stands.due_at,
        )


class Comms(BaseModel):
    """The incident's side of its rounds: part of what it carries over a continue-as-new.

    `declared_at` is when it was declared first: rounds go on over every life of the incident. `ended_for` is the end for which its
    rounds were ended. `holder` is the id of whoever sees to an overdue round.
    """

    declared_at: datetime | None = None
    told: dict[Audience, Told] = Field(default_factory=dict)
    closure: Closure | None = None
    ended_for: datetime | None = None
    rounds: dict[Audience, RoundStands] = Field(default_factory=dict)
    reminders: dict[Audience, Reminder] = Field(default_factory=dict)
    holder: str | None = None

    def reminder_of(self, round_stands: RoundStands) -> Reminder:
        """Return what was done about the round that is open now: nothing, when the last reminder was about another."""
        known = self.reminders.get(round_stands.audience)
        if known and known.is_about(round_stands):
            return known
        return Reminder(number=round_stands.number, kind=round_stands.kind, due_at=round_stands.due_at)
