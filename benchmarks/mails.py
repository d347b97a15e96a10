"""A page while a round of mails goes out: the round must not hold it up."""

import asyncio
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.common import Priority as TemporalPriority

from benchmarks.company import PAGES_A_ROUND
from benchmarks.figures import Figure, ratio, single, timing
from benchmarks.phones import Watch
from benchmarks.stage import Stage
from benchmarks.workflows import QUEUE, MailRound, Round

CASE = "mails"
HELD_UP_AT_MOST = 1.5
"""How many times as long a page may take while mails go out as it takes without."""


async def mails(stage: Stage) -> list[Figure]:
    """Return the time from an alert to a call before and during a round, and how many times as long the latter is."""
    sizes = stage.sizes
    await stage.phones.script([desk.person.phone for desk in stage.company.alone], {"do": "busy"})
    async with stage.phones.watched() as watch:
        before = [await stage.page(watch) for _ in range(sizes.warm_up + sizes.samples // 2)][sizes.warm_up :]
        during, missing = await _during_rounds(stage, watch)
    quiet = timing(CASE, "alert → call, before the round", before)
    busy = timing(CASE, f"alert → call, while {sizes.mails} mails go out", during)
    return [
        quiet,
        busy,
        ratio(CASE, "during to before, p50", busy, quiet, most=HELD_UP_AT_MOST),
        single(CASE, "mails not sent", missing, "mails", most=0),
    ]


async def _during_rounds(stage: Stage, watch: Watch) -> tuple[list[float], int]:
    """Return how long pages took during rounds, one round after another until there are enough; and the mails not sent."""
    taken: list[float] = []
    missing = 0
    for number in range(stage.sizes.rounds):
        during, sent = await _during_a_round(stage, watch, number)
        taken += during
        missing += stage.sizes.mails - sent
    return taken, missing


async def _during_a_round(stage: Stage, watch: Watch, number: int) -> tuple[list[float], int]:
    """Page one person after another; only pages whose call was placed before the last mail was count."""
    seen = watch.mails
    handle = await _start_round(stage, number)
    under_way = asyncio.create_task(handle.result())
    await watch.until(lambda: watch.mails > seen, "the first mail is sent")
    taken: list[float] = []
    for _ in range(PAGES_A_ROUND):
        seconds = await stage.alert_to_call(watch, next(stage.desks))
        if under_way.done():
            break
        taken.append(seconds)
        await stage.calm(watch)
    sent: int = await under_way
    await stage.calm(watch)
    return taken, sent


async def _start_round(stage: Stage, number: int) -> WorkflowHandle[Any, int]:
    return await stage.client.start_workflow(
        MailRound.run,
        Round(person=stage.company.reader.id, mails=stage.sizes.mails),
        id=f"mail-round/{number}",
        task_queue=QUEUE,
        priority=TemporalPriority(priority_key=5),
    )
