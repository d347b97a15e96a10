"""The state of one incident, and what happens to it in its first hours: reported, in triage, stood down (P9 to P11).

What an alert does to it stands in domain/incident_alerts.py; what it does next, in domain/incident_moves.py.
"""

from datetime import datetime, timedelta
from typing import Unpack

from pydantic import BaseModel, Field

from domain.alerts import Alert
from domain.errors import Refused
from domain.lifecycle import Actor, Command, IncidentState, apply, in_words
from domain.messages import (
    EscalationReport,
    FactsRecorded,
    IncidentStart,
    IncidentView,
    PageWords,
    RecentIncidents,
    ServiceCard,
    Stop,
)
from domain.organisation import Urgency
from domain.timeline import Details, Journal, Kind, Timeline
from domain.wording import duration_in_words, headline

LATELY = timedelta(minutes=15)
"""How far back other incidents are looked for when somebody takes one."""

_FACTS_SHOWN = 3
_OTHERS_SHOWN = 10


class Incident(BaseModel):
    """Everything an incident carries over a continue-as-new.

    `asked_for` is the most that alerts ask for and no search does yet; None when nothing new has come, or for the record only.
    """

    workflow_id: str
    code: str
    opened_at: datetime
    journal: Journal
    state: IncidentState = IncidentState.REPORTED
    first_contact: str | None = None
    first_contact_name: str | None = None
    first_taken_at: datetime | None = None
    service_label: str | None = None
    card: ServiceCard | None = None
    alerts: dict[str, Alert] = Field(default_factory=dict)
    alerts_seen: int = 0
    counted: list[str] = Field(default_factory=list)
    repeats: int = 0
    asked_for: Urgency | None = None
    latest_new_at: datetime | None = None
    clear_since: datetime | None = None
    triages: int = 0
    triage_running: bool = False
    triage_urgency: Urgency = Urgency.HIGH
    triage_told_to_stop: bool = False
    triage_told_clear: bool = False
    triage_heard_of_at: datetime | None = None
    looked_around: bool = False
    also_opened: str | None = None
    quiet_until: datetime | None = None
    closed_at: datetime | None = None
    stood_down_by: str | None = None
    closed_by_itself: bool = False
    shown: dict[str, str] = Field(default_factory=dict)
    timeline: Timeline = Field(default_factory=Timeline)

    def write(self, at: datetime, kind: Kind, what: str, **details: Unpack[Details]) -> None:
        """Write on the timeline."""
        self.journal.write(self.code, at, kind, what, **details)
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
        """Whether any alert still fires; those that were only counted are thought to."""
        return bool(self.counted) or any(alert.firing for alert in self.alerts.values())

    @property
    def all_clear(self) -> bool:
        """Whether there were alerts, and all of them have cleared; what came without an alert cannot clear."""
        return self.clear_since is not None

    @property
    def search_due(self) -> bool:
        """Whether a search is asked for that does not run: any, or a more urgent one. What came without an alert needs one."""
        if self.state is IncidentState.REPORTED and not self.alerts_seen:
            return True
        return self.asked_for is not None and (not self.triage_running or self.asked_for.outranks(self.triage_urgency))

    @property
    def for_the_record(self) -> bool:
        """Whether nobody is told of it, because its alerts are for the record only."""
        return self.state is IncidentState.REPORTED and not self.search_due and self.card is not None


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
    """Begin the search for someone who judges it (P10): at first, again after a stand-down, or anew within triage."""
    anew = incident.state is IncidentState.TRIAGE
    if not anew:
        reported = incident.state is IncidentState.REPORTED
        apply(incident, Command.START_TRIAGE if reported else Command.REOPEN_TRIAGE)
    incident.triages += 1
    incident.triage_running = True
    incident.triage_urgency = incident.asked_for or Urgency.HIGH
    incident.triage_told_to_stop = incident.triage_told_clear = False
    incident.triage_heard_of_at = now
    incident.first_contact = incident.first_contact_name = None
    incident.asked_for = incident.quiet_until = incident.also_opened = None
    incident.looked_around = incident.closed_by_itself = False
    team = incident.card.team_name if incident.card else "?"
    quietly = ": the on-call engineer is told, and nobody is called" if incident.triage_urgency is Urgency.LOW else ""
    start = "triage starts anew" if anew else "triage starts"
    incident.write(now, Kind.STATE, f"{start} with {team}{quietly}", why=incident.headline)


def supersede_triage(incident: Incident) -> None:
    """The search of low urgency is told to stop: what came since needs people to be called, and its end is not waited for."""
    incident.triage_running = False


def search_told(incident: Incident, now: datetime) -> bool:
    """Note that the search is told whether all alerts have cleared, and return that."""
    incident.triage_told_clear = incident.all_clear
    incident.triage_heard_of_at = now
    return incident.triage_told_clear


def search_ended(incident: Incident, now: datetime) -> None:
    """The search does not run any more. In triage nothing has settled it, so somebody ended it by hand: it starts anew."""
    incident.triage_running = False
    if incident.state is IncidentState.TRIAGE:
        if incident.asked_for is None or incident.triage_urgency.outranks(incident.asked_for):
            incident.asked_for = incident.triage_urgency
        why = "it was ended from outside, and an incident in triage is never without one"
        incident.write(now, Kind.NOTE, "the search had stopped: it starts anew", why=why)


