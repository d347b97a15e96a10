"""Receipts are written down, and asked for again until they are."""

from pathlib import Path

from temporalio.testing import ActivityEnvironment

from activities.receipts import ReceiptBook
from domain.comms.dispatch.delivery import ReceiptsToRecord
from records.database import open_records
from records.receipts import Receipts
from records.store import RecordStore
from records.upkeep import migrate
from tests.activities.contract import failure, kind_of
from tests.records.test_receipts import receipt

WRITTEN = ReceiptsToRecord(receipts=(receipt("e1"), receipt("e2", person="bo")))


async def record(address: str) -> None:
    """Have receipts written down."""
    await ActivityEnvironment().run(ReceiptBook(RecordStore(address)).record_receipts, WRITTEN)


async def test_receipts_are_written_down_once(tmp_path: Path) -> None:
    """A worker that dies after it wrote them, and another that writes them again, leave one of each."""
    address = f"sqlite:///{tmp_path}/records.db"
    engine = open_records(address)
    migrate(engine)
    for _ in range(2):
        await record(address)

    assert list(WRITTEN.receipts) == Receipts(engine).of("checkout-7K3Q")
    engine.dispose()


async def test_records_that_are_away_or_not_set_up_are_tried_again(tmp_path: Path) -> None:
    """Somebody brings the database back, or runs the command, and nothing is lost."""
    for address in ("postgresql://mimp@127.0.0.1:1/mimp", f"sqlite:///{tmp_path}/records.db"):
        error = await failure(record(address))

        assert ("temporary", True) == kind_of(error)
        assert error.message.startswith("The records at ")
