"""Who is there still, and who answers for a team: asked of the organisation file each time, as people and teams change (P27)."""

from datetime import datetime

from temporalio import activity

from domain.leading import PersonCard
from domain.names import Activity
from domain.organisation import Organisation
from domain.review.outward import PeopleFound, PeopleQuery, WhoAnswers


class People:
    """Answers from the organisation file."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation

    @activity.defn(name=Activity.LOOK_UP_PEOPLE)
    async def look_up_people(self, query: PeopleQuery) -> PeopleFound:
        """Return those of the people who are there, and who answers for each team: whoever stands in, while they are away."""
        there = [person for person in query.people if person in self._organisation.people]
        return PeopleFound(
            people=tuple(map(self._card, there)),
            teams=tuple(self._who_answers(team, query) for team in query.teams),
        )

    def _who_answers(self, team_id: str, query: PeopleQuery) -> WhoAnswers:
        team = self._organisation.teams.get(team_id)
        if team is None:
            return WhoAnswers(team=team_id)
        owner = self._owner(team_id, query.service)
        return WhoAnswers(
            team=team_id,
            service_owner=self._stand_in(owner, query.at) if owner else None,
            head_of_department=self._stand_in(team.head_of_department, query.at),
        )

    def _owner(self, team_id: str, service_id: str | None) -> str | None:
        """Return who owns the team's service: this one if the team has it, else the first by its id."""
        services = [each for each in self._organisation.services.values() if each.team == team_id]
        services.sort(key=lambda service: (service.id != service_id, service.id))
        return services[0].owner if services else None

    def _stand_in(self, person_id: str, at: datetime) -> PersonCard:
        return self._card(self._organisation.stand_in(person_id, at).person)

    def _card(self, person_id: str) -> PersonCard:
        person = self._organisation.person(person_id)
        return PersonCard.of_person(person)
