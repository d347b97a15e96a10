"""Requests to the customer's own server: signed, form-encoded, remembered."""

import asyncio
import secrets
from collections.abc import Mapping
from urllib.parse import urldefrag

import httpx

from simulator.clock import Clock
from simulator.config import SimulatorConfig
from simulator.events import Feed
from simulator.records import Delivery
from simulator.signature import sign

ATTEMPTS = 2
"""A connection that fails is tried once more, and nothing else is repeated (Twilio documentation, `rc=1`)."""


class Webhooks:
    """Sends requests to the customer. The time limits are real seconds: they concern a real server."""

    def __init__(
        self, config: SimulatorConfig, clock: Clock, feed: Feed, client: httpx.AsyncClient | None = None
    ) -> None:
        self._config = config
        self._clock = clock
        self._feed = feed
        timeout = httpx.Timeout(config.webhook_seconds, connect=config.connect_seconds)
        # Loopback must not go through a proxy named in the environment.
        self._client = client or httpx.AsyncClient(timeout=timeout, trust_env=False)

    def prepare(self, purpose: str, method: str, url: str, fields: Mapping[str, str]) -> Delivery:
        """Write down a request before it is sent, so that it is remembered in the order it was decided."""
        return Delivery(purpose, method.upper(), urldefrag(url).url, dict(fields), self._clock.now())

    async def send(self, delivery: Delivery) -> Delivery:
        """Send it, and write what came of it into the delivery; never raises for what the customer's server does."""
        request = self._signed(delivery)
        while delivery.attempts < ATTEMPTS and delivery.status is None:
            delivery.attempts += 1
            try:
                response = await self._client.send(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                delivery.error = f"no connection: {error}"
            except httpx.TransportError as error:
                delivery.error = f"no answer: {error or type(error).__name__}"
                break
            else:
                delivery.status, delivery.body, delivery.error = response.status_code, response.text, None
        if not delivery.succeeded:
            self._feed.tell(f"A webhook failed ({delivery.purpose}): {delivery.error or f'answer {delivery.status}'}")
        return delivery

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def _signed(self, delivery: Delivery) -> httpx.Request:
        headers = {
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            # The same over repeats, so that the customer can tell a repeat from a second event.
            "I-Twilio-Idempotency-Token": secrets.token_hex(16),
        }
        posted = delivery.fields if delivery.method == "POST" else {}
        url = httpx.URL(delivery.url)
        if delivery.method == "GET":
            url = url.copy_merge_params(delivery.fields)
        headers["X-Twilio-Signature"] = sign(self._config.auth_token, str(url), posted)
        data = posted if delivery.method == "POST" else None
        return self._client.build_request(delivery.method, url, data=data, headers=headers)


class InOrder:
    """Sends the webhooks of one call or text one after another, beside everything else."""

    def __init__(self, webhooks: Webhooks, clock: Clock) -> None:
        self._webhooks = webhooks
        self._work = clock.work
        self._turn = asyncio.Lock()

    def send(self, delivery: Delivery) -> None:
        """Send it once those before it are done."""
        self._work.start(self._send(delivery))

    async def _send(self, delivery: Delivery) -> None:
        async with self._turn:
            await self._webhooks.send(delivery)


def is_web_address(url: str) -> bool:
    """Tell whether a URL is one that can be called: absolute, http or https, with a host that has no underscore."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return False
    return parsed.scheme in ("http", "https") and bool(parsed.host) and "_" not in parsed.host
