"""Telling whoever watches from outside."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.canary import Canary
from domain.canary import CanaryFlight, Heartbeat
from domain.names import Queue
from tests.activities.provider import Cuts, Hangs, Provider, Says, a_provider

MINUTE = timedelta(minutes=1)


@pytest.fixture
def whoever_watches() -> Iterator[Provider]:
    """A server that is no provider's: nothing describes what it takes."""
    with a_provider() as serving:
        yield serving


async def beat(url: str | None) -> None:
    """Have the heartbeat sent."""
    await ActivityEnvironment().run(Canary(url, answers_within_seconds=0.3).heartbeat, Heartbeat(within=MINUTE))


async def test_the_address_is_called(whoever_watches: Provider) -> None:
    """One GET, at the address as it is configured."""
    whoever_watches.answers = Says(204)
    await beat(f"{whoever_watches.address}/ping/abc?from=mimp")
    asked = whoever_watches.only

    assert ("GET", "/ping/abc", {"from": ["mimp"]}) == (asked.method, asked.path, asked.query)


async def test_without_an_address_nobody_is_called(whoever_watches: Provider) -> None:
    """The heartbeat is off until an address is given."""
    await beat(None)

    assert [] == whoever_watches.asked


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (Says(500), "the heartbeat address answers 500"),
        (Says(404), "the heartbeat address answers 404"),
        (Hangs(), "the heartbeat address cannot be reached (ReadTimeout)"),
        (Cuts(), "the heartbeat address cannot be reached (RemoteProtocolError)"),
    ],
)
async def test_an_address_that_does_not_take_it_is_tried_again(
    whoever_watches: Provider, answers: Says | Hangs | Cuts, said: str
) -> None:
    """Whatever goes wrong is said without the address, which is secret, and may be tried again."""
    whoever_watches.answers = answers
    with pytest.raises(ApplicationError) as failed:
        await beat(f"{whoever_watches.address}/secret")

    assert (said, False) == (failed.value.message, failed.value.non_retryable)


async def test_crossing_a_queue_does_nothing(whoever_watches: Provider) -> None:
    """The canary reaches nobody in the company, and nobody outside."""
    flight = CanaryFlight(queue=Queue.CALLS, within=MINUTE)
    await ActivityEnvironment().run(Canary(whoever_watches.address).canary, flight)

    assert [] == whoever_watches.asked
