"""How a report of what may be a major incident reaches Temporal (P9): it opens the incident, or joins the one that is open."""

from typing import NamedTuple

from pydantic import BaseModel
from temporalio.client import Client, WorkflowHandle
from temporalio.common import Priority as TemporalPriority
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from domain.codes import IncidentCode, run_suffix, slug
from domain.messages import IncidentStart, Suspected
from domain.names import Priority, Queue, Signal, WorkflowType, incident_id
from domain.organisation import Organisation, Person
from domain.wording import as_markdown_text

_SUMMARY_BYTES = 200  # Temporal takes 400


class About(NamedTuple):
    """What a report is about: the incident's key, the service as it was written, and as people call it; no label is no service."""

    key: str
    label: str | None
    title: str


def about(organisation: Organisation, service: str) -> About:
    """Return what a report about this service belongs to; one that nobody listed has a key of its own."""
    key = slug(service)
    known = organisation.service(key)
    return About(key=key, label=service, title=known.name if known else service)


def about_no_service(person: Person) -> About:
    """Return what a report of this person belongs to that names no service: theirs are one incident, those of others another.

    It goes to the catch-all team. What two people mean may be two things, and a page too many is better than one that is missed.
    """
    return About(key=slug(f"reported-by-{person.id}"), label=None, title=f"Reported by {person.name}")


async def report_suspicion(client: Client, what: About, report: Suspected) -> IncidentCode:
    """Store the report with its incident, which is started if it does not run, and return the incident's code.

    Raises:
        RPCError: Temporal did not store it.

    """
    start = IncidentStart(key=what.key, service_label=what.label)
    handle = await open_or_join(client, start, f"{what.title}: {report.what}", Signal.SUSPECTED, report)
    described = await handle.describe()
    return IncidentCode(what.key, run_suffix(described.raw_description.workflow_execution_info.first_run_id))


async def open_or_join(
    client: Client, start: IncidentStart, summary: str, signal: Signal, fact: BaseModel
) -> WorkflowHandle[object, object]:
    """Store a fact with its incident, which is started with this summary if it does not run, in one step that cannot be halved.

    Raises:
        RPCError: Temporal did not store it.

    """
    return await client.start_workflow(
        WorkflowType.INCIDENT,
        start,
        id=incident_id(start.key),
        task_queue=Queue.ENGINE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        priority=TemporalPriority(priority_key=Priority.INCIDENT),
        start_signal=signal,
        start_signal_args=[fact],
        static_summary=as_markdown_text(summary).encode()[:_SUMMARY_BYTES].decode(errors="ignore"),
    )
