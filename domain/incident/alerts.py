"""What an alert does to an incident: new, told again, worse, cleared (P9). None pages anybody twice, and none is ever lost."""

import hashlib
from datetime import datetime

from domain.alerts import Alert, AlertStatus, Route
from domain.incident import forwarding
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.messages import Suspected
from domain.organisation import Urgency
from domain.timeline import Kind
from domain.wording import duration_in_words, shortened

_ALERTS_REMEMBERED = 50
_ALERTS_COUNTED = 500
_SUMMARY_SHOWN = 200  # characters of an alert's summary on the timeline

_ASKS_FOR = {Route.PAGE: Urgency.HIGH, Route.TEXT: Urgency.LOW}
_ROUTE_IN_WORDS = {
    Route.TEXT: "by the company's routes the on-call engineer is told, and nobody is called",
    Route.RECORD: "by the company's routes it is for the record only",
}


def receive(incident: Incident, alert: Alert, now: datetime) -> None:
    """Take in one alert: a new one is a fact, a repeat is counted, a worse one asks for more, one that cleared is noted.

    What is news about an incident that is part of another is passed on to the other.
    """
    repeats = incident.repeats
    known = incident.alerts.get(alert.identity)
    if known is not None:
        _told_again(incident, known, alert, now)
    elif not alert.firing:
        _forget_counted(incident, alert)
    elif _is_overtaken(incident, alert) or _is_counted(incident, alert) or _may_be_a_repeat(incident, alert, now):
        incident.repeats += 1
    else:
        _take_in(incident, alert, now)
    _watch_the_clock(incident, now)
    if incident.repeats == repeats:
        forwarding.pass_on_alert(incident, alert)


def suspect(incident: Incident, report: Suspected, now: datetime) -> None:
    """Take in what a person reports, without an alert or beside one (P9): it is searched for somebody who judges it."""
    if report.report_id in incident.suspected:
        return
    incident.suspected = [*incident.suspected, report.report_id][-_ALERTS_REMEMBERED:]
    incident.first_words = incident.first_words or report.what
    what = f"reported: {shortened(report.what, _SUMMARY_SHOWN)}"
    incident.write(now, Kind.ALERT, what, who=report.name, channel=report.channel, why=report.proof or None)
    ask_for_urgently(incident, now)
    forwarding.pass_on(incident, report)


def _told_again(incident: Incident, known: Alert, alert: Alert, now: datetime) -> None:
    if alert.firing and alert.worse_than(known):
        incident.alerts[alert.identity] = alert
        ask_for(incident, alert, now)
        incident.write(now, Kind.ALERT, f"alert is worse now: {_title(alert)}", who=alert.source, why=_why(alert))
    elif alert.firing == known.firing:
        incident.repeats += 1
    else:
        incident.alerts[alert.identity] = known.model_copy(update={"status": alert.status})
        if alert.firing:
            _fires_again(incident, known, now)
        else:
            incident.write(
                now, Kind.ALERT, f"alert cleared: {alert.name}", who=alert.source, why=_what_follows(incident)
            )


def _fires_again(incident: Incident, known: Alert, now: datetime) -> None:
    incident.write(now, Kind.ALERT, f"alert fires again: {known.name}", who=known.source)
    # Of what closed by itself nobody has judged whether it is harmless; of what is mitigated, that it fires again is news.
    if incident.episode.closed_by_itself or incident.state.impact_over:
        ask_for(incident, known, now)


def _what_follows(incident: Incident) -> str | None:
    """Say what comes of an alert that cleared."""
    if incident.state is IncidentState.REPORTED:
        return None
    if incident.report_unjudged:
        return "a person has reported it, too: it is for a person to judge"
    judged = incident.first_contact or incident.state is not IncidentState.TRIAGE
    if incident.any_firing or judged or incident.card is None:
        return "an alert that clears never ends a page by itself"
    wait = duration_in_words(incident.card.closes_after_clear)
    return f"all alerts are clear: if they stay so for {wait} and nobody takes it, it closes by itself"


def _is_overtaken(incident: Incident, alert: Alert) -> bool:
    """Whether the same alert is known with a later start: then this is old news, or a source that has corrected the start."""
    return any(_same(known, alert) and known.starts_at > alert.starts_at for known in incident.alerts.values())


def _is_counted(incident: Incident, alert: Alert) -> bool:
    return _digest(alert) in incident.counted


