"""What happens is written down, and asked for again until it is."""

from pathlib import Path

from temporalio.testing import ActivityEnvironment

from activities.history_book import HistoryBook
from domain.history.pages import zones_by_name
from records.database import open_records
from records.history import History
from records.store import RecordStore
from records.upkeep import migrate
from tests.activities.contract import failure, kind_of
from tests.domain.company import organisation, person
from tests.records.rows import CODE, whole


async def record(address: str) -> None:
    """Have an incident written down."""
    store = RecordStore(address, zones_by_name(organisation(person("ana", time_zone="Asia/Kolkata"))))
    await ActivityEnvironment().run(HistoryBook(store).record_history, whole())


async def test_what_happened_is_written_down_once(tmp_path: Path) -> None:
    """A worker that dies after it wrote, and another that writes again, leave one of each."""
    address = f"sqlite:///{tmp_path}/records.db"
    engine = open_records(address)
    migrate(engine)
    for _ in range(2):
        await record(address)
    found = History(engine).past(CODE)
    engine.dispose()

    assert found is not None
    assert (whole().entries, whole().actions) == (found.entries, found.actions)


async def test_records_that_are_away_or_not_set_up_are_tried_again(tmp_path: Path) -> None:
    """Somebody brings the database back, or runs the command, and nothing is lost."""
    for address in ("postgresql://mimp@127.0.0.1:1/mimp", f"sqlite:///{tmp_path}/records.db"):
        error = await failure(record(address))

        assert ("temporary", True) == kind_of(error)
        assert error.message.startswith("The records at ")
