"""Finding incidents in Temporal: the one a code means, and those that are open."""

from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from config.incident_index import NoSuchIncident, OpenIncident, find, list_open
from domain.audiences import Audience
from domain.codes import read_incident_code
from domain.lifecycle import IncidentState
from tests.config.fake_index import FakeIndex, FakeRun
from tests.gateway.fake_client import namespace_not_found

NIGHT = datetime(2026, 11, 24, 3, 14, tzinfo=UTC)
CHECKOUT = FakeRun("checkout", "run-1", NIGHT).seen(state="triage", service="checkout", holder="ana")
ENDED = WorkflowExecutionStatus.COMPLETED
ROLLED_OVER = WorkflowExecutionStatus.CONTINUED_AS_NEW


async def test_an_open_incident_is_listed_by_what_the_list_says_of_it() -> None:
    """Code, state, service, holder and opening come from one question, however many incidents there are."""
    index = FakeIndex([CHECKOUT, FakeRun("search", "run-2", NIGHT).seen(state="reported", holder="nobody")])

    assert [
        OpenIncident(code=CHECKOUT.code, state=IncidentState.TRIAGE, service="checkout", holder="ana", opened_at=NIGHT),
        OpenIncident(
            code=index.runs[1].code, state=IncidentState.REPORTED, service="search", holder=None, opened_at=NIGHT
        ),
    ] == await list_open(index.as_client())
    assert 1 == len(index.queries)


async def test_an_incident_no_worker_has_seen_yet_is_listed() -> None:
    """An alert stored while no worker lived has opened an incident all the same: it is reported, and nobody has it."""
    run = FakeRun("checkout", "run-1", NIGHT)

    assert [
        OpenIncident(code=run.code, state=IncidentState.REPORTED, service="checkout", holder=None, opened_at=NIGHT)
    ] == await list_open(FakeIndex([run]).as_client())


async def test_an_incident_was_opened_when_its_first_run_began() -> None:
    """An incident that was rolled over, twice even, is as old as it is: its open run knows its own start alone."""
    runs = [
        FakeRun("checkout", "run-1", NIGHT, ROLLED_OVER).seen(),
        FakeRun("checkout", "run-2", NIGHT + timedelta(hours=1), ROLLED_OVER, first="run-1").seen(),
        FakeRun("checkout", "run-3", NIGHT + timedelta(hours=2), first="run-1").seen(),
        FakeRun("search", "run-4", NIGHT + timedelta(minutes=1)).seen(),
    ]
    listed = await list_open(FakeIndex(runs).as_client())

    assert [(runs[3].code, runs[3].start_time), (runs[0].code, NIGHT)] == [
        (each.code, each.opened_at) for each in listed
    ]


async def test_two_that_are_one_name_each_other() -> None:
    """The one says of which it is part, the other what is with it; what was part of another once says nothing."""
    part = FakeRun("search", "run-2", NIGHT).seen(state="attached", part_of=CHECKOUT.code)
    alone = FakeRun("mail", "run-3", NIGHT).seen(state="triage", part_of=CHECKOUT.code)
    listed = {each.code: each for each in await list_open(FakeIndex([CHECKOUT, part, alone]).as_client())}

    assert (CHECKOUT.code, None) == (listed[part.code].part_of, listed[alone.code].part_of)
    assert ((part.code,), ()) == (listed[CHECKOUT.code].with_it, listed[part.code].with_it)


@pytest.mark.parametrize(
    ("shown", "audiences"),
    [
        ("business", (Audience.BUSINESS,)),
        ("technical", (Audience.TECHNICAL,)),
        ("both", (Audience.BUSINESS, Audience.TECHNICAL)),
        ("none", ()),
    ],
)
async def test_an_overdue_update_is_listed(shown: str, audiences: tuple[Audience, ...]) -> None:
    """As the incident's search attribute says; one that has no updates is late with none."""
    runs = [CHECKOUT.seen(overdue_rounds=shown), FakeRun("mail", "run-3", NIGHT).seen()]
    listed = {each.code: each.overdue for each in await list_open(FakeIndex(runs).as_client())}

    assert {runs[0].code: audiences, runs[1].code: ()} == listed


async def test_what_is_over_is_not_listed() -> None:
    """Incidents that have ended are no open ones."""
    over = FakeRun("checkout", "run-1", NIGHT, ENDED).seen()

    assert [] == await list_open(FakeIndex([over]).as_client())


async def test_a_list_that_cannot_be_had_is_no_empty_one() -> None:
    """That no incident is open is never claimed for want of an answer."""
    with pytest.raises(RPCError):
        await list_open(FakeIndex(fails=namespace_not_found()).as_client())


@pytest.mark.parametrize(("status", "over"), [(WorkflowExecutionStatus.RUNNING, False), (ENDED, True)])
async def test_a_code_means_the_latest_incident_of_its_service(status: WorkflowExecutionStatus, over: bool) -> None:
    """Whichever run is current answers for it, and it is known whether it is over."""
    run = FakeRun("checkout", "run-1", NIGHT, status)
    found = await find(FakeIndex([run]).as_client(), read_incident_code(run.code))

    assert ("incident/checkout", None, over, True) == (found.handle.id, found.handle.run_id, found.over, found.latest)


async def test_a_code_means_an_earlier_incident_too() -> None:
    """One that a later incident of the service has followed is found by its code: its last run, and it is over."""
    began = FakeRun("checkout", "run-1", NIGHT, ROLLED_OVER).seen()
    ended = FakeRun("checkout", "run-2", NIGHT + timedelta(hours=1), ENDED, first="run-1").seen()
    later = FakeRun("checkout", "run-3", NIGHT + timedelta(days=1)).seen()
    found = await find(FakeIndex([began, ended, later]).as_client(), read_incident_code(began.code))

    assert ("run-2", True, False) == (found.handle.run_id, found.over, found.latest)


async def test_a_code_nothing_was_reported_for_is_no_incident() -> None:
    """Whoever mistypes the service reads so."""
    with pytest.raises(NoSuchIncident, match="There is no incident checkout-7K3Q: nothing was ever reported for"):
        await find(FakeIndex().as_client(), read_incident_code("checkout-7K3Q"))


async def test_a_code_with_other_letters_is_no_incident_and_the_latest_is_named() -> None:
    """Whoever mistypes the letters reads which code may be meant."""
    with pytest.raises(
        NoSuchIncident, match=f"no incident checkout-AAAA; the latest for 'checkout' is {CHECKOUT.code}"
    ):
        await find(FakeIndex([CHECKOUT]).as_client(), read_incident_code("checkout-AAAA"))


async def test_a_namespace_that_is_not_there_is_no_missing_incident() -> None:
    """A fault of the installation is told as one."""
    with pytest.raises(RPCError, match="Namespace missing"):
        await find(FakeIndex(fails=namespace_not_found()).as_client(), read_incident_code("checkout-7K3Q"))
