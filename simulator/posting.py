"""One webhook on its way to the customer's own server: signed, a form or events of mails, repeated as its address asks."""

import httpx

from simulator.config import SimulatorConfig
from simulator.connection_overrides import Failure
from simulator.event_signature import EventSigner
from simulator.events import Feed
from simulator.records import Delivery
from simulator.signature import sign


class Posting:
    """Sends webhooks. The time limits are real seconds: they concern a real server."""

    def __init__(self, config: SimulatorConfig, feed: Feed, client: httpx.AsyncClient | None = None) -> None:
        self._config = config
        self._feed = feed
        timeout = httpx.Timeout(config.webhook_seconds, connect=config.connect_seconds)
        # Loopback must not go through a proxy named in the environment.
        self._client = client or httpx.AsyncClient(timeout=timeout, trust_env=False)
        self._signer, self._forger = EventSigner(config.event_key), EventSigner()

    async def post(self, delivery: Delivery, *, closed_for: float = 0, forged: bool = False) -> None:
        """Send it, and write what came of it into the delivery; never raises for what the customer's server does.

        The first `closed_for` attempts find no connection; a forged one is signed with a token that is not ours.
        """
        request = self._events(delivery, forged=forged) if delivery.content else self._signed(delivery, forged=forged)
        for attempt in range(delivery.retries.count + 1):
            failure = _refused(delivery) if attempt < closed_for else await self._attempt(delivery, request)
            if failure is None or not delivery.retries.covers(failure):
                break
        if not delivery.succeeded:
            self._feed.tell(f"A webhook failed ({delivery.kind}): {delivery.error or f'answer {delivery.status}'}")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _attempt(self, delivery: Delivery, request: httpx.Request) -> Failure | None:
        delivery.attempts += 1
        delivery.status, delivery.body, delivery.error = None, "", None
        try:
            response = await self._client.send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            delivery.error = f"no connection: {error}"
            return Failure.CONNECT
        except httpx.TransportError as error:
            delivery.error = f"no answer: {error or type(error).__name__}"
            return Failure.READ
        delivery.status, delivery.body = response.status_code, response.text
        return _failure(response)

    def _events(self, delivery: Delivery, *, forged: bool) -> httpx.Request:
        content = delivery.content or b""
        signer = self._forger if forged else self._signer
        headers = {
            "User-Agent": "SendGrid Event API",
            "Content-Type": "application/json",
            **signer.headers(str(int(delivery.at.timestamp())), content),
        }
        return self._client.build_request("POST", delivery.url, content=content, headers=headers)

    def _signed(self, delivery: Delivery, *, forged: bool) -> httpx.Request:
        token = f"not {self._config.auth_token}" if forged else self._config.auth_token
        headers = {
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            # The same over repeats, so that the customer can tell a repeat from a second event.
            "I-Twilio-Idempotency-Token": delivery.token,
        }
        posted = delivery.fields if delivery.method == "POST" else {}
        url = httpx.URL(delivery.url)
        if delivery.method == "GET":
            url = url.copy_merge_params(delivery.fields)
        headers["X-Twilio-Signature"] = sign(token, str(url), posted)
        data = posted if delivery.method == "POST" else None
        return self._client.build_request(delivery.method, url, data=data, headers=headers)


def _refused(delivery: Delivery) -> Failure:
    delivery.attempts += 1
    delivery.error = "no connection: the fault plan says so"
    return Failure.CONNECT


def _failure(response: httpx.Response) -> Failure | None:
    if response.is_client_error:
        return Failure.CLIENT_ERROR
    return Failure.SERVER_ERROR if response.is_server_error else None
