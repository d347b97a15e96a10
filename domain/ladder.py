"""A team's ladder with names put to its rungs, for one instant (P4).

On-call engineer, then service owner, then head of department, then everyone. Who that is, is asked each time a page is sent,
never earlier: rotas turn and people leave while an incident runs. What is of low urgency has the on-call engineer alone. What is
asked of one person by name has a ladder of that person alone.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from domain.lookups import LadderQuery
from domain.messages import Purpose
from domain.organisation import Ladder, Organisation, Rung, RungName, Service, Team, Urgency
from domain.policies import PagingPolicy, Seniority
from domain.purposes import Whom, kind_of
from domain.roles import heads_of_department, owners
from domain.seniority import RUNG_NAMES, SENIORS

EVERYONE: Literal["everyone"] = "everyone"
LEAD: Literal["lead"] = "lead"
PERSON: Literal["person"] = "person"
DEPUTY: Literal["deputy"] = "deputy"

_ASKED_TIMES = 3
"""How often somebody is called about one question to them, spread over most of the time they have to answer it."""

_CALLED_WITHIN = 0.9
"""In which part of that time: whoever is woken by the last call is left a moment to answer, before the question is withdrawn."""

_SOONEST_AGAIN = timedelta(minutes=1)
"""A phone that has rung in vain is left alone for this long at least: text and mail follow the call, and are to be read."""

RUNG_TITLES: dict[str, str] = {
    **{str(rung): title for rung, title in RUNG_NAMES.items()},
    EVERYONE: "everyone on the team and the ladder",
    PERSON: "one who is asked",
}


class RungContact(BaseModel):
    """A person to page; `because` says why it is this one when it is not who the organisation names."""

    model_config = ConfigDict(frozen=True)

    person: str
    name: str
    time_zone: str
    because: str | None = None


class ResolvedRung(BaseModel):
    """One rung: whom to page now, how often, and how long each try is given. An empty rung says why in `skipped`.

    `together_with` names who else stands on it; `left_out` says who should, and why they do not. `called` names it otherwise.
    """

    model_config = ConfigDict(frozen=True)

    name: RungName | Literal["everyone", "lead", "person", "deputy"]
    contacts: tuple[RungContact, ...] = ()
    tries: int = 1
    wait: timedelta
    skipped: str | None = None
    together_with: tuple[RungName, ...] = ()
    left_out: str | None = None
    called: str | None = None

    @property
    def title(self) -> str:
        """The rung in words."""
        return self.called or " and ".join(RUNG_TITLES[name] for name in (self.name, *self.together_with))


class ResolvedLadder(BaseModel):
    """The rungs in order; the last is always `everyone`, where the search widens before it repeats.

    Of low urgency it is one rung, the on-call engineer's; of a personal purpose one rung, that person's: neither is climbed.
    """

    model_config = ConfigDict(frozen=True)

    rungs: tuple[ResolvedRung, ...]
    acknowledgement_lasts: timedelta = PagingPolicy().acknowledgement_lasts
    urgency: Urgency = Urgency.HIGH

    @property
    def personal(self) -> bool:
        """Whether it is one person alone, asked by name."""
        return any(rung.name == PERSON for rung in self.rungs)

    @model_validator(mode="after")
    def _ends_in_everyone(self) -> Self:
        if self.personal:
            if len(self.rungs) > 1 or len(self.rungs[0].contacts) != 1:
                raise ValueError("a ladder for one person is that person alone")
        elif self.urgency is Urgency.LOW:
            if [rung.name for rung in self.rungs if rung.contacts] != [RungName.ON_CALL] or len(self.rungs) > 1:
                raise ValueError("a ladder of low urgency is the on-call engineer alone")
        elif not self.rungs or self.rungs[-1].name != EVERYONE or not self.rungs[-1].contacts:
            raise ValueError("a ladder ends in everyone, and everyone is somebody")
        return self


def ladder_for(organisation: Organisation, query: LadderQuery) -> ResolvedLadder:
    """Put names to whom a search with this purpose calls at this instant; the catch-all team stands in for one that was removed."""
    team = query.team if query.team in organisation.teams else organisation.alerts.catch_all_team
    match kind_of(query.purpose).whom:
        case Whom.ONE_PERSON if query.person:
            lasts = _lasts(organisation, query.purpose)
            return resolve_personal_ladder(organisation, query.person, urgency=query.urgency, lasts=lasts)
        case Whom.WHO_DECLARES:
            return resolve_senior_ladder(
                organisation, team, query.at, seniority=query.seniority, first=query.first, service_id=query.service
            )
        case Whom.WHO_TAKES_OVER:
            return resolve_senior_ladder(organisation, team, query.at, first=query.first)
        case Whom.WHO_SENDS_OVERDUE:
            return resolve_senior_ladder(organisation, team, query.at, deputy_of=query.deputy_of)
        case Whom.TEAM:
            return resolve_ladder(organisation, team, query.service, query.at, query.urgency)
        case _:
            raise ValueError(f"no ladder is searched for {query.purpose}")


def _lasts(organisation: Organisation, purpose: Purpose) -> timedelta | None:
    lasts = kind_of(purpose).lasts
    return lasts(organisation.policies) if lasts else None


def resolve_ladder(
    organisation: Organisation, team_id: str, service_id: str | None, at: datetime, urgency: Urgency = Urgency.HIGH
) -> ResolvedLadder:
    """Put names to a team's ladder at this instant, with deputies for those who are absent."""
    team = organisation.team(team_id)
    service = organisation.service(service_id) if service_id else None
    ladder = organisation.ladders[team.ladder]
    if urgency is Urgency.LOW:
        return ResolvedLadder(rungs=(_only_on_call(organisation, team, ladder, at),), urgency=urgency)
    rungs = [_resolve_rung(organisation, team, service, rung, at) for rung in ladder.rungs]
    everyone = _everyone(organisation, team, rungs, ladder.widen_wait, at)
    lasts = organisation.policies.paging.acknowledgement_lasts
    return ResolvedLadder(rungs=(*rungs, everyone), urgency=urgency, acknowledgement_lasts=lasts)


