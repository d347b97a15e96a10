"""The worker process: `python -m workers [--queue engine] [--queue page] [--queue comms]`.

Exit status: 0 after an orderly stop, 1 when Temporal cannot be reached, 2 when settings or organisation are not valid.
"""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack

from config.organisation import OrganisationInvalid, load_organisation
from config.process import leave
from config.settings import Settings, SettingsInvalid, read_settings
from config.temporal import connect
from domain.names import Queue
from domain.organisation import Organisation
from workers.bootstrap import make_activities
from workers.factory import make_worker
from workers.warm_up import warm_up

_THREADS = 32
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
        asyncio.run(_serve(settings, organisation, queues))
    except (SettingsInvalid, OrganisationInvalid) as error:
        print(error, file=sys.stderr)
        leave(2)
    except RuntimeError as error:
        print(f"Temporal at {settings.temporal_address}: {error}", file=sys.stderr)
        leave(1)
    leave(0)


def _read_arguments(arguments: Sequence[str]) -> list[Queue]:
    parser = argparse.ArgumentParser(prog="mimp worker", description="Serves task queues: all three, or those named.")
    parser.add_argument("--queue", action="append", choices=[queue.value for queue in Queue], help="may be repeated")
    named = parser.parse_args(arguments).queue
    return [Queue(name) for name in named] if named else list(Queue)


async def _serve(settings: Settings, organisation: Organisation, queues: Sequence[Queue]) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    client = await connect(settings)
    activities = make_activities(settings, organisation, client)
    await warm_up()
    with ThreadPoolExecutor(_THREADS) as threads:
        async with AsyncExitStack() as stack:
            for queue in queues:
                await stack.enter_async_context(make_worker(client, queue, activities, threads))
            log.info("serving %s", ", ".join(queues))
            await stopped.wait()
            log.info("stopping")


if __name__ == "__main__":
    main()
