"""Getting technical teams on one call (P15): which are called, who is on it, and who is missing and chased."""

from datetime import datetime, timedelta

from domain.audiences import Audience
from domain.bridges import BridgeMoved
from domain.errors import Refused
from domain.incident import leads, sharing
from domain.incident.episode import CalledTeam
from domain.incident.involvement import Way
from domain.incident.state import Incident
from domain.leading import PersonCard
from domain.lifecycle import Actor, check_leads_or_heads
from domain.messages import Purpose
from domain.reliance.contact_plan import ContactPlan
from domain.requests import AddTeam, DropTeam
from domain.timeline import Kind
from domain.writing import one_line, said_by

_CHASED_AFTER = timedelta(minutes=5)
"""How long a team may be away from the call before somebody of it is called again."""


def call_teams(incident: Incident, plan: ContactPlan) -> None:
    """Note the teams that are to be on the call, each with the service it is called for."""
    for each in plan.teams_to_call:
        service = each.chain.path[-1] if each.chain else None
        incident.called.setdefault(each.id, CalledTeam(name=each.name, service=service))


def called_teams(incident: Incident) -> list[str]:
    """Return the ids of the teams that should be on the call; none when nobody is needed on it."""
    if not incident.state.declared:
        return []
    return [team for team, called in incident.called.items() if not called.dropped]


def missing_teams(incident: Incident) -> list[str]:
    """Return the ids of the teams that should be on the call and are not."""
    return [team for team in called_teams(incident) if not incident.on_call.has_team(team)]


def called_back(incident: Incident) -> list[str]:
    """Return the ids of those who are called back to the call, and are not on it; none when nobody is needed on it."""
    there = {each.person for each in incident.on_call.on_it.values()}
    return [person for person in incident.episode.called_back if incident.state.declared and person not in there]


def teams_due(incident: Incident, now: datetime) -> list[str]:
    """Return the missing teams that are to be called now: who has only just left the call is given a moment."""
    return [team for team in missing_teams(incident) if now >= (incident.called[team].chased_at or now)]


def with_a_code(incident: Incident) -> tuple[str, ...]:
    """Return the ids of those whose page has a code that leads to the technical call now (domain/calling_in.py).

    They were paged to join for a team that is called, or called back; or they have any page of it and lead it, declared it, or are
    asked to lead.
    """
    if not incident.state.declared:
        return ()
    asked = (person for team in called_teams(incident) for person in incident.searches.paged_to_join(team))
    leading = {incident.lead_id, incident.episode.declarer, *leads.offered_to(incident)}
    led = incident.searches.paged_technically.intersection(filter(None, leading))
    return tuple(sorted({*asked, *incident.searches.paged_to_come_back, *led}))


def chases_at(incident: Incident) -> datetime | None:
    """Return when the next missing team is called again; None when none waits."""
    running = {search.team for search in incident.searches.for_purpose(Purpose.JOIN) if search.running}
    times = [incident.called[team].chased_at for team in missing_teams(incident) if team not in running]
    return min((at for at in times if at), default=None)


def bridge_moved(incident: Incident, report: BridgeMoved, now: datetime) -> None:
    """Note who came on a call or left it; reports about an earlier incident of this service are not its own."""
    technical = report.audience is Audience.TECHNICAL
    presence = incident.on_call if technical else incident.on_business_call
    if report.code != incident.code or not presence.moved(report, now):
        return
    if report.joined:
        person = PersonCard(id=report.person, name=report.name)
        incident.involvement.note(person, Way.TECHNICAL_CALL if technical else Way.BUSINESS_CALL)
    if technical and report.joined:
        sharing.somebody_joined(incident)
        incident.episode.called_back.pop(report.person, None)
    called = incident.called.get(report.team) if technical else None
    if called:
        called.chased_at = None if report.joined else now + _CHASED_AFTER
    what = f"{'joins' if report.joined else 'leaves'} the {report.audience} call"
    why = f"for {called.name}" if called else None
    incident.write(now, Kind.NOTE, what, who=report.name, why=why)


def add_team(incident: Incident, request: AddTeam, now: datetime) -> str:
    """Have one more team called and return the words to say back.

    Raises:
        Refused: not by the lead or the head of department, not while it is declared, or without a reason.

    """
    reason = one_line(request.reason, missing="Say why they are needed.")
    _check(incident, request.actor)
    team = request.team
    incident.called[team.id] = CalledTeam(name=team.name)
    incident.write(now, Kind.NOTE, f"{team.name} is called too", **said_by(request.actor, reason))
    return f"{team.name} is called to join."


def drop_team(incident: Incident, request: DropTeam, now: datetime) -> str:
    """Have a team called no more and return the words to say back.

    Raises:
        Refused: not by the lead or the head of department, not while it is declared, without a reason; or it is not called.

    """
    reason = one_line(request.reason, missing="Say why they are not needed.")
    _check(incident, request.actor)
    called = incident.called.get(request.team)
    if called is None:
        raise Refused(f"{request.team} is not called. Called are: {', '.join(incident.called) or 'no teams'}.")
    called.dropped = True
    incident.write(now, Kind.NOTE, f"{called.name} is not needed on the call", **said_by(request.actor, reason))
    return f"{called.name} is called no more."


def _check(incident: Incident, actor: Actor) -> None:
    if not incident.state.declared:
        raise Refused("Teams are called while it is declared, and it is not.")
    check_leads_or_heads(actor, incident.lead_id)
