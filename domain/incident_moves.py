"""What an incident does next, and until when it may sleep: state + now → move."""

from datetime import datetime, timedelta
from enum import StrEnum

from domain.incident import Incident
from domain.lifecycle import IncidentState
from domain.organisation import Urgency

_SEARCH_IS_ASKED_EVERY = timedelta(hours=1)  # a search that somebody terminated by hand is noticed by then


_LAST_WORDS = timedelta(seconds=30)  # a phone rings no longer, and then its pager has told what came of the call


class Move(StrEnum):
    """What the incident does next."""

    IDENTIFY = "identify"
    START_TRIAGE = "start_triage"
    SUPERSEDE_TRIAGE = "supersede_triage"
    STOP_TRIAGE = "stop_triage"
    TELL_SEARCH = "tell_search"
    LOOK_AROUND = "look_around"
    CLOSE_BY_ITSELF = "close_by_itself"
    LISTEN = "listen"
    STAY_QUIET = "stay_quiet"
    END = "end"


def next_move(incident: Incident, now: datetime) -> Move:
    """Say what comes next."""
    if incident.card is None:
        return Move.IDENTIFY
    if incident.state is IncidentState.STOOD_DOWN:
        return _after_the_end(incident, now)
    if incident.search_due:
        return Move.SUPERSEDE_TRIAGE if incident.triage_running else Move.START_TRIAGE
    if _has_come(closes_at(incident), now):
        return Move.CLOSE_BY_ITSELF
    if incident.triage_running:
        return _beside_the_search(incident, now)
    return Move.LISTEN


def _after_the_end(incident: Incident, now: datetime) -> Move:
    if incident.triage_running:
        told = incident.triage_told_to_stop and not _has_come(_asks_the_search_at(incident), now)
        return Move.LISTEN if told else Move.STOP_TRIAGE
    if incident.search_due:
        return Move.START_TRIAGE
    return Move.END if _has_come(over_at(incident), now) else Move.STAY_QUIET


def _beside_the_search(incident: Incident, now: datetime) -> Move:
    if incident.triage_told_clear != incident.all_clear or _has_come(_asks_the_search_at(incident), now):
        return Move.TELL_SEARCH
    # After a search of low urgency somebody may still have to be called, which no look at other incidents may delay.
    if incident.first_contact and not incident.looked_around and incident.triage_urgency is not Urgency.LOW:
        return Move.LOOK_AROUND
    return Move.LISTEN


def closes_at(incident: Incident) -> datetime | None:
    """Return when an incident closes by itself if nothing else happens; None for one that people decide about."""
    if incident.card is None or incident.first_contact:
        return None
    if incident.for_the_record:
        quiet_from = incident.latest_new_at or incident.opened_at
        return incident.clear_since or quiet_from + incident.card.quiet_for
    if incident.state is IncidentState.TRIAGE and incident.clear_since:
        return incident.clear_since + incident.card.closes_after_clear
    return None


def wakes_at(incident: Incident) -> datetime | None:
    """Return until when an incident that listens may sleep; None for ever."""
    return min((at for at in (closes_at(incident), _asks_the_search_at(incident)) if at), default=None)


def _asks_the_search_at(incident: Incident) -> datetime | None:
    """Return when a search that runs is told again how things stand: that it can be told shows that it is there."""
    heard_of_at = incident.triage_heard_of_at
    return heard_of_at + _SEARCH_IS_ASKED_EVERY if incident.triage_running and heard_of_at else None


def _has_come(at: datetime | None, now: datetime) -> bool:
    return at is not None and now >= at


def over_at(incident: Incident) -> datetime:
    """Return when a closed incident ends: it swallows repeats until its alerts clear or the quiet time has passed.

    After a search it waits a little in any case, for what pagers have still to tell.
    """
    closed_at = incident.closed_at or incident.opened_at
    last_words = closed_at + _LAST_WORDS if incident.triages else closed_at
    quiet_until = incident.quiet_until if incident.any_firing else None
    return max(last_words, quiet_until or closed_at)
