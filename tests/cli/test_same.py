"""`mimp same`: what it brings to the incident, and what it prints."""

from typing import Any

import pytest

import cli.requests
from config.settings import Settings
from domain.errors import Refused
from domain.incident.view import IncidentView
from domain.lifecycle import Role
from domain.requests import AnyRequest, SameAs
from tests.cli.command import outcome
from tests.cli.test_show import incident


class FakeIncidents:
    """An installation whose incidents take every request, and remember it."""

    def __init__(self) -> None:
        self.asked: list[AnyRequest] = []

    async def connected(self, _: Settings) -> "FakeIncidents":
        """Return where the incidents are."""
        return self

    async def view(self, _: Any, code: str) -> IncidentView:
        """Return an incident with this code, whose team is Storefront."""
        return incident().model_copy(update={"code": code, "team_id": "storefront"})

    async def request(self, _: Any, code: str, asked: AnyRequest) -> str:
        """Take a request."""
        self.asked.append(asked)
        return f"{code}: done."


def test_one_is_made_part_of_the_other(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The first code is that of the part, the second of the one that stays; who asks is known by the organisation file."""
    fake = FakeIncidents()
    for name in ("connected", "view", "request"):
        monkeypatch.setattr(cli.requests, name, getattr(fake, name))
    cli.requests.same("payments-7K3Q", "checkout-AB2C", "nadia-rahman", "one certificate")

    [asked] = fake.asked
    assert isinstance(asked, SameAs)
    assert ("payments-7K3Q", "checkout-AB2C", "one certificate") == (asked.code, asked.other, asked.reason)
    assert ("nadia-rahman", True) == (asked.actor.contact, Role.HEAD_OF_DEPARTMENT in asked.actor.roles)
    assert "payments-7K3Q: done.\n" == capsys.readouterr().out


@pytest.mark.parametrize("team", ["Storefront", "x" * 101])
def test_what_is_no_id_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, team: str) -> None:
    """Nothing reaches an incident that could not be what it says."""
    fake = FakeIncidents()
    for name in ("connected", "view", "request"):
        monkeypatch.setattr(cli.requests, name, getattr(fake, name))
    with pytest.raises(Refused, match="team: must be lower-case letters, digits and single hyphens, at most 100 char"):
        cli.requests.drop_team("payments-7K3Q", team, "nadia-rahman", "not them")

    assert [] == fake.asked


def test_both_codes_are_needed() -> None:
    """Whoever names one alone reads what is missing, and the status says that what was given is wrong."""
    status, printed, said = outcome("same", "payments-7K3Q", "--as", "nadia-rahman")

    assert (2, "", True) == (status, printed, "Missing argument 'other'" in said)
