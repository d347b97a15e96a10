"""How the records' database is reached: one SQLite file by default, or PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from records.errors import RecordsAway, RecordsUnfit

WAITS_SECONDS = 5
"""How long a writer waits for another, and how long a server is given to take a connection, or to be heard of again."""

_POSTGRESQL = {
    "connect_timeout": WAITS_SECONDS,
    "tcp_user_timeout": WAITS_SECONDS
    * 1000,  # a server whose machine is gone confirms nothing, and closes nothing either
}
"""What libpq is told (PostgreSQL documentation, parameter key words)."""

_IN_TIME = "SELECT set_config('lock_timeout', '2s', true), set_config('statement_timeout', '4s', true)"
"""What a server gives up itself, within each transaction: set for a connection it would not come through a pooler."""

_NOT_SET_UP = {"42P01", "42703"}
"""No such table, no such column (PostgreSQL documentation, error codes)."""

_SCHEMES = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
"""The drivers we come with, for addresses that name none."""


def open_records(address: str) -> Engine:
    """Return the way to the database at this address; nothing is asked of it yet, and nothing will be waited for but for seconds.

    Raises:
        RecordsUnfit: the address is none, or one of a database that is not known here.

    """
    url = _url(address)
    try:
        if url.get_backend_name() != "sqlite":
            engine = create_engine(url, pool_pre_ping=True, pool_timeout=WAITS_SECONDS, connect_args=_POSTGRESQL)
            event.listen(engine, "begin", _in_time)
            return engine
        # Opening the file again costs nothing, and leaves nothing open that nobody closes.
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": WAITS_SECONDS})
    except (SQLAlchemyError, ImportError) as error:
        raise RecordsUnfit(_no_driver(url)) from error
    event.listen(engine, "connect", _beside_readers)
    return engine


def file_of(engine: Engine) -> Path | None:
    """Return the SQLite file the records are in; None for any other database, and for one in memory."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name and name != ":memory:" else None


@contextmanager
def answers(engine: Engine) -> Iterator[None]:
    """Say in our words what goes wrong with the database.

    Raises:
        RecordsUnfit: it has no such table.
        RecordsAway: anything else: it cannot be reached, or is busy or broken.

    """
    try:
        yield
    except SQLAlchemyError as error:  # also that no connection is free, which is none of the driver's
        said = error.orig if isinstance(error, DBAPIError) else error
        if _not_set_up(said):
            raise RecordsUnfit(f"{named(engine)} are not set up: run 'mimp records migrate'.") from error
        raise RecordsAway(f"{named(engine)} do not answer: {_first_line(said)}.") from error


def named(engine: Engine) -> str:
    """Return what messages call the records: by their address, without its password."""
    return f"The records at {engine.url.render_as_string(hide_password=True)}"


def _url(address: str) -> URL:
    try:
        url = make_url(address)
        return url.set(drivername=_SCHEMES.get(url.drivername, url.drivername))
    except ArgumentError as error:  # which may repeat the password
        raise RecordsUnfit(
            "MIMP_RECORDS_URL is no address of a database: give one such as sqlite:///records.db, "
            "or postgresql://user@host/name."
        ) from error


def _no_driver(url: URL) -> str:
    if url.get_backend_name() == "postgresql":
        return "MIMP_RECORDS_URL names PostgreSQL, whose driver is missing: install mimp with the extra 'postgresql'."
    return f"MIMP_RECORDS_URL names '{url.drivername}': SQLite and PostgreSQL are known here."


def _in_time(connection: Connection) -> None:
    """Have the server give up what takes too long, such as waiting for a table that somebody has locked."""
    connection.exec_driver_sql(_IN_TIME)


def _beside_readers(connection: sqlite3.Connection, _: Any) -> None:
    """Have readers never wait for a writer. The file remembers it, so that this changes it once."""
    connection.execute("PRAGMA journal_mode=WAL").close()


def _not_set_up(said: object) -> bool:
    return getattr(said, "sqlstate", None) in _NOT_SET_UP or "no such table" in str(said)


def _first_line(error: object) -> str:
    return (str(error).strip().splitlines() or ["it gives no reason"])[0].rstrip(".")
