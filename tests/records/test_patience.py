"""How long a database is waited for that does not answer: seconds, and on threads that nobody else needs."""

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from records import database
from records.database import open_records
from records.errors import RecordsAway, RecordsUnfit
from records.receipts import Receipts
from records.store import RecordStore
from records.upkeep import migrate
from tests.records.conftest import Opens
from tests.records.test_receipts import receipt

CODE = "checkout-7K3Q"
_LIMITS = ("lock_timeout", "statement_timeout")


@contextmanager
def locked(engine: Engine) -> Iterator[None]:
    """Have somebody hold the table, as a change of it by hand does."""
    postgresql = engine.dialect.name == "postgresql"
    with engine.connect() as holder:
        holder.exec_driver_sql("LOCK TABLE receipts" if postgresql else "BEGIN IMMEDIATE")
        yield


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little patience, for what will not come."""
    monkeypatch.setattr(database, "WAITS_SECONDS", 0.2)
    monkeypatch.setattr(database, "_IN_TIME", database._IN_TIME.replace("2s", "200ms"))


@pytest.mark.usefixtures("impatient")
def test_a_locked_table_is_not_waited_for(engine: Engine, opened: Opens) -> None:
    """Whoever writes while somebody holds the table hears so, and can write when it is free."""
    receipts = Receipts(opened(engine.url.render_as_string(hide_password=False)))
    with locked(engine), pytest.raises(RecordsAway, match=r"do not answer: .*lock"):
        receipts.add([receipt()])
    receipts.add([receipt()])

    assert [receipt()] == receipts.of(CODE)


def test_a_server_gives_up_by_itself_what_takes_too_long(
    postgresql: str, opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that goes on and on is ended by the server: no connection is kept busy after its asker has gone."""
    monkeypatch.setattr(database, "_IN_TIME", database._IN_TIME.replace("4s", "100ms"))
    engine = opened(postgresql)
    with pytest.raises(RecordsAway, match="statement timeout"), database.answers(engine), engine.begin() as connection:
        connection.execute(text("SELECT pg_sleep(30)"))


def test_a_server_has_seconds(postgresql: str, opened: Opens) -> None:
    """These are the limits a transaction has, whichever connection it is on."""
    with opened(postgresql).begin() as connection:
        found = [connection.execute(text(f"SHOW {name}")).scalar() for name in _LIMITS]

    assert ["2s", "4s"] == found


def test_tables_may_take_long_to_migrate(postgresql: str, opened: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the command waits however long a large table takes; a table that is in use is waited for no longer than else."""
    found: list[str] = []

    def look(config: Config, _: str) -> None:
        connection = config.attributes["connection"]
        found.extend(connection.exec_driver_sql(f"SHOW {name}").scalar() for name in _LIMITS)

    monkeypatch.setattr(command, "upgrade", look)
    migrate(opened(postgresql))

    assert ["2s", "0"] == found


@pytest.mark.usefixtures("impatient")
def test_without_a_free_connection_nobody_waits_for_long(postgresql: str, opened: Opens) -> None:
    """It is said in our words, as any other reason for which nothing could be written down."""
    engine = opened(postgresql)
    taken = [engine.connect() for _ in range(engine.pool.size() + engine.pool._max_overflow)]  # type: ignore[attr-defined]
    with pytest.raises(RecordsAway, match=r"QueuePool limit .*, timeout 0\.20"):
        Receipts(engine).of(CODE)
    for connection in taken:
        connection.close()


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"postgresql://mimp@127.0.0.1:{listener.getsockname()[1]}/mimp"


async def test_a_server_that_says_nothing_is_not_waited_for(silent: str) -> None:
    """Whoever asked hears so within the time they gave, whatever the connection does."""
    store = RecordStore(silent, within=timedelta(milliseconds=50))
    with pytest.raises(RecordsAway, match=r"have not answered in 0\.05 seconds"):
        await store.receipts_of(CODE)


async def test_a_database_that_hangs_takes_no_thread_of_anybody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many ask, all hear in time that it does not answer, and other work has its threads."""
    hung = Event()
    monkeypatch.setattr(Receipts, "add", lambda *_: hung.wait(60))
    store = RecordStore(f"sqlite:///{tmp_path}/records.db", within=timedelta(milliseconds=50))
    with ThreadPoolExecutor(1) as others:
        asyncio.get_running_loop().set_default_executor(others)
        outcomes = await asyncio.gather(*(store.add_receipts([receipt()]) for _ in range(20)), return_exceptions=True)
        async with asyncio.timeout(5):
            free = await asyncio.to_thread(lambda: "free")
        await store.add_receipts([])  # nothing to write down waits for nobody
    hung.set()

    assert ("free", {RecordsAway}) == (free, {type(each) for each in outcomes})


async def test_it_is_used_again_when_it_answers_again(tmp_path: Path) -> None:
    """A lock that goes away leaves nothing behind."""
    address = f"sqlite:///{tmp_path}/records.db"
    engine = open_records(address)
    migrate(engine)
    store = RecordStore(address, within=timedelta(milliseconds=200))
    with locked(engine), pytest.raises(RecordsAway):
        await store.add_receipts([receipt()])
    engine.dispose()
    await RecordStore(address).add_receipts([receipt("e2")])

    assert "e2" in {each.receipt_id for each in await store.receipts_of(CODE)}


@pytest.mark.parametrize("wrong", ["no address", "mysql://host/mimp"])
async def test_an_address_that_is_none_is_said_to_who_asks(wrong: str) -> None:
    """A process that pages people starts all the same."""
    with pytest.raises(RecordsUnfit, match=r"^MIMP_RECORDS_URL "):
        await RecordStore(wrong).receipts_of(CODE)
