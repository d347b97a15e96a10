"""The report of an incident: what a manager asks of it afterwards, computed once and the same in every form it is shown in.

Times are UTC, and None where they are not known; `time_zone` is the clock on which they are shown to people.
"""

from datetime import datetime, timedelta

from domain.audiences import Audience
from domain.board.views import BoardView
from domain.closing.detection import Detection
from domain.closing.root_cause import RootCause
from domain.comms.drafting.updates import Quantity, RoundKind
from domain.history.rows import ActionRow, ReviewRow
from domain.messages import Message
from domain.rota import TimeZone
from domain.timeline import TimelineEntry


class Milestone(Message):
    """One of the times that matter; `after_opened` is how long after the incident opened, and negative before that."""

    name: str
    at: datetime | None = None
    after_opened: timedelta | None = None


class Participant(Message):
    """Somebody who was involved, and how; `attempts` is how often they were called, texted or mailed as a page.

    `answered_at` is their first answer, or the first thing they did; None when nothing was heard of them.
    """

    name: str
    how: str = ""
    attempts: int = 0
    tried_at: datetime | None = None
    answered_at: datetime | None = None


class UpdateReported(Message):
    """One update to an audience: when it was due and sent, how often it was missed, how many messages arrived and how many failed.

    Both counts are None where there are no receipts.
    """

    number: int
    kind: RoundKind
    due_at: datetime | None = None
    sent_at: datetime | None = None
    missed: int = 0
    delivered: int | None = None
    failed: int | None = None


class CommsReported(Message):
    """The updates to one audience: how many were sent, how often one was missed, and each of them."""

    audience: Audience
    sent: int
    missed: int
    updates: tuple[UpdateReported, ...] = ()


class ReviewReported(Message):
    """The review, and whether it was held in time; None while there is time for it still."""

    row: ReviewRow
    in_time: bool | None = None


class ActionReported(Message):
    """An action, and whether it is open although its day has passed."""

    row: ActionRow
    overdue: bool = False


class IncidentReport(Message):
    """An incident, whole, as it stood at `made_at`. `summary` are sentences in business language."""

    code: str
    service: str
    team: str
    state: str
    made_at: datetime
    time_zone: TimeZone
    part_of: str = ""
    closed_because: str = ""
    summary: tuple[str, ...] = ()
    impact: str = ""
    total: tuple[Quantity, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    mitigation: str = ""
    workaround: str = ""
    measure: str = ""
    cause: str = ""
    """What the board says the cause was: the theories that were confirmed."""
    root_cause: RootCause | None = None
    people: tuple[Participant, ...] = ()
    comms: tuple[CommsReported, ...] = ()
    board: BoardView = BoardView()
    detection: Detection | None = None
    review: ReviewReported | None = None
    actions: tuple[ActionReported, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()

    def at(self, name: str) -> datetime | None:
        """Return when the milestone with this name was; None where that is not known."""
        return next((each.at for each in self.milestones if each.name == name), None)
