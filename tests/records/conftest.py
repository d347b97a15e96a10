"""The databases the records may be in: a SQLite file, and a PostgreSQL server where one is installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from records.database import open_records
from records.upkeep import migrate

Opens = Callable[[str], Engine]

_USER = "mimp"
_PLACES = (*Path("/usr/lib/postgresql").glob("*/bin"), Path("/usr/bin"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of this run's own, reached by a socket alone."""
    found = shutil.which("initdb", path=":".join(map(str, _PLACES)))
    if found is None:
        pytest.skip("PostgreSQL is not installed here")
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        programs, place = Path(found).parent, Path(folder)
        as_user = _as_somebody_harmless(place)
        _run(*as_user, programs / "initdb", "-D", place / "data", "-U", _USER, "-A", "trust", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={place} -c fsync=off"
        started = ("-w", "-l", place / "log", "-o", options, "start")
        _run(*as_user, programs / "pg_ctl", "-D", place / "data", *started)
        try:
            yield f"postgresql://{_USER}@/postgres?host={place}"
        finally:
            _run(*as_user, programs / "pg_ctl", "-D", place / "data", "-m", "immediate", "stop")


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


def _as_somebody_harmless(folder: Path) -> tuple[str, ...]:
    """Return what runs a program as another user where this is root, as whom PostgreSQL refuses to run."""
    if os.geteuid() != 0:
        return ()
    shutil.chown(folder, "postgres", "postgres")
    return ("runuser", "-u", "postgres", "--")


def _run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=60)
