"""`mimp mute`: what it brings to the incident, and what it prints."""

import pytest

import cli.requests
from domain.requests import MuteBoard
from tests.cli.test_same import FakeIncidents


def test_whoever_is_on_the_call_stops_the_boards_texts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who asks is known by the organisation file: it is their texts that stop."""
    fake = FakeIncidents()
    for name in ("connected", "view", "request"):
        monkeypatch.setattr(cli.requests, name, getattr(fake, name))
    cli.requests.mute("checkout-7K3Q", "ben-carter")

    [asked] = fake.asked
    assert isinstance(asked, MuteBoard)
    assert ("checkout-7K3Q", "ben-carter") == (asked.code, asked.actor.contact)
    assert "checkout-7K3Q: done.\n" == capsys.readouterr().out
