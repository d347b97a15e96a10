"""Asking the incident behind a code, whether or not a worker answers, and listing those that are open."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowQueryFailedError

from cli.incidents import NotReachable, listed, look, people_names
from config.settings import Settings
from tests.cli.test_show import incident
from tests.config.fake_index import FakeIndex, FakeRun, no_worker
from tests.domain.builders import NIGHT

SHIPPED = Path(__file__).parents[2] / "config" / "organisation.yaml"
RUN = FakeRun("checkout", "run-1", NIGHT)


@pytest.mark.parametrize(
    ("status", "over"), [(WorkflowExecutionStatus.RUNNING, False), (WorkflowExecutionStatus.COMPLETED, True)]
)
async def test_how_an_incident_stands_says_whether_it_is_over(status: WorkflowExecutionStatus, over: bool) -> None:
    """An incident that has ended can still be looked at, and says that nothing more happens to it."""
    index = FakeIndex([FakeRun("checkout", "run-1", NIGHT, status)], [incident()])
    seen = await look(index.as_client(), RUN.code.lower())

    assert (incident(), over) == (seen.view, seen.over)


@pytest.mark.parametrize("error", [no_worker(), WorkflowQueryFailedError("replay failed")])
async def test_without_a_worker_nothing_is_claimed(error: Exception) -> None:
    """When nobody can say how an incident stands, that is said."""
    with pytest.raises(NotReachable, match="No worker answers"):
        await look(FakeIndex([RUN], [error]).as_client(), RUN.code)


async def test_whoever_has_an_open_incident_is_named() -> None:
    """Where nobody has it, or who has it has left the organisation, there is no name."""
    runs = [
        FakeRun(key, f"run-{key}", NIGHT).seen(holder=holder)
        for key, holder in (("checkout", "ana"), ("search", "zoe"), ("basket", "nobody"))
    ]
    found = await listed(FakeIndex(runs).as_client(), {"ana": "Ana Duarte"})

    assert {("ana", "Ana Duarte"), ("zoe", None), (None, None)} == {(each.holder, name) for each, name in found}


def test_people_are_called_as_the_organisation_file_says() -> None:
    """Names come from the file of the settings."""
    names = people_names(Settings(organisation=SHIPPED), pytest.fail)

    assert "Chloé Dubois" == names["chloe-dubois"]


def test_a_file_with_mistakes_hides_no_incident(tmp_path: Path) -> None:
    """In the worst moment a list by ids beats none, and it is said why."""
    said: list[str] = []

    assert {} == people_names(Settings(organisation=tmp_path / "none.yaml"), said.append)
    assert ["People are listed by id: the organisation file has mistakes, which 'mimp check' shows."] == said
