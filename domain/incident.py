"""The state of one incident and the rules of its first hours: reported, in triage, stood down (P9 to P11)."""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, Field

from domain.alerts import Alert
from domain.errors import Refused
from domain.lifecycle import Actor, Command, IncidentState, apply, in_words
from domain.messages import EscalationReport, FactsRecorded, IncidentStart, IncidentView, PageWords, ServiceCard
from domain.timeline import Journal, Kind, Timeline
from domain.wording import headline, shortened

_ALERTS_REMEMBERED = 50
_ALERTS_COUNTED = 500
_SUMMARY_SHOWN = 200  # characters of an alert's summary on the timeline
_FACTS_SHOWN = 3


class Incident(BaseModel):
    """Everything an incident carries over a continue-as-new."""

    workflow_id: str
    code: str
    opened_at: datetime
    journal: Journal
    state: IncidentState = IncidentState.REPORTED
    first_contact: str | None = None
    first_contact_name: str | None = None
    service_label: str | None = None
    card: ServiceCard | None = None
    alerts: dict[str, Alert] = Field(default_factory=dict)
    alerts_seen: int = 0
    counted: list[str] = Field(default_factory=list)
    repeats: int = 0
    new_alerts: bool = False
    triages: int = 0
    triage_running: bool = False
    triage_told_to_stop: bool = False
    quiet_until: datetime | None = None
    stood_down_by: str | None = None
    shown: dict[str, str] = Field(default_factory=dict)
    timeline: Timeline = Field(default_factory=Timeline)

    def write(self, at: datetime, kind: Kind, what: str, *, who: str | None = None, why: str | None = None) -> None:
        """Write on the timeline."""
        self.journal.write(self.code, at, kind, what, who=who, why=why)
        for entries in self.journal.take().values():
            self.timeline.add(entries)

    @property
    def service_name(self) -> str:
        """What people call the thing that fails."""
        return self.card.name if self.card else self.service_label or "an unnamed service"

    @property
    def headline(self) -> str:
        """The first sentence of every page: which service, and what it means."""
        effect = self.card.customer_effect if self.card else None
        first = next(iter(self.alerts.values()), None)
        return headline(self.service_name, effect, first.summary if first else "Reported.")

    @property
    def any_firing(self) -> bool:
        """Whether any alert still fires."""
        return any(alert.firing for alert in self.alerts.values())


def receive(incident: Incident, alert: Alert, now: datetime) -> None:
    """Take in one alert: a new one is a fact, a repeat is counted, one that cleared is noted; none pages anybody twice."""
    known = incident.alerts.get(alert.identity)
    if known is None and alert.firing:
        _take_in(incident, alert, now)
    elif known is not None and alert.firing == known.firing:
        incident.repeats += 1
    elif known is not None:
        incident.alerts[alert.identity] = alert
        what = f"alert fires again: {alert.name}" if alert.firing else f"alert cleared: {alert.name}"
        why = None if alert.firing else "an alert that clears never ends a page by itself"
        incident.write(now, Kind.ALERT, what, who=alert.source, why=why)


def _take_in(incident: Incident, alert: Alert, now: datetime) -> None:
    if not _has_room(incident):
        _count(incident, alert)
        return
    incident.alerts_seen += 1
    incident.service_label = incident.service_label or alert.service
    incident.new_alerts = True
    incident.alerts[alert.identity] = alert
    severity = f" ({alert.severity})" if alert.severity else ""
    incident.write(
        now, Kind.ALERT, f"{alert.name}{severity}: {shortened(alert.summary, _SUMMARY_SHOWN)}", who=alert.source
    )


def _count(incident: Incident, alert: Alert) -> None:
    """Beyond what a run should hold, alerts are counted, not stored; a new one still reopens what was stood down."""
    digest = hashlib.sha256(alert.identity.encode()).hexdigest()[:12]
    if digest in incident.counted:
        incident.repeats += 1
        return
    incident.counted = [*incident.counted, digest][-_ALERTS_COUNTED:]
    incident.alerts_seen += 1
    incident.new_alerts = True


def _has_room(incident: Incident) -> bool:
    """Whether one more alert can be held; the oldest that cleared makes room."""
    if len(incident.alerts) >= _ALERTS_REMEMBERED:
        cleared = next((key for key, alert in incident.alerts.items() if not alert.firing), None)
        if cleared is None:
            return False
        del incident.alerts[cleared]
    return True


def record(incident: Incident, facts: FactsRecorded) -> None:
    """Put on the timeline what escalations and pagers did; facts about an earlier incident of this service are not its own."""
    if facts.code == incident.code:
        incident.timeline.add(facts.entries)


def identify(incident: Incident, card: ServiceCard, now: datetime) -> None:
    """Put a service and a team to the incident, and say so when the organisation knows no such service."""
    incident.card = card
    if card.note:
        incident.write(now, Kind.NOTE, card.note, why="an alert is never dropped")


