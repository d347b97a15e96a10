"""The tables of the records: made, brought up to date, and checked before anything runs."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from records.database import open_records
from records.errors import RecordsAway, RecordsUnfit
from records.receipts import Receipts
from records.schema import METADATA
from records.upkeep import migrate, prepare, prepare_or_warn
from tests.records.conftest import Opens
from tests.records.test_receipts import receipt


def test_migrations_lead_to_the_tables_the_code_uses(engine: Engine) -> None:
    """What the migrations make, and what the code asks for, are the same."""
    with engine.connect() as connection:
        assert [] == compare_metadata(MigrationContext.configure(connection), METADATA)


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    """It is safe to run at every start, and loses no receipt."""
    Receipts(engine).add([receipt()])
    migrate(engine)
    prepare(engine)

    assert [receipt()] == Receipts(engine).of("checkout-7K3Q")


def test_a_file_that_is_not_there_is_made(tmp_path: Path, opened: Opens) -> None:
    """A stranger's first start needs no command: an empty SQLite file holds nothing that could be harmed."""
    address = f"sqlite:///{tmp_path}/new/records.db"
    prepare(opened(address))

    assert [] == Receipts(opened(address)).of("checkout-7K3Q")


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path, opened: Opens) -> None:
    """SQLite keeps a log beside its file, so that the command line reads while the gateway writes."""
    engine = opened(f"sqlite:///{tmp_path}/records.db")
    migrate(engine)
    with engine.begin() as writing:
        writing.execute(text("DELETE FROM receipts"))

        assert [] == Receipts(opened(f"sqlite:///{tmp_path}/records.db")).of("checkout-7K3Q")


def test_a_servers_database_is_never_changed_by_a_start(postgresql: str, opened: Opens) -> None:
    """Several processes start at once there, and whoever runs it decides when: they say which command to run."""
    with pytest.raises(RecordsUnfit, match="are not set up: run 'mimp records migrate'"):
        prepare(opened(postgresql))


def test_a_step_back_to_an_older_version_works_on_the_same_tables(engine: Engine) -> None:
    """A version can be put back while incidents are open: what a later one has added is in nobody's way."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("ALTER TABLE receipts ADD COLUMN later TEXT DEFAULT ''"))
    prepare(engine)
    Receipts(engine).add([receipt()])

    assert [receipt()] == Receipts(engine).of("checkout-7K3Q")


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    """Whoever points to a place that cannot be written reads which setting to change."""
    (tmp_path / "file").touch()
    with pytest.raises(RecordsUnfit, match=r"cannot be written: .*Set MIMP_RECORDS_URL\."):
        prepare(open_records(f"sqlite:///{tmp_path}/file/records.db"))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("records.db", "MIMP_RECORDS_URL is no address of a database: give one such as sqlite:///records.db"),
        ("mysql://mimp:a-secret@host/mimp", "MIMP_RECORDS_URL names 'mysql': SQLite and PostgreSQL are known here."),
    ],
)
def test_an_address_that_is_none_is_said_in_words(address: str, said: str) -> None:
    """A wrong setting ends a process before it begins, in one sentence that shows no password."""
    with pytest.raises(RecordsUnfit) as unfit:
        open_records(address)

    assert (True, False) == (str(unfit.value).startswith(said), "a-secret" in str(unfit.value))


def test_paging_never_waits_for_the_records() -> None:
    """A database that is away at the start is said, and everything but receipts goes on."""
    told: list[str] = []
    prepare_or_warn("postgresql://mimp@127.0.0.1:1/mimp", told.append)

    assert [True] == [words.endswith("Receipts are not written down until they do; paging goes on.") for words in told]
    with pytest.raises(RecordsAway):
        prepare(open_records("postgresql://mimp@127.0.0.1:1/mimp"))


def test_tables_that_do_not_fit_end_a_start(tmp_path: Path, opened: Opens) -> None:
    """Somebody must act, so the process does not go on as if all were well."""
    engine = opened(f"sqlite:///{tmp_path}/records.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE of_somebody_else (id INTEGER)"))

    with pytest.raises(RecordsUnfit, match="are not set up"):
        prepare_or_warn(f"sqlite:///{tmp_path}/records.db", print)
