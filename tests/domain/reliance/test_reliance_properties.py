"""The dependency matrix over every kind of organisation: circles, islands, services that rely on themselves."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.organisation import BusinessArea, CommsLists, Organisation
from domain.reliance.contact_plan import contact_plan
from domain.reliance.graph import Chain, Reliance
from tests.domain.builders import PATIENT
from tests.domain.reliance.companies import Reliances, area, company

SERVICES = "abcdefgh"
TEAMS = ("red", "green", "blue")
PEOPLE = ("helen", "martin", "ruth")

services = st.sampled_from(SERVICES)
people = st.sampled_from(PEOPLE)
reliances = st.fixed_dictionaries({service: st.lists(services, max_size=3) for service in SERVICES})
areas = st.fixed_dictionaries(
    {name: st.builds(area, st.just(name), people, people) for name in ("finance", "sales")},
).map(lambda found: list(found.values()))


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    """Draw a company whose services share teams and business areas."""
    found: Sequence[BusinessArea] = draw(areas)
    return company(
        draw(reliances),
        teams=draw(st.fixed_dictionaries({service: st.sampled_from(TEAMS) for service in SERVICES})),
        serves=draw(st.dictionaries(services, st.sampled_from([each.id for each in found]))),
        areas=found,
        comms_lists=CommsLists(technical=tuple(draw(st.lists(people))), business=tuple(draw(st.lists(people)))),
    )


def distances(start: str, neighbours: Mapping[str, set[str]]) -> dict[str, int]:
    """Find what can be reached the slow way: widen the circle until it grows no more."""
    found = {start: 0}
    while True:
        wider = {
            reached: distance + 1
            for service, distance in found.items()
            for reached in neighbours[service]
            if reached not in found
        }
        if not wider:
            return {service: distance for service, distance in found.items() if service != start}
        found |= wider


def relied_on(written: Reliances) -> dict[str, set[str]]:
    """Return what each service relies on."""
    return {service: set(others) for service, others in written.items()}


def relying(written: Reliances) -> dict[str, set[str]]:
    """Return what relies on each service."""
    return {service: {each for each in written if service in written[each]} for service in written}


@PATIENT
@given(reliances, services)
def test_what_is_reached_and_how_far_it_is_agrees_with_the_slow_way(written: Reliances, failing: str) -> None:
    """Nothing that relies on it is missed, nothing else is named, and no chain is longer than it must be."""
    reliance = Reliance(company(written))
    affected, causes = reliance.affected_by(failing), reliance.possible_causes(failing)

    assert distances(failing, relying(written)) == {service: chain.distance for service, chain in affected.items()}
    assert distances(failing, relied_on(written)) == {service: chain.distance for service, chain in causes.items()}


@PATIENT
@given(reliances, services)
def test_every_chain_is_one_of_reliances(written: Reliances, failing: str) -> None:
    """Each service on it relies on the next; it leads from what is affected to what fails, or from there to the cause."""
    reliance = Reliance(company(written))
    affected, causes = reliance.affected_by(failing), reliance.possible_causes(failing)

    assert [(service, failing) for service in affected] == [_ends(chain) for chain in affected.values()]
    assert [(failing, service) for service in causes] == [_ends(chain) for chain in causes.values()]
    assert all(
        second in written[first]
        for chain in (*affected.values(), *causes.values())
        for first, second in pairwise(chain.path)
    )


def _ends(chain: Chain) -> tuple[str, str]:
    return chain.path[0], chain.path[-1]


@PATIENT
@given(reliances, services)
def test_the_order_is_by_distance_then_name(written: Reliances, failing: str) -> None:
    """It does not depend on the order in which the file is written."""
    upside_down = {service: list(reversed(written[service])) for service in reversed(list(written))}
    one, other = (Reliance(company(each)).affected_by(failing) for each in (written, upside_down))

    assert sorted(one, key=lambda service: (one[service].distance, service)) == list(one)
    assert list(one.items()) == list(other.items())


@PATIENT
@given(organisations(), services)
def test_nobody_stands_twice_in_what_one_audience_gets(organisation: Organisation, failing: str) -> None:
    """No team is in two of the technical lists, or twice in one, and no person is twice in a list."""
    plan = contact_plan(organisation, failing)
    teams = [each.id for each in (*plan.teams_to_call, *plan.teams_to_inform, *plan.teams_offered)]

    for each in (teams, [each.id for each in plan.technical_people], [each.id for each in plan.stakeholders]):
        assert sorted(set(each)) == sorted(each)


@PATIENT
@given(organisations(), services)
def test_everybody_is_contacted_as_the_process_says(organisation: Organisation, failing: str) -> None:
    """Each list is exactly what the rules of the process make of the services it is about."""
    plan = contact_plan(organisation, failing)
    team_of = {service.id: service.team for service in organisation.services.values()}
    direct = {failing, *organisation.services[failing].relies_on}
    call = {team_of[service] for service in direct}
    inform = {team_of[each.id] for each in plan.affected} - call
    offer = {team_of[each.id] for each in plan.causes} - call - inform
    areas = [organisation.services[each].business_area for each in (failing, *(each.id for each in plan.affected))]
    suffering = [organisation.business_areas[each] for each in areas if each]

    assert [call, inform, offer] == [
        {each.id for each in teams} for teams in (plan.teams_to_call, plan.teams_to_inform, plan.teams_offered)
    ]
    assert {person for each in suffering for person in (each.owner, *each.contacts)} | set(
        organisation.comms_lists.business
    ) == {each.id for each in plan.stakeholders}


@PATIENT
@given(organisations(), services)
def test_every_list_is_in_order_and_explained(organisation: Organisation, failing: str) -> None:
    """The nearest first, then by name; each chain leads to or from what fails, and its other end is what the entry is about."""
    plan = contact_plan(organisation, failing)
    team_of = {service.id: service.team for service in organisation.services.values()}

    for entries in (plan.teams_to_call, plan.teams_to_inform, plan.teams_offered, plan.stakeholders):
        assert sorted(entries, key=lambda each: (each.distance, each.name)) == list(entries)
    for each in (*plan.teams_to_call, *plan.teams_offered):
        assert each.chain is not None
        assert (failing, each.id) == (each.chain.path[0], team_of[each.chain.path[-1]])
    for each in plan.teams_to_inform:
        assert each.chain is not None
        assert (each.id, failing) == (team_of[each.chain.path[0]], each.chain.path[-1])
