"""A small company for scenarios: one shop, one team, and a ladder of three people."""

from datetime import date, time, timedelta

from domain.organisation import AlertRouting, BusinessArea, Ladder, Organisation, Person, Rung, RungName, Service, Team
from domain.policies import CommsPolicy, PagingPolicy, Policies
from domain.rota import Rota, Shift, Weekday

PEOPLE = {
    "ana": Person(
        id="ana", name="Ana Duarte", phones=("+447700900001",), email="ana@example.com", time_zone="Europe/London"
    ),
    "bo": Person(
        id="bo", name="Bo Larsen", phones=("+447700900002",), email="bo@example.com", time_zone="Europe/Berlin"
    ),
    "cleo": Person(
        id="cleo", name="Cleo Marsh", phones=("+447700900003",), email="cleo@example.com", time_zone="Europe/London"
    ),
    "dan": Person(
        id="dan", name="Dan Okoro", phones=("+447700900004",), email="dan@example.com", time_zone="America/New_York"
    ),
}
"""Ana is on call, Bo owns the checkout, Cleo heads the department, Dan is on the team and on call for the platform."""

CHECKOUT = Service(
    id="checkout",
    name="Checkout",
    team="storefront",
    owner="bo",
    business_area="sales",
    customer_effect="customers cannot pay",
)


def small_company(
    *,
    wait: timedelta = timedelta(minutes=5),
    ring: timedelta = timedelta(seconds=20),
    acknowledgement_lasts: timedelta = timedelta(minutes=30),
) -> Organisation:
    """Return the company; `wait` is what each rung of the ladder is given, `ring` how long a phone rings.

    Its first updates are due so late that nobody is reminded of them in a scenario about something else.
    """
    rungs = (
        Rung(who=RungName.ON_CALL, tries=2, wait=wait),
        Rung(who=RungName.SERVICE_OWNER, wait=wait),
        Rung(who=RungName.HEAD_OF_DEPARTMENT, wait=wait),
    )
    return Organisation(
        name="Small Shop",
        business_areas={"sales": BusinessArea(id="sales", name="Sales", owner="cleo")},
        services={"checkout": CHECKOUT},
        teams={each.id: each for each in (team("storefront", "ana", "bo", "dan"), team("platform", "dan"))},
        people=PEOPLE,
        rotas={"ana-always": always("ana"), "dan-always": always("dan")},
        ladders={"standard": Ladder(name="standard", rungs=rungs, widen_wait=2 * wait)},
        policies=Policies(
            paging=PagingPolicy(
                ring=ring, answer_limit=timedelta(minutes=2), acknowledgement_lasts=acknowledgement_lasts
            ),
            comms=CommsPolicy(first=timedelta(minutes=60), nudge_before=timedelta(minutes=1)),
        ),
        alerts=AlertRouting(catch_all_team="platform"),
    )


def team(name: str, *members: str) -> Team:
    """Return a team that Cleo heads and whose first member is always on call."""
    return Team(
        id=name,
        name=name.capitalize(),
        head_of_department="cleo",
        members=members,
        rota=f"{members[0]}-always",
        ladder="standard",
    )


def always(person: str) -> Rota:
    """Return a rota by which this person is always on call."""
    shift = Shift(
        people=(person,),
        time_zone="Europe/London",
        rotates="weekly",
        handover=(Weekday.MONDAY, time(9)),
        since=date(2026, 1, 5),
    )
    return Rota(id=f"{person}-always", time_zone="Europe/London", shifts=(shift,))
