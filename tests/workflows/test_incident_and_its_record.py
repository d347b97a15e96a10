"""What happens to an incident is recorded as it happens, and its review hears of it; a database that is away delays nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus

from config.temporal import DATA_CONVERTER
from domain.alerts import Route
from domain.board.entries import AddToBoard
from domain.board.state import Section
from domain.history.rows import HistoryToRecord
from domain.names import Activity, Update, archive_id
from domain.requests import Mitigate, RecordDetection, Reopen
from domain.timeline import TimelineEntry
from tests.domain.builders import DETECTED, alert
from tests.domain.incidents import HEAD
from tests.workflows.incident_room import INCIDENT, Room, a_room

MITIGATE = Mitigate(actor=HEAD, what="rolled back")


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    """A place for an incident about the checkout."""
    async with a_room() as made:
        yield made


def recorded(room: Room) -> list[TimelineEntry]:
    """Return the entries that were recorded, in order."""
    return [entry for history in room.around.recorded for entry in history.entries]


async def soon(room: Room, count: int) -> None:
    """Wait until so many entries are recorded."""
    while len(recorded(room)) < count:  # noqa: ASYNC110 - the room remembers, and does not tell
        await asyncio.sleep(0.02)


async def test_all_of_it_is_recorded_as_it_happens(room: Room) -> None:
    """Each entry of the timeline once, over a roll-over, and the incident as it stands at last."""
    await room.is_declared()
    await room.handle.execute_update(Update.ROLL_OVER)
    await room.env.sleep(timedelta(seconds=5))
    await room.ask(MITIGATE)
    await room.env.sleep(timedelta(seconds=5))
    timeline = (await room.view()).timeline
    await asyncio.wait_for(soon(room, len(timeline)), timeout=20)
    last = [history.incident for history in room.around.recorded if history.incident][-1]

    names = {(entry.origin, entry.sequence) for entry in timeline}
    assert names == {(entry.origin, entry.sequence) for entry in recorded(room)}
    assert ("mitigated", "rolled back") == (last.state, last.mitigation)


async def test_a_database_that_is_away_delays_nothing_and_what_is_left_is_recorded_later(room: Room) -> None:
    """The incident ends, and its id is free for the next alert; an archive goes on until all of it is recorded."""
    room.around.away = True
    await room.report(alert(route=Route.RECORD))
    view, suffix = await room.view(), await room.suffix()
    await room.report(alert(route=Route.RECORD, firing=False))
    await asyncio.wait_for(room.handle.result(), timeout=20)
    await asyncio.wait_for(room.around.asked_to_record.wait(), timeout=20)
    assert [] == room.around.recorded

    archive = room.env.client.get_workflow_handle(archive_id(INCIDENT, suffix))
    await archive.execute_update(Update.ROLL_OVER)
    room.around.away = False
    await asyncio.wait_for(archive.result(), timeout=60)
    [only] = room.around.recorded
    assert only.incident is not None
    assert ("stood_down", view.code) == (only.incident.state, only.code)
    assert {entry.sequence for entry in view.timeline} < {entry.sequence for entry in only.entries}


async def test_the_review_hears_how_the_incident_stands_until_it_is_over(room: Room) -> None:
    """Begun at the mitigation; told that it was reopened, mitigated again, resolved, and at last that it has ended."""
    await room.is_declared()
    await room.ask(MITIGATE)
    await room.env.sleep(timedelta(seconds=5))
    await room.ask(RecordDetection(actor=HEAD, detection=DETECTED))
    await room.env.sleep(timedelta(seconds=5))
    heard = await room.heard()
    assert ("rolled back", None, DETECTED) == (heard[0].mitigation, heard[0].detection, heard[-1].detection)

    await room.ask(Reopen(actor=HEAD, reason="it is back"))
    await room.env.sleep(timedelta(seconds=5))
    assert None is (await room.heard())[-1].mitigated_at


async def test_a_review_that_was_ended_by_hand_begins_anew(room: Room) -> None:
    """The next time it is told anything: a major incident is never without its review."""
    await room.is_declared()
    await room.ask(MITIGATE)
    await room.env.sleep(timedelta(seconds=5))
    await (await room.review()).terminate("by mistake")
    await room.ask(RecordDetection(actor=HEAD, detection=DETECTED))
    await room.env.sleep(timedelta(seconds=5))
    described = await (await room.review()).describe()

    assert WorkflowExecutionStatus.RUNNING is described.status
    assert DETECTED == (await room.heard())[0].detection
    assert "the review had stopped: it starts anew" in [entry.what for entry in (await room.view()).timeline]


async def test_what_happened_before_is_on_the_board_of_whoever_leads(room: Room) -> None:
    """By the engine, without anybody asking."""
    await room.is_declared()
    first = (await room.view()).board.parts[0]

    assert ["checkout-AAAA"] == [entry.earlier.code for entry in first.entries if entry.earlier]


async def test_what_is_given_up_stands_in_the_history(room: Room) -> None:
    """While the database is away too long for all of it to wait, each entry has gone through an activity whose input is kept."""
    await room.is_declared()
    room.around.away = True
    for number in range(120):
        note = f"{number}: {'restarted it and waited. ' * 14}"
        await room.ask(AddToBoard(actor=HEAD, section=Section.ACTION_TAKEN, text=note))
    first = set(range(1, 60))

    assert first <= await asyncio.wait_for(handed_over(room, first), timeout=20)


async def handed_over(room: Room, awaited: set[int]) -> set[int]:
    """Wait until these entries have gone through the activity that records, by its input in the history; return all that have."""
    found: set[int] = set()
    while not awaited <= found:
        await asyncio.sleep(0.2)
        for event in (await room.handle.fetch_history()).events:
            scheduled = event.activity_task_scheduled_event_attributes
            if scheduled.activity_type.name == Activity.RECORD_HISTORY:
                [due] = await DATA_CONVERTER.decode(scheduled.input.payloads, [HistoryToRecord])
                found |= {entry.sequence for entry in due.entries}
    return found
