"""One alert at a time, each beside the least it could cost: the floor and ours see the same machine."""

import time
from uuid import uuid4

from temporalio.common import WorkflowIDConflictPolicy

from benchmarks.figures import Figure, ratio, timing
from benchmarks.phones import Watch
from benchmarks.stage import Stage
from benchmarks.workflows import QUEUE, Floor, Request

CASE = "idle"
CALLED_WITHIN = {"p50": 0.5, "p99": 1.2}
"""Seconds from an alert to the provider's receipt of the request for a call, at most."""
_FLOOR_NUMBERS = "+4477008{:05}"


async def idle(stage: Stage) -> list[Figure]:
    """Return the floor, the time from an alert to a call, and how many times as long that is."""
    sizes = stage.sizes
    await stage.phones.script([desk.person.phone for desk in stage.company.alone], {"do": "busy"})
    floor: list[float] = []
    ours: list[float] = []
    async with stage.phones.watched() as watch:
        for number in range(sizes.warm_up + sizes.samples):
            floor.append(await _floor(stage, watch, _FLOOR_NUMBERS.format(number)))
            await stage.calm(watch)
            ours.append(await stage.alert_to_call(watch, next(stage.desks)))
            await stage.calm(watch)
    bare = timing(CASE, "floor: bare workflow → provider", floor[sizes.warm_up :])
    page = timing(CASE, "alert → provider asked to call", ours[sizes.warm_up :], **CALLED_WITHIN)
    return [bare, page, ratio(CASE, "alert to floor, p50", page, bare, most=6)]


async def _floor(stage: Stage, watch: Watch, number: str) -> float:
    await stage.phones.script([number], {"do": "busy"})
    started = time.time()
    await stage.client.start_workflow(
        Floor.run,
        Request(number=number),
        id=f"floor/{uuid4()}",
        task_queue=QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
    )
    call = await watch.first_call(number)
    return call.created.timestamp() - started
