"""A pager alone on a server of its own, as a test holds it: its pages, and the providers it sends by."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from config.process import executable
from config.temporal import DATA_CONVERTER
from domain.names import Activity, Queue, Signal, WorkflowType, pager_id
from domain.organisation import Channel
from domain.page_messages import PageRequest
from domain.paging.state import PagerInput
from domain.sending import Accepted, CallEnd, CallOrder, CallReport, TextOrder
from tests.domain.paging.desk import card, order
from workers.factory import sandbox
from workflows.pager import Pager

_Result = TypeVar("_Result")


class Providers:
    """Takes calls at once, and texts when their turn has come; remembers all of them."""

    def __init__(self) -> None:
        self.turn = asyncio.Event()
        self.calls: asyncio.Queue[CallOrder] = asyncio.Queue()
        self.ended: asyncio.Queue[CallEnd] = asyncio.Queue()
        self.texts: asyncio.Queue[TextOrder] = asyncio.Queue()

    @activity.defn(name=Activity.PLACE_CALL)
    async def place_call(self, order: CallOrder) -> Accepted:
        """Take a call."""
        self.calls.put_nowait(order)
        return Accepted(provider_id=f"CA-{order.attempt_id}")

    @activity.defn(name=Activity.END_CALL)
    async def end_call(self, order: CallEnd) -> None:
        """End a call."""
        self.ended.put_nowait(order)

    @activity.defn(name=Activity.SEND_TEXT)
    async def send_text(self, order: TextOrder) -> Accepted:
        """Take a text when its turn has come."""
        self.texts.put_nowait(order)
        while not self.turn.is_set():
            activity.heartbeat()
            await asyncio.wait([asyncio.ensure_future(self.turn.wait())], timeout=1)
        return Accepted(provider_id=f"SM-{order.attempt_id}")


class Pocket:
    """Ana's pager and the providers it sends by."""

    def __init__(self, client: Client, providers: Providers) -> None:
        self._client = client
        self.handle = client.get_workflow_handle(pager_id("ana"))
        self.providers = providers

    def run(self, run_id: str | None) -> WorkflowHandle[Any, Any]:
        """Return one run of the pager."""
        return self._client.get_workflow_handle(pager_id("ana"), run_id=run_id)

    async def page(self, page: str, channel: Channel) -> None:
        """A page arrives."""
        request = PageRequest(order=order(page), contact=card(channel))
        await self.handle.signal(Signal.OPEN_PAGE, request)

    async def rings(self) -> CallOrder:
        """Wait for a call, and let it ring."""
        placed = await soon(self.providers.calls.get())
        word = CallReport(attempt_id=placed.attempt_id, provider_id=f"CA-{placed.attempt_id}", status="ringing")
        await self.handle.signal(Signal.CALL_REPORTED, word.model_copy(update={"sequence": 1}))
        return placed


@asynccontextmanager
async def a_pocket() -> AsyncIterator[Pocket]:
    """Yield Ana's pager alone, on a server of its own."""
    server = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=executable("temporal-test-server"), data_converter=DATA_CONVERTER
    )
    providers = Providers()
    activities: dict[Queue, list[Callable[..., Any]]] = {
        Queue.CALLS: [providers.place_call],
        Queue.TEXTS: [providers.send_text],
        Queue.PAGE: [providers.end_call],
    }
    async with AsyncExitStack() as stack:
        client = (await stack.enter_async_context(server)).client
        engine = Worker(client, task_queue=Queue.ENGINE, workflows=[Pager], workflow_runner=sandbox())
        await stack.enter_async_context(engine)
        for queue, served in activities.items():
            await stack.enter_async_context(Worker(client, task_queue=queue, activities=served))
        await client.start_workflow(
            WorkflowType.PAGER, PagerInput(person="ana"), id=pager_id("ana"), task_queue=Queue.ENGINE
        )
        with server.auto_time_skipping_disabled():
            yield Pocket(client, providers)
        providers.turn.set()


async def soon(awaited: Awaitable[_Result]) -> _Result:
    """Wait for what must come within seconds."""
    return await asyncio.wait_for(awaited, timeout=20)
