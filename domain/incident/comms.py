"""What an incident tells its rounds of comms (P15, P17 to P21): how it stands, whom each audience is, who may send.

Both are begun with the declaration, also a provisional one, and go on over every life of the incident until its end.
"""

import hashlib
from collections.abc import Container, Iterable
from datetime import datetime, timedelta

from domain.attaching import Part, ToldOn
from domain.audiences import Audience
from domain.board.views import board_view
from domain.comms.audience.recipients import BusinessAudience, TechnicalAudience
from domain.comms.drafting.updates import RoundKind
from domain.comms.drafting.wording import READERS
from domain.comms.drafting.writing import findings
from domain.comms.rounds.situation import ByHand, CommsStart, IncidentStatus, RoundStatus
from domain.incident import business_call, final_rounds, joining, round_rows, total, unreached
from domain.incident.comms_state import Closure, Told
from domain.incident.responsible import may_send
from domain.incident.state import Incident
from domain.leading import heard_of
from domain.policies import CommsPolicy
from domain.technical_words import CompanyWords
from domain.timeline import Kind

MOST_OF_PARTS = 500
"""How many stakeholders, teams and technical people each are told on who were told of what is part of it."""

_TOLD_EVERY = timedelta(hours=1)  # rounds that somebody terminated by hand are noticed by then


def to_begin(incident: Incident) -> Audience | None:
    """Return the audience whose rounds are to begin; None when none are. Whom to tell is known by then."""
    if not incident.state.led or incident.episode.contacts is None:
        return None
    return next((audience for audience in Audience if audience not in incident.comms.rounds_told), None)


def begin(incident: Incident, audience: Audience, now: datetime) -> CommsStart:
    """Note that the rounds for this audience begin, and return how."""
    incident.comms.declared_at = incident.comms.declared_at or incident.episode.declared_at
    return CommsStart(
        incident=incident.workflow_id,
        code=incident.code,
        service=incident.service_name,
        audience=audience,
        incident_status=note_told(incident, audience, now),
        before=incident.comms.rounds.get(audience),
    )


def to_tell(incident: Incident, now: datetime) -> Audience | None:
    """Return the audience whose rounds are to be told how it stands: something changed, or nothing did for long."""
    if not incident.comms.rounds_told:
        return None
    digest = _digest(status(incident))
    late = (
        each
        for each, told in incident.comms.rounds_told.items()
        if told.digest != digest or now >= told.at + _TOLD_EVERY
    )
    return next(late, None)


def note_told(incident: Incident, audience: Audience, now: datetime) -> IncidentStatus:
    """Note that the rounds are told how it stands, and return that."""
    says = status(incident)
    incident.comms.rounds_told[audience] = Told(digest=_digest(says), at=now)
    return says


def tells_at(incident: Incident) -> datetime | None:
    """Return when rounds are told again how it stands, if nothing changes; None while there are none."""
    return min((told.at + _TOLD_EVERY for told in incident.comms.rounds_told.values()), default=None)


def are_gone(incident: Incident, audience: Audience, now: datetime) -> None:
    """The rounds do not run any more. Unless the incident is over somebody ended them by hand: they begin anew."""
    if is_over(incident):
        return
    del incident.comms.rounds_told[audience]
    why = "they were ended from outside, and a major incident is never without updates"
    incident.write(now, Kind.NOTE, f"the updates to {READERS[audience]} had stopped: they start anew", why=why)


def take_in(incident: Incident, says: RoundStatus) -> None:
    """Take in how the rounds for one audience stand; those of an earlier incident of this service are not its own.

    What somebody asked of the rounds is a sign of life, once: a lead who writes an update is not silent (P13). A total impact that
    a round has said is the incident's from then on.
    """
    if says.code != incident.code or says.audience not in incident.comms.rounds_told:
        return
    before = incident.comms.rounds.get(says.audience)
    incident.comms.rounds[says.audience] = says
    incident.comms.first_sent_at = incident.comms.first_sent_at or says.last_sent_at
    round_rows.take_in(incident, before, says)
    unreached.tell(incident, before, says)
    if says.heard_at and (before is None or before.heard_at != says.heard_at):
        heard_of(incident.leadership, says.heard_from, says.heard_at)
    if says.total_said and (before is None or before.total_said != says.total_said):
        total.take_in(incident, says.total_said, says.audience)


def close(incident: Incident, by: str, now: datetime, *, because: str = "", part_of: str = "") -> None:
    """Note that it ends as no major incident of its own: whoever was told of it is told so. Declared again, it goes on.

    `part_of` says which incident it is part of from now on, where it is.
    """
    incident.comms.closure = Closure(
        at=now,
        by=by,
        because=because,
        part_of=part_of,
        business=business_audience(incident),
        technical=technical_audience(incident),
    )


def to_end(incident: Incident) -> bool:
    """Whether rounds run that do not know of the end of the incident yet."""
    return bool(incident.comms.rounds_told) and not is_over(incident)


