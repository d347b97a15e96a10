"""Calls that leave the queue at a rate."""

from collections.abc import AsyncIterator

import pytest

from simulator.records import CallRecord
from tests.simulator.customer import ADDRESS
from tests.simulator.world import BASE, CONFIG, START, World, seconds_after_start

NUMBERS = [f"+1555010{number:04}" for number in range(5)]


@pytest.fixture
async def slow_exchange() -> AsyncIterator[World]:
    """A phone company that dials one call every two seconds."""
    made = World(config=CONFIG.model_copy(update={"calls_per_second": 0.5}))
    yield made
    await made.close()


def dialled(calls: list[CallRecord]) -> list[float | None]:
    """Tell when each call left the queue, in seconds after the start; None when it never did."""
    return [None if call.dialled is None else seconds_after_start(call.dialled) for call in calls]


async def test_calls_wait_their_turn(slow_exchange: World) -> None:
    """Of calls placed together the first is dialled at once, the rest one by one at the rate, in their order."""
    calls = [await slow_exchange.call(number) for number in NUMBERS]
    await slow_exchange.to_the_end()

    assert dialled(calls) == [0.0, 2.0, 4.0, 6.0, 8.0]


async def test_without_a_rate_all_are_dialled_at_once(world: World) -> None:
    """No rate, no queue."""
    calls = [await world.call(number) for number in NUMBERS]

    assert dialled(calls) == [0.0] * 5


async def test_an_idle_exchange_dials_at_once(slow_exchange: World) -> None:
    """A call placed after a while without calls does not wait."""
    calls = [await slow_exchange.call(NUMBERS[0])]
    await slow_exchange.after(3)
    calls.append(await slow_exchange.call(NUMBERS[1]))
    calls.append(await slow_exchange.call(NUMBERS[2]))
    await slow_exchange.to_the_end()

    assert dialled(calls) == [0.0, 3.0, 5.0]


async def test_a_call_cancelled_in_the_queue_never_rings(slow_exchange: World) -> None:
    """It ends without having been dialled, its end is reported, and those behind it move up."""
    status = f"{ADDRESS}/status"
    calls = [await slow_exchange.call(number, StatusCallback=status, Timeout="5") for number in NUMBERS[:3]]
    answer = await slow_exchange.update(calls[1], Status="canceled")
    await slow_exchange.to_the_end()

    assert (answer.status_code, answer.json()["status"]) == (200, "canceled")
    assert [change.status.value for change in calls[1].history] == ["queued", "canceled"]
    assert dialled(calls) == [0.0, None, 2.0]
    ends = {request.fields["To"]: request.fields["CallStatus"] for request in slow_exchange.customer.at("/status")}
    assert ends == {NUMBERS[0]: "no-answer", NUMBERS[1]: "canceled", NUMBERS[2]: "no-answer"}


async def test_a_queued_call_can_be_found_by_its_status(slow_exchange: World) -> None:
    """A call that waits has been created and not begun: it is found by number and status, not by when it started."""
    calls = [await slow_exchange.call(NUMBERS[0]) for _ in range(3)]
    await slow_exchange.after(1.5)

    async def listed(**filters: str) -> list[str]:
        """List calls through the filters."""
        answer = await slow_exchange.http.get(f"{BASE}/Calls.json", params={"To": NUMBERS[0], **filters})
        return [call["sid"] for call in answer.json()["calls"]]

    assert await listed(Status="queued") == [calls[2].sid, calls[1].sid]
    assert await listed(Status="ringing") == [calls[0].sid]
    assert await listed(**{"StartTime>": START.isoformat()}) == [calls[0].sid]
    shown = (await slow_exchange.http.get(f"{BASE}/Calls/{calls[2].sid}.json")).json()
    assert (shown["date_created"], shown["start_time"]) == ("Sun, 01 Mar 2026 02:00:00 +0000", None)


async def test_how_long_a_call_waited_is_shown(slow_exchange: World) -> None:
    """The time in the queue is told in milliseconds."""
    calls = [await slow_exchange.call(number) for number in NUMBERS[:2]]
    await slow_exchange.to_the_end()
    shown = [(await slow_exchange.http.get(f"{BASE}/Calls/{call.sid}.json")).json() for call in calls]

    assert [call["queue_time"] for call in shown] == ["0", "2000"]
