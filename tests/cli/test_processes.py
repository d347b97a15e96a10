"""The processes of an installation: watched over, started again, and stopped in order."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from cli import processes
from cli.processes import Child, Household, ProcessFailed

_WAITS = "import signal; print('waits', flush=True); signal.pause()"
_ENDS = "import sys; print('cannot go on', flush=True); sys.exit({})"
_WILL_NOT_STOP = (
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('waits', flush=True); signal.pause()"
)


class Clock:
    """A clock that each look moves on by `step` seconds."""

    def __init__(self, step: float) -> None:
        self.step = step
        self.time = 0.0

    def __call__(self) -> float:
        """Return the time."""
        self.time += self.step
        return self.time


@pytest.fixture
def told() -> list[str]:
    """What the household has told."""
    return []


@pytest.fixture
async def household(told: list[str], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Household]:
    """A household whose children die in quick succession, and are given a second to stop."""
    monkeypatch.setattr(processes, "_STOP_WITHIN_SECONDS", 1)
    household = Household(told.append, Clock(step=1))
    yield household
    await household.stop()


@pytest.fixture
def child(tmp_path: Path) -> Callable[[str, str], Child]:
    """Makes a child that runs a Python program."""

    def make(name: str, program: str) -> Child:
        return Child(name, [sys.executable, "-c", program], {"MIMP_EXAMPLE": "given"}, tmp_path / f"{name}.log")

    return make


async def test_a_child_that_dies_is_started_again(
    household: Household, child: Callable[[str, str], Child], told: list[str]
) -> None:
    """A worker killed by the system comes back, and that it was away is told."""
    worker = child("worker", _WAITS)
    await household.start(worker)
    first = _pid(worker)
    await _until(lambda: worker.log.read_text() == "waits\n")
    os.kill(first, signal.SIGKILL)
    await _until(lambda: worker.log.read_text() == "waits\nwaits\n")

    assert first != _pid(worker)
    assert ["worker ended with status -9; it is started again"] == told
    household.check()


async def test_a_child_that_says_its_settings_are_wrong_is_not_started_again(
    household: Household, child: Callable[[str, str], Child], told: list[str]
) -> None:
    """Status 2 will not mend itself: the household gives up at once, with the child's last words."""
    gateway = child("gateway", _ENDS.format(2))
    await household.start(gateway)
    with pytest.raises(ProcessFailed) as failure:
        await household.watch()

    said = f"gateway ended with status 2. The end of {gateway.log}:\n  cannot go on"
    assert (said, []) == (str(failure.value), told)
    with pytest.raises(ProcessFailed):
        household.check()


def test_last_words_leave_the_terminal_alone(tmp_path: Path) -> None:
    """What somebody outside got into a log is shown without colours, control characters or signs that turn the line around."""
    child = Child("gateway", [], {}, tmp_path / "gateway.log")
    child.log.write_text("\x1b[31mred\x1b[0m é\x1b]0;title\x07 \u202egnorw\nthe end\r\n", "utf-8")

    assert "  red é]0;title gnorw\n  the end" == child.last_words()


async def test_a_child_that_dies_again_and_again_is_given_up(
    household: Household, child: Callable[[str, str], Child], told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After five restarts in quick succession the household gives up, with the end of the log."""
    monkeypatch.setattr(processes, "_RESTART_AFTER_SECONDS", 0)
    await household.start(child("worker", _ENDS.format(1)))
    with pytest.raises(ProcessFailed, match="worker ended with status 1"):
        await household.watch()

    assert ["worker ended with status 1; it is started again"] * 5 == told


async def test_deaths_far_apart_are_forgiven(
    child: Callable[[str, str], Child], told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child that had been well for more than a minute has all its restarts again: an installation runs for months."""
    monkeypatch.setattr(processes, "_RESTART_AFTER_SECONDS", 0)
    household = Household(told.append, Clock(step=61))
    await household.start(child("worker", _ENDS.format(1)))
    await _until(lambda: len(told) > 6)
    household.check()
    await household.stop()


async def test_children_stop_in_reverse(
    household: Household, child: Callable[[str, str], Child], tmp_path: Path
) -> None:
    """Later ones rely on earlier ones, so the last started stops first; none is left."""
    writes = f"""
import pathlib, signal, sys
def stop(*_):
    with open({str(tmp_path / "stopped")!r}, "a") as file: file.write("{{0}} ")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop); print("waits", flush=True); signal.pause()
"""
    children = [child(name, writes.format(name)) for name in ("temporal", "worker", "gateway")]
    for each in children:
        await household.start(each)
    await _until(lambda: all(each.log.read_text() == "waits\n" for each in children))
    await household.stop()

    assert "gateway worker temporal " == (tmp_path / "stopped").read_text()
    assert [0, 0, 0] == [_status(each) for each in children]


async def test_a_child_that_does_not_stop_is_killed(household: Household, child: Callable[[str, str], Child]) -> None:
    """Asked to stop in vain, it is killed: nothing is left behind."""
    stubborn = child("worker", _WILL_NOT_STOP)
    await household.start(stubborn)
    await _until(lambda: stubborn.log.read_text() == "waits\n")
    await household.stop()

    assert -signal.SIGKILL == _status(stubborn)


async def test_a_child_has_its_own_settings_and_the_common_environment(
    household: Household, child: Callable[[str, str], Child]
) -> None:
    """Its settings are given in its environment, beside everything else that stands there."""
    shows = child("worker", f"import os; print(os.environ['MIMP_EXAMPLE'], 'PATH' in os.environ, flush=True)\n{_WAITS}")
    await household.start(shows)

    await _until(lambda: shows.log.read_text() == "given True\nwaits\n")


async def test_ctrl_c_reaches_the_household_alone(household: Household, child: Callable[[str, str], Child]) -> None:
    """A child is apart from our terminal's group, so that it is stopped in order and not by the terminal."""
    worker = child("worker", _WAITS)
    await household.start(worker)

    assert os.getpgid(0) != os.getpgid(_pid(worker))


async def _until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not happened():  # noqa: ASYNC110 - another process does it, and sets no event
            await asyncio.sleep(0.01)


def _pid(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def _status(child: Child) -> int | None:
    assert child.process is not None
    return child.process.returncode
