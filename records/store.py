"""The records, as processes that page people reach them: in time or not at all, and on threads of the records' own."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cached_property
from typing import TypeVar

from sqlalchemy import Engine

from domain.comms.dispatch.delivery import Receipt
from domain.history.past import Past
from domain.history.rows import EarlierIncidents, EarlierQuery, HistoryToRecord
from records.catalogue import Catalogue
from records.database import open_records
from records.errors import RecordsAway
from records.history import History
from records.receipts import Receipts

_THREADS = 4
"""How many may hang in a database that does: whoever asks next waits for one of them, as long as it waits for anything."""

_WITHIN = timedelta(seconds=6)  # longer than a database is given itself, which says better what is wrong
_HINT_WITHIN = timedelta(seconds=2)

_Result = TypeVar("_Result")


class RecordStore:
    """The records at an address, whatever is wrong with it: that is told to who asks, and takes no thread from anybody else.

    `zones` are people's time zones by their names. Raises what `Receipts`, `History` and `Catalogue` do, and `RecordsAway` when
    there is no answer in time; what was begun may still be done then.
    """

    def __init__(self, address: str, zones: Mapping[str, str] | None = None, within: timedelta = _WITHIN) -> None:
        self._address = address
        self._zones = zones or {}
        self._within = within
        self._threads = ThreadPoolExecutor(_THREADS, "records")

    async def add_receipts(self, receipts: Sequence[Receipt]) -> None:
        """Write receipts down, all or none; one that stands there already, by its `receipt_id`, stays as it is."""
        if receipts:
            await self._done(lambda: Receipts(self._engine).add(receipts))

    async def receipts_of(self, code: str) -> list[Receipt]:
        """Return every receipt of an incident, the earliest first."""
        return await self._done(lambda: Receipts(self._engine).of(code))

    async def write_history(self, history: HistoryToRecord) -> None:
        """Write down what happened, all or nothing; twice, late and out of order it comes to the same."""
        await self._done(lambda: History(self._engine, self._zones).write(history))

    async def past(self, code: str) -> Past | None:
        """Return everything about the incident with this code; None where there is no record of one."""
        return await self._done(lambda: History(self._engine).past(code))

    async def earlier(self, query: EarlierQuery) -> EarlierIncidents:
        """Return which incidents of the past may help with this one, in two seconds: it is a hint."""
        return await self._done(lambda: Catalogue(self._engine).earlier(query), min(_HINT_WITHIN, self._within))

    @cached_property
    def _engine(self) -> Engine:
        return open_records(self._address)

    async def _done(self, work: Callable[[], _Result], within: timedelta | None = None) -> _Result:
        loop, seconds = asyncio.get_running_loop(), (within or self._within).total_seconds()
        try:
            return await asyncio.wait_for(loop.run_in_executor(self._threads, work), seconds)
        except TimeoutError as late:
            raise RecordsAway(f"The records have not answered in {seconds:g} seconds.") from late
