"""`python -m benchmarks.worker`: the worker of the benchmarks' own workflows, beside the one that is measured."""

import asyncio
import signal

import httpx
import temporalio.client
from temporalio import activity
from temporalio.worker import Worker

from benchmarks.workflows import QUEUE, REQUEST, Floor, MailRound, Request
from config.process import leave
from config.settings import Settings, read_settings
from config.temporal import connect
from workers.factory import sandbox


class Provider:
    """Asks the telephone company for calls, with as little as it takes."""

    def __init__(self, settings: Settings, http: httpx.AsyncClient) -> None:
        self._url = f"{settings.simulator_url}/2010-04-01/Accounts/{settings.twilio_account_sid}/Calls.json"
        self._from = settings.twilio_number
        self._http = http

    @activity.defn(name=REQUEST)
    async def request(self, order: Request) -> None:
        """Make one request."""
        form = {"To": order.number, "From": self._from, "Twiml": "<Response/>"}
        (await self._http.post(self._url, data=form)).raise_for_status()


async def serve() -> None:
    """Run until told to stop."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    settings = read_settings()
    auth = (settings.twilio_account_sid, settings.twilio_auth_tokens[0].get_secret_value())
    client = await connect(settings)
    async with httpx.AsyncClient(trust_env=False, auth=auth) as http, _worker(client, Provider(settings, http)):
        await stopped.wait()


def _worker(client: temporalio.client.Client, provider: Provider) -> Worker:
    return Worker(
        client,
        task_queue=QUEUE,
        workflows=[Floor, MailRound],
        activities=[provider.request],
        workflow_runner=sandbox(),
    )


if __name__ == "__main__":
    asyncio.run(serve())
    leave(0)