def end(incident: Incident, now: datetime) -> None:
    """Nothing comes of it any more, and its rounds end; a final update that was never sent is on record."""
    incident.comms.ended_for = incident.episode.closed_at
    for audience, each in incident.comms.rounds.items():
        if each.kind is RoundKind.FINAL and not final_rounds.is_waived(incident, each):
            what = f"ends without the final update to {READERS[audience]}"
            incident.write(now, Kind.COMMS, what, why=f"missed {each.missed_in_all} times in all")


def is_over(incident: Incident) -> bool:
    """Whether its rounds were ended for the end it has come to; one that goes on after all is not over."""
    return incident.comms.ended_for is not None and incident.comms.ended_for == incident.episode.closed_at


def status(incident: Incident) -> IncidentStatus:
    """Return how it stands, as its rounds need to know it."""
    episode, card = incident.episode, incident.card
    closure = None if is_major(incident) else incident.comms.closure
    first = incident.comms.declared_at or episode.declared_at or incident.opened_at
    again = [episode.reopened_at, episode.declared_at if episode.declared_at != first else None]
    return IncidentStatus(
        declared_at=first,
        may_send=may_send(incident),
        called=_called(incident),
        impact=incident.impact or "",
        findings=findings(board_view(incident.board)),
        total=incident.comms.total,
        business=closure.business if closure else business_audience(incident),
        technical=closure.technical if closure else technical_audience(incident),
        business_call=tuple(business_call.invited(incident)),
        technical_call=joining.with_a_code(incident),
        mitigated_at=episode.mitigated_at if incident.state.impact_over else None,
        reopened_at=max((at for at in again if at), default=None),
        stood_down_at=closure.at if closure else None,
        stood_down_by=closure.by if closure else "",
        stood_down_because=closure.because if closure else "",
        part_of=closure.part_of if closure else "",
        final_waived=episode.closing.final_waived,
        over=is_over(incident),
        policy=card.comms if card else CommsPolicy(),
        company=card.company if card else CompanyWords(),
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
    for part in incident.parts.values():
        people |= _told_on(part, part.told_on.stakeholders, people)
    kept = {person: why for person, why in people.items() if person not in invited or not invited[person].dropped}
    return BusinessAudience(people=kept)


def technical_audience(incident: Incident) -> TechnicalAudience:
    """Return which teams and people are told, each with why: those of the plan and whom the lead called, but whom they dropped."""
    plan, called = incident.episode.contacts, incident.called
    listed = (*plan.teams_to_call, *plan.teams_to_inform) if plan else ()
    teams = {each.id: each.because for each in listed}
    teams |= {team: "is called to the technical call" for team in called if team not in teams}
    people = {each.id: each.because for each in plan.technical_people} if plan else {}
    for part in incident.parts.values():
        teams |= _told_on(part, part.told_on.teams, teams)
        people |= _told_on(part, part.told_on.technical_people, people)
    kept = {team: why for team, why in teams.items() if team not in called or not called[team].dropped}
    return TechnicalAudience(teams=kept, people=people)


def _told_on(part: Part, wanted: Iterable[str], known: Container[str]) -> dict[str, str]:
    """Return why those who were told of a part are told on; whoever is told anyway has a reason already."""
    return {each: f"was told of {part.name}, which is part of it" for each in wanted if each not in known}


def to_hand_over(incident: Incident) -> ToldOn:
    """Return who has been told of it, with whom people added by hand, and without whom they dropped."""
    if not incident.comms.rounds_told:
        return ToldOn()
    business, technical = business_audience(incident), technical_audience(incident)
    told_on = ToldOn(
        stakeholders=_by_hand(incident, Audience.BUSINESS).changes(business.people),
        teams=_by_hand(incident, Audience.TECHNICAL).changes_teams(technical.teams),
        technical_people=_by_hand(incident, Audience.TECHNICAL).changes(technical.people),
    )
    return told_on.at_most(MOST_OF_PARTS)


def room_for_parts(incident: Incident) -> int:
    """Return how many more of each kind can be told on: they are carried while it lasts."""
    held = [part.told_on for part in incident.parts.values()]
    most = max((sum(len(getattr(each, name)) for each in held) for name in ToldOn.model_fields), default=0)
    return MOST_OF_PARTS - most


def _by_hand(incident: Incident, audience: Audience) -> ByHand:
    status = incident.comms.rounds.get(audience)
    return status.by_hand if status else ByHand()


def _called(incident: Incident) -> tuple[str, ...]:
    """Return who was called by name, or took it, by id, besides the people of the teams that are called."""
    by_name = {search.person for search in incident.searches.latest.values() if search.person}
    return tuple(sorted({*by_name, *filter(None, (incident.first_contact, incident.last_lead_id))}))


def _digest(says: IncidentStatus) -> str:
    return hashlib.sha256(says.model_dump_json().encode()).hexdigest()[:12]
