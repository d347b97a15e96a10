"""Writes down what became of the messages of a round. Nothing waits for it: it is tried again until it is done."""

from concurrent.futures import Executor

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.liveness import alive
from domain.comms.delivery import ReceiptsToRecord
from domain.errors import FailureKind
from domain.names import Activity
from records.errors import RecordsError
from records.receipts import Receipts


class ReceiptBook:
    """The receipts; `threads` are what the database may block."""

    def __init__(self, receipts: Receipts, threads: Executor) -> None:
        self._receipts = receipts
        self._threads = threads

    @activity.defn(name=Activity.RECORD_RECEIPTS)
    async def record_receipts(self, written: ReceiptsToRecord) -> None:
        """Write receipts down; writing one twice changes nothing.

        Raises:
            ApplicationError: temporary, as the database may come back or be mended.

        """
        try:
            await alive(self._threads, lambda: self._receipts.add(written.receipts))
        except RecordsError as error:
            raise ApplicationError(str(error), type=FailureKind.TEMPORARY) from error
