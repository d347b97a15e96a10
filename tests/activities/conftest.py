"""What the tests of activities share."""

from collections.abc import Iterator

import pytest

from tests.activities.provider import Provider, a_provider

pytest.register_assert_rewrite("tests.activities.contract")


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider with memory."""
    with a_provider() as serving:
        yield serving
