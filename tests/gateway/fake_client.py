"""A Temporal client with memory: workflows by id, what reached them, and what the server says instead of taking it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

from temporalio.api.common.v1 import GrpcStatus
from temporalio.api.errordetails.v1 import NamespaceNotFoundFailure
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowQueryRejectedError, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode


def not_found(message: str = "workflow not found") -> RPCError:
    """Return what the server says of a workflow that is not there, or has completed."""
    return RPCError(message, RPCStatusCode.NOT_FOUND, b"")


def namespace_not_found() -> RPCError:
    """Return what the server says when the namespace itself is missing."""
    status = GrpcStatus(code=RPCStatusCode.NOT_FOUND)
    status.details.add().Pack(NamespaceNotFoundFailure(namespace="missing"))
    return RPCError("Namespace missing is not found.", RPCStatusCode.NOT_FOUND, status.SerializeToString())


def unavailable() -> RPCError:
    """Return what the client says when nobody answers."""
    return RPCError("tcp connect error", RPCStatusCode.UNAVAILABLE, b"")


def cut_short() -> WorkflowUpdateFailedError:
    """Return how an update ends whose run completed, or rolled over, before it was done."""
    return WorkflowUpdateFailedError(ApplicationError("gone", type="AcceptedUpdateCompletedWorkflow"))


async def nobody() -> Client:
    """Connect in vain, as while Temporal is down."""
    raise RuntimeError("Failed client connect")


class Pauses:
    """Pauses that take no time and are remembered."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        """Note a pause."""
        self.taken.append(seconds)


@dataclass
class FakeRun:
    """A workflow: its status and first run, what it replies, and what is raised first, one after another."""

    status: WorkflowExecutionStatus = WorkflowExecutionStatus.RUNNING
    first_run_id: str = "run-1"
    reply: Any = None
    raises: list[BaseException] = field(default_factory=list)
    never_answers: bool = False
    signals: list[tuple[str, Any]] = field(default_factory=list)
    updates: list[tuple[str, Any, str]] = field(default_factory=list)
    queries: list[tuple[str, Any]] = field(default_factory=list)
    result_types: list[Any] = field(default_factory=list)


@dataclass
class FakeClient:
    """What the gate needs of a client. Workflows that are not among `runs` are not found; `listed` is what lists show."""

    runs: dict[str, FakeRun] = field(default_factory=dict)
    listed: list[Any] = field(default_factory=list)
    starts: list[dict[str, Any]] = field(default_factory=list)
    raises: list[BaseException] = field(default_factory=list)
    never_answers: bool = False
    serving: bool = True

    @property
    def service_client(self) -> Any:
        """The connection, which can be asked for its health."""
        return SimpleNamespace(check_health=self._check_health)

    def get_workflow_handle(self, workflow_id: str, *, run_id: str | None = None) -> "FakeHandle":
        """Return a handle, whether or not the workflow is there."""
        return FakeHandle(self, workflow_id, run_id)

    async def list_workflows(self, _: str) -> AsyncIterator[Any]:
        """List what there is to list."""
        await self.answering()
        for each in self.listed:
            yield each

    async def start_workflow(self, workflow: str, arg: Any, **options: Any) -> None:
        """Start a workflow unless it runs, and signal it where there is a signal."""
        await self.answering()
        self.starts.append({"workflow": workflow, "arg": arg, **options})
        run = self.runs.setdefault(options["id"], FakeRun())
        run.signals += [(options["start_signal"], fact) for fact in options["start_signal_args"]]

    async def answering(self) -> None:
        """Answer, unless the test says otherwise."""
        if self.never_answers:
            await asyncio.Event().wait()
        if self.raises:
            raise self.raises.pop(0)

    async def _check_health(self, **_: Any) -> bool:
        await self.answering()
        return self.serving


@dataclass
class FakeHandle:
    """A handle on a workflow by its id."""

    client: FakeClient
    id: str
    run_id: str | None = None

    async def signal(self, signal: str, arg: Any) -> None:
        """Signal the workflow."""
        (await self._run()).signals.append((signal, arg))

    async def query(
        self, query: str, *, result_type: Any, args: Sequence[Any] = (), reject_condition: Any = None, **_: Any
    ) -> Any:
        """Ask the workflow; one that has ended answers too, unless it is not to."""
        run = await self._run()
        if reject_condition is not None and run.status is not WorkflowExecutionStatus.RUNNING:
            raise WorkflowQueryRejectedError(run.status)
        run.queries.append((query, args))
        run.result_types.append(result_type)
        return run.reply

    async def execute_update(self, update: str, arg: Any, *, result_type: Any, id: str = "") -> Any:  # noqa: A002 - the client's name
        """Bring an update to the workflow and return its reply."""
        run = self.client.runs.get(self.id)
        if run:
            run.updates.append((update, arg, id))
            run.result_types.append(result_type)
        return (await self._run()).reply

    async def describe(self) -> Any:
        """Say whether the workflow runs, and which run was its first."""
        run = await self._run(describing=True)
        info = SimpleNamespace(first_run_id=run.first_run_id)
        return SimpleNamespace(status=run.status, raw_description=SimpleNamespace(workflow_execution_info=info))

    async def _run(self, *, describing: bool = False) -> FakeRun:
        await self.client.answering()
        run = self.client.runs.get(self.id)
        if run is None:
            raise not_found()
        if run.never_answers:
            await asyncio.Event().wait()
        if run.raises and not describing:
            raise run.raises.pop(0)
        return run


def as_client(fake: FakeClient) -> Client:
    """Return the fake as the type the gate asks for."""
    return cast("Client", fake)
