"""What of an incident goes into the lasting record: each entry of its timeline once, and how it stands whenever that changes."""

import hashlib
from datetime import datetime, timedelta

from domain.board.views import board_view
from domain.codes import read_incident_code
from domain.history.rows import HistoryToRecord, IncidentRow
from domain.incident import round_rows
from domain.incident.resolving import root_cause_of
from domain.incident.state import Incident
from domain.incident.views import part_of
from domain.lifecycle import IncidentState

_ROWS_TOGETHER = 50
_FIRST_OF_ALL = timedelta(minutes=1)


def waits_until(incident: Incident, now: datetime) -> datetime | None:
    """Return until when nothing is recorded yet (UTC); None when it need not wait, or need not any more.

    As long as nobody has it, its first minute belongs to whoever is to be called: when hundreds of alerts come at once, no phone
    rings later for the sake of a record.
    """
    has_begun = incident.outbox.version > 0 or incident.outbox.overflows
    if has_begun or incident.first_taken_at or incident.episode.closed_at:
        return None
    begins_at = incident.opened_at + _FIRST_OF_ALL
    return begins_at if now < begins_at else None


def next_to_record(incident: Incident) -> HistoryToRecord:
    """Return what is recorded next; empty when all of it is."""
    return _to_record(incident, whole=False)


def all_to_record(incident: Incident) -> HistoryToRecord:
    """Return everything that is not recorded yet, for whoever records it after the end of the incident."""
    return _to_record(incident, whole=True)


def recorded(incident: Incident, written: HistoryToRecord) -> None:
    """Note what was recorded; what has changed meanwhile is recorded anew."""
    incident.outbox.recorded(written.entries)
    round_rows.recorded(incident, written.rounds)
    if written.incident:
        incident.outbox.rows = _digest(written.incident)


def _to_record(incident: Incident, *, whole: bool) -> HistoryToRecord:
    row = _row(incident)
    changed = row is not None and _digest(row) != incident.outbox.rows
    outbox, rounds = incident.outbox, incident.comms.unrecorded
    return HistoryToRecord(
        code=incident.code,
        entries=tuple(outbox.waiting) if whole else outbox.next_together(),
        incident=row if changed else None,
        rounds=tuple(rounds if whole else rounds[:_ROWS_TOGETHER]),
    )


def _row(incident: Incident) -> IncidentRow | None:
    """Return how it stands; None before its service was looked up."""
    card, episode, closing = incident.card, incident.episode, incident.episode.closing
    if card is None:
        return None
    lead = incident.leadership.lead
    leads = lead.person if lead else episode.last_lead
    return IncidentRow(
        code=incident.code,
        version=incident.outbox.version + 1,
        key=read_incident_code(incident.code).key,
        service=incident.service_name,
        team=card.team,
        team_name=card.team_name,
        state=incident.state,
        opened_at=incident.opened_at,
        acknowledged_at=incident.first_taken_at,
        proposed_at=episode.proposed_at,
        declared_at=incident.comms.declared_at or episode.declared_at,
        first_comms_at=incident.comms.first_sent_at,
        mitigated_at=closing.impact_ended_at,
        resolved_at=episode.resolved_at,
        closed_at=episode.closed_at,
        lead=leads.name if leads else "",
        declared_by=episode.declared_by or "",
        closed_because=_why_closed(incident),
        part_of=part_of(incident) or "",
        headline=incident.headline,
        impact=incident.impact or "",
        total=incident.comms.total,
        mitigation=closing.mitigation,
        workaround=closing.workaround,
        measure=closing.measure,
        detection=closing.detection,
        root_cause=root_cause_of(incident),
        involved=incident.involvement.all,
        board=board_view(incident.board),
    )


def _why_closed(incident: Incident) -> str:
    """Return why it was stood down, or closed by itself."""
    if incident.state is not IncidentState.STOOD_DOWN:
        return ""
    return incident.episode.closed_because or (incident.comms.closure.because if incident.comms.closure else "")


def _digest(row: IncidentRow) -> str:
    return hashlib.sha256(row.model_copy(update={"version": 0}).model_dump_json().encode()).hexdigest()[:12]
