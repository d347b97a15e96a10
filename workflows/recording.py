"""Writes what happened into the lasting record, beside whatever a workflow does: nothing waits for a database."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

from domain.history.outbox import Outbox
from domain.history.rows import HistoryToRecord
from workflows import activity_calls
from workflows.timers import wait_until

_A_MOMENT = timedelta(seconds=1)


class RecordsHistory:
    """Gives a workflow its record: what waits in the outbox is written as it happens, one activity at a time."""

    _recording: asyncio.Task[None] | None = None

    def _outbox(self) -> Outbox:
        """Return what waits to be recorded."""
        raise NotImplementedError

    def _next_to_record(self) -> HistoryToRecord:
        """Return what is to be recorded next; empty when all of it is."""
        raise NotImplementedError

    def _recording_waits(self) -> bool:
        """Whether there is something better to do than to record."""
        return False

    def _is_to_record(self) -> bool:
        """Whether entries wait that nobody is recording."""
        idle = self._recording is None or self._recording.done()
        return idle and bool(self._outbox().waiting) and not self._recording_waits()

    def _record_beside(self) -> None:
        """Begin to record what waits, unless that is going on. An error in it is raised here, and fails the workflow task."""
        if self._recording and self._recording.done():
            self._recording.result()
            self._recording = None
        if self._recording is None and not self._recording_waits() and not self._next_to_record().empty:
            self._recording = asyncio.create_task(self._record())

    def _is_recording(self) -> bool:
        """Whether something is being recorded, or what came of it has not been looked at yet."""
        return self._recording is not None

    def _has_recorded(self) -> bool:
        """Whether what was being recorded is."""
        return self._recording is not None and self._recording.done()

    async def _let_recording_end(self) -> None:
        """Give what is being written a moment before a roll-over, and no more: the fresh run would write it once more."""
        if self._recording:
            await wait_until(self._recording.done, workflow.now() + _A_MOMENT, "what is being recorded is done")

    async def _record(self) -> None:
        while not (due := self._next_to_record()).empty:
            self._outbox().handed_over()
            if await self._written(due):
                self._recorded(due)
            else:
                self._outbox().give_up(due.entries)

    async def _written(self, due: HistoryToRecord) -> bool:
        """Write, and return whether it was done; what nobody waits for any longer stands in this history, as the input."""
        writing = activity_calls.record_history(due)
        await wait_until(lambda: writing.done() or self._outbox().overflows, None, "it is recorded")
        if not writing.done():
            # What is cancelled by the same task that starts it is never scheduled, and would stand in no history at all.
            await wait_until(writing.done, workflow.now() + _A_MOMENT, "it stands in the history")
            writing.cancel()
        try:
            await writing
        except ActivityError:
            return False
        return True

    def _recorded(self, written: HistoryToRecord) -> None:
        self._outbox().recorded(written.entries)
