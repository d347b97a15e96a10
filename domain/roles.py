"""What a person is to the team in charge of an incident: the facts by which a request is judged (P11)."""

from datetime import datetime

from domain.lifecycle import Actor, Role
from domain.names import incident_key
from domain.organisation import Channel, Organisation, Team


def who_asks(
    organisation: Organisation,
    person_id: str,
    team_id: str,
    at: datetime,
    *,
    service: str | None,
    channel: Channel | None = None,
    proof: str,
) -> Actor:
    """Return who asks, as the organisation knows them at this instant; whoever has left it has no role.

    `service` is the key of the incident they ask, by default the id of the service that fails.
    """
    person = organisation.people.get(person_id)
    return Actor(
        contact=person_id,
        name=person.name if person else person_id,
        roles=roles_of(organisation, person_id, team_id, at, service=service),
        teams=teams_of(organisation, person_id),
        channel=channel,
        proof=proof,
        time_zone=person.time_zone if person else "UTC",
    )


def team_in_charge(organisation: Organisation, incident: str) -> str:
    """Return the team of the service an incident (its workflow id) is about, or the catch-all team, by the file of today."""
    service = organisation.service(incident_key(incident))
    return service.team if service else organisation.alerts.catch_all_team


def roles_of(
    organisation: Organisation, person_id: str, team_id: str, at: datetime, *, service: str | None = None
) -> frozenset[Role]:
    """Return what the person is at this instant to the team, and to the service that fails; nothing to what nobody listed.

    The head of department's deputy counts as one at any time; whoever stands in when both are away, while they are.
    """
    team = organisation.teams.get(team_id)
    if team is None:
        return frozenset()
    held = {
        Role.HEAD_OF_DEPARTMENT: person_id in heads_of_department(organisation, team, at),
        Role.SERVICE_OWNER: person_id in owners(organisation, service, at),
        Role.RESPONDER: person_id in team.members,
    }
    return frozenset(role for role, holds in held.items() if holds)


def teams_of(organisation: Organisation, person_id: str) -> frozenset[str]:
    """Return the ids of the teams a person is a member of, or heads."""
    teams = organisation.teams.items()
    return frozenset(each for each, team in teams if person_id in {*team.members, team.head_of_department})


def heads_of_department(organisation: Organisation, team: Team, at: datetime) -> list[str]:
    """Return who counts as the team's head of department at this instant: whoever stands in first, when they are away."""
    head = organisation.person(team.head_of_department)
    people = (organisation.stand_in(head.id, at).person, head.id, head.deputy)
    return list(dict.fromkeys(filter(None, people)))


def owners(organisation: Organisation, service_id: str | None, at: datetime) -> list[str]:
    """Return who counts as the service's owner at this instant: whoever stands in first, while they are away.

    A service that nobody listed has no owner.
    """
    service = organisation.service(service_id or "")
    if service is None:
        return []
    return list(dict.fromkeys((organisation.stand_in(service.owner, at).person, service.owner)))
