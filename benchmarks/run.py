"""One run: every case asked for, one after another; those that need an installation on the same one."""

import os
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import answers, forecast, idle, mails, matrix, records, rounds, storm
from benchmarks.company import Sizes
from benchmarks.figures import Figure
from benchmarks.processor_time import processor_seconds, spent
from benchmarks.stage import Stage, stage
from config.settings import Settings

CaseAlone = Callable[[Sizes], list[Figure]]
CaseOnStage = Callable[[Stage], Awaitable[list[Figure]]]
Load = tuple[float, float, float]

ALONE: Mapping[str, CaseAlone] = {matrix.CASE: matrix.matrix, records.CASE: records.records}
"""What is measured without an installation."""

ON_STAGE: Mapping[str, CaseOnStage] = {
    idle.CASE: idle.idle,
    answers.CASE: answers.answers,
    mails.CASE: mails.mails,
    rounds.CASE: rounds.rounds,
    storm.STORM: storm.storm,
    storm.DELIVERIES: storm.deliveries,
}
"""The quiet ones first: what a storm leaves behind would be in their way."""

AT_A_RATE: Mapping[str, CaseOnStage] = {forecast.CASE: forecast.forecast}
"""On an installation that sends texts no faster than a provider takes them."""

CASES = (*ALONE, *ON_STAGE, *AT_A_RATE)

_CLOCK_MAY_MOVE_SECONDS = 0.005


class ClockMoved(Exception):
    """The machine's clock was set during the run, so times taken by two processes cannot be compared."""


@dataclass(frozen=True)
class Result:
    """What was measured, and what else the machine was doing."""

    figures: list[Figure]
    processors: int
    load_before: Load
    load_after: Load

    @property
    def lost(self) -> list[Figure]:
        """The counts that had to be nought and are not: nothing may be lost, whatever the machine."""
        return [figure for figure in self.figures if figure.limits.get("value") == 0 and not figure.met]


async def run(names: Collection[str], sizes: Sizes, folder: Path, tell: Callable[[str], None]) -> Result:
    """Play these cases with the installation's state in a folder, which must be empty.

    Raises:
        ProcessFailed: a part of the installation cannot be kept running; with the end of its log.
        ClockMoved: run it again.

    """
    before, offset = os.getloadavg(), time.time() - time.monotonic()
    figures: list[Figure] = []
    for name in (each for each in ALONE if each in names):
        _announce(name, tell)
        figures += ALONE[name](sizes)
    at_a_rate = Settings(text_segments_per_second=forecast.SEGMENTS_A_SECOND)
    for place, cases, settings in (("free", ON_STAGE, Settings()), ("at-a-rate", AT_A_RATE, at_a_rate)):
        if wanted := [each for each in cases if each in names]:
            async with stage(folder / place, sizes, tell, settings) as played:
                for name in wanted:
                    _announce(name, tell)
                    figures += await _played(name, cases[name], played)
    if abs(time.time() - time.monotonic() - offset) > _CLOCK_MAY_MOVE_SECONDS:
        raise ClockMoved("This machine's clock was set while times were taken: run the benchmarks again.")
    return Result(figures, os.cpu_count() or 1, before, os.getloadavg())


def _announce(name: str, tell: Callable[[str], None]) -> None:
    tell(f"{name} ... (load {os.getloadavg()[0]:.2f})")


async def _played(name: str, case: CaseOnStage, stage: Stage) -> list[Figure]:
    before = processor_seconds(stage.household.running)
    figures = await case(stage)
    return [*figures, *spent(name, before, processor_seconds(stage.household.running))]
