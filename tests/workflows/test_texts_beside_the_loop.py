"""A text that waits for its turn holds up nothing: the pager goes on beside it, and loses neither its result nor its errors."""

from collections.abc import AsyncIterator

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowContinuedAsNewError

from domain.names import Signal, Update
from domain.page_messages import Notice, PageEnding, PageWithdrawal
from domain.paging import attempts
from tests.domain.paging.desk import CALL, TEXT
from tests.workflows.pocket import Pocket, a_pocket, soon


@pytest.fixture
async def pocket() -> AsyncIterator[Pocket]:
    """Ana's pager alone."""
    async with a_pocket() as pocket:
        yield pocket


async def test_a_call_is_ended_while_a_text_waits_for_its_turn(pocket: Pocket) -> None:
    """The phone that rings for a page somebody else has stops ringing at once, though a text of another page waits."""
    await pocket.page("p1", CALL)
    placed = await pocket.rings()
    await pocket.page("p2", TEXT)
    await soon(pocket.providers.texts.get())

    taken = PageWithdrawal(page_id="p1", ending=PageEnding.ANSWERED, because="Bo has it", taken_by="bo")
    await pocket.handle.signal(Signal.WITHDRAW_PAGE, taken)

    assert f"CA-{placed.attempt_id}" == (await soon(pocket.providers.ended.get())).provider_id


async def test_a_page_rings_while_words_wait_for_their_turn(pocket: Pocket) -> None:
    """Words that are owed to a person do not keep their phone from ringing for a page."""
    await pocket.handle.signal(Signal.TELL, Notice(notice_id="n1", body="stood down"))
    await soon(pocket.providers.texts.get())
    await pocket.page("p1", CALL)

    assert "ana" == (await pocket.rings()).person


async def test_a_roll_over_waits_for_a_text_and_nothing_is_sent_again(pocket: Pocket) -> None:
    """A pager that is to continue as new does so when it knows what came of its text, and remembers it."""
    run = (await pocket.handle.describe()).run_id
    await pocket.page("p1", TEXT)
    await soon(pocket.providers.texts.get())
    await pocket.handle.execute_update(Update.ROLL_OVER)
    await pocket.page("p2", CALL)
    await pocket.rings()
    assert run == (await pocket.handle.describe()).run_id

    pocket.providers.turn.set()
    with pytest.raises(WorkflowContinuedAsNewError):
        await soon(pocket.run(run).result(follow_runs=False))
    assert pocket.providers.texts.empty()


async def test_an_error_beside_the_loop_fails_the_workflow_task(
    pocket: Pocket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake in our code stands in the history for everyone to see, and the pager waits there for it to be mended."""

    def mistaken(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(attempts, "accepted", mistaken)
    await pocket.page("p1", TEXT)
    await soon(pocket.providers.texts.get())
    pocket.providers.turn.set()

    async def failure() -> str:
        while True:
            for event in (await pocket.handle.fetch_history()).events:
                if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED:
                    return event.workflow_task_failed_event_attributes.failure.message

    assert "a mistake of ours" == await soon(failure())
