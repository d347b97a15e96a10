"""Proposing and declaring a major incident (P11), and declaring it provisionally while nobody senior answers (P12)."""

from datetime import datetime, timedelta

from domain.errors import Refused
from domain.impact import NOT_WORDED
from domain.incident.state import Incident
from domain.leading import PersonCard, begin, changes_hands, says_who_leads
from domain.lifecycle import Actor, Command, IncidentState, apply
from domain.seniority import called_to_declare, who_declares
from domain.timeline import Kind
from domain.wording import duration_in_words


def propose(incident: Incident, actor: Actor, reason: str, now: datetime) -> str:
    """Propose it as a major incident and return the words to say back: somebody senior is called from now on.

    Who is senior enough declares it with that. Proposed once more by the first contact, when nobody senior has answered in time, it
    is declared provisionally (P12).

    Raises:
        Refused: not by the one who has it, not while it is in triage, or too soon for a provisional declaration.

    """
    if incident.state is IncidentState.PROPOSED and incident.first_contact == actor.contact:
        return _declare_provisionally(incident, actor, reason, now)
    apply(incident, Command.PROPOSE, actor)
    incident.episode.told_nobody_senior = incident.report_unjudged = False
    incident.episode.proposed_at, incident.episode.proposed_by = now, actor.name
    why = f"{reason} ({actor.proof})" if reason else actor.proof
    incident.write(now, Kind.STATE, "proposed as a major incident", who=actor.name, channel=actor.channel, why=why)
    if actor.may_declare(incident.seniority) and incident.impact is not None:
        return declare(incident, actor, reason, now)
    called = called_to_declare(incident.seniority)
    return f"{incident.code} is proposed as a major incident. {called[0].upper()}{called[1:]} is called to declare it."


def declare(incident: Incident, actor: Actor, reason: str, now: datetime) -> str:
    """Declare it and return the words to say back: by somebody senior for good, by the first contact provisionally.

    Raises:
        Refused: there is no impact statement, or this person may not declare it now.

    """
    if actor.may_declare(incident.seniority):
        return _declare_for_good(incident, actor, reason, now)
    return _declare_provisionally(incident, actor, reason, now)


def _declare_for_good(incident: Incident, actor: Actor, reason: str, now: datetime) -> str:
    _check_impact(incident)
    confirmed = incident.state is IncidentState.PROVISIONALLY_DECLARED
    apply(incident, Command.DECLARE, actor)
    incident.episode.provisional = incident.report_unjudged = False
    incident.episode.declared_at = incident.episode.declared_at or now
    incident.episode.declared_by, incident.episode.declarer = actor.name, actor.contact
    what = "declaration confirmed" if confirmed else "declared a major incident"
    incident.write(now, Kind.STATE, what, who=actor.name, channel=actor.channel, why=_because(incident, actor, reason))
    _lead_from_now_on(incident, actor, now, "declared it" if not confirmed else "confirmed it")
    how = "confirmed" if confirmed else "declared"
    return f"{incident.code} is {how} as a major incident. {says_who_leads(incident.leadership, actor.contact)}"


def _declare_provisionally(incident: Incident, actor: Actor, reason: str, now: datetime) -> str:
    _check_impact(incident)
    earliest = provisional_from(incident)
    if incident.state is IncidentState.PROPOSED and earliest and now < earliest:
        wait = duration_in_words(earliest - now)
        who = who_declares(incident.seniority)
        raise Refused(f"Only {who} may declare; if none of them answers, you may in {wait}.")
    apply(incident, Command.DECLARE_PROVISIONALLY, actor)
    incident.episode.declared_at = now
    incident.episode.declared_by, incident.episode.declarer = actor.name, actor.contact
    why = f"nobody senior answered within {_patience(incident)}; {_because(incident, actor, reason)}"
    incident.write(now, Kind.STATE, "declared provisionally", who=actor.name, channel=actor.channel, why=why)
    incident.episode.provisional, incident.episode.provisional_lead = True, actor.contact
    begin(incident.leadership, PersonCard.of(actor), now, incident.write, "declared it provisionally")
    return f"{incident.code} is declared provisionally: you lead it, and {called_to_declare(incident.seniority)} is called on."


def _lead_from_now_on(incident: Incident, actor: Actor, now: datetime, why: str) -> None:
    """Who declares leads; until then the first contact did (P12), unless they have handed the lead over meanwhile."""
    leadership = incident.leadership
    if leadership.lead is None:
        begin(leadership, PersonCard.of(actor), now, incident.write, why)
    elif leadership.lead.person.id == incident.episode.provisional_lead != actor.contact:
        notices = changes_hands(leadership, PersonCard.of(actor), now, incident.write, because=why, by=actor)
        incident.tell_all(notices)


def nobody_senior(incident: Incident, now: datetime) -> None:
    """Tell the first contact that nobody senior answers and that they may declare it provisionally (P12)."""
    incident.episode.told_nobody_senior = True
    why = f"nobody senior has answered within {_patience(incident)}"
    incident.write(now, Kind.NOTE, "may declare it provisionally", who=incident.first_contact_name, why=why)
    words = f"{incident.code}: nobody senior answers yet, and they are called on. MAJOR and your code declares it provisionally."
    if incident.first_contact:
        incident.tell(incident.first_contact, words)


def provisional_from(incident: Incident) -> datetime | None:
    """Return from when on the first contact may declare it provisionally (P12); None before it is proposed."""
    if incident.episode.proposed_at is None or incident.card is None:
        return None
    return incident.episode.proposed_at + incident.card.provisional_after


def _check_impact(incident: Incident) -> None:
    if incident.impact is None:
        raise Refused(NOT_WORDED)


def _patience(incident: Incident) -> str:
    return duration_in_words(incident.card.provisional_after if incident.card else timedelta())


def _because(incident: Incident, actor: Actor, reason: str) -> str:
    said = f"{incident.impact}; {reason}" if reason else f"{incident.impact}"
    return f"{said} ({actor.proof})"
