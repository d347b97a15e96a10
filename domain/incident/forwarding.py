"""What is news about an incident that is part of another is the other's: alerts, reports of persons, changes."""

from datetime import datetime

from domain.alerts import Alert, AlertsReceived
from domain.board.posted_changes import ChangePosted, ChangesPosted, change_posted
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.messages import Suspected

_ALERTS_TOGETHER = 100  # as many as one signal takes, however the alerts came
_CHANGES_TOGETHER = 20  # as many as a board shows: of more that wait at once, the other is told of the latest


def forwards(incident: Incident) -> bool:
    """Whether what is news about this incident goes to another, of which it is part."""
    return incident.state is IncidentState.ATTACHED and incident.episode.closed_at is None


def pass_on(incident: Incident, report: Suspected) -> None:
    """Note that the other is to be told what a person reported, if this incident is part of another."""
    if forwards(incident):
        incident.to_forward.append(report)


def changed(incident: Incident, change: ChangePosted, now: datetime) -> None:
    """Note a change on the board; one that is new goes to the other, too, if this incident is part of another."""
    if not change_posted(incident.board, change, now, incident.write) or not forwards(incident):
        return
    waiting = next((each for each in incident.to_forward if isinstance(each, ChangesPosted)), None)
    if waiting is None:
        incident.to_forward.append(ChangesPosted(changes=[change]))
    else:
        waiting.changes[:] = [*waiting.changes, change][-_CHANGES_TOGETHER:]


def pass_on_alert(incident: Incident, alert: Alert) -> None:
    """Note that the other is to be told of an alert, if this incident is part of another; many go together."""
    if not forwards(incident):
        return
    last = incident.to_forward[-1] if incident.to_forward else None
    if isinstance(last, AlertsReceived) and len(last.alerts) < _ALERTS_TOGETHER:
        last.alerts.append(alert)
    else:
        incident.to_forward.append(AlertsReceived(alerts=[alert]))
