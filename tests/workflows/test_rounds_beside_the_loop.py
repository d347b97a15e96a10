"""Nothing that takes long holds up the rounds: neither a look-up, nor a text that is stuck, nor records that are away."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import WorkflowContinuedAsNewError
from temporalio.worker import Worker

from domain.comms.audience.recipients import BusinessAudience, BusinessRecipients
from domain.names import Activity, Queue, Update
from domain.organisation import Channel
from tests.domain.comms.desk import adds, drops, stakeholder
from tests.workflows.comms_room import Providers, Room, a_room
from tests.workflows.test_comms_rounds import sends_one


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    """The rounds for business stakeholders of an incident that was declared a moment ago."""
    async with a_room() as made:
        yield made


class Unreadable(Providers):
    """Nobody can say who stands behind an id, until it is mended."""

    def __init__(self) -> None:
        super().__init__()
        self.mended = False
        self.asked = asyncio.Event()

    @activity.defn(name=Activity.RESOLVE_BUSINESS_RECIPIENTS)
    async def business(self, audience: BusinessAudience) -> BusinessRecipients:
        """Fail until it is mended."""
        self.asked.set()
        if not self.mended:
            raise RuntimeError("the organisation file cannot be read")
        return await Providers.business(self, audience)


async def act(room: Room, served: dict[Queue, list[Callable[..., Any]]]) -> None:
    """Have these activities served, and none of those before."""
    await room._acting.aclose()
    for queue, activities in served.items():
        await room._acting.enter_async_context(Worker(room.env.client, task_queue=queue, activities=activities))


async def test_a_look_up_that_fails_holds_up_nothing_else(room: Room) -> None:
    """While nobody can say who is told, the next round is drafted, missed and counted; mended, the round goes out."""
    unreadable = Unreadable()
    room.providers = unreadable
    await room.act()
    await sends_one(room)
    await asyncio.wait_for(unreadable.asked.wait(), timeout=20)
    await room.until(80)
    view, heard = await room.view(), (await room.heard()).statuses[-1]

    assert (1, 1) == (view.status.missed_in_all, heard.missed_in_all)
    assert heard.revision > 1
    assert [] == unreadable.told
    unreadable.mended = True
    assert 2 == (await room.settled()).people
    assert Counter({(1, "bea"): 1, (1, "ben"): 1}) == Counter(unreadable.told)


async def test_who_is_dropped_during_the_look_up_is_not_told(room: Room) -> None:
    """What was asked before is not what is to be told: it is looked up anew, and who is added back gets it at once."""
    unreadable = Unreadable()
    room.providers = unreadable
    await room.act()
    await sends_one(room)
    await asyncio.wait_for(unreadable.asked.wait(), timeout=20)
    await room.ask(drops("ana", person="bea"))
    unreadable.mended = True
    await room.settled()

    assert [(1, "ben")] == unreadable.told
    await room.ask(adds("ana", person="bea"))
    await room.settled()
    assert [(1, "ben"), (1, "bea")] == unreadable.told


def texted(room: Room, *people: str) -> None:
    """These are told by text, the others by mail."""
    room.providers.people |= {each: stakeholder(each, Channel.TEXT) for each in people}


async def nobody_texts(room: Room) -> None:
    """Have nobody who takes texts from their queue."""
    providers = room.providers
    await act(
        room,
        {
            Queue.ENGINE: [providers.business, providers.technical],
            Queue.COMMS: [providers.business_mails, providers.technical_mails, providers.record],
        },
    )


async def told_of(room: Room, number: int, person: str) -> None:
    """Wait until this round is handed over for this person."""
    while (number, person) not in room.providers.told:  # noqa: ASYNC110 - the room remembers, and does not tell
        await asyncio.sleep(0.05)


async def test_a_text_that_is_stuck_holds_up_no_mail(room: Room) -> None:
    """Ben's text waits in the queue: Bea has her mail, of that round and of the next, and Ben gets the next one alone."""
    texted(room, "ben")
    await nobody_texts(room)
    await sends_one(room)
    await asyncio.wait_for(told_of(room, 1, "bea"), timeout=20)
    await sends_one(room)
    await asyncio.wait_for(told_of(room, 2, "bea"), timeout=20)
    await room.act()
    await room.settled()

    assert {(1, "bea"): 1, (2, "bea"): 1, (2, "ben"): 1} == Counter(room.providers.told)


async def test_a_roll_over_waits_for_nothing_that_nobody_has_begun(room: Room) -> None:
    """With a text in a queue that nobody serves the fresh run follows at once, and hands it out again: it is sent once."""
    texted(room, "ben")
    await nobody_texts(room)
    await sends_one(room)
    await asyncio.wait_for(told_of(room, 1, "bea"), timeout=20)
    await asyncio.wait_for(room.providers.recorded.wait(), timeout=20)
    asked_at, run = await room.env.get_current_time(), (await room.handle.describe()).run_id
    await room.handle.execute_update(Update.ROLL_OVER)
    with pytest.raises(WorkflowContinuedAsNewError):
        await room.env.client.get_workflow_handle(room.handle.id, run_id=run).result(follow_runs=False)
    assert (await room.env.get_current_time() - asked_at).total_seconds() < 60
    await room.act()
    await room.settled()

    assert {(1, "bea"): 1, (1, "ben"): 1} == Counter(room.providers.told)


async def test_an_incident_that_goes_on_after_all_finds_its_rounds_awake(room: Room) -> None:
    """Told that it is over while the records are away, and then that it is not: what is missed meanwhile is counted."""
    room.providers.records_closed = 1_000
    await sends_one(room)
    await room.settled()
    await room.incident_is(over=True)
    await room.until(20)
    await room.incident_is(over=False)
    await room.until(75)

    assert 1 == (await room.view()).status.missed_in_all
    room.providers.records_closed = 0
