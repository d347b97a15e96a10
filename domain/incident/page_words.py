"""What a page says of an incident now, by what it asks; a search and its pages are told anew when that changes."""

import hashlib

from domain.assessment import in_words as in_words_of
from domain.incident import business_call, leads
from domain.incident.state import Incident
from domain.messages import PageWords, Purpose

_FACTS_SHOWN = 3
_PERSONAL = {Purpose.OFFER_LEAD: leads.offer_words, Purpose.BUSINESS_CALL: business_call.words}


def page_words(incident: Incident, purpose: Purpose) -> PageWords:
    """Return what a page with this purpose says of this incident."""
    if purpose in _PERSONAL:
        return _PERSONAL[purpose](incident)
    service = incident.service_name
    quiet_for = incident.card.quiet_for if incident.card else None
    if purpose is Purpose.DECLARE:
        detail = f"Proposed by {incident.episode.proposed_by}. {in_words_of(incident.episode.assessment)}"
        return PageWords(headline=incident.headline, detail=detail, service=service, quiet_for=quiet_for)
    if purpose is Purpose.JOIN:
        led = f"Led by {incident.leadership.lead.person.name}." if incident.leadership.lead else ""
        return PageWords(headline=f"Major incident. {incident.headline}", detail=led, service=service)
    if purpose is Purpose.REOPEN:
        latest = next((alert for alert in reversed(incident.alerts.values()) if alert.firing), None)
        detail = f"{latest.name}: {latest.summary}." if latest else ""
        fires = "an alert fired that has cleared since" if incident.all_clear else "an alert fires"
        return PageWords(headline=f"{incident.code} was mitigated, and {fires}.", detail=detail, service=service)
    if purpose is Purpose.LEAD:
        lead = incident.leadership.lead
        silent = f"{incident.code}: nothing is heard of its lead, {lead.person.name if lead else 'who is gone'}."
        return PageWords(headline=silent, detail=incident.headline, service=service)
    firing = [alert for alert in incident.alerts.values() if alert.firing]
    told = "; ".join(f"{alert.name}: {alert.summary}" for alert in firing[:_FACTS_SHOWN])
    more = f"; and {len(firing) - _FACTS_SHOWN} more" if len(firing) > _FACTS_SHOWN else ""
    detail = f"{told}{more}." if told else ""
    return PageWords(headline=incident.headline, detail=detail, service=service, quiet_for=quiet_for)


def digest(words: PageWords) -> str:
    """Return what tells these words from others: a search is remembered for days, and what it was told need not be."""
    return hashlib.sha256(words.model_dump_json().encode()).hexdigest()[:12]
