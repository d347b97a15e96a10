"""What is news about an incident that is part of another is the other's: alerts, reports of persons, changes."""

from domain.alerts import Alert, AlertsReceived
from domain.board.posted_changes import ChangePosted
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.messages import Suspected

_ALERTS_TOGETHER = 100  # as many as one signal takes, however the alerts came


def forwards(incident: Incident) -> bool:
    """Whether what is news about this incident goes to another, of which it is part."""
    return incident.state is IncidentState.ATTACHED and incident.episode.closed_at is None


def pass_on(incident: Incident, fact: Suspected | ChangePosted) -> None:
    """Note that the other is to be told of a fact, if this incident is part of another."""
    if forwards(incident):
        incident.to_forward.append(fact)


def pass_on_alert(incident: Incident, alert: Alert) -> None:
    """Note that the other is to be told of an alert, if this incident is part of another; many go together."""
    if not forwards(incident):
        return
    last = incident.to_forward[-1] if incident.to_forward else None
    if isinstance(last, AlertsReceived) and len(last.alerts) < _ALERTS_TOGETHER:
        last.alerts.append(alert)
    else:
        incident.to_forward.append(AlertsReceived(alerts=[alert]))
