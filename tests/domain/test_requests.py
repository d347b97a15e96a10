"""Every request of an incident has something that carries it out."""

from typing import get_args

from domain.incident.requests import _CARRIED_OUT_BY
from domain.requests import Deciding


def test_every_request_is_carried_out_by_something() -> None:
    """None can be accepted by the model and then be unknown to the rules."""
    assert set(get_args(Deciding)) == set(_CARRIED_OUT_BY)


def test_no_two_requests_go_by_the_same_kind() -> None:
    """The kind tells them apart, in an update and in an address."""
    kinds = [request.model_fields["kind"].default for request in get_args(Deciding)]

    assert sorted(set(kinds)) == sorted(kinds)
