"""The databases the records may be in: a SQLite file, and a PostgreSQL server where one is installed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from benchmarks.postgresql import postgresql_server
from records.database import open_records
from records.upkeep import migrate

Opens = Callable[[str], Engine]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of this run's own, reached by a socket alone."""
    with postgresql_server() as address:
        if address is None:
            pytest.skip("PostgreSQL is not installed here")
        yield address


@pytest.fixture
def opened() -> Iterator[Opens]:
    """Opens records, and closes them at the end of the test."""
    with ExitStack() as stack:

        def opening(address: str) -> Engine:
            engine = open_records(address)
            stack.callback(engine.dispose)
            return engine

        yield opening


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path, opened: Opens) -> Engine:
    """The way to an empty database."""
    if request.param == "sqlite":
        return opened(f"sqlite:///{tmp_path}/records.db")
    server: str = request.getfixturevalue("postgresql")
    name = f"records_{uuid4().hex}"
    with opened(server).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    return opened(server.replace("/postgres?", f"/{name}?"))


@pytest.fixture
def engine(empty: Engine) -> Engine:
    """The way to a database with this version's tables."""
    migrate(empty)
    return empty
