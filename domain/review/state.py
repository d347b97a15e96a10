"""What one review remembers. What happens to it stands beside this file, each thing in its own."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, Unpack

from pydantic import BaseModel, Field, SerializerFunctionWrapHandler, model_serializer

from domain.history.outbox import Outbox
from domain.leading import PersonCard
from domain.messages import TeamCard
from domain.page_messages import Telling
from domain.review.lifecycle import ReviewState
from domain.review.outward import CalendarEntry
from domain.review.requests import Question
from domain.review.situation import Involved, ReviewFacts, ReviewStart
from domain.timeline import Details, Journal, Kind, Timeline
from domain.wording import shortened

_TITLE = 120


class ActionState(StrEnum):
    """How an action stands."""

    OPEN = "open"
    DONE = "done"
    MOVED = "moved"
    DROPPED = "dropped"


class Proposal(BaseModel):
    """Somebody asks that an action be moved (`to` where) or dropped, and who may approve has not answered.

    `told`: somebody who may approve has been told of it.
    """

    by: PersonCard
    into: Literal[ActionState.MOVED, ActionState.DROPPED]
    to: str = ""
    reason: str
    told: bool = False


class _Brief(BaseModel):
    """What is carried in hundreds: what is as it is by default, and says nothing, is left out."""

    @model_serializer(mode="wrap")
    def _briefly(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: said for name, said in write(self).items() if said not in (None, "", 0)}


class Action(_Brief):
    """A next step (P27): whose it is, by which day in the owner's calendar, and by what one sees that it is done.

    `chased_until` is up to when every reminder that was due has been sent (UTC). `by_hand`: a person has named its owner or its
    deadline, so that another root cause does not move it. `homeless`: its team has changed, and an owner there is to be found.
    `handed_over_by` is who gave it to its owner, by id. `sequence` counts the changes of its entry in calendars. `outcome` says
    what was done, or why it was moved or dropped.
    """

    number: int
    text: str
    owner: PersonCard
    team: TeamCard
    due: date
    measure: str
    chased_until: datetime
    state: ActionState = ActionState.OPEN
    by_hand: bool = False
    homeless: bool = False
    handed_over_by: str = ""
    sequence: int = 0
    proposal: Proposal | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    approved_by: str = ""

    @property
    def title(self) -> str:
        """What is to be done, as short as a line of a list."""
        return shortened(self.text, _TITLE)

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.state is ActionState.OPEN


class Meeting(BaseModel):
    """When and where it is held; `sequence` counts the changes of its entry in calendars. `by_hand`: people have set its time."""

    at: datetime
    lasts: timedelta
    place: str = ""
    sequence: int = 0
    by_hand: bool = False


class Letter(StrEnum):
    """What a mail of a review is about."""

    INVITATION = "invitation"
    CALLED_OFF = "called off"
    NOT_HELD = "not held"
    YOURS = "yours"
    CHANGED = "changed"
    NOT_YOURS = "not yours"
    ENDED = "ended"
    REMINDER = "reminder"
    OVERDUE = "overdue"
    PROPOSED = "proposed"
    PROGRESS = "progress"
    CLOSED = "closed"


class Order(_Brief):
    """A mail that is to be sent, to whom, and about which action; the words are found when it is.

    `mail_id` names it for ever. `entry` is for their calendar; for the meeting itself it is made when the mail is.
    """

    mail_id: str
    letter: Letter
    to: PersonCard
    action: int = 0
    entry: CalendarEntry | None = None
    why: str = ""
    tries: int = 0
    not_before: datetime | None = None


class Answered(BaseModel):
    """What was answered to a question, by whom."""

    answer: str
    by: str


class Built(BaseModel):
    """What a row of the lasting record said last, as a digest, and how often that has changed."""

    digest: str = ""
    version: int = 0
    recorded: int = 0


class Review(BaseModel):
    """Everything a review carries over a continue-as-new.

    `review` is its workflow id. `went_up` counts how often its deadline, `due_at`, has gone up. `said_held_at` is when somebody
    said that it was held at `held_at`. `progress_told_at` is when everyone involved was told last how actions stand.
    """

    incident: str
    code: str
    review: str
    facts: ReviewFacts
    journal: Journal
    state: ReviewState = ReviewState.SCHEDULED
    meeting: Meeting | None = None
    due_at: datetime | None = None
    went_up: int = 0
    invited: dict[str, Involved] = Field(default_factory=dict)
    answers: dict[Question, Answered] = Field(default_factory=dict)
    held_at: datetime | None = None
    said_held_at: datetime | None = None
    held_in_time: bool = False
    attended: tuple[str, ...] = ()
    closed_at: datetime | None = None
    reviewed: datetime | None = None
    """The mitigation for which it was held and closed: a later one is reviewed again."""
    found: bool = False
    """Whether people have found out more since the incident ended: then `facts` say more than it did."""
    actions: list[Action] = Field(default_factory=list)
    progress_every: timedelta
    progress_told_at: datetime | None = None
    orders: list[Order] = Field(default_factory=list)
    orders_made: int = 0
    to_tell: list[Telling] = Field(default_factory=list)
    notices_made: int = 0
    timeline: Timeline = Field(default_factory=Timeline)
    outbox: Outbox = Field(default_factory=Outbox)
    rows: dict[str, Built] = Field(default_factory=dict)
    shown: dict[str, str] = Field(default_factory=dict)

    def write(self, at: datetime, what: str, kind: Kind = Kind.STEP, **details: Unpack[Details]) -> None:
        """Write on its timeline, which is recorded as it is written."""
        self.journal.write(self.code, at, kind, what, **details)
        for entries in self.journal.take().values():
            self.timeline.add(entries)
            self.outbox.add(entries)

    def action(self, number: int) -> Action | None:
        """Return the action with this number."""
        return next((each for each in self.actions if each.number == number), None)

    @property
    def open_actions(self) -> list[Action]:
        """Return the actions that are still to be done."""
        return [each for each in self.actions if each.open]

    @property
    def involved(self) -> list[PersonCard]:
        """Return everyone involved: who was invited, and who owns an action."""
        people = [each.person for each in self.invited.values()] + [each.owner for each in self.actions]
        return list({person.id: person for person in people}.values())

    @property
    def zone(self) -> str:
        """Return on whose clock the meeting is planned: that of who answers for it."""
        return self.facts.lead.time_zone if self.facts.lead else "UTC"


class ReviewInput(ReviewStart):
    """How a review starts: anew, or with what an earlier run carried over."""

    carried: Review | None = None