def _may_be_a_repeat(incident: Incident, alert: Alert, now: datetime) -> bool:
    """Whether an alert of which nothing is known may have been judged: after a stand-down, when some could not be remembered.

    One that began anew, or that asks for more than was searched for, is new in any case.
    """
    if not incident.forgotten or incident.episode.quiet_until is None or now >= incident.episode.quiet_until:
        return False
    urgency, search = _ASKS_FOR.get(alert.route), incident.searches.triage
    graver = urgency is not None and (search is None or urgency.outranks(search.urgency))
    return not graver and not any(_same(known, alert) for known in incident.alerts.values())


def _take_in(incident: Incident, alert: Alert, now: datetime) -> None:
    _end_earlier_occurrences(incident, alert)
    if not _has_room(incident):
        _count(incident, alert, now)
        return
    incident.alerts_seen += 1
    incident.service_label = incident.service_label or alert.service
    incident.alerts[alert.identity] = alert
    incident.latest_new_at = now
    ask_for(incident, alert, now)
    what = f"{_title(alert)}: {shortened(alert.summary, _SUMMARY_SHOWN)}"
    incident.write(now, Kind.ALERT, what, who=alert.source, why=_why(alert))


def _end_earlier_occurrences(incident: Incident, alert: Alert) -> None:
    """What began anew had ended before: the word of that may have been lost, and must not keep the incident open."""
    for key, known in incident.alerts.items():
        if _same(known, alert) and known.firing:
            incident.alerts[key] = known.model_copy(update={"status": AlertStatus.RESOLVED})


def ask_for_urgently(incident: Incident, now: datetime) -> None:
    """Note that people are to be called for what is not an alert; after mitigation the lead is asked."""
    if forwarding.forwards(incident):
        return
    if incident.state.impact_over:
        incident.episode.recurred_at = incident.episode.recurred_at or now
    else:
        incident.asked_for, incident.report_unjudged, incident.clear_since = Urgency.HIGH, True, None


def ask_for(incident: Incident, alert: Alert, now: datetime) -> None:
    """Note the search an alert asks for, unless a more urgent one is asked for already; after mitigation the lead is asked.

    Of an incident that is part of another, the other is asked.
    """
    if forwarding.forwards(incident):
        return
    urgency = _ASKS_FOR.get(alert.route)
    if urgency and incident.state.impact_over:
        incident.episode.recurred_at = incident.episode.recurred_at or now
    elif urgency and (incident.asked_for is None or urgency.outranks(incident.asked_for)):
        incident.asked_for = urgency


def _count(incident: Incident, alert: Alert, now: datetime) -> None:
    """Beyond what a run should hold, alerts are counted, not stored; a new one still asks for what its route says."""
    if len(incident.counted) < _ALERTS_COUNTED:
        incident.counted = [*incident.counted, _digest(alert)]
    else:
        incident.forgotten = True
    incident.alerts_seen += 1
    incident.latest_new_at = now
    ask_for(incident, alert, now)


def _forget_counted(incident: Incident, alert: Alert) -> None:
    """One that was only counted has cleared: it keeps the incident open no longer."""
    digest = _digest(alert)
    incident.counted = [each for each in incident.counted if each != digest]


def _has_room(incident: Incident) -> bool:
    """Whether one more alert can be held; the oldest that cleared makes room."""
    if len(incident.alerts) >= _ALERTS_REMEMBERED:
        cleared = next((key for key, alert in incident.alerts.items() if not alert.firing), None)
        if cleared is None:
            return False
        del incident.alerts[cleared]
    return True


def _watch_the_clock(incident: Incident, now: datetime) -> None:
    """Note since when all alerts are clear, if there are any; one that fires stops that clock, as does a person's report."""
    if incident.any_firing or incident.report_unjudged:
        incident.clear_since = None
    elif incident.alerts and incident.clear_since is None:
        incident.clear_since = now


def _same(known: Alert, alert: Alert) -> bool:
    return (known.source, known.fingerprint) == (alert.source, alert.fingerprint)


def _digest(alert: Alert) -> str:
    return hashlib.sha256(alert.identity.encode()).hexdigest()[:12]


def _title(alert: Alert) -> str:
    return f"{alert.name} ({alert.severity})" if alert.severity else alert.name


def _why(alert: Alert) -> str | None:
    return _ROUTE_IN_WORDS.get(alert.route)
