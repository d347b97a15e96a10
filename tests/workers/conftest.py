"""What the tests of workers share."""

import os
from collections.abc import Iterator

import pytest

from tests.activities.provider import Provider, a_provider


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No credentials of whoever runs the tests are used: nothing is set but what a test sets."""
    for name in [name for name in os.environ if name.upper().startswith("MIMP_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider with memory."""
    with a_provider() as serving:
        yield serving
