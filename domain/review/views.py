"""What is shown of a review: to people by command line, API and link (P25 to P28)."""

from datetime import date, datetime, timedelta

from pydantic import Field

from domain.leading import PersonCard
from domain.messages import Message, TeamCard
from domain.review.requests import Question
from domain.review.situation import Involved
from domain.timeline import TimelineEntry


class ActionView(Message):
    """How an action stands: `state` is open, done, moved or dropped. `due` is a day in the owner's calendar.

    `outcome` says what was done, or why it was moved or dropped; `proposal` what waits for somebody to approve it.
    """

    number: int
    text: str
    owner: PersonCard
    team: TeamCard
    due: date
    measure: str
    state: str
    overdue: bool = False
    outcome: str = ""
    proposal: str = ""

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.state == "open"


class ReviewView(Message):
    """How a review stands: `state` is scheduled, held, following_up or closed. Times are UTC, and None while it is not so.

    `due_at` is by when it is to be held; None while no review is due, as the incident was reopened.
    """

    code: str
    service: str
    state: str
    due_at: datetime | None = None
    meets_at: datetime | None = None
    place: str = ""
    held_at: datetime | None = None
    invited: tuple[Involved, ...] = ()
    attended: tuple[str, ...] = ()
    answers: dict[Question, str] = Field(default_factory=dict)
    actions: tuple[ActionView, ...] = ()
    progress_every: timedelta = timedelta(days=7)
    timeline: tuple[TimelineEntry, ...] = ()
