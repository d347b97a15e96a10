"""Companies whose services rely on each other: a test names the reliances, and whose a service is where that matters."""

from collections.abc import Mapping, Sequence

from domain.organisation import BusinessArea, CommsLists, Organisation, Service
from tests.domain.company import organisation, person

Reliances = Mapping[str, Sequence[str]]


def company(
    reliances: Reliances,
    *,
    teams: Mapping[str, str] | None = None,
    serves: Mapping[str, str] | None = None,
    areas: Sequence[BusinessArea] = (),
    comms_lists: CommsLists = CommsLists(),  # noqa: B008 - frozen
) -> Organisation:
    """Return a company with these services; `payroll` is called Payroll, and is run by a team of its own unless told otherwise."""
    usual = organisation()
    names = dict.fromkeys([*reliances, *(each for relied_on in reliances.values() for each in relied_on)])
    owners = {name: (teams or {}).get(name, f"{name}-team") for name in names}
    named = [each for area in areas for each in (area.owner, *area.contacts)]
    people = {who: person(who) for who in [*named, *comms_lists.technical, *comms_lists.business]}
    services = {
        name: Service(
            id=name,
            name=name.capitalize(),
            team=owners[name],
            owner="bo",
            business_area=(serves or {}).get(name),
            relies_on=tuple(reliances.get(name, ())),
        )
        for name in names
    }
    shop = usual.team("shop")
    return usual.model_copy(
        update={
            "services": services,
            "teams": {"shop": shop}
            | {team: shop.model_copy(update={"id": team, "name": team.capitalize()}) for team in owners.values()},
            "business_areas": {area.id: area for area in areas},
            "people": {**usual.people, **people},
            "comms_lists": comms_lists,
        }
    )


def area(name: str, owner: str, *contacts: str) -> BusinessArea:
    """Return a business area; `finance` is called Finance."""
    return BusinessArea(id=name, name=name.capitalize(), owner=owner, contacts=contacts)
