"""Who is there still, and who answers for a team, as a review asks the organisation."""

from temporalio.testing import ActivityEnvironment

from activities.people import People
from domain.leading import PersonCard
from domain.organisation import Organisation, Person, Service, Team
from domain.review.outward import PeopleFound, PeopleQuery, WhoAnswers
from tests.domain.builders import NIGHT
from tests.domain.company import organisation, person

CARDS = {
    who: PersonCard(id=who, name=who.capitalize(), time_zone="Europe/London") for who in ("bo", "cy", "dee", "eli")
}


def company(*people: Person) -> Organisation:
    """Return a company of Shop, which has two services, and Pay, which has none; `people` replace the usual ones."""
    base = organisation(*people)
    basket = Service(id="basket", name="Basket", team="shop", owner="dee")
    pay = Team(id="pay", name="Payments team", head_of_department="eli", rota="shop", ladder="usual")
    return base.model_copy(
        update={"services": {**base.services, "basket": basket}, "teams": {**base.teams, "pay": pay}}
    )


async def found(
    there: Organisation, *people: str, teams: tuple[str, ...] = (), service: str | None = None
) -> PeopleFound:
    """Ask the organisation."""
    query = PeopleQuery(people=people, teams=teams, service=service, at=NIGHT)
    answer: PeopleFound = await ActivityEnvironment().run(People(there).look_up_people, query)
    return answer


async def test_whoever_has_left_is_not_among_those_who_are_there() -> None:
    """Only who stands in the organisation file today is found, by the name and clock that stand there."""
    expected = PeopleFound(people=(CARDS["bo"], CARDS["cy"]))

    assert expected == await found(company(), "bo", "zoe", "cy")


async def test_a_team_is_answered_for_by_the_owner_of_the_service_it_is_about() -> None:
    """The service that failed comes first; for another team's, or none, it is the team's first by its id."""
    named = [(await found(company(), teams=("shop",), service=each)).teams for each in ("checkout", "payments", None)]

    owners = [answers.service_owner for (answers,) in named]
    assert [CARDS["bo"], CARDS["dee"], CARDS["dee"]] == owners
    assert [CARDS["cy"]] * 3 == [answers.head_of_department for (answers,) in named]


async def test_whoever_is_away_is_stood_in_for() -> None:
    """An owner on leave is not asked about actions of their team; their deputy is."""
    there = company(person("bo", away=True, deputy="eli"), person("cy", away=True, deputy="dee"))
    [answers] = (await found(there, teams=("shop",), service="checkout")).teams

    assert (CARDS["eli"], CARDS["dee"]) == (answers.service_owner, answers.head_of_department)


async def test_whoever_is_away_is_there_still() -> None:
    """Leave is no reason to take an action from anybody."""
    assert (CARDS["bo"],) == (await found(company(person("bo", away=True, deputy="eli")), "bo")).people


async def test_a_team_without_a_service_has_its_head_alone_and_one_that_left_has_nobody() -> None:
    """Each team that is asked about is answered for, in order, if only with nobody."""
    expected = (WhoAnswers(team="gone"), WhoAnswers(team="pay", head_of_department=CARDS["eli"]))

    assert expected == (await found(company(), teams=("gone", "pay"))).teams