def resolve_senior_ladder(
    organisation: Organisation,
    team_id: str,
    at: datetime,
    *,
    seniority: Seniority = Seniority.HEAD_OF_DEPARTMENT,
    first: str | None = None,
    service_id: str | None = None,
    deputy_of: str | None = None,
) -> ResolvedLadder:
    """Put names to who is senior enough for this team (P11): the head of department, then all who stand in for them at once.

    Each is given as long, and is tried as often, as the team's own ladder says of them. The lead who is silent comes `first`, by
    their id, and is given the policy's time (P13). Where the owner of a service is senior enough, too, they come before the head of
    department; a service that nobody listed has none. The deputy of a person who was reminded in vain, `deputy_of` by their id,
    comes before them all, and is given as long as the one after them.
    """
    team = organisation.team(team_id)
    service = organisation.service(service_id or "")
    seniors = [who for who in SENIORS[seniority] if service or who is not RungName.SERVICE_OWNER]
    stand_ins = {
        RungName.HEAD_OF_DEPARTMENT: heads_of_department(organisation, team, at),
        RungName.SERVICE_OWNER: owners(organisation, service_id, at),
    }
    people = dict.fromkeys(person for who in reversed(seniors) for person in stand_ins[who])
    everyone = ResolvedRung(
        name=EVERYONE,
        contacts=tuple(_itself(organisation, person) for person in people),
        wait=organisation.ladders[team.ladder].widen_wait,
        called=f"{', '.join(RUNG_TITLES[who] for who in seniors)} and all who stand in for them",
    )
    rungs = [_senior_rung(organisation, team, service, who, at) for who in seniors]
    before = (*_lead_first(organisation, first), *_deputy_first(organisation, deputy_of, rungs[0].wait, at))
    lasts = organisation.policies.paging.acknowledgement_lasts
    return ResolvedLadder(rungs=(*before, *rungs, everyone), acknowledgement_lasts=lasts)


def _senior_rung(
    organisation: Organisation, team: Team, service: Service | None, who: RungName, at: datetime
) -> ResolvedRung:
    """Return the rung of somebody senior alone, as the team's own ladder has it; one that has none there is tried once."""
    ladder = organisation.ladders[team.ladder]
    own = next((rung for rung in ladder.rungs if who in (rung.who, *rung.together_with)), None)
    wait, tries = (own.wait, own.tries) if own else (ladder.rungs[-1].wait, 1)
    return _resolve_rung(organisation, team, service, Rung(who=who, tries=tries, wait=wait), at)


