"""The company that scenarios about rounds of comms are told of."""

from collections.abc import AsyncIterator

import pytest

from tests.harness.rounds import company_with_stakeholder
from tests.harness.story import Story, a_story


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A scenario in a company whose Sales rely on the checkout; Bo stands in for Cleo, who leads."""
    async with a_story(company_with_stakeholder()) as told:
        yield told
