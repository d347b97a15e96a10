"""Whether this has happened before: incidents of the past that may help with one that opens, and what helped then (P16)."""

from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.errors import FailureKind
from domain.history.rows import EarlierIncidents, EarlierQuery
from domain.names import Activity
from records.errors import RecordsError
from records.store import RecordStore


class Memory:
    """The incidents of the past, as far as they are on record."""

    def __init__(self, records: RecordStore) -> None:
        self._records = records

    @activity.defn(name=Activity.EARLIER_INCIDENTS)
    async def earlier_incidents(self, query: EarlierQuery) -> EarlierIncidents:
        """Return those that may help, the likeliest first, within two seconds: it is a hint, and nobody waits for it.

        Raises:
            ApplicationError: temporary; nobody could tell.

        """
        try:
            return await self._records.earlier(query)
        except RecordsError as error:
            raise ApplicationError(str(error), type=FailureKind.TEMPORARY) from error
