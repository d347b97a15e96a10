"""The errors of this product."""

import inspect

import pytest

from domain import errors
from domain.errors import DeliveryFailed, FailureKind, MimpError

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
