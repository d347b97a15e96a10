"""What may be shown of an incident, as the command line, the API and the stories read it."""

from datetime import datetime

from domain.board.views import BoardView
from domain.closing.detection import Detection
from domain.closing.root_cause import RootCause
from domain.comms.rounds.situation import RoundStatus
from domain.lifecycle import IncidentState
from domain.lookups import RecentIncident
from domain.messages import Message
from domain.reliance.contact_plan import ContactPlan
from domain.timeline import TimelineEntry


class Due(Message):
    """What happens next if nobody does anything, and when (UTC)."""

    what: str
    at: datetime


class UpdatesShown(RoundStatus):
    """How the updates to one audience stand, with whom the open one was brought to: names of people.

    `reminded` is who was reminded of it; `overdue`: others are called for it, until `seen_to_by` sees to it.
    """

    overdue: bool = False
    reminded: str | None = None
    seen_to_by: str | None = None

    @property
    def whose(self) -> str:
        """Who knows of the open one, as a sentence; nothing where nobody was told yet."""
        if self.overdue:
            return f"{self.seen_to_by} sees to it." if self.seen_to_by else "Nobody sees to it yet: people are called."
        return f"{self.reminded} was reminded." if self.reminded else ""


class IncidentView(Message):
    """Where an incident stands: whose it is, who leads it, what is known, what is due, and its timeline.

    `part_of` is the code of the incident that decides for it, `with_it` are those it decides for; `may_be_same` is the one that was
    offered to whoever has it.
    """

    code: str
    service: str
    state: IncidentState
    team: str
    team_id: str = ""
    stood_down_by: str | None = None
    closed_because: str | None = None
    quiet_until: datetime | None = None
    holder: str | None
    opened_at: datetime
    alerts: int
    repeats: int
    headline: str
    impact: str | None = None
    judged: str = ""
    declared_by: str | None = None
    lead: str | None = None
    offered_to: str | None = None
    board: BoardView = BoardView()
    contacts: ContactPlan | None = None
    called: tuple[str, ...] = ()
    """The ids of the teams that should be on the technical call now; none when nobody is needed on it."""
    on_call: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    on_business_call: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    """Who is invited to the business call, and is not on it."""
    due: tuple[Due, ...] = ()
    rounds: tuple[UpdatesShown, ...] = ()
    """How the updates to each audience stand: which is open, when it is due, what was missed, who sees to it."""
    older_entries: int
    timeline: list[TimelineEntry]
    also_opened: str | None = None
    changed_lately: str | None = None
    may_be_same: RecentIncident | None = None
    mitigated_at: datetime | None = None
    """When the impact ended; `mitigation` is what was done."""
    mitigation: str = ""
    final_waived: str = ""
    """Why no final update is sent, where that is so."""
    detection: Detection | None = None
    root_cause: RootCause | None = None
    """As somebody named it; None while nobody has: then it is the team in charge."""
    workaround: str = ""
    measure: str = ""
    part_of: str | None = None
    with_it: tuple[str, ...] = ()
    for_the_record: bool = False
