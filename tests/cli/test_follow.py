"""`mimp follow`: the timeline as it grows."""

from collections.abc import Sequence
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus

from cli.follow import follow
from cli.incidents import NotReachable
from domain.errors import Refused
from domain.incident.view import IncidentView
from domain.timeline import TimelineEntry
from tests.cli.test_show import entry, incident
from tests.config.fake_index import FakeIndex, FakeRun, no_worker
from tests.domain.builders import NIGHT

RUN = FakeRun("checkout", "run-1", NIGHT)


def grown(count: int) -> IncidentView:
    """Return an incident whose timeline has so many entries."""
    return incident(
        *(entry(f"step {number}").model_copy(update={"sequence": number}) for number in range(1, count + 1))
    )


class Ends(FakeIndex):
    """A Temporal in which the incident stands as the looks say, one after another, and is over at the last."""

    async def describe(self, workflow_id: str) -> Any:
        """Say whether it still runs."""
        described = await super().describe(workflow_id)
        described.status = WorkflowExecutionStatus.RUNNING if len(self.looks) > 1 else WorkflowExecutionStatus.COMPLETED
        return described


def that_ends(*looks: IncidentView | Exception) -> Ends:
    """Return the incident, as it stands at these looks."""
    return Ends([RUN], list(looks))


class Screen:
    """What whoever follows reads, and how long was paused in between."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.told: list[str] = []
        self.paused: list[float] = []

    async def follow(self, index: FakeIndex, code: str = RUN.code) -> None:
        """Follow an incident."""
        await follow(index.as_client(), code, self._show, self.told.append, self._pause)

    def _show(self, shown: TimelineEntry) -> None:
        self.shown.append(shown.what)

    async def _pause(self, seconds: float) -> None:
        self.paused.append(seconds)


@pytest.fixture
def screen() -> Screen:
    """A terminal."""
    return Screen()


async def test_entries_are_shown_as_they_come_until_it_is_over(screen: Screen) -> None:
    """What is there comes first, then each entry once; the last look, when it is over, still counts."""
    await screen.follow(that_ends(grown(1), grown(1), grown(2), grown(4)))

    assert ["step 1", "step 2", "step 3", "step 4"] == screen.shown
    assert ([], [1, 1, 1]) == (screen.told, screen.paused)


async def test_an_incident_that_is_over_is_shown_and_left(screen: Screen) -> None:
    """There is nothing to wait for."""
    await screen.follow(that_ends(grown(2)))

    assert (["step 1", "step 2"], []) == (screen.shown, screen.paused)


@pytest.mark.parametrize("silences", [1, 3])
async def test_a_worker_that_is_replaced_ends_nothing(screen: Screen, silences: int) -> None:
    """While no worker answers that is told, and whoever follows stays with the incident."""
    silent: Sequence[Exception] = [no_worker()] * silences
    await screen.follow(that_ends(grown(1), *silent, grown(2)))

    assert ["step 1", "step 2"] == screen.shown
    assert [True] * silences == [
        told.startswith("No worker answers") and told.endswith("Trying again.") for told in screen.told
    ]


async def test_without_a_worker_it_does_not_begin(screen: Screen) -> None:
    """What cannot be followed is said at once."""
    with pytest.raises(NotReachable):
        await screen.follow(that_ends(no_worker(), grown(1)))
    assert [] == screen.shown


async def test_what_is_no_incident_cannot_be_followed(screen: Screen) -> None:
    """A code nobody knows is refused."""
    with pytest.raises(Refused):
        await screen.follow(that_ends(grown(1)), "search-AAAA")
