"""`mimp follow`: the timeline of an incident as it grows, until the incident is over."""

import asyncio
from collections.abc import Awaitable, Callable

import temporalio.client

from cli.incidents import NotReachable, look
from domain.following import Follower
from domain.timeline import TimelineEntry

_LOOKS_EVERY_SECONDS = 1


async def follow(
    client: temporalio.client.Client,
    code: str,
    show: Callable[[TimelineEntry], None],
    tell: Callable[[str], None],
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Show each entry once, those that are there first; return when the incident is over.

    Somebody who follows an incident stays with it while a worker is replaced: that no worker answers is told, and tried again.

    Raises:
        Refused: there is no such incident.
        NotReachable: no worker answers at the first look.

    """
    follower = Follower()
    seen = await look(client, code)
    while True:
        for entry in follower.news(seen.view.timeline):
            show(entry)
        if seen.over:
            return
        await pause(_LOOKS_EVERY_SECONDS)
        try:
            seen = await look(client, code)
        except NotReachable as error:
            tell(f"{error} Trying again.")
