"""What an incident remembers of its rounds of comms: what it told them, what they told it, who was reminded of which."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from domain.audiences import Audience
from domain.comms.audience.recipients import BusinessAudience, TechnicalAudience
from domain.comms.drafting.updates import Quantity, RoundKind
from domain.comms.rounds.situation import RoundStatus
from domain.history.rows import RoundRow


class Told(BaseModel):
    """The digest of how the incident stood when its rounds were told last, and when that was (UTC)."""

    model_config = ConfigDict(frozen=True)

    digest: str
    at: datetime


class Closure(BaseModel):
    """That it ended as no major incident of its own: when (UTC), by whom, why in words, and who had heard of it.

    `part_of`: which incident it is part of now, in words.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime
    by: str
    because: str = ""
    part_of: str = ""
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

    `nudged_with` is the draft that who was reminded knows, `called_with` the one that who is called knows; None: not yet.
    `in_nudge_page` and `in_overdue_page`: whether the page that is open with them was begun for this round, too.
    """

    number: int
    kind: RoundKind | None
    due_at: datetime | None
    nudged_with: Draft | None = None
    told_due: bool = False
    called_with: Draft | None = None
    in_nudge_page: bool = False
    in_overdue_page: bool = False

    def is_about(self, round_status: RoundStatus) -> bool:
        """Whether it is about the round that is open now: the same one, and due at the same time."""
        return (self.number, self.kind, self.due_at) == (
            round_status.number,
            round_status.kind,
            round_status.due_at,
        )


class Comms(BaseModel):
    """The incident's side of its rounds: part of what it carries over a continue-as-new.

    `declared_at` is when it was declared first: rounds go on over every life of the incident. `rounds_told` is what rounds were
    told last, `rounds` what they said last. `ended_for` is the end for which they were ended. `total` is the total impact as it was
    said or put right last. `holder` is the id of whoever sees to an overdue round, `holder_name` what they are called.
    """

    declared_at: datetime | None = None
    rounds_told: dict[Audience, Told] = Field(default_factory=dict)
    total: tuple[Quantity, ...] = ()
    closure: Closure | None = None
    ended_for: datetime | None = None
    rounds: dict[Audience, RoundStatus] = Field(default_factory=dict)
    reminders: dict[Audience, Reminder] = Field(default_factory=dict)
    holder: str | None = None
    holder_name: str | None = None
    first_sent_at: datetime | None = None
    """When the first round to anybody was sent (UTC)."""
    unrecorded: list[RoundRow] = Field(default_factory=list)
    """What rounds said that is not in the lasting record yet; `rows_made` counts all there were."""
    rows_made: int = 0

    def reminder_of(self, round_status: RoundStatus) -> Reminder:
        """Return what was done about the round that is open now: nothing, when the last reminder was about another."""
        known = self.reminders.get(round_status.audience)
        if known and known.is_about(round_status):
            return known
        return Reminder(number=round_status.number, kind=round_status.kind, due_at=round_status.due_at)
