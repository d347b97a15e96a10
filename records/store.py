"""The receipts, as processes that page people reach them: in time or not at all, and on threads of the records' own."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cached_property
from typing import TypeVar

from domain.comms.dispatch.delivery import Receipt
from records.database import open_records
from records.errors import RecordsAway
from records.receipts import Receipts

_THREADS = 4
"""How many may hang in a database that does: whoever asks next waits for one of them, as long as it waits for anything."""

_WITHIN = timedelta(seconds=6)  # longer than a database is given itself, which says better what is wrong

_Result = TypeVar("_Result")


class ReceiptStore:
    """The receipts at an address, whatever is wrong with it: that is told to who asks, and takes no thread from anybody else.

    Raises what `Receipts` does, and `RecordsAway` when there is no answer in time; what was begun may still be done then.
    """

    def __init__(self, address: str, within: timedelta = _WITHIN) -> None:
        self._address = address
        self._within = within
        self._threads = ThreadPoolExecutor(_THREADS, "records")

    async def add(self, receipts: Sequence[Receipt]) -> None:
        """Write receipts down, all or none; one that stands there already, by its `receipt_id`, stays as it is."""
        if receipts:
            await self._done(lambda: self._receipts.add(receipts))

    async def of(self, code: str) -> list[Receipt]:
        """Return every receipt of an incident, the earliest first."""
        return await self._done(lambda: self._receipts.of(code))

    @cached_property
    def _receipts(self) -> Receipts:
        return Receipts(open_records(self._address))

    async def _done(self, work: Callable[[], _Result]) -> _Result:
        loop, within = asyncio.get_running_loop(), self._within.total_seconds()
        try:
            return await asyncio.wait_for(loop.run_in_executor(self._threads, work), within)
        except TimeoutError as late:
            raise RecordsAway(f"The records have not answered in {within:g} seconds.") from late
