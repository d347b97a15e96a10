"""The tables of the records: made, brought up to date, and checked before anything runs."""

import fcntl
from pathlib import Path
from queue import Queue

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from records import upkeep
from records.database import open_records
from records.errors import RecordsAway, RecordsUnfit
from records.history import History
from records.receipts import Receipts
from records.schema import METADATA
from records.upkeep import check, keep_trying, migrate, prepare, prepare_beside
from tests.records.conftest import Opens
from tests.records.rows import whole
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
    migrate(engine)
    prepare(engine)
    Receipts(engine).add([receipt()])

    assert [receipt()] == Receipts(engine).of("checkout-7K3Q")


def test_tables_of_the_version_before_are_brought_up_and_lose_nothing(engine: Engine) -> None:
    """Until then it is said which command to run; and the way back is open, too."""
    Receipts(engine).add([receipt()])
    downgrade(engine, "0001")
    with pytest.raises(RecordsUnfit, match="are of an earlier version: run 'mimp records migrate'"):
        check(engine)
    with engine.connect() as connection:
        assert {"receipts", "alembic_version"} == set(inspect(connection).get_table_names())
    migrate(engine)
    check(engine)
    History(engine).write(whole())

    assert [receipt()] == Receipts(engine).of("checkout-7K3Q")


def downgrade(engine: Engine, version: str) -> None:
    """Take the tables back to an earlier version."""
    config = Config()
    config.set_main_option("script_location", str(upkeep._MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, version)


def test_a_look_makes_nothing(tmp_path: Path, opened: Opens) -> None:
    """Whoever asks whether a file is in order gets no file."""
    with pytest.raises(RecordsUnfit, match="are not set up: run 'mimp records migrate'"):
        check(opened(f"sqlite:///{tmp_path}/records.db"))

    assert [] == list(tmp_path.iterdir())


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


def test_what_is_wrong_is_said_until_it_is_mended(tmp_path: Path) -> None:
    """Whoever reads the log sees each minute what is wrong, what to do and that people are paged, and then that all is well."""
    in_the_way, told, waited = tmp_path / "folder", list[str](), list[float]()
    in_the_way.touch()

    def mend_after_two_warnings(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            in_the_way.unlink()

    keep_trying(f"sqlite:///{in_the_way}/records.db", told.append, mend_after_two_warnings)
    *warned, mended = told

    assert ([60, 60], "The records can be used now: receipts and timelines are written down.") == (waited, mended)
    assert [True, True] == [
        "Set MIMP_RECORDS_URL. Receipts and timelines are not written down until that is mended; paging goes on."
        in each
        for each in warned
    ]


@pytest.mark.parametrize("wrong", ["no address", "mysql://host/mimp", "postgresql://mimp@127.0.0.1:1/mimp"])
def test_nothing_waits_for_records_that_cannot_be_used(wrong: str) -> None:
    """Wrong settings and a server that is away are said beside the start of a process, which goes on."""
    told: Queue[str] = Queue()
    prepare_beside(wrong, told.put)

    assert told.get(timeout=30).endswith(
        "Receipts and timelines are not written down until that is mended; paging goes on."
    )


def test_records_that_can_be_used_are_not_talked_of(tmp_path: Path) -> None:
    """A start with all in order says nothing."""
    keep_trying(f"sqlite:///{tmp_path}/new/records.db", pytest.fail)


def test_tables_of_somebody_else_are_left_alone(tmp_path: Path, opened: Opens) -> None:
    """A file that holds something is never changed by a start: it is said that somebody must act."""
    engine = opened(f"sqlite:///{tmp_path}/records.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE of_somebody_else (id INTEGER)"))

    with pytest.raises(RecordsUnfit, match="are not set up"):
        prepare(engine)


def test_a_setting_up_that_hangs_is_waited_for_a_while(
    tmp_path: Path, opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process that never ends its own is said, rather than waited for without an end."""
    monkeypatch.setattr(upkeep, "WAITS_SECONDS", 0)
    with (tmp_path / "records.db.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        with pytest.raises(RecordsAway, match="another process is setting them up"):
            migrate(opened(f"sqlite:///{tmp_path}/records.db"))
