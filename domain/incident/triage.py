"""Triage: who is asked to judge an incident, who has it, and that it is stood down as not major (P9 to P11)."""

from datetime import datetime, timedelta

from domain.errors import Refused
from domain.incident import comms, concerned, ending
from domain.incident.episode import Episode, Surroundings
from domain.incident.state import Incident
from domain.leading import end
from domain.lifecycle import Actor, Command, IncidentState, apply, in_words
from domain.lookups import LastIncident, RecentIncidents, ServiceCard
from domain.messages import FactsRecorded
from domain.organisation import Urgency
from domain.timeline import Kind
from domain.wording import ago, duration_in_words, quiet_in_words

LATELY = timedelta(minutes=15)
"""How far back other incidents are looked for when somebody takes one."""

_OTHERS_SHOWN = 10


def record(incident: Incident, facts: FactsRecorded) -> None:
    """Put on the timeline what escalations and pagers did; facts about an earlier incident of this service are not its own."""
    if facts.code == incident.code:
        incident.happened(facts.entries)
        incident.searches.pages_made(facts.entries)


def identify(incident: Incident, card: ServiceCard, now: datetime) -> None:
    """Put a service and a team to the incident, and say so when the organisation knows no such service."""
    incident.card = card
    if card.note:
        incident.write(now, Kind.NOTE, card.note, why="an alert is never dropped")


def start_triage(incident: Incident, urgency: Urgency, now: datetime) -> None:
    """Nobody has it, and somebody is searched for who judges it (P10): at first, again after its end, or anew."""
    anew = incident.state.first_contact_manages
    if incident.state is IncidentState.REPORTED:
        apply(incident, Command.START_TRIAGE)
    elif not anew:
        apply(incident, Command.REOPEN_TRIAGE)
        incident.attachment, incident.episode = None, Episode.of(incident.code)
    incident.first_contact = incident.first_contact_name = incident.asked_for = None
    incident.surroundings = Surroundings()
    _note_since_when_unheld(incident, urgency, now)
    team = incident.card.team_name if incident.card else "?"
    quietly = ": the on-call engineer is told, and nobody is called" if urgency is Urgency.LOW else ""
    start = "triage starts anew" if anew else "triage starts"
    incident.write(now, Kind.STATE, f"{start} with {team}{quietly}", why=incident.headline)


def somebody_has_it(incident: Incident, person: str | None, name: str | None, now: datetime) -> timedelta | None:
    """Note who has it, None for nobody; the search has put the answer itself on the timeline.

    Returns how long the incident was open until anybody had it, when this is the first to have it.
    """
    passed_on = incident.first_contact is not None and person is None
    incident.first_contact, incident.first_contact_name = person, name
    search = incident.searches.triage
    _note_since_when_unheld(incident, search.urgency if search else Urgency.HIGH, now)
    if passed_on and incident.clear_since:
        incident.clear_since = now  # whoever is called next has the whole time to take it
    if person is None or incident.first_taken_at is not None:
        return None
    incident.first_taken_at = now
    return now - incident.opened_at


def _note_since_when_unheld(incident: Incident, urgency: Urgency, now: datetime) -> None:
    """Note since when nobody has what people are called for; of what the on-call engineer is only told, nobody need have it."""
    unheld = incident.first_contact is None and urgency is not Urgency.LOW and incident.state is IncidentState.TRIAGE
    incident.unheld_since = (incident.unheld_since or now) if unheld else None


def others_seen(incident: Incident, found: RecentIncidents | None, now: datetime) -> None:
    """Say which other incidents were opened lately: they may have the same cause (P10). None: nobody could tell."""
    if found is None:
        incident.write(now, Kind.NOTE, "other incidents of late could not be looked up")
        return
    if found.last:
        _name_the_last(incident, found.last, now)
    if found.incidents:
        shown = [f"{each.code} ({each.service})" for each in found.incidents[:_OTHERS_SHOWN]]
        more = len(found.incidents) - len(shown)
        incident.surroundings.also_opened = ", ".join([*shown, *([f"and {more} more"] if more else [])])
        what = f"opened in the last {duration_in_words(LATELY)} too: {incident.surroundings.also_opened}"
        incident.write(now, Kind.NOTE, what, why="what fails at the same time may have one cause")


def _name_the_last(incident: Incident, last: LastIncident, now: datetime) -> None:
    """Say which incident of this service was the last one: it may not have been over."""
    what = f"{last.code} ({in_words(last.state)}, over since {last.over_at:%Y-%m-%d %H:%M} UTC)"
    incident.surroundings.last_incident = f"the last incident of this service was {what}"
    incident.write(now, Kind.NOTE, incident.surroundings.last_incident)


def _refuse_what_is_closed(incident: Incident, now: datetime) -> None:
    if incident.state is IncidentState.STOOD_DOWN:
        closed = f"{_who_closed_it(incident)}{_how_long_ago(incident, now)}"
        raise Refused(f"Incident {incident.code} is closed already: {closed}.")


def _who_closed_it(incident: Incident) -> str:
    if incident.episode.closed_because:
        return incident.episode.closed_because
    return f"{incident.episode.stood_down_by or 'somebody'} stood it down"


def _how_long_ago(incident: Incident, now: datetime) -> str:
    """Return when it was closed; not as a time of day, as nobody knows here on whose clock it would be read."""
    return f", {ago(now - incident.episode.closed_at)}" if incident.episode.closed_at else ""


def stand_down(incident: Incident, actor: Actor, reason: str, now: datetime) -> str:
    """Close the incident as not major and return the words to say back.

    Raises:
        Refused: with the reason, if this person may not stand it down now (P11).

    """
    _refuse_what_is_closed(incident, now)
    apply(incident, Command.STAND_DOWN, actor)
    quiet_for = incident.card.quiet_for if incident.card else None
    incident.episode.quiet_until, incident.episode.closed_at = now + (quiet_for or timedelta()), now
    incident.asked_for = incident.unheld_since = None
    incident.report_unjudged = False
    incident.episode.stood_down_by = actor.name
    comms.close(incident, actor.name, now, because=reason)
    concerned.tell_concerned(incident, ending.notice(incident), by=actor)
    incident.tell_all(end(incident.leadership, now, incident.write))
    incident.write(now, Kind.STATE, "stood down as not major", who=actor.name, why=f"{reason} ({actor.proof})")
    return f"Incident {incident.code} is stood down: {quiet_in_words(quiet_for)}."


def close_by_itself(incident: Incident, now: datetime) -> None:
    """Close what nobody has: all its alerts stayed clear for the policy's time, or it was for the record only."""
    recorded = incident.state is IncidentState.REPORTED
    apply(incident, Command.CLEAR)
    incident.asked_for = incident.unheld_since = None
    incident.episode.closed_at, incident.episode.closed_by_itself = now, True
    if recorded:
        why = "its quiet time has passed" if incident.any_firing else "its alerts have cleared"
        incident.episode.closed_because = "it was for the record only"
        incident.write(now, Kind.STATE, "closed: it was for the record only", why=why)
    else:
        clear_for = incident.card.closes_after_clear if incident.card else timedelta()
        why = f"all its alerts stayed clear for {duration_in_words(clear_for)}, and nobody had taken it"
        incident.episode.closed_because = "it cleared by itself"
        incident.write(now, Kind.STATE, "closed as cleared by itself", why=why)
        concerned.tell_concerned(incident, ending.notice(incident))