def resolve_personal_ladder(
    organisation: Organisation, person_id: str, *, urgency: Urgency, lasts: timedelta | None
) -> ResolvedLadder:
    """Return the ladder of who is asked by name, by their id: nobody stands in for them, as the question is theirs alone.

    They are called three times within the time the question `lasts`, a minute apart at least; once where it is only told. Whoever
    has left the organisation stands on it by their id, so that the attempt to page them says that they are gone.
    """
    wait = max((lasts or timedelta()) * _CALLED_WITHIN / _ASKED_TIMES, _SOONEST_AGAIN)
    known = person_id in organisation.people
    asked = (
        _itself(organisation, person_id) if known else RungContact(person=person_id, name=person_id, time_zone="UTC")
    )
    rung = ResolvedRung(
        name=PERSON, contacts=(asked,), tries=min(_ASKED_TIMES, max(1, (lasts or wait) // wait)), wait=wait
    )
    return ResolvedLadder(rungs=(rung,), urgency=urgency)


def _lead_first(organisation: Organisation, person_id: str | None) -> list[ResolvedRung]:
    """Return the rung of a lead who is silent; none when nobody leads, or they have left the organisation."""
    if person_id is None or person_id not in organisation.people:
        return []
    wait = organisation.policies.lead.answer_within
    return [ResolvedRung(name=LEAD, contacts=(_itself(organisation, person_id),), wait=wait, called="lead")]


def _deputy_first(
    organisation: Organisation, person_id: str | None, wait: timedelta, at: datetime
) -> tuple[ResolvedRung, ...]:
    """Return the rung of whoever stands in for this person; none when nobody does, or they have left the organisation."""
    person = organisation.people.get(person_id or "")
    if person is None or person.deputy is None:
        return ()
    contacts = (_contact(organisation, person.deputy, at),)
    return (ResolvedRung(name=DEPUTY, contacts=contacts, wait=wait, called=f"deputy of {person.name}"),)


def _itself(organisation: Organisation, person_id: str) -> RungContact:
    person = organisation.person(person_id)
    return RungContact(person=person.id, name=person.name, time_zone=person.time_zone)


def _only_on_call(organisation: Organisation, team: Team, ladder: Ladder, at: datetime) -> ResolvedRung:
    """Return the one rung of what is of low urgency: told once, so its wait is never looked at."""
    contact = _contact(organisation, organisation.on_call(team.id, at), at)
    return ResolvedRung(name=RungName.ON_CALL, contacts=(contact,), wait=ladder.rungs[0].wait)


def _resolve_rung(
    organisation: Organisation, team: Team, service: Service | None, rung: Rung, at: datetime
) -> ResolvedRung:
    """Return a rung with all who stand on it, each once."""
    named = {who: _named_person(organisation, team, service, who, at) for who in (rung.who, *rung.together_with)}
    found = [who for who, person in named.items() if person]
    # Whoever should stand here is known by their place in the organisation; only a service that nobody listed has no owner.
    missing = "no service in the organisation is named by the alert"
    if not found:
        return ResolvedRung(name=rung.who, wait=rung.wait, skipped=missing)
    contacts = [_contact(organisation, person, at) for person in named.values() if person]
    left_out = [f"{RUNG_TITLES[who]} left out: {missing}" for who in named if who not in found]
    return ResolvedRung(
        name=found[0],
        contacts=tuple({contact.person: contact for contact in contacts}.values()),
        tries=rung.tries,
        wait=rung.wait,
        together_with=tuple(found[1:]),
        left_out="; ".join(left_out) or None,
    )


def _named_person(
    organisation: Organisation, team: Team, service: Service | None, who: RungName, at: datetime
) -> str | None:
    match who:
        case RungName.ON_CALL:
            return organisation.on_call(team.id, at)
        case RungName.SERVICE_OWNER:
            return service.owner if service else None
        case RungName.HEAD_OF_DEPARTMENT:
            return team.head_of_department


def _contact(organisation: Organisation, named: str, at: datetime) -> RungContact:
    stand_in = organisation.stand_in(named, at)
    person = organisation.person(stand_in.person)
    return RungContact(person=person.id, name=person.name, time_zone=person.time_zone, because=stand_in.because)


def _everyone(
    organisation: Organisation, team: Team, rungs: list[ResolvedRung], wait: timedelta, at: datetime
) -> ResolvedRung:
    """Return the widest rung: everyone on the ladder, their deputies, and the rest of the team, each once."""
    people = dict.fromkeys(_wider_circle(organisation, team, rungs))
    contacts = {contact.person: contact for contact in (_contact(organisation, person, at) for person in people)}
    return ResolvedRung(name=EVERYONE, contacts=tuple(contacts.values()), wait=wait)


def _wider_circle(organisation: Organisation, team: Team, rungs: list[ResolvedRung]) -> Iterator[str]:
    for rung in rungs:
        yield from (contact.person for contact in rung.contacts)
    yield from team.members
    for rung in rungs:
        for contact in rung.contacts:
            deputy = organisation.person(contact.person).deputy
            if deputy:
                yield deputy
