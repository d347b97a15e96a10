"""What an incident tells its rounds of comms (P15, P17 to P21): how it stands, whom each audience is, who may send.

Both are begun with the declaration, also a provisional one, and go on over every life of the incident until its end.
"""

import hashlib
from datetime import datetime, timedelta

from domain.audiences import Audience
from domain.board.views import board_view
from domain.comms.recipients import BusinessAudience, TechnicalAudience
from domain.comms.situation import CommsStart, IncidentStands, RoundStands
from domain.comms.updates import RoundKind
from domain.comms.wording import READERS
from domain.comms.writing import findings
from domain.incident.comms_state import Closure, Told
from domain.incident.state import Incident
from domain.leading import heard_of
from domain.policies import CommsPolicy
from domain.technical_words import CompanyWords
from domain.timeline import Kind

_TOLD_EVERY = timedelta(hours=1)  # rounds that somebody terminated by hand are noticed by then


def to_begin(incident: Incident) -> Audience | None:
    """Return the audience whose rounds are to begin; None when none are. Whom to tell is known by then."""
    if not incident.state.led or incident.episode.contacts is None:
        return None
    return next((audience for audience in Audience if audience not in incident.comms.told), None)


def begin(incident: Incident, audience: Audience, now: datetime) -> CommsStart:
    """Note that the rounds for this audience begin, and return how."""
    incident.comms.declared_at = incident.comms.declared_at or incident.episode.declared_at
    card = incident.card
    return CommsStart(
        incident=incident.workflow_id,
        code=incident.code,
        service=incident.service_name,
        audience=audience,
        stands=told(incident, audience, now),
        policy=card.comms if card else CommsPolicy(),
        company=card.company if card else CompanyWords(),
    )


def to_tell(incident: Incident, now: datetime) -> Audience | None:
    """Return the audience whose rounds are to be told how it stands: something changed, or nothing did for long."""
    if not incident.comms.told:
        return None
    digest = _digest(stands(incident))
    late = (each for each, told in incident.comms.told.items() if told.digest != digest or now >= told.at + _TOLD_EVERY)
    return next(late, None)


def told(incident: Incident, audience: Audience, now: datetime) -> IncidentStands:
    """Note that the rounds are told how it stands, and return that."""
    says = stands(incident)
    incident.comms.told[audience] = Told(digest=_digest(says), at=now)
    return says


def tells_at(incident: Incident) -> datetime | None:
    """Return when rounds are told again how it stands, if nothing changes; None while there are none."""
    return min((told.at + _TOLD_EVERY for told in incident.comms.told.values()), default=None)


def are_gone(incident: Incident, audience: Audience, now: datetime) -> None:
    """The rounds do not run any more. Unless the incident is over somebody ended them by hand: they begin anew."""
    if is_over(incident):
        return
    del incident.comms.told[audience]
    incident.comms.rounds.pop(audience, None)
    why = "they were ended from outside, and a major incident is never without updates"
    incident.write(now, Kind.NOTE, f"the updates to {READERS[audience]} had stopped: they start anew", why=why)


def stand(incident: Incident, says: RoundStands) -> None:
    """Take in how the rounds for one audience stand; those of an earlier incident of this service are not its own.

    What somebody asked of the rounds is a sign of life, once: a lead who writes an update is not silent (P13).
    """
    if says.code != incident.code or says.audience not in incident.comms.told:
        return
    before = incident.comms.rounds.get(says.audience)
    incident.comms.rounds[says.audience] = says
    if says.heard_at and (before is None or before.heard_at != says.heard_at):
        heard_of(incident.leadership, says.heard_from, says.heard_at)


def close(incident: Incident, by: str, now: datetime, *, because: str = "", attached: bool = False) -> None:
    """Note that it ends as no major incident of its own: whoever was told of it is told so. Declared again, it goes on."""
    incident.comms.closure = Closure(
        at=now,
        by=by,
        because=because,
        attached=attached,
        business=business_audience(incident),
        technical=technical_audience(incident),
    )