def escalation_reported(incident: Incident, report: EscalationReport, now: datetime) -> timedelta | None:
    """Note who has it; the escalation has put the answer itself on the timeline.

    Returns how long the incident was open until anybody had it, when this is the first to have it.
    """
    incident.triage_heard_of_at = now
    if report.ended:
        search_ended(incident, now)
        return None
    passed_on = incident.first_contact is not None and report.holder is None
    incident.first_contact, incident.first_contact_name = report.holder, report.holder_name
    if passed_on and incident.clear_since:
        incident.clear_since = now  # whoever is called next has the whole time to take it
    if report.holder is None or incident.first_taken_at is not None:
        return None
    incident.first_taken_at = now
    return now - incident.opened_at


def others_seen(incident: Incident, found: RecentIncidents | None, now: datetime) -> None:
    """Say which other incidents were opened lately: they may have the same cause (P10). None: nobody could tell."""
    if found is None:
        incident.write(now, Kind.NOTE, "other incidents of late could not be looked up")
    elif found.incidents:
        shown = [f"{each.code} ({each.service})" for each in found.incidents[:_OTHERS_SHOWN]]
        more = len(found.incidents) - len(shown)
        incident.also_opened = ", ".join([*shown, *([f"and {more} more"] if more else [])])
        what = f"opened in the last {duration_in_words(LATELY)} too: {incident.also_opened}"
        incident.write(now, Kind.NOTE, what, why="what fails at the same time may have one cause")


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
    incident.quiet_until, incident.closed_at = now + quiet_for, now
    incident.asked_for = None
    incident.closed_by_itself = False
    incident.stood_down_by = actor.name
    incident.write(now, Kind.STATE, "stood down as not major", who=actor.name, why=f"{reason} ({actor.proof})")
    return f"Incident {incident.code} is stood down. Nobody is called for the same alert."


def close_by_itself(incident: Incident, now: datetime) -> None:
    """Close what nobody has: all its alerts stayed clear for the policy's time, or it was for the record only."""
    recorded = incident.state is IncidentState.REPORTED
    apply(incident, Command.CLEAR)
    incident.asked_for = incident.quiet_until = None
    incident.closed_at = now
    incident.closed_by_itself = True
    if recorded:
        why = "its quiet time has passed" if incident.any_firing else "its alerts have cleared"
        incident.stood_down_by = "nobody: it was for the record only"
        incident.write(now, Kind.STATE, "closed: it was for the record only", why=why)
    else:
        clear_for = incident.card.closes_after_clear if incident.card else timedelta()
        why = f"all its alerts stayed clear for {duration_in_words(clear_for)}, and nobody had taken it"
        incident.stood_down_by = "nobody: it cleared by itself"
        incident.write(now, Kind.STATE, "closed as cleared by itself", why=why)


def page_words(incident: Incident) -> PageWords:
    """Return what a page says of this incident."""
    firing = [alert for alert in incident.alerts.values() if alert.firing]
    told = "; ".join(f"{alert.name}: {alert.summary}" for alert in firing[:_FACTS_SHOWN])
    more = f"; and {len(firing) - _FACTS_SHOWN} more" if len(firing) > _FACTS_SHOWN else ""
    return PageWords(headline=incident.headline, detail=f"{told}{more}." if told else "", service=incident.service_name)


def stop_order(incident: Incident, now: datetime) -> Stop:
    """Tell the search that it is settled, with the one text that everyone who was paged gets; note that it was told."""
    incident.triage_told_to_stop = True
    incident.triage_heard_of_at = now
    if incident.closed_by_itself:
        notice = f"{incident.code} cleared by itself and is closed. Nothing more to do."
        return Stop(because="cleared by itself", notice=notice)
    notice = f"{incident.code} is stood down as not major by {incident.stood_down_by}. Nothing more to do."
    return Stop(because="stood down as not major", notice=notice)


def details(incident: Incident) -> str:
    """Return what a manager reads in the Temporal UI (Markdown)."""
    holder = incident.first_contact_name or ("nobody: for the record only" if incident.for_the_record else "nobody yet")
    team = incident.card.team_name if incident.card else "being looked up"
    lines = [
        f"**{incident.code}** is {in_words(incident.state)}",
        incident.headline,
        f"Team: {team}. In hand with: {holder}.",
        f"Alerts: {incident.alerts_seen}, repeats: {incident.repeats}.",
    ]
    if incident.also_opened:
        lines.append(f"Opened in the last {duration_in_words(LATELY)} too: {incident.also_opened}.")
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
        stood_down_by=incident.stood_down_by if incident.state is IncidentState.STOOD_DOWN else None,
        quiet_until=incident.quiet_until,
        opened_at=incident.opened_at,
        alerts=incident.alerts_seen,
        repeats=incident.repeats,
        headline=incident.headline,
        older_entries=incident.timeline.older,
        timeline=incident.timeline.entries,
        also_opened=incident.also_opened,
        for_the_record=incident.for_the_record,
    )


class IncidentInput(IncidentStart):
    """How an incident starts: anew, or with what an earlier run carried over."""

    carried: Incident | None = None
