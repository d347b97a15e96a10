"""A round of comms to many: how soon the provider has taken the last mail, and what it costs the pages meanwhile."""

import asyncio

from benchmarks.comms import FirstRound, first_round
from benchmarks.company import PAGES_A_ROUND, PAGES_BEFORE_A_ROUND
from benchmarks.figures import Figure, ratio, single, timing
from benchmarks.idle import CALLED_WITHIN
from benchmarks.mails import HELD_UP_AT_MOST
from benchmarks.phones import Watch
from benchmarks.stage import Stage

CASE = "rounds"


async def rounds(stage: Stage) -> list[Figure]:
    """Return how long rounds take from the lead's word on, how long pages take before and during them, and who got no mail."""
    sizes, people = stage.sizes, stage.company.stakeholders
    await stage.phones.script([desk.person.phone for desk in stage.company.alone], {"do": "busy"})
    taken: list[float] = []
    before: list[float] = []
    during: list[float] = []
    missing = 0
    async with stage.phones.watched() as watch:
        for number in range(sizes.rounds):
            before += [await stage.page(watch) for _ in range(PAGES_BEFORE_A_ROUND)]
            begun = await first_round(stage, f"round-{number}", people)
            sending = asyncio.create_task(_sent(begun, watch, len(people)))
            during += await _paged_until(sending, stage, watch)
            taken.append(await sending)
            missing += len(people) - len(watch.round_mails[begun.code])
    quiet = timing(CASE, "alert → call, before a round", before)
    busy = timing(CASE, "alert → call, while a round goes out", during, **CALLED_WITHIN)
    return [
        timing(CASE, f"sent → the last of {len(people)} mails taken", taken, p99=10),
        quiet,
        busy,
        ratio(CASE, "during to before, p50", busy, quiet, most=HELD_UP_AT_MOST),
        single(CASE, "recipients not mailed", missing, "mails", most=0),
    ]


async def _sent(begun: FirstRound, watch: Watch, mails: int) -> float:
    """Send a round; return the seconds until so many mails of it are taken."""
    started, arrived = await begun.send(), watch.round_mails[begun.code]
    await watch.until(lambda: len(arrived) >= mails, f"{mails} mails are there")
    await begun.end()
    return max(arrived).timestamp() - started


async def _paged_until(sending: "asyncio.Task[float]", stage: Stage, watch: Watch) -> list[float]:
    """Page one person after another; only pages whose call was placed before the last mail was taken count."""
    taken: list[float] = []
    for _ in range(PAGES_A_ROUND):
        seconds = await stage.alert_to_call(watch, next(stage.desks))
        if sending.done():
            break
        taken.append(seconds)
        await stage.calm(watch)
    await sending
    await stage.calm(watch)
    return taken
