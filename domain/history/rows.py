"""What the lasting record keeps of an incident, after Temporal has forgotten it: one row for each thing, whole each time.

A row with a higher `version` takes the place of the one that is there, and never the other way round: what is written twice, late
or out of order does no harm. Times are UTC, and None while it is not so.
"""

from datetime import date, datetime
from typing import Self

from pydantic import Field

from domain.audiences import Audience
from domain.board.views import BoardView
from domain.closing.detection import Detection
from domain.closing.root_cause import RootCause
from domain.comms.drafting.updates import Quantity, RoundKind
from domain.messages import Message
from domain.review.requests import Question
from domain.review.situation import Involved
from domain.timeline import TimelineEntry


class IncidentRow(Message):
    """An incident. `key` is what its workflow id is made of, `service` what people call the service; people are named."""

    code: str
    version: int
    key: str
    service: str
    team: str
    team_name: str
    state: str
    opened_at: datetime
    acknowledged_at: datetime | None = None
    proposed_at: datetime | None = None
    declared_at: datetime | None = None
    first_comms_at: datetime | None = None
    mitigated_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    lead: str = ""
    declared_by: str = ""
    closed_because: str = ""
    """Why it was stood down, or closed by itself."""
    part_of: str = ""
    """The code of the incident it became part of."""
    headline: str = ""
    impact: str = ""
    total: tuple[Quantity, ...] = ()
    mitigation: str = ""
    workaround: str = ""
    measure: str = ""
    detection: Detection | None = None
    root_cause: RootCause | None = None
    involved: tuple[Involved, ...] = ()
    board: BoardView = BoardView()

    def with_findings(self, found: "FindingsRow | None") -> Self:
        """Return it as its review found it to be."""
        return self.model_copy(update=found.what) if found else self


class RoundRow(Message):
    """One update of comms: when it was due and when it was sent (None: not yet, or never), and how often it was missed."""

    code: str
    audience: Audience
    number: int
    version: int
    kind: RoundKind
    due_at: datetime | None = None
    sent_at: datetime | None = None
    missed: int = 0


class ReviewRow(Message):
    """The review of an incident: by when it had to be held (None: not at all), when it was, what it answered to each question."""

    code: str
    version: int
    state: str
    due_at: datetime | None = None
    meets_at: datetime | None = None
    held_at: datetime | None = None
    attended: tuple[str, ...] = ()
    answers: dict[Question, str] = Field(default_factory=dict)


class FindingsRow(Message):
    """What a review found out after its incident had ended: it holds in the place of what the incident's row says."""

    code: str
    version: int
    total: tuple[Quantity, ...] = ()
    detection: Detection | None = None
    root_cause: RootCause

    @property
    def what(self) -> dict[str, object]:
        """What holds in the place of what the incident's row says, by name."""
        return {"total": self.total, "detection": self.detection, "root_cause": self.root_cause}


class ActionRow(Message):
    """An action that follows from a review; `state` is open, done, moved or dropped, `why` the reason for the last two."""

    code: str
    number: int
    version: int
    text: str
    owner: str
    owner_name: str
    team: str
    team_name: str
    due: date
    measure: str
    state: str
    ended_at: datetime | None = None
    why: str = ""
    approved_by: str = ""


class HistoryToRecord(Message):
    """What is to be written into the lasting record of the incident with this code, all or none."""

    code: str
    entries: tuple[TimelineEntry, ...] = ()
    incident: IncidentRow | None = None
    rounds: tuple[RoundRow, ...] = ()
    review: ReviewRow | None = None
    findings: FindingsRow | None = None
    actions: tuple[ActionRow, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return all(not getattr(self, name) for name in type(self).model_fields if name != "code")


class EarlierQuery(Message):
    """Which incidents of the past were like the one with this code: of the same service, or told of in the same words."""

    code: str
    key: str
    words: str


class EarlierIncident(Message):
    """One of them: what it was, when it opened, and what helped."""

    code: str
    service: str
    opened_at: datetime
    what: str
    workaround: str = ""


class EarlierIncidents(Message):
    """Incidents of the past, the likeliest first."""

    incidents: tuple[EarlierIncident, ...] = ()
