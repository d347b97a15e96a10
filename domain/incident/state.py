"""What one incident remembers. What happens to it stands beside this file, each thing in its own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Unpack

from pydantic import BaseModel, Field

from domain.alerts import Alert, AlertsReceived
from domain.attaching import AttachAnswered, Attachment, Detached, Part
from domain.board.posted_changes import ChangesPosted
from domain.board.state import Board
from domain.bridges import Presence
from domain.history.outbox import Outbox
from domain.incident.comms_state import Comms
from domain.incident.episode import CalledTeam, Episode, Surroundings
from domain.incident.involvement import Involvement
from domain.incident.review_state import Reviewing
from domain.incident.searches import Searches
from domain.leading import Leadership, Notices
from domain.lifecycle import IncidentState
from domain.lookups import ServiceCard
from domain.messages import IncidentStart, Suspected
from domain.organisation import Urgency
from domain.page_messages import Notice, Telling
from domain.policies import Seniority
from domain.timeline import Details, Journal, Kind, Timeline, TimelineEntry
from domain.wording import headline


class Incident(BaseModel):
    """Everything an incident carries over a continue-as-new.

    `asked_for` is the most that alerts ask for and no search does yet; None when nothing new has come, or for the record only.
    `unheld_since` is since when nobody has it though people are called for it. `counted` are the digests of alerts beyond those in
    `alerts`; `forgotten`: there were more of them than are kept.
    """

    workflow_id: str
    code: str
    opened_at: datetime
    journal: Journal
    state: IncidentState = IncidentState.REPORTED
    episode: Episode = Field(default_factory=lambda known: Episode.of(known["code"]))
    surroundings: Surroundings = Field(default_factory=Surroundings)
    first_contact: str | None = None
    first_contact_name: str | None = None
    first_taken_at: datetime | None = None
    unheld_since: datetime | None = None
    service_label: str | None = None
    card: ServiceCard | None = None
    alerts: dict[str, Alert] = Field(default_factory=dict)
    suspected: list[str] = Field(default_factory=list)
    """Ids of what people reported (P9), the latest."""
    first_words: str | None = None
    alerts_seen: int = 0
    counted: list[str] = Field(default_factory=list)
    forgotten: bool = False
    repeats: int = 0
    asked_for: Urgency | None = None
    report_unjudged: bool = False
    """Whether a person has reported it and nobody has proposed, declared or closed it since: alerts that clear do not end that."""
    latest_new_at: datetime | None = None
    clear_since: datetime | None = None
    board: Board = Field(default_factory=Board)
    board_shared: int = 0
    """How far the people on the call have been texted what is new on the board, by its sequence."""
    board_shared_at: datetime | None = None
    on_call: Presence = Field(default_factory=Presence)
    on_business_call: Presence = Field(default_factory=Presence)
    told_of_life: bool = True
    """Whether the search for somebody who judges it knows the latest sign of life of whoever has it."""
    to_tell: list[Telling] = Field(default_factory=list)
    notices_made: int = 0
    searches: Searches = Field(default_factory=Searches)
    comms: Comms = Field(default_factory=Comms)
    involvement: Involvement = Field(default_factory=Involvement)
    review: Reviewing | None = None
    """What is known of its review; None before the first mitigation."""
    attachment: Attachment | None = None
    """The other incident, while this one asks to be part of it, or is."""
    attachments_asked: int = 0
    to_forward: list[AlertsReceived | Suspected | ChangesPosted] = Field(default_factory=list)
    leaving: list[Detached] = Field(default_factory=list)
    parts: dict[str, Part] = Field(default_factory=dict)
    """The incidents that are part of this one, by their codes."""
    answers_owed: list[AttachAnswered] = Field(default_factory=list)
    shown: dict[str, str] = Field(default_factory=dict)
    shown_unheld_since: datetime | None = None
    timeline: Timeline = Field(default_factory=Timeline)
    outbox: Outbox = Field(default_factory=Outbox)

    def write(self, at: datetime, kind: Kind, what: str, **details: Unpack[Details]) -> None:
        """Write on the timeline."""
        self.journal.write(self.code, at, kind, what, **details)
        for entries in self.journal.take().values():
            self.happened(entries)

    def happened(self, entries: Iterable[TimelineEntry]) -> None:
        """Put entries on the timeline, each once, and have those that are new recorded."""
        self.outbox.add(self.timeline.add(entries))

    def tell(self, person: str, words: str, *, board_of: str = "", sends_of: str = "") -> None:
        """Have words texted to a person, by their id; with `board_of`, this code, they say how texts of the board are stopped.

        With `sends_of`, this code, they say how the update is sent that the person was paged about.
        """
        self.notices_made += 1
        notice_id = f"{self.workflow_id}/{self.code}/notice/{self.notices_made}"
        notice = Notice(notice_id=notice_id, body=words, board_of=board_of, sends_of=sends_of)
        self.to_tell.append(Telling(person=person, notice=notice))

    def tell_all(self, notices: Notices) -> None:
        """Have words texted to several people."""
        for person, words in notices:
            self.tell(person, words)

    @property
    def leadership(self) -> Leadership:
        """Who leads it, and who is asked to."""
        return self.episode.leadership

    @property
    def called(self) -> dict[str, CalledTeam]:
        """The teams that are called to the technical call, by their ids."""
        return self.episode.called

    @property
    def service_name(self) -> str:
        """What people call the thing that fails."""
        return self.card.name if self.card else self.service_label or "an unnamed service"

    @property
    def impact(self) -> str | None:
        """The impact statement: what customers or staff cannot do, in business language (P17); None while nobody has said it."""
        if self.episode.worded:
            return self.episode.worded.text
        return self.card.customer_effect if self.card else None

    @property
    def seniority(self) -> Seniority:
        """Who is senior enough to declare it, by the company's policy (P11)."""
        return self.card.seniority if self.card else Seniority.HEAD_OF_DEPARTMENT

    @property
    def lead_id(self) -> str | None:
        """Who leads it (P13); None before it is declared, and after its end."""
        return self.leadership.lead.person.id if self.leadership.lead else None

    @property
    def last_lead_id(self) -> str | None:
        """Who led it when it was resolved; None before that."""
        return self.episode.last_lead.id if self.episode.last_lead else None

    @property
    def provisional(self) -> bool:
        """Whether it was declared by the first contact, and nobody senior has confirmed it (P12)."""
        return self.episode.provisional

    @property
    def in_charge(self) -> str | None:
        """Who leads it, or who has it before anybody does (P12)."""
        return self.lead_id or self.first_contact

    @property
    def headline(self) -> str:
        """The first sentence of every page: which service, and what it means."""
        first = next(iter(self.alerts.values()), None)
        return headline(self.service_name, self.impact, first.summary if first else self.first_words or "Reported.")

    @property
    def any_firing(self) -> bool:
        """Whether any alert still fires; those that were only counted are thought to."""
        return bool(self.counted) or any(alert.firing for alert in self.alerts.values())

    @property
    def all_clear(self) -> bool:
        """Whether there were alerts, and all have cleared; what a person reported cannot clear, and is for a person to judge."""
        return self.clear_since is not None

    @property
    def triage_due(self) -> bool:
        """Whether somebody is to be searched for who judges it, and is not: by anybody, or not urgently enough.

        What came without an alert is to be judged too. Once it is proposed, an alert is a fact for those who have it.
        """
        if self.state is IncidentState.REPORTED and not self.alerts_seen:
            return True
        triage = self.searches.triage
        running = triage if triage and triage.running else None
        if self.asked_for is None or self.state.handed_on:
            return False
        if self.state.awaits_declaration:
            return running is None
        return running is None or self.asked_for.outranks(running.urgency)

    @property
    def nobody_needed(self) -> bool:
        """Whether it is right that nobody has it: it is part of another, the on-call engineer was only told of it, or nobody is."""
        if self.state is IncidentState.ATTACHED:
            return True
        search = self.searches.triage
        only_told = search is not None and search.urgency is Urgency.LOW and self.state is IncidentState.TRIAGE
        return self.first_contact is None and (self.for_the_record or only_told)

    @property
    def for_the_record(self) -> bool:
        """Whether nobody is told of it, because its alerts are for the record only."""
        return self.state is IncidentState.REPORTED and not self.triage_due and self.card is not None


class IncidentInput(IncidentStart):
    """How an incident starts: anew, or with what an earlier run carried over."""

    carried: Incident | None = None
