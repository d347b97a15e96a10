"""Writes down what happens in incidents. Nothing waits for it: it is tried again until it is done, or given up by who asked."""

from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.errors import FailureKind
from domain.history.rows import HistoryToRecord
from domain.names import Activity
from records.errors import RecordsError
from records.store import RecordStore


class HistoryBook:
    """The lasting record of incidents."""

    def __init__(self, records: RecordStore) -> None:
        self._records = records

    @activity.defn(name=Activity.RECORD_HISTORY)
    async def record_history(self, history: HistoryToRecord) -> None:
        """Write all of it down, or nothing; writing it twice, late or out of order changes nothing.

        Raises:
            ApplicationError: temporary, as the database may come back or be mended.

        """
        try:
            await self._records.write_history(history)
        except RecordsError as error:
            raise ApplicationError(str(error), type=FailureKind.TEMPORARY) from error
