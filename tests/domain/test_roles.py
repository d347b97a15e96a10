"""What a person is to the team in charge."""

import pytest

from domain.lifecycle import Actor, Role
from domain.organisation import Channel
from domain.roles import roles_of, team_in_charge, who_asks
from tests.domain.builders import NIGHT
from tests.domain.company import AWAY, organisation, person

HEAD, OWNER, RESPONDER = Role.HEAD_OF_DEPARTMENT, Role.SERVICE_OWNER, Role.RESPONDER


@pytest.mark.parametrize("incident", ["incident/checkout", "incident/nobody-knows-this"])
def test_the_team_in_charge_is_the_services_or_the_catch_all(incident: str) -> None:
    """Every incident has a team in charge, also one about a service nobody listed."""
    assert "shop" == team_in_charge(organisation(), incident)


def test_the_head_and_their_deputy_count_as_head_at_any_time() -> None:
    """P11: the head of department and their deputy declare, whether or not the head is away."""
    company = organisation(person("cy", deputy="dee"))

    assert [{HEAD}, {HEAD}, set()] == [set(roles_of(company, who, "shop", NIGHT)) for who in ("cy", "dee", "bo")]


def test_who_stands_in_for_both_counts_while_they_are_away() -> None:
    """When head and deputy are both away the deputy's deputy counts as head, until they are back."""
    company = organisation(person("cy", deputy="dee", away=True), person("dee", deputy="eli", away=True))

    assert [{HEAD}, set()] == [set(roles_of(company, "eli", "shop", when)) for when in (NIGHT, AWAY.ends)]


def test_members_of_the_team_are_responders() -> None:
    """Who is on the team responds, and may head it as well."""
    company = organisation(members=("ana", "cy"))

    assert [{RESPONDER}, {RESPONDER, HEAD}] == [set(roles_of(company, who, "shop", NIGHT)) for who in ("ana", "cy")]


def test_the_owner_of_the_service_that_fails_owns_it() -> None:
    """P11: of the service that fails, and of no other; nobody owns what nobody listed."""
    company = organisation()
    held = [roles_of(company, "bo", "shop", NIGHT, service=each) for each in ("checkout", "till", None)]

    assert [{OWNER}, set(), set()] == [set(each) for each in held]
    assert set() == set(roles_of(company, "ana", "shop", NIGHT, service="checkout"))


def test_who_stands_in_for_the_owner_counts_while_they_are_away() -> None:
    """The deputy of an owner who is away owns it as long, and the owner does all the while."""
    company = organisation(person("bo", deputy="dee", away=True))
    held = [
        [set(roles_of(company, who, "shop", when, service="checkout")) for who in ("bo", "dee")]
        for when in (NIGHT, AWAY.ends)
    ]

    assert [[{OWNER}, {OWNER}], [{OWNER}, set()]] == held


def test_a_team_nobody_knows_has_nobody() -> None:
    """In a team the organisation does not have, nobody has a say."""
    assert frozenset() == roles_of(organisation(), "cy", "other", NIGHT)


def test_who_asks_is_named_with_their_roles_and_their_proof() -> None:
    """A request says who made it, by which right, on whose clock, and what they showed."""
    asked = who_asks(
        organisation(), "cy", "shop", NIGHT, service="checkout", channel=Channel.TEXT, proof="text 'NOT 4821'"
    )

    expected = Actor(
        contact="cy",
        name="Cy",
        roles=frozenset({HEAD}),
        teams=frozenset({"shop"}),
        channel=Channel.TEXT,
        proof="text 'NOT 4821'",
        time_zone="Europe/London",
    )
    assert expected == asked


def test_who_has_left_the_company_asks_without_any_right() -> None:
    """Somebody the organisation does not know any more is named by their id, and has no role."""
    assert Actor(contact="zoe", name="zoe", proof="a shell") == who_asks(
        organisation(), "zoe", "shop", NIGHT, service="checkout", proof="a shell"
    )
