"""Which services a person is offered when they report something."""

import pytest

from domain.reporting.services import offered_services, own_services, team_called
from tests.domain.reporting.company import SERVICES, organisation


@pytest.mark.parametrize(
    ("person", "own"),
    [
        ("ana", ["checkout", "search", "basket"]),
        ("cy", ["checkout", "search", "basket"]),
        ("eli", [each.id for each in SERVICES]),
        ("bo", []),
    ],
    ids=["of the team", "its head", "the owner", "of no team"],
)
def test_a_persons_own_services_come_first(person: str, own: list[str]) -> None:
    """What their team runs, or they own, and then everything else, both in the order of the organisation file."""
    company = organisation()
    rest = [each.id for each in SERVICES if each.id not in own]

    assert own == [each.id for each in own_services(company, person)]
    assert [*own, *rest] == [each.id for each in offered_services(company, person)]


def test_who_is_called_for_a_service_and_for_none() -> None:
    """The team that owns it; for what is no service listed, the catch-all team."""
    company = organisation()

    assert ["Shop", "Platform"] == [team_called(company, each) for each in (company.service("checkout"), None)]
