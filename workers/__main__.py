"""The worker process: `python -m workers [--queue engine] [--queue page] ...`.

Exit status: 0 after an orderly stop, 1 when Temporal cannot be reached or the address of the metrics is taken, 2 when settings or
organisation are not valid. Records that cannot be used end nothing: that is said again and again, and people are paged.
"""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import timedelta

from temporalio.common import MetricMeter
from temporalio.service import RPCError

from config.clock import wall_clock
from config.organisation import OrganisationInvalid, load_organisation
from config.process import leave
from config.settings import Settings, SettingsInvalid, read_settings
from config.temporal import connect
from domain.names import Queue
from domain.organisation import Organisation
from records.upkeep import prepare_beside
from workers.bootstrap import lane_rates, make_activities
from workers.canary import start_canary
from workers.factory import ACTIVITIES_AT_ONCE, make_worker
from workers.metrics import MetricsAddressTaken, measuring
from workers.registry import Activities
from workers.warm_up import keep_compiled, warm_up
from workers.watch import Watch

log = logging.getLogger("mimp.worker")


def main() -> None:
    """Run until told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("twilio.http_client").setLevel(logging.WARNING)  # it logs every request, with people's numbers
    queues = _read_arguments(sys.argv[1:])
    try:
        settings = read_settings()
        organisation = load_organisation(settings.organisation)
        settings.secret()
        prepare_beside(settings.records_url.get_secret_value(), log.warning)
        asyncio.run(_serve(settings, organisation, queues))
    except (SettingsInvalid, OrganisationInvalid) as error:
        print(error, file=sys.stderr)
        leave(2)
    except MetricsAddressTaken as error:
        print(error, file=sys.stderr)
        leave(1)
    except (RuntimeError, RPCError) as error:
        print(f"Temporal at {settings.temporal_address}: {error}", file=sys.stderr)
        leave(1)
    leave(0)


def _read_arguments(arguments: Sequence[str]) -> list[Queue]:
    parser = argparse.ArgumentParser(prog="mimp worker", description="Serves task queues: all, or those named.")
    parser.add_argument("--queue", action="append", choices=[queue.value for queue in Queue], help="may be repeated")
    named = parser.parse_args(arguments).queue
    return [Queue(name) for name in named] if named else list(Queue)


async def _serve(settings: Settings, organisation: Organisation, queues: Sequence[Queue]) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    runtime = measuring(settings.metrics_address)
    meter = runtime.metric_meter if runtime else MetricMeter.noop
    client = await connect(settings, runtime)
    keep_compiled()
    await warm_up()
    rates = lane_rates(settings, organisation)
    async with AsyncExitStack() as stack:
        threads = stack.enter_context(ThreadPoolExecutor(ACTIVITIES_AT_ONCE * len(queues)))  # no queue takes another's
        activities = make_activities(settings, organisation, client, threads, meter=meter)
        for queue in queues:
            await stack.enter_async_context(make_worker(client, queue, activities, per_second=rates.get(queue)))
        if Queue.ENGINE in queues:
            await start_canary(client)
        log.info("serving %s", ", ".join(queues))
        overdue_after = timedelta(seconds=settings.overdue_after_seconds)
        await _look_around(activities, queues, Watch(client, meter, overdue_after, wall_clock), stopped)
        log.info("stopping")


async def _look_around(activities: Activities, queues: Sequence[Queue], watch: Watch, stopped: asyncio.Event) -> None:
    """Look at queues, incidents and people until told to stop."""
    async with asyncio.TaskGroup() as looking:
        # what waits in the lanes concerns whoever hands pages over, and so every worker
        watched = dict.fromkeys([*queues, Queue.CALLS, Queue.TEXTS])
        tasks = [looking.create_task(activities.lanes.watch(watched))]
        if Queue.ENGINE in queues:
            tasks.append(looking.create_task(watch.watch()))
        await stopped.wait()
        for task in tasks:
            task.cancel()


if __name__ == "__main__":
    main()
