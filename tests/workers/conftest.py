"""What the tests of workers share."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

import pytest

from tests.activities.conftest import provider as provider  # what workers send is held to the same descriptions


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No credentials of whoever runs the tests are used: nothing is set but what a test sets."""
    for name in [name for name in os.environ if name.upper().startswith("MIMP_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def threads() -> Iterator[Executor]:
    """Threads for the blocking packages."""
    with ThreadPoolExecutor(2) as executor:
        yield executor
