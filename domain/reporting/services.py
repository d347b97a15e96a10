"""Which services a person is offered when they report something: their own before those of others."""

from domain.organisation import Organisation, Service, Team


def own_services(organisation: Organisation, person: str) -> tuple[Service, ...]:
    """Return the services this person owns, or a team of theirs, in the order of the organisation file."""
    teams = {team.id for team in organisation.teams.values() if _belongs(person, team)}
    services = organisation.services.values()
    return tuple(each for each in services if each.owner == person or each.team in teams)


def offered_services(organisation: Organisation, person: str) -> tuple[Service, ...]:
    """Return every service, those of this person first; otherwise in the order of the organisation file."""
    own = own_services(organisation, person)
    return tuple({each.id: each for each in (*own, *organisation.services.values())}.values())


def team_called(organisation: Organisation, service: Service | None) -> str:
    """Return the name of the team that a report about this service calls: where there is none, the catch-all team's."""
    return organisation.team(service.team if service else organisation.alerts.catch_all_team).name


def _belongs(person: str, team: Team) -> bool:
    return person in team.members or person == team.head_of_department
