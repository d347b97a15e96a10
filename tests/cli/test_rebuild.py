"""`mimp records rebuild`: what was lost with the database comes back from Temporal's histories."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from temporalio import activity, workflow
from temporalio.client import Client, WorkflowHistory
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.history_book import HistoryBook
from activities.receipts import ReceiptBook
from cli.histories import chain
from cli.rebuild import Rebuilt, rebuild
from config.process import executable
from config.temporal import DATA_CONVERTER
from domain.comms.dispatch.delivery import ReceiptsToRecord
from domain.history.outbox import MOST_WAITING, Outbox
from domain.history.rows import HistoryToRecord
from domain.messages import Message
from domain.names import Activity, Queue, WorkflowType
from records.database import open_records
from records.history import History
from records.receipts import Receipts
from records.schema import METADATA
from records.store import RecordStore
from records.upkeep import migrate
from tests.cli.command import NOBODY, outcome
from tests.records.rows import CODE, attempt, entry, incident, whole
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


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Callable[[str], Engine]]:
    """Makes records by name, with this version's tables."""
    engines: list[Engine] = []

    def make(name: str) -> Engine:
        engines.append(open_records(f"sqlite:///{tmp_path}/{name}.db"))
        migrate(engines[-1])
        return engines[-1]

    yield make
    for engine in engines:
        engine.dispose()


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


async def test_records_that_were_lost_come_back_as_they_were(new: Callable[[str], Engine]) -> None:
    """Every row of every table, from Temporal's histories alone; and doing it again changes nothing."""
    was, made = new("was"), new("made")
    store = RecordStore(was.url.render_as_string(), _ZONES)
    later = HistoryToRecord(code=CODE, incident=incident(version=2, lead="Bo", impact="nobody can pay"))
    waiting = Outbox(waiting=[entry(number) for number in range(10, 260)] + [attempt(300, "bo/B/1", who="Bo")])
    day = Day(
        outbox=waiting,
        histories=(whole(), later, whole("search-AAAA")),
        receipts=ReceiptsToRecord(receipts=(receipt("e1"), receipt("e2", person="bo"))),
    )
    async with temporal() as played:
        await played.lives(day, HistoryBook(store).record_history, ReceiptBook(store).record_receipts)
        found = [await rebuilt(played.histories(), made) for _ in range(2)]

    assert everything(was) == everything(made)
    assert [] == [name for name, rows in everything(made).items() if not rows]
    assert [
        "Read 1 run of workflows. On record from there: 2 incidents, 257 lines of timelines and 2 receipts."
    ] * 2 == [each.in_words() for each in found]


async def test_what_was_given_up_is_in_the_histories(new: Callable[[str], Engine]) -> None:
    """While the database is away for long, what waits beyond the bound is waited for no longer; rebuilding brings it back."""
    made, all_of_it = new("made"), [entry(number) for number in range(1, MOST_WAITING + 251)]
    async with temporal() as played:
        left = await played.lives(
            Day(outbox=Outbox(waiting=list(all_of_it)), until_waiting=MOST_WAITING), Away().record_history
        )
        await rebuilt(played.histories(), made)
    History(made).write(HistoryToRecord(code=CODE, incident=incident(), entries=tuple(left.waiting)))
    found = History(made).past(CODE)

    assert found is not None
    assert (300, [each.sequence for each in all_of_it]) == (left.given_up, [each.sequence for each in found.entries])


def test_without_temporal_it_says_so(tmp_path: Path) -> None:
    """Status 1: nothing is rebuilt while histories cannot be read."""
    status, said, complaint = outcome(
        "records", "rebuild", temporal_address=NOBODY, records_url=f"sqlite:///{tmp_path}/new.db"
    )

    assert (1, "") == (status, said)
    assert "Temporal does not answer" in complaint
