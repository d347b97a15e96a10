"""What a page says of an incident now, by what it asks; a search and its pages are told anew when that changes."""

import hashlib
from collections.abc import Callable, Mapping

from domain.assessment import in_words as in_words_of
from domain.incident import business_call, leads, reminding
from domain.incident.state import Incident
from domain.messages import PageWords, Purpose

_FACTS_SHOWN = 3


def page_words(incident: Incident, purpose: Purpose) -> PageWords:
    """Return what a page with this purpose says of this incident."""
    return _PAGE_WORDS[purpose](incident)


def _to_judge(incident: Incident) -> PageWords:
    firing = [alert for alert in incident.alerts.values() if alert.firing]
    told = "; ".join(f"{alert.name}: {alert.summary}" for alert in firing[:_FACTS_SHOWN])
    more = f"; and {len(firing) - _FACTS_SHOWN} more" if len(firing) > _FACTS_SHOWN else ""
    return _about(incident, " ".join(filter(None, (f"{told}{more}." if told else "", _the_last(incident)))))


def _to_declare(incident: Incident) -> PageWords:
    episode = incident.episode
    judged = f"Proposed by {episode.proposed_by}. {in_words_of(episode.assessment)}"
    return _about(incident, " ".join(filter(None, (judged, _the_last(incident)))))


def _the_last(incident: Incident) -> str:
    """Return which incident of the service was the last one before it; nothing where nobody knows of any."""
    last = incident.surroundings.last_incident
    return f"{last[:1].upper()}{last[1:]}." if last else ""


def _about(incident: Incident, detail: str) -> PageWords:
    """Return the words of a page by whose answer the incident may be closed as not major."""
    quiet_for = incident.card.quiet_for if incident.card else None
    return PageWords(headline=incident.headline, detail=detail, service=incident.service_name, quiet_for=quiet_for)


def _to_join(incident: Incident) -> PageWords:
    led = f"Led by {incident.leadership.lead.person.name}." if incident.leadership.lead else ""
    return PageWords(headline=f"Major incident. {incident.headline}", detail=led, service=incident.service_name)


def _to_come_back(incident: Incident) -> PageWords:
    led = f"Led by {incident.leadership.lead.person.name}." if incident.leadership.lead else ""
    return PageWords(headline=f"It is not over. {incident.headline}", detail=led, service=incident.service_name)


def _to_reopen(incident: Incident) -> PageWords:
    latest = next((alert for alert in reversed(incident.alerts.values()) if alert.firing), None)
    fires = "an alert fired that has cleared since" if incident.all_clear else "an alert fires"
    return PageWords(
        headline=f"{incident.code} was mitigated, and {fires}.",
        detail=f"{latest.name}: {latest.summary}." if latest else "",
        service=incident.service_name,
    )


def _to_take_over(incident: Incident) -> PageWords:
    """Return what is said of a lead who is silent: to them, whether they still lead; to whoever may take over, who is silent."""
    lead = incident.leadership.lead
    return PageWords(
        headline=f"{incident.code}: nothing is heard of its lead, {lead.person.name if lead else 'who is gone'}.",
        detail=incident.headline,
        service=incident.service_name,
        asks_first=f"Do you still lead {incident.code}? Nothing has been heard of you.",
    )


_PAGE_WORDS: Mapping[Purpose, Callable[[Incident], PageWords]] = {
    Purpose.TRIAGE: _to_judge,
    Purpose.DECLARE: _to_declare,
    Purpose.JOIN: _to_join,
    Purpose.CALL_BACK: _to_come_back,
    Purpose.REOPEN: _to_reopen,
    Purpose.SILENT_LEAD: _to_take_over,
    Purpose.OFFER_LEAD: leads.offer_words,
    Purpose.BUSINESS_CALL: business_call.words,
    Purpose.ROUND_OVERDUE: reminding.overdue_words,
    Purpose.ROUND_DUE: reminding.nudge_words,
}
"""What a page says, for every purpose that is searched for."""


def digest(words: PageWords) -> str:
    """Return what tells these words from others: a search is remembered for days, and what it was told need not be."""
    return hashlib.sha256(words.model_dump_json().encode()).hexdigest()[:12]
