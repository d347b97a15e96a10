"""`mimp records rebuild`: the records made anew from Temporal's histories, as far back as those go."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import temporalio.client
from rich.console import Console
from rich.progress import Progress
from temporalio.client import WorkflowHistory

from cli.histories import every_run, listing, to_record
from domain.names import WorkflowType
from domain.wording import counted
from records.history import History
from records.receipts import Receipts

_WRITE_RECORDS = (WorkflowType.INCIDENT, WorkflowType.COMMS_ROUNDS, WorkflowType.REVIEW, WorkflowType.ARCHIVE)


@dataclass
class Rebuilt:
    """What was found in histories and is on record now, each thing counted once."""

    runs: int = 0
    incidents: set[str] = field(default_factory=set)
    entries: set[tuple[str, str, int]] = field(default_factory=set)
    receipts: set[str] = field(default_factory=set)

    def in_words(self) -> str:
        """Return how much it is."""
        incidents, lines = counted(len(self.incidents), "incident"), counted(len(self.entries), "line")
        found = f"{incidents}, {lines} of timelines and {counted(len(self.receipts), 'receipt')}"
        return f"Read {counted(self.runs, 'run')} of workflows. On record from there: {found}."


async def rebuild(
    histories: AsyncIterator[WorkflowHistory], history: History, receipts: Receipts, read: Callable[[], None]
) -> Rebuilt:
    """Write down what histories say was to be recorded; what stands there, and is as new, stays. Doing it again changes nothing.

    `read` is called after each history.

    Raises:
        RecordsError: the records do not take it. What was read before is written down; run it again.

    """
    rebuilt = Rebuilt()
    async for each in histories:
        found = await to_record(each)
        history.write(*found.history)
        receipts.add(found.receipts)
        rebuilt.runs += 1
        rebuilt.incidents |= {written.code for written in found.history}
        rebuilt.entries |= {(w.code, entry.origin, entry.sequence) for w in found.history for entry in w.entries}
        rebuilt.receipts |= {receipt.receipt_id for receipt in found.receipts}
        read()
    return rebuilt


async def rebuild_from(client: temporalio.client.Client, history: History, receipts: Receipts) -> Rebuilt:
    """Do so with all that Temporal remembers, and show on standard error how far it is."""
    total = (await client.count_workflows(listing(_WRITE_RECORDS))).count
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Reading histories", total=total)
        return await rebuild(every_run(client, _WRITE_RECORDS), history, receipts, lambda: progress.advance(task))
