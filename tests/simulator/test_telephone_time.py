"""Telephone time."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from simulator.clock import ManualClock, RealClock
from simulator.company import Simulator
from simulator.inbox import Inbox
from tests.simulator.world import ADA, BASE, CONFIG, OUR_NUMBER, response

START = datetime(2026, 3, 1, tzinfo=UTC)


async def test_a_manual_clock_runs_what_is_due_in_order() -> None:
    """What is due runs in the order of its moments, each at its own moment."""
    clock = ManualClock(START)
    seen: list[tuple[str, datetime]] = []
    clock.call_at(clock.after(2), lambda: seen.append(("second", clock.now())))
    clock.call_at(clock.after(1), lambda: seen.append(("first", clock.now())))

    await clock.advance(5)

    assert [("first", START + timedelta(seconds=1)), ("second", START + timedelta(seconds=2))] == seen
    assert clock.now() == START + timedelta(seconds=5)


async def test_equal_moments_run_in_the_order_they_were_set() -> None:
    """Two things due at once run first come, first served."""
    clock = ManualClock(START)
    seen: list[str] = []
    for name in ("a", "b", "c"):
        clock.call_at(clock.after(1), lambda name=name: seen.append(name))  # type: ignore[misc]

    await clock.advance(1)

    assert seen == ["a", "b", "c"]


async def test_a_cancelled_timer_is_no_deadline() -> None:
    """What was called off neither runs nor shows as the next deadline."""
    clock = ManualClock(START)
    seen: list[str] = []
    timer = clock.call_at(clock.after(1), lambda: seen.append("cancelled"))
    clock.call_at(clock.after(3), lambda: seen.append("kept"))
    timer.cancel()

    assert clock.next_deadline() == START + timedelta(seconds=3)
    await clock.advance(5)
    assert seen == ["kept"]
    assert clock.next_deadline() is None


async def test_what_a_timer_starts_is_done_before_the_next_one_runs() -> None:
    """A task started by one timer finishes before the clock moves on to another."""
    clock = ManualClock(START)
    seen: list[str] = []

    async def slow() -> None:
        """Take a while."""
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        seen.append("slow")

    clock.call_at(clock.after(1), lambda: clock.work.start(slow()))
    clock.call_at(clock.after(2), lambda: seen.append("next"))

    await clock.advance(2)

    assert seen == ["slow", "next"]


async def test_the_clock_does_not_go_back() -> None:
    """Moving the clock to the past is refused in words."""
    clock = ManualClock(START)

    with pytest.raises(ValueError, match="cannot go back"):
        await clock.advance_to(START - timedelta(seconds=1))


def test_a_start_without_time_zone_is_refused() -> None:
    """A naive start is refused: every moment here is UTC."""
    with pytest.raises(ValueError, match="time zone"):
        ManualClock(datetime(2026, 3, 1))  # noqa: DTZ001 - the mistake under test


async def test_a_real_clock_divides_durations_by_its_pace() -> None:
    """Sixty telephone seconds at pace 60 end one second later, in true UTC."""
    clock = RealClock(pace=60)

    wait = clock.after(60) - clock.now()

    assert timedelta(seconds=0.9) < wait <= timedelta(seconds=1)
    assert clock.now().utcoffset() == timedelta(0)


async def test_a_real_clock_runs_things_by_itself() -> None:
    """On a real clock what is due happens without anybody moving it."""
    clock = RealClock(pace=1000)
    happened = asyncio.Event()
    clock.call_at(clock.after(1), happened.set)

    await happened.wait()

    assert happened.is_set()


def test_a_pace_of_nothing_is_refused() -> None:
    """A pace that would stop time is refused."""
    with pytest.raises(ValueError, match="more than 0"):
        RealClock(pace=0)


async def test_waiting_is_quiet_and_waking_is_not() -> None:
    """A conversation that waits counts as quiet, and as going on from the instant it is woken."""
    clock = ManualClock(START)
    inbox: Inbox[str] = Inbox(clock)
    got = _waits_for_ten_seconds(clock, inbox)
    await clock.work.settle()
    assert clock.work.is_quiet
    inbox.put("woken")
    assert not clock.work.is_quiet
    await clock.work.settle()

    assert got == ["woken"]
    assert clock.next_deadline() is None


async def test_waiting_ends_at_its_deadline() -> None:
    """A wait that nothing ends gives None at its deadline."""
    clock = ManualClock(START)
    inbox: Inbox[str] = Inbox(clock)
    got = _waits_for_ten_seconds(clock, inbox)
    await clock.advance(10)

    assert got == [None]


async def test_a_failure_inside_surfaces_when_settling() -> None:
    """What fails inside the simulator is raised by the next settle, and only once."""
    clock = ManualClock(START)
    reported: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))

    async def fail() -> None:
        """Fail."""
        raise LookupError("lost")

    clock.work.start(fail())

    with pytest.raises(BaseExceptionGroup) as failure:
        await clock.work.settle()
    assert [LookupError] == [type(one) for one in failure.value.exceptions]
    assert len(reported) == 1
    await clock.work.settle()


async def test_stopping_breaks_off_what_waits() -> None:
    """Stopping ends conversations that wait, and leaves the count at nothing."""
    clock = ManualClock(START)
    inbox: Inbox[str] = Inbox(clock)

    async def wait() -> None:
        """Wait for something."""
        await inbox.get()

    clock.work.start(wait())
    await clock.work.settle()
    await clock.work.stop()

    assert clock.work.is_quiet


async def test_in_real_time_a_whole_call_goes_by_itself() -> None:
    """On a real clock a scripted person is called, answers and presses a key without anybody moving the clock."""
    simulator = Simulator(RealClock(pace=500), CONFIG)
    simulator.script_calls(ADA, [{"do": "answer", "after_rings": 3, "press": ["1"]}])
    words = response('<Gather numDigits="1"><Say>Hello</Say></Gather>')
    transport = httpx.ASGITransport(simulator.app)
    auth = (CONFIG.account_sid, CONFIG.auth_token)
    with simulator.feed.listening() as queue:
        async with httpx.AsyncClient(transport=transport, base_url="http://simulator.test", auth=auth) as http:
            await http.post(f"{BASE}/Calls.json", data={"To": ADA, "From": OUR_NUMBER, "Twiml": words})
        while not simulator.calls[0].status.is_over:
            await queue.get()
    await simulator.close()

    (call,) = simulator.calls
    assert (call.status.value, call.spoken[0].words, [key.key for key in call.keys]) == ("completed", "Hello", ["1"])


def _waits_for_ten_seconds(clock: ManualClock, inbox: Inbox[str]) -> list[str | None]:
    """Begin to wait for something, and return the list that what came of it is put into."""
    got: list[str | None] = []

    async def wait() -> None:
        got.append(await inbox.get(clock.after(10)))

    clock.work.start(wait())
    return got
