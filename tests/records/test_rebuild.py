"""`mimp records rebuild`: what was lost with the database comes back from Temporal's histories."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import Engine, select
from temporalio import activity, workflow
from temporalio.client import Client, WorkflowHistory
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.history_book import HistoryBook
from activities.receipts import ReceiptBook
from cli.histories import chain
from cli.rebuild import Rebuilt, rebuild, rebuild_from
from config.process import executable
from config.temporal import DATA_CONVERTER
from domain.comms.dispatch.delivery import ReceiptsToRecord
from domain.history.outbox import MOST_WAITING, Outbox
from domain.history.rows import HistoryToRecord
from domain.messages import Message
from domain.names import Activity, Queue, WorkflowType
from records.history import History
from records.receipts import Receipts
from records.schema import METADATA
from records.store import RecordStore
from records.upkeep import migrate
from tests.cli.command import NOBODY, outcome
from tests.records.conftest import Opens
from tests.records.rows import CODE, attempt, entry, findings, incident, whole
from tests.records.test_receipts import receipt
from workflows import activity_calls
from workflows.recording import RecordsHistory
from workflows.timers import wait_until

_ID = "incident/checkout"
_ZONES = {"Ana": "Asia/Kolkata"}


class Day(Message):
    """What happens on a day, and what is waited for: that all of it is on record, or only so much waits."""

    outbox: Outbox
    histories: tuple[HistoryToRecord, ...] = ()
    receipts: ReceiptsToRecord = ReceiptsToRecord(receipts=())
    until_waiting: int = 0


@workflow.defn(name=WorkflowType.INCIDENT, sandboxed=False)
class Diary(RecordsHistory):
    """Records what it is told to, as incidents and reviews do."""

    @workflow.init
    def __init__(self, day: Day) -> None:
        self._day = day

    @workflow.run
    async def run(self, day: Day) -> Outbox:
        """Record everything; return what waits still."""
        for history in day.histories:
            await activity_calls.record_history(history)
        if day.receipts.receipts:
            await activity_calls.record_receipts(day.receipts)
        self._record_beside()
        await wait_until(lambda: len(day.outbox.waiting) <= day.until_waiting, None, "it is recorded")
        return day.outbox

    def _outbox(self) -> Outbox:
        return self._day.outbox

    def _next_to_record(self) -> HistoryToRecord:
        return HistoryToRecord(code=CODE, entries=self._day.outbox.next_together())


class Away:
    """Records that are away."""

    @activity.defn(name=Activity.RECORD_HISTORY)
    async def record_history(self, _: HistoryToRecord) -> None:
        """Fail, as long as anybody asks."""
        raise ApplicationError("the records do not answer")


@dataclass
class Temporal:
    """A server of its own, and what was written on it."""

    client: Client

    async def lives(self, day: Day, *activities: Callable[..., Any]) -> Outbox:
        """Play a day with these activities; return what waits at its end."""
        diary = Worker(self.client, task_queue=Queue.ENGINE, workflows=[Diary])
        async with diary, Worker(self.client, task_queue=Queue.COMMS, activities=activities):
            played = self.client.execute_workflow(Diary.run, day, id=_ID, task_queue=Queue.ENGINE)
            return await asyncio.wait_for(played, timeout=60)

    def histories(self) -> AsyncIterator[WorkflowHistory]:
        """Yield what Temporal remembers."""
        return chain(self.client, _ID)


@asynccontextmanager
async def temporal() -> AsyncIterator[Temporal]:
    """Yield a server of its own."""
    server = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=executable("temporal-test-server"), data_converter=DATA_CONVERTER
    )
    async with server:
        yield Temporal(server.client)


def everything(engine: Engine) -> dict[str, set[Any]]:
    """Return every row of every table."""
    with engine.connect() as connection:
        return {
            name: {str(tuple(row)) for row in connection.execute(select(table))}
            for name, table in METADATA.tables.items()
        }


async def rebuilt(histories: AsyncIterator[WorkflowHistory], engine: Engine) -> Rebuilt:
    """Rebuild these records."""
    return await rebuild(histories, History(engine, _ZONES), Receipts(engine), lambda: None)


async def test_records_that_were_lost_come_back_as_they_were(engine: Engine, tmp_path: Path, opened: Opens) -> None:
    """Every row of every table, from Temporal's histories alone; and doing it again changes nothing."""
    address = f"sqlite:///{tmp_path}/was.db"
    was, store = opened(address), RecordStore(address, _ZONES)
    migrate(was)
    later = HistoryToRecord(code=CODE, incident=incident(version=2, lead="Bo", impact="nobody can pay"))
    waiting = Outbox(waiting=[entry(number) for number in range(10, 260)] + [attempt(300, "bo/B/1", who="Bo")])
    day = Day(
        outbox=waiting,
        histories=(whole(), later, whole("search-AAAA"), HistoryToRecord(code=CODE, findings=findings())),
        receipts=ReceiptsToRecord(receipts=(receipt("e1"), receipt("e2", person="bo"))),
    )
    async with temporal() as played:
        await played.lives(day, HistoryBook(store).record_history, ReceiptBook(store).record_receipts)
        found = [await rebuilt(played.histories(), engine) for _ in range(2)]

    assert everything(was) == everything(engine)
    assert [] == [name for name, rows in everything(engine).items() if not rows]
    assert [
        "Read 1 run of workflows. On record from there: 2 incidents, 257 lines of timelines and 2 receipts."
    ] * 2 == [each.in_words() for each in found]


