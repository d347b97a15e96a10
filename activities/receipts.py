"""Writes down what became of the messages of a round. Nothing waits for it: it is tried again until it is done."""

from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.comms.dispatch.delivery import ReceiptsToRecord
from domain.errors import FailureKind
from domain.names import Activity
from records.errors import RecordsError
from records.store import RecordStore


class ReceiptBook:
    """The receipts."""

    def __init__(self, receipts: RecordStore) -> None:
        self._receipts = receipts

    @activity.defn(name=Activity.RECORD_RECEIPTS)
    async def record_receipts(self, written: ReceiptsToRecord) -> None:
        """Write receipts down; writing one twice changes nothing.

        Raises:
            ApplicationError: temporary, as the database may come back or be mended.

        """
        try:
            await self._receipts.add_receipts(written.receipts)
        except RecordsError as error:
            raise ApplicationError(str(error), type=FailureKind.TEMPORARY) from error
