"""A small company for tests: one team, and what is special about its people is said by each test."""

from datetime import date

from domain.organisation import (
    Absence,
    AlertRouting,
    Channel,
    Ladder,
    Organisation,
    Person,
    QuietHours,
    Rung,
    RungName,
    Service,
    Team,
)
from domain.rota import Override, Rota, Shift
from tests.domain.builders import at, minutes

AWAY = Absence(starts=at(-60), ends=at(600), reason="leave")


def person(
    who: str,
    *,
    deputy: str | None = None,
    away: bool = False,
    time_zone: str = "Europe/London",
    phone: str | None = None,
    email: str | None = None,
    channels: tuple[Channel, ...] | None = None,
    low_urgency_channels: tuple[Channel, ...] | None = None,
    quiet_hours: QuietHours | None = None,
) -> Person:
    """Return somebody in the organisation."""
    return Person(
        id=who,
        name=who.capitalize(),
        time_zone=time_zone,
        deputy=deputy,
        absences=(AWAY,) if away else (),
        phones=(phone,) if phone else (),
        email=email,
        channels=channels,
        low_urgency_channels=low_urgency_channels,
        quiet_hours=quiet_hours,
    )


def organisation(*people: Person, members: tuple[str, ...] = (), overrides: tuple[Override, ...] = ()) -> Organisation:
    """Return a company whose team has Ana on call, Bo as owner of checkout, and Cy as head; `people` replace the usual ones."""
    staff = {who: person(who) for who in ("ana", "bo", "cy", "dee", "eli")} | {each.id: each for each in people}
    shift = Shift(people=("ana",), time_zone="Europe/London", since=date(2026, 1, 5))
    rungs = (
        Rung(who=RungName.ON_CALL, tries=2, wait=minutes(5)),
        Rung(who=RungName.SERVICE_OWNER, wait=minutes(4)),
        Rung(who=RungName.HEAD_OF_DEPARTMENT, wait=minutes(3)),
    )
    return Organisation(
        name="Larkfield",
        business_areas={},
        services={"checkout": Service(id="checkout", name="Checkout", team="shop", owner="bo")},
        teams={
            "shop": Team(id="shop", name="Shop", head_of_department="cy", members=members, rota="shop", ladder="usual")
        },
        people=staff,
        rotas={"shop": Rota(id="shop", time_zone="Europe/London", shifts=(shift,), overrides=overrides)},
        ladders={"usual": Ladder(name="usual", rungs=rungs, widen_wait=minutes(10))},
        alerts=AlertRouting(catch_all_team="shop"),
    )
