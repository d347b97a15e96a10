"""`mimp audit`: whether every intended page came to an end, and every attempt to an outcome, by Temporal's own histories."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import temporalio.client
from rich.table import Table
from rich.text import Text
from temporalio.client import WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from cli.histories import Reader, chain, every_run
from cli.show import several_days, utc
from config.incident_index import find
from domain.codes import IncidentCode, read_incident_code
from domain.ledger import Intent, Ledger, balance
from domain.names import WorkflowType, pager_id


async def audit(client: temporalio.client.Client, codes: Sequence[str], now: datetime) -> Ledger:
    """Return the ledger of the incidents with these codes, or of all that Temporal still remembers.

    Raises:
        Refused: there is no incident with such a code.

    """
    reader = Reader()
    if not codes:
        await _read_everything(client, reader)
        return balance(reader.evidence, now)
    wanted = [read_incident_code(code) for code in codes]
    await _read_incidents(client, wanted, reader)
    return balance(reader.evidence.about({str(code) for code in wanted}), now)


async def _read_everything(client: temporalio.client.Client, reader: Reader) -> None:
    async for history in every_run(client, (WorkflowType.INCIDENT, WorkflowType.ESCALATION, WorkflowType.PAGER)):
        await reader.read(history)


async def _read_incidents(client: temporalio.client.Client, codes: Sequence[IncidentCode], reader: Reader) -> None:
    """Read each incident, the searches it has started, and the pagers of everyone they paged."""
    for code in codes:
        handle = (await find(client, code)).handle
        async for history in chain(client, handle.id, handle.run_id or ""):
            await reader.read(history)
            for search in _children(history):
                await _read_chain(client, search, reader)
    for person in reader.evidence.about({str(code) for code in codes}).people_paged():
        await _read_chain(client, pager_id(person), reader)


async def _read_chain(client: temporalio.client.Client, workflow_id: str, reader: Reader) -> None:
    try:
        async for history in chain(client, workflow_id):
            await reader.read(history)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:  # a person who could not be paged at all has no pager
            raise


def _children(history: WorkflowHistory) -> Iterable[str]:
    for event in history.events:
        if event.HasField("child_workflow_execution_started_event_attributes"):
            yield event.child_workflow_execution_started_event_attributes.workflow_execution.workflow_id


def ledger_data(ledger: Ledger) -> dict[str, Any]:
    """Return the ledger as data."""
    return ledger.model_dump(mode="json")


def ledger_table(ledger: Ledger) -> Table:
    """Return the ledger as a table: who was to be paged, what was tried, how it ended."""
    table = Table(title="Intended pages, times in UTC", title_justify="left", expand=True)
    days = several_days(intent.at for intent in ledger.intents)
    for name, width in (("time", 19 if days else 8), ("incident", 18), ("who", 14), ("tried", 38), ("end", None)):
        table.add_column(name, width=width, overflow="fold")
    for intent in ledger.intents:
        end = intent.end or "open"
        table.add_row(
            utc(intent.at, with_day=days), intent.code, Text(intent.who or ""), Text(_tries(intent)), Text(end)
        )
    return table


def _tries(intent: Intent) -> str:
    return "\n".join(f"{each.channel}: {each.outcome or 'under way'}" for each in intent.tries) or "nothing"


def verdict(ledger: Ledger) -> str:
    """Return the result in words: nothing was lost, or each thing that was."""
    if ledger.findings:
        return "\n".join(["Not everything is accounted for:", *(f"- {finding}" for finding in ledger.findings)])
    still_open = sum(1 for intent in ledger.intents if not intent.ends)
    rest = f"; {still_open} still open" if still_open else ""
    return f"{len(ledger.intents)} intended pages, each accounted for{rest}."
