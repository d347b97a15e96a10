"""What every test shares: how a run ends, and the world of the scenarios."""

from collections.abc import AsyncIterator

import hypothesis
import pytest

from config.process import leave
from tests.harness.organisation import small_company
from tests.harness.story import Story, a_story
from workers.warm_up import keep_compiled

# How long an example takes is no promise: on a busy machine it would make tests fail by chance.
hypothesis.settings.register_profile("mimp", deadline=None)
hypothesis.settings.load_profile("mimp")
keep_compiled()


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A scenario in a small company; it fails on every call, text and mail that nobody expected."""
    async with a_story(small_company()) as told:
        yield told


_status = 0


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Remember how the run went."""
    global _status  # noqa: PLW0603 - pytest hands it over in one hook and ends in another
    _status = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """End the process with the run's own status: used with Temporal's client, Python may die in its shutdown."""
    if not hasattr(config, "workerinput"):
        leave(_status)
