"""A text that waits for its turn holds up nothing: the pager goes on beside it, and loses neither its result nor its errors."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, TypeVar

import pytest
from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowContinuedAsNewError, WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from config.process import executable
from config.temporal import DATA_CONVERTER
from domain.names import Activity, Queue, Signal, Update, WorkflowType, pager_id
from domain.organisation import Channel
from domain.page_messages import Notice, PageEnding, PageRequest, PageWithdrawal
from domain.paging import attempts
from domain.paging.state import PagerInput
from domain.sending import Accepted, CallEnd, CallOrder, CallReport, TextOrder
from tests.domain.paging.desk import CALL, TEXT, card, order
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
        placed = await _soon(self.providers.calls.get())
        word = CallReport(attempt_id=placed.attempt_id, provider_id=f"CA-{placed.attempt_id}", status="ringing")
        await self.handle.signal(Signal.CALL_REPORTED, word.model_copy(update={"sequence": 1}))
        return placed


@pytest.fixture
async def pocket() -> AsyncIterator[Pocket]:
    """Ana's pager alone, on a server of its own."""
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


async def test_a_call_is_ended_while_a_text_waits_for_its_turn(pocket: Pocket) -> None:
    """The phone that rings for a page somebody else has stops ringing at once, though a text of another page waits."""
    await pocket.page("p1", CALL)
    placed = await pocket.rings()
    await pocket.page("p2", TEXT)
    await _soon(pocket.providers.texts.get())

    taken = PageWithdrawal(page_id="p1", ending=PageEnding.ANSWERED, because="Bo has it", taken_by="bo")
    await pocket.handle.signal(Signal.WITHDRAW_PAGE, taken)

    assert f"CA-{placed.attempt_id}" == (await _soon(pocket.providers.ended.get())).provider_id


async def test_a_page_rings_while_words_wait_for_their_turn(pocket: Pocket) -> None:
    """Words that are owed to a person do not keep their phone from ringing for a page."""
    await pocket.handle.signal(Signal.TELL, Notice(notice_id="n1", body="stood down"))
    await _soon(pocket.providers.texts.get())
    await pocket.page("p1", CALL)

    assert "ana" == (await pocket.rings()).person


async def test_a_roll_over_waits_for_a_text_and_nothing_is_sent_again(pocket: Pocket) -> None:
    """A pager that is to continue as new does so when it knows what came of its text, and remembers it."""
    run = (await pocket.handle.describe()).run_id
    await pocket.page("p1", TEXT)
    await _soon(pocket.providers.texts.get())
    await pocket.handle.execute_update(Update.ROLL_OVER)
    await pocket.page("p2", CALL)
    await pocket.rings()
    assert run == (await pocket.handle.describe()).run_id

    pocket.providers.turn.set()
    with pytest.raises(WorkflowContinuedAsNewError):
        await _soon(pocket.run(run).result(follow_runs=False))
    assert pocket.providers.texts.empty()


async def test_an_error_beside_the_loop_fails_the_workflow_task(
    pocket: Pocket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake in our code stands in the history for everyone to see, and the pager waits there for it to be mended."""

    def mistaken(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(attempts, "accepted", mistaken)
    await pocket.page("p1", TEXT)
    await _soon(pocket.providers.texts.get())
    pocket.providers.turn.set()

    async def failure() -> str:
        while True:
            for event in (await pocket.handle.fetch_history()).events:
                if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED:
                    return event.workflow_task_failed_event_attributes.failure.message

    assert "a mistake of ours" == await _soon(failure())


async def _soon(awaited: Awaitable[_Result]) -> _Result:
    return await asyncio.wait_for(awaited, timeout=20)