async def test_what_was_given_up_is_in_the_histories(engine: Engine) -> None:
    """While the database is away for long, what waits beyond the bound is waited for no longer; rebuilding brings it back."""
    all_of_it = [entry(number) for number in range(1, MOST_WAITING + 251)]
    async with temporal() as played:
        left = await played.lives(
            Day(outbox=Outbox(waiting=list(all_of_it)), until_waiting=MOST_WAITING), Away().record_history
        )
        await rebuilt(played.histories(), engine)
    History(engine).write(HistoryToRecord(code=CODE, incident=incident(), entries=tuple(left.waiting)))
    found = History(engine).past(CODE)

    assert found is not None
    assert (300, [each.sequence for each in all_of_it]) == (left.given_up, [each.sequence for each in found.entries])


@dataclass
class FakeTemporal:
    """A Temporal client with these runs of one workflow, of which it remembers some; and what it was asked for."""

    runs: tuple[str, ...]
    remembers: tuple[str, ...]
    fails: RPCStatusCode = RPCStatusCode.NOT_FOUND
    asked: list[str] = field(default_factory=list)

    async def count_workflows(self, query: str) -> SimpleNamespace:
        """Count the runs."""
        self.asked.append(query)
        return SimpleNamespace(count=len(self.runs))

    async def list_workflows(self, query: str) -> AsyncIterator[SimpleNamespace]:
        """List the runs."""
        self.asked.append(query)
        for run in self.runs:
            yield SimpleNamespace(id=_ID, run_id=run)

    def get_workflow_handle(self, workflow_id: str, *, run_id: str) -> SimpleNamespace:
        """Return what gives the history of a run, while it is remembered."""

        async def fetch_history() -> WorkflowHistory:
            if run_id not in self.remembers:
                raise RPCError("gone", self.fails, b"")
            return WorkflowHistory(workflow_id, [])

        return SimpleNamespace(fetch_history=fetch_history)


async def test_every_run_is_read_that_temporal_remembers(engine: Engine) -> None:
    """Of all workflows that record, open or closed; what has just been forgotten is left out."""
    fake = FakeTemporal(runs=("1", "2", "3"), remembers=("1", "3"))
    found = await rebuild_from(cast("Client", fake), History(engine), Receipts(engine))

    assert 2 == found.runs
    assert ["WorkflowType IN ('Incident', 'CommsRounds', 'Review', 'Archive')"] * 2 == fake.asked


async def test_histories_that_cannot_be_read_are_no_success(engine: Engine) -> None:
    """Whoever rebuilds hears of it, and runs it again."""
    fake = FakeTemporal(runs=("1",), remembers=(), fails=RPCStatusCode.UNAVAILABLE)
    with pytest.raises(RPCError):
        await rebuild_from(cast("Client", fake), History(engine), Receipts(engine))


def test_without_temporal_it_says_so(tmp_path: Path) -> None:
    """Status 1: nothing is rebuilt while histories cannot be read."""
    status, said, complaint = outcome(
        "records", "rebuild", temporal_address=NOBODY, records_url=f"sqlite:///{tmp_path}/new.db"
    )

    assert (1, "") == (status, said)
    assert "Temporal does not answer" in complaint