def to_end(incident: Incident) -> bool:
    """Whether rounds run that do not know of the end of the incident yet."""
    return bool(incident.comms.told) and not is_over(incident)


def end(incident: Incident, now: datetime) -> None:
    """Nothing comes of it any more, and its rounds end; a final update that was never sent is on record."""
    incident.comms.ended_for = incident.episode.closed_at
    for audience, each in incident.comms.rounds.items():
        if each.kind is RoundKind.FINAL:
            what = f"ends without the final update to {READERS[audience]}"
            incident.write(now, Kind.COMMS, what, why=f"missed {each.missed} times in all")


def is_over(incident: Incident) -> bool:
    """Whether its rounds were ended for the end it has come to; one that goes on after all is not over."""
    return incident.comms.ended_for is not None and incident.comms.ended_for == incident.episode.closed_at


def stands(incident: Incident) -> IncidentStands:
    """Return how it stands, as its rounds need to know it."""
    episode, closure = incident.episode, None if is_major(incident) else incident.comms.closure
    first = incident.comms.declared_at or episode.declared_at or incident.opened_at
    again = [episode.reopened_at, episode.declared_at if episode.declared_at != first else None]
    lead = incident.leadership.lead
    return IncidentStands(
        declared_at=first,
        lead=lead.person if lead else None,
        may_send=tuple(_may_send(incident)),
        called=_called(incident),
        impact=incident.impact or "",
        findings=findings(board_view(incident.board)),
        business=closure.business if closure else business_audience(incident),
        technical=closure.technical if closure else technical_audience(incident),
        mitigated_at=episode.mitigated_at if incident.state.impact_over else None,
        reopened_at=max((at for at in again if at), default=None),
        stood_down_at=closure.at if closure else None,
        stood_down_by=closure.by if closure else "",
        stood_down_because=closure.because if closure else "",
        attached=closure.attached if closure else False,
        over=is_over(incident),
    )


def is_major(incident: Incident) -> bool:
    """Whether it is a major incident of its own, or was one until its impact was over."""
    return incident.state.declared or incident.state.impact_over


def business_audience(incident: Incident) -> BusinessAudience:
    """Return which stakeholders are told, each with why: those of the plan and whom the lead invited, but whom they dropped."""
    plan, invited = incident.episode.contacts, incident.episode.invited
    people = {each.id: each.because for each in plan.stakeholders} if plan else {}
    people |= {person: "is invited to the business call" for person in invited if person not in people}
    people |= {
        person: "was invited to the business call" for person in incident.episode.was_invited if person not in people
    }
    kept = {person: why for person, why in people.items() if person not in invited or not invited[person].dropped}
    return BusinessAudience(people=kept)


def technical_audience(incident: Incident) -> TechnicalAudience:
    """Return which teams and people are told, each with why: those of the plan and whom the lead called, but whom they dropped."""
    plan, called = incident.episode.contacts, incident.called
    listed = (*plan.teams_to_call, *plan.teams_to_inform) if plan else ()
    teams = {each.id: each.because for each in listed}
    teams |= {team: "is called to the technical call" for team in called if team not in teams}
    kept = {team: why for team, why in teams.items() if team not in called or not called[team].dropped}
    people = {each.id: each.because for each in plan.technical_people} if plan else {}
    return TechnicalAudience(teams=kept, people=people)


def _may_send(incident: Incident) -> list[str]:
    """Return who may send besides the lead: whoever had it or led it last while nobody leads, and who sees to what is overdue."""
    led = incident.lead_id is not None
    people = [incident.comms.holder] if led else [incident.first_contact, incident.last_lead_id, incident.comms.holder]
    return list(dict.fromkeys(person for person in people if person))


def _called(incident: Incident) -> tuple[str, ...]:
    """Return who was called by name, or took it, by id, besides the people of the teams that are called."""
    by_name = {search.person for search in incident.searches.latest.values() if search.person}
    return tuple(sorted({*by_name, *filter(None, (incident.first_contact, incident.last_lead_id))}))


def _digest(says: IncidentStands) -> str:
    return hashlib.sha256(says.model_dump_json().encode()).hexdigest()[:12]
