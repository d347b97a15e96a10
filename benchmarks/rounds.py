"""A round of comms to many: how soon the provider has taken the last mail."""

import time

from temporalio.common import Priority as TemporalPriority

from benchmarks.figures import Figure, single, timing
from benchmarks.phones import Watch
from benchmarks.stage import Stage
from benchmarks.workflows import QUEUE, CommsRound, Recipients

CASE = "rounds"


async def rounds(stage: Stage) -> list[Figure]:
    """Return how long a round takes from its start until every mail is taken, and how many people got none."""
    people = tuple(each.id for each in stage.company.stakeholders)
    taken: list[float] = []
    async with stage.phones.watched() as watch:
        for number in range(stage.sizes.rounds):
            taken.append(await _round(stage, number, people))
            await _arrived(watch, len(people) * (number + 1))
    missing = len(people) * stage.sizes.rounds - watch.mails
    return [
        timing(CASE, f"start → the last of {len(people)} mails taken", taken, p99=10),
        single(CASE, "recipients not mailed", missing, "mails", most=0),
    ]


async def _round(stage: Stage, number: int, people: tuple[str, ...]) -> float:
    started = time.perf_counter()
    await stage.client.execute_workflow(
        CommsRound.run,
        Recipients(people=people),
        id=f"comms-round/{number}",
        task_queue=QUEUE,
        priority=TemporalPriority(priority_key=5),
    )
    return time.perf_counter() - started


async def _arrived(watch: Watch, mails: int) -> None:
    """Wait until the mails there are have been seen, so that no round's are counted with the next one's."""
    await watch.until(lambda: watch.mails >= mails, f"{mails} mails are there")
