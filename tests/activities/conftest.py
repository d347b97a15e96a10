"""What the tests of activities share."""

from collections.abc import Iterator

import pytest

from tests.activities import descriptions
from tests.activities.provider import Provider, a_provider

pytest.register_assert_rewrite("tests.activities.contract")


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider with memory; everything it was asked, and everything it said itself, must be as the real one describes it."""
    with a_provider() as serving:
        yield serving
    if not descriptions.are_here():
        pytest.skip(descriptions.ABSENT)
    descriptions.check(serving.exchanges)
