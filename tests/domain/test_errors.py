"""The errors of this product."""

import inspect
from datetime import timedelta

import pytest

from domain import errors
from domain.errors import DeliveryFailed, FailureKind, MimpError, Throttled

TREE = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, Exception)]


@pytest.mark.parametrize("error", TREE, ids=lambda error: error.__name__)
def test_every_error_is_one_of_ours_and_in_the_drawn_tree(error: type[Exception]) -> None:
    """Whoever catches the root catches all, and the module's page shows each of them."""
    assert issubclass(error, MimpError)
    assert error.__name__ in (errors.__doc__ or "")


def test_a_failed_delivery_says_why_and_what_it_means() -> None:
    """The failure carries its kind, the provider's words and number, and reads as those words."""
    failure = DeliveryFailed(FailureKind.PERMANENT, "the number does not exist", 21211)

    assert (FailureKind.PERMANENT, "the number does not exist", 21211, "the number does not exist") == (
        failure.kind,
        failure.reason,
        failure.code,
        str(failure),
    )


def test_being_turned_away_is_temporary_and_says_for_how_long() -> None:
    """What a provider had no room for may be tried again, after the time it asks for."""
    failure = Throttled("too many requests", 429, timedelta(seconds=3))

    assert (FailureKind.TEMPORARY, 429, timedelta(seconds=3)) == (failure.kind, failure.code, failure.wait)
