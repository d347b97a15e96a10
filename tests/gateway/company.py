"""A small company of two teams: Storefront owns checkout and is headed by Cy, Platform catches the rest and is headed by Eve."""

from datetime import date, timedelta

from domain.organisation import AlertRouting, Ladder, Organisation, Person, Rung, RungName, Service, Team
from domain.rota import Rota, Shift


def person(person_id: str, number: int, *, deputy: str | None = None) -> Person:
    """Return a person with two numbers and a mailbox."""
    phones = (f"+4477009001{number:02}", f"+4477009002{number:02}")
    return Person(
        id=person_id,
        name=person_id.capitalize(),
        phones=phones,
        email=f"{person_id}@example.com",
        time_zone="Europe/London",
        deputy=deputy,
    )


def organisation() -> Organisation:
    """Return the company."""
    people = [person("ana", 1), person("bo", 2), person("cy", 3, deputy="dee"), person("dee", 4), person("eve", 5)]
    return Organisation(
        name="Example Shop",
        business_areas={},
        services={"checkout": Service(id="checkout", name="Checkout", team="storefront", owner="bo")},
        teams={
            "storefront": _team("storefront", head="cy", members=("ana", "bo")),
            "platform": _team("platform", head="eve", members=("eve",)),
        },
        people={each.id: each for each in people},
        rotas={"week": _rota("ana")},
        ladders={"usual": Ladder(name="usual", rungs=(Rung(who=RungName.ON_CALL, wait=timedelta(minutes=5)),))},
        alerts=AlertRouting(catch_all_team="platform"),
    )


def _team(team_id: str, *, head: str, members: tuple[str, ...]) -> Team:
    return Team(
        id=team_id, name=team_id.capitalize(), head_of_department=head, members=members, rota="week", ladder="usual"
    )


def _rota(who: str) -> Rota:
    shift = Shift(people=(who,), time_zone="Europe/London", since=date(2026, 1, 5))
    return Rota(id="week", time_zone="Europe/London", shifts=(shift,))
