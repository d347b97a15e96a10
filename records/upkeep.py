"""Whether the records' tables are those of this version, and how they become so."""

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from records.database import answers, file_of, named, open_records
from records.errors import RecordsAway, RecordsUnfit

_MIGRATIONS = Path(__file__).with_name("migrations")


def migrate(engine: Engine) -> None:
    """Bring the tables to this version; those that are there already lose nothing. Doing it again changes nothing.

    Raises:
        RecordsError: the database does not answer, or cannot be written.

    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    _hush()
    with _alone(engine), answers(engine), engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # of itself it begins a transaction for no table
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def prepare(engine: Engine) -> None:
    """Return when the records can be used. In a SQLite file that is empty the tables are made: it holds nothing to be harmed.

    Raises:
        RecordsAway: the database does not answer, which may pass.
        RecordsUnfit: its tables are not there, or those of an earlier version; with what to do.

    """
    file = file_of(engine)
    if file is not None and not (file.exists() and _tables(engine)):
        migrate(engine)
    found = _version(engine)
    if found is None or found in _earlier():
        state = "not set up" if found is None else "of an earlier version"
        raise RecordsUnfit(f"{named(engine)} are {state}: run 'mimp records migrate'.")


def prepare_or_warn(address: str, warn: Callable[[str], None]) -> None:
    """Return when the records at this address can be used, or may come to be by themselves: paging people never waits for them.

    Raises:
        RecordsUnfit: somebody must act; with what to do.

    """
    engine = open_records(address)
    try:
        prepare(engine)
    except RecordsAway as away:
        warn(f"{away} Receipts are not written down until they do; paging goes on.")
    finally:
        engine.dispose()


def _tables(engine: Engine) -> list[str]:
    with answers(engine):
        return inspect(engine).get_table_names()


def _version(engine: Engine) -> str | None:
    _hush()
    with answers(engine), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _hush() -> None:
    """Have Alembic tell of its steps only when something is wrong with them."""
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _earlier() -> set[str]:
    """Return the versions before this one. A later one, which is not known here, fits too: tables are only ever added to."""
    script = ScriptDirectory(str(_MIGRATIONS))
    return {each.revision for each in script.walk_revisions()} - set(script.get_heads())


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Keep others off a SQLite file meanwhile: worker and gateway may start at once. A server sees to that itself."""
    file = file_of(engine)
    if file is None:
        yield
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = file.with_name(f"{file.name}.lock").open("w")
    except OSError as error:
        raise RecordsUnfit(f"{named(engine)} cannot be written: {error.strerror}. Set MIMP_RECORDS_URL.") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
