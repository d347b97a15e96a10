"""A storm of pages for one person: their pager rolls over with them, stays small, and answers by code still find every page."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import WorkflowContinuedAsNewError, WorkflowHistory

from domain.messages import Verb
from domain.names import Query, Signal, Update
from domain.page_messages import OpenPages, PageEnding, PageWithdrawal, TextMeaning, TextReceived
from domain.paging.state import MOST_HELD
from tests.domain.builders import ESCALATION
from tests.domain.paging.desk import CALL
from tests.workflows.pocket import Pocket, a_pocket, soon

_MOST_BYTES = 200_000


@pytest.fixture
async def pocket() -> AsyncIterator[Pocket]:
    """Ana's pager alone."""
    async with a_pocket() as pocket:
        yield pocket


async def test_a_pager_rolls_over_with_a_storm_and_answers_find_their_pages(pocket: Pocket) -> None:
    """While the phone rings two hundred pages go over: each keeps its code and its owner, what was in hand stays so."""
    for number in range(MOST_HELD):
        await pocket.page(f"p{number}", CALL)
    await pocket.rings()
    taken = PageWithdrawal(page_id="p7", ending=PageEnding.ANSWERED, because="Ana has it", taken_by="ana")
    await pocket.handle.signal(Signal.WITHDRAW_PAGE, taken)
    before = await _known(pocket)

    carried = await _roll_over(pocket)

    assert carried < _MOST_BYTES
    assert before == await _known(pocket)
    for page_id in ("p0", "p7", f"p{MOST_HELD - 1}"):
        code = before[page_id][0]
        meaning = await pocket.handle.execute_update(
            Update.UNDERSTAND_TEXT, TextReceived(text_id=f"SM-{code}", body=f"ACK {code}"), result_type=TextMeaning
        )
        assert (Verb.ACKNOWLEDGE, [page_id]) == (meaning.verb, [page.page_id for page in meaning.pages])


async def test_the_search_is_told_of_a_page_beyond_the_bound(pocket: Pocket) -> None:
    """Its ladder goes on at once: the pager says so to the page's owner, and nobody is left to wait in vain."""
    for number in range(MOST_HELD + 1):
        await pocket.page(f"p{number}", CALL)

    async def told() -> list[str]:
        while True:
            said = _signalled(await pocket.handle.fetch_history(), Signal.PAGE_REPORTED)
            if said:
                return said

    assert [ESCALATION] == await soon(told())
    assert f"p{MOST_HELD}" not in await _known(pocket)


async def _known(pocket: Pocket) -> dict[str, tuple[str, str, bool]]:
    found = await pocket.handle.query(Query.OPEN_PAGES, result_type=OpenPages)
    return {page.page_id: (page.page_code, page.owner, page.in_hand) for page in found.pages}


async def _roll_over(pocket: Pocket) -> int:
    """Have the pager continue as new, and return how many bytes it carries over."""
    run = (await pocket.handle.describe()).run_id
    await pocket.handle.execute_update(Update.ROLL_OVER)
    with pytest.raises(WorkflowContinuedAsNewError):
        await soon(pocket.run(run).result(follow_runs=False))
    history = await pocket.handle.fetch_history()
    started = history.events[0].workflow_execution_started_event_attributes
    return sum(len(payload.data) for payload in started.input.payloads)


def _signalled(history: WorkflowHistory, signal: Signal) -> list[str]:
    sent = (event.signal_external_workflow_execution_initiated_event_attributes for event in history.events)
    return [each.workflow_execution.workflow_id for each in sent if each.signal_name == signal]