def start_triage(incident: Incident, now: datetime) -> None:
    """Begin the search for someone who judges it (P10): at first, or again after a stand-down."""
    command = Command.START_TRIAGE if incident.state is IncidentState.REPORTED else Command.REOPEN_TRIAGE
    apply(incident, command)
    incident.triages += 1
    incident.triage_running = True
    incident.triage_told_to_stop = False
    incident.first_contact = incident.first_contact_name = None
    incident.new_alerts = False
    incident.quiet_until = None
    team = incident.card.team_name if incident.card else "?"
    incident.write(now, Kind.STATE, f"triage starts with {team}", why=incident.headline)


def escalation_reported(incident: Incident, report: EscalationReport) -> None:
    """Note who has it; the escalation has put the answer itself on the timeline."""
    if report.ended:
        incident.triage_running = False
    else:
        incident.first_contact, incident.first_contact_name = report.holder, report.holder_name


def check_stand_down(incident: Incident, actor: Actor, code: str | None) -> None:
    """Raise `Refused` with the reason if this person may not stand it down now (P11), or means an earlier one; change nothing."""
    if code not in {None, incident.code}:
        raise Refused(f"Incident {code} is over; {incident.code} is another one.")
    apply(incident.model_copy(), Command.STAND_DOWN, actor)


def stand_down(incident: Incident, actor: Actor, reason: str, now: datetime) -> str:
    """Close the incident as not major and return the words to say back.

    Raises:
        Refused: as `check_stand_down`.

    """
    apply(incident, Command.STAND_DOWN, actor)
    quiet_for = incident.card.quiet_for if incident.card else timedelta()
    incident.quiet_until = now + quiet_for
    incident.new_alerts = False
    incident.stood_down_by = actor.name
    incident.write(now, Kind.STATE, "stood down as not major", who=actor.name, why=f"{reason} ({actor.proof})")
    return f"Incident {incident.code} is stood down. Nobody is called for the same alert."


class Move(StrEnum):
    """What the incident does next."""

    IDENTIFY = "identify"
    START_TRIAGE = "start_triage"
    STOP_TRIAGE = "stop_triage"
    LISTEN = "listen"
    STAY_QUIET = "stay_quiet"
    END = "end"


def next_move(incident: Incident, now: datetime) -> Move:
    """Say what comes next."""
    if incident.card is None:
        return Move.IDENTIFY
    stood_down = incident.state is IncidentState.STOOD_DOWN
    if stood_down and incident.triage_running:
        return Move.LISTEN if incident.triage_told_to_stop else Move.STOP_TRIAGE
    if incident.state is IncidentState.REPORTED or (stood_down and incident.new_alerts):
        return Move.START_TRIAGE
    if stood_down:
        return Move.STAY_QUIET if stays_quiet(incident, now) else Move.END
    return Move.LISTEN


def stays_quiet(incident: Incident, now: datetime) -> bool:
    """Whether a stood-down incident still swallows repeats: until its alerts clear or the quiet time has passed."""
    return incident.any_firing and incident.quiet_until is not None and now < incident.quiet_until


def page_words(incident: Incident) -> PageWords:
    """Return what a page says of this incident."""
    firing = [alert for alert in incident.alerts.values() if alert.firing]
    told = "; ".join(f"{alert.name}: {alert.summary}" for alert in firing[:_FACTS_SHOWN])
    more = f"; and {len(firing) - _FACTS_SHOWN} more" if len(firing) > _FACTS_SHOWN else ""
    return PageWords(headline=incident.headline, detail=f"{told}{more}." if told else "")


def stand_down_notice(incident: Incident) -> str:
    """Return the one text that everyone who was paged gets when it is stood down."""
    return f"{incident.code} is stood down as not major by {incident.stood_down_by}. Nothing more to do."


def details(incident: Incident) -> str:
    """Return what a manager reads in the Temporal UI (Markdown)."""
    holder = incident.first_contact_name or "nobody yet"
    team = incident.card.team_name if incident.card else "being looked up"
    lines = [
        f"**{incident.code}** is {in_words(incident.state)}",
        incident.headline,
        f"Team: {team}. In hand with: {holder}.",
        f"Alerts: {incident.alerts_seen}, repeats: {incident.repeats}.",
    ]
    return "\n\n".join(lines)


def view(incident: Incident) -> IncidentView:
    """Return what may be shown of the incident."""
    return IncidentView(
        code=incident.code,
        service=incident.service_name,
        state=incident.state,
        team=incident.card.team_name if incident.card else "",
        team_id=incident.card.team if incident.card else "",
        holder=incident.first_contact_name,
        stood_down_by=incident.stood_down_by if incident.quiet_until else None,
        quiet_until=incident.quiet_until,
        opened_at=incident.opened_at,
        alerts=incident.alerts_seen,
        repeats=incident.repeats,
        headline=incident.headline,
        older_entries=incident.timeline.older,
        timeline=incident.timeline.entries,
    )


class IncidentInput(IncidentStart):
    """How an incident starts: anew, or with what an earlier run carried over."""

    carried: Incident | None = None
