"""Whether the records' tables are those of this version, and how they become so."""

import fcntl
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from records.database import WAITS_SECONDS, answers, file_of, named, open_records
from records.errors import RecordsAway, RecordsError, RecordsUnfit

_MIGRATIONS = Path(__file__).with_name("migrations")
_LOOKS_AGAIN_SECONDS = 0.1
_WARNS_EVERY_SECONDS = 60.0


def migrate(engine: Engine) -> None:
    """Bring the tables to this version; those that are there already lose nothing. Doing it again changes nothing.

    Tables of a later version stay as they are: this one works on them.

    Raises:
        RecordsError: the database does not answer, or cannot be written.

    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    _hush()
    with _alone(engine), answers(engine), engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # of itself it begins a transaction for no table
        else:
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")  # whoever runs it waits for large tables
        found = MigrationContext.configure(connection).get_current_revision()
        if found is None or found in _revisions():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def prepare(engine: Engine) -> None:
    """Return when the records can be used. In a SQLite file that is empty the tables are made: it holds nothing to be harmed.

    Raises:
        RecordsAway: the database does not answer, which may pass.
        RecordsUnfit: its tables are not there, or those of an earlier version; with what to do.

    """
    file = file_of(engine)
    if file is not None and not _tables(file, engine):
        migrate(engine)
    check(engine)


def check(engine: Engine) -> None:
    """Return when the tables are those of this version, or of a later one, on which this one works; nothing is changed.

    Raises:
        RecordsAway: the database does not answer, which may pass.
        RecordsUnfit: its tables are not there, or those of an earlier version; with what to do.

    """
    file = file_of(engine)
    found = _version(engine) if file is None or _tables(file, engine) else None  # who looks makes no file
    if found is None or found in _earlier():
        state = "not set up" if found is None else "of an earlier version"
        raise RecordsUnfit(f"{named(engine)} are {state}: run 'mimp records migrate'.")


def keep_trying(address: str, warn: Callable[[str], None], pause: Callable[[float], None] = time.sleep) -> None:
    """Return when the records at this address can be used; until then say every minute what is wrong, and what to do."""
    warned = False
    while True:
        try:
            _prepare(address)
        except RecordsError as error:
            warned = True
            warn(f"{error} Receipts and timelines are not written down until that is mended; paging goes on.")
            pause(_WARNS_EVERY_SECONDS)
        else:
            break
    if warned:
        warn("The records can be used now: receipts and timelines are written down.")


def prepare_beside(address: str, warn: Callable[[str], None]) -> None:
    """Do the same beside the start of a process that pages people: it neither waits for the records nor ends because of them."""
    threading.Thread(target=keep_trying, args=(address, warn), name="records", daemon=True).start()


def _prepare(address: str) -> None:
    engine = open_records(address)
    try:
        prepare(engine)
    finally:
        engine.dispose()


def _tables(file: Path, engine: Engine) -> list[str]:
    with _in_reach(engine), answers(engine):
        return inspect(engine).get_table_names() if file.exists() else []


def _version(engine: Engine) -> str | None:
    _hush()
    with answers(engine), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _hush() -> None:
    """Have Alembic tell of its steps only when something is wrong with them."""
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _revisions() -> set[str]:
    return {each.revision for each in _script().walk_revisions()}


def _earlier() -> set[str]:
    """Return the versions before this one. A later one, which is not known here, fits too: tables are only ever added to."""
    return _revisions() - set(_script().get_heads())


def _script() -> ScriptDirectory:
    return ScriptDirectory(str(_MIGRATIONS))


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Keep others off a SQLite file meanwhile: worker and gateway may start at once. A server sees to that itself."""
    file = file_of(engine)
    if file is None:
        yield
        return
    with _in_reach(engine):
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = file.with_name(f"{file.name}.lock").open("w")
    with lock:
        _take(lock, engine)
        yield


def _take(lock: TextIO, engine: Engine) -> None:
    until = time.monotonic() + WAITS_SECONDS
    while True:
        try:
            with _in_reach(engine):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise RecordsAway(f"{named(engine)} do not answer: another process is setting them up.") from error
            time.sleep(_LOOKS_AGAIN_SECONDS)
        else:
            return


@contextmanager
def _in_reach(engine: Engine) -> Iterator[None]:
    """Say in our words that the file cannot be had."""
    try:
        yield
    except BlockingIOError:
        raise
    except OSError as error:
        raise RecordsUnfit(f"{named(engine)} cannot be written: {error.strerror}. Set MIMP_RECORDS_URL.") from error
