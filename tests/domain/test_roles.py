"""What a person is to the team in charge (P11)."""

from datetime import timedelta

from domain.lifecycle import Role
from domain.organisation import Absence
from domain.roles import roles_of, team_in_charge
from tests.domain.builders import NIGHT
from tests.domain.company import organisation, person

AWAY = (Absence(starts=NIGHT, ends=NIGHT + timedelta(days=1)),)


def test_the_team_in_charge_is_the_services() -> None:
    """An incident is in the hands of the team that owns the service."""
    assert team_in_charge(organisation(), "incident/checkout") == "storefront"


def test_the_catch_all_team_is_in_charge_of_the_rest() -> None:
    """A service nobody listed is in the hands of the catch-all team."""
    assert team_in_charge(organisation(), "incident/no-service-diskfull") == "platform"


def test_members_are_responders() -> None:
    """A member of the team is a responder to its incidents, and not to others'."""
    assert frozenset({Role.RESPONDER}) == roles_of(organisation(), "ana", "storefront", NIGHT)
    assert frozenset() == roles_of(organisation(), "ana", "platform", NIGHT)


def test_the_head_of_department_and_their_deputy_are_heads() -> None:
    """The deputy counts as head of department whether or not the head is away."""
    assert frozenset({Role.HEAD_OF_DEPARTMENT}) == roles_of(organisation(), "cy", "storefront", NIGHT)
    assert frozenset({Role.HEAD_OF_DEPARTMENT}) == roles_of(organisation(), "dee", "storefront", NIGHT)


def test_who_stands_in_when_both_are_away_is_head_until_they_are_back() -> None:
    """The deputy's deputy is head of department only while nobody before them is there."""
    company = organisation(person("cy", 3, deputy="dee", absences=AWAY), person("dee", 4, deputy="bo", absences=AWAY))

    assert frozenset({Role.HEAD_OF_DEPARTMENT, Role.RESPONDER}) == roles_of(company, "bo", "storefront", NIGHT)
    assert frozenset({Role.RESPONDER}) == roles_of(company, "bo", "storefront", NIGHT + timedelta(days=1))


def test_a_head_who_is_a_member_is_both() -> None:
    """One person may be several things to a team."""
    assert frozenset(Role) == roles_of(organisation(), "eve", "platform", NIGHT)


def test_strangers_and_unknown_teams_have_no_roles() -> None:
    """Whoever is not named has no role, and a team that was removed gives none."""
    assert frozenset() == roles_of(organisation(), "zoe", "storefront", NIGHT)
    assert frozenset() == roles_of(organisation(), "ana", "gone", NIGHT)
