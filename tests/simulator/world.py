"""A simulator, its clock and its customer, with verbs to tell a test's story."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from simulator.clock import ManualClock
from simulator.company import Simulator
from simulator.config import SimulatorConfig
from simulator.records import CallRecord, TextRecord
from tests.simulator.customer import ADDRESS, Customer

START = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
ADA = "+15550100001"
BEN = "+15550100002"
CLEO = "+15550100003"
OUR_NUMBER = "+15550000000"
CONFIG = SimulatorConfig(
    account_sid="AC" + "a1" * 16,
    auth_token="the-token",
    api_keys={"SK1": "the-secret"},
    sendgrid_key="SG.the-key",
    from_numbers=(OUR_NUMBER, "+15550000009"),
    text_webhook=f"{ADDRESS}/texts",
    voice_webhook=f"{ADDRESS}/incoming",
    queue_seconds=0.0,
    dial_seconds=1.0,
)
BASE = f"/2010-04-01/Accounts/{CONFIG.account_sid}"
EVERY_EVENT = ["initiated", "ringing", "answered", "completed"]


@dataclass
class World:
    """Everything a test needs. Durations are telephone seconds."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    customer: Customer = field(default_factory=Customer)
    config: SimulatorConfig = CONFIG

    def __post_init__(self) -> None:
        to_customer = httpx.AsyncClient(transport=httpx.MockTransport(self.customer.serve))
        self.simulator = Simulator(self.clock, self.config, to_customer)
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.simulator.app),
            base_url="http://simulator.test",
            auth=(self.config.account_sid, self.config.auth_token),
        )

    async def close(self) -> None:
        """End it all."""
        await self.http.aclose()
        await self.simulator.close()

    async def call(self, to: str = ADA, **fields: Any) -> CallRecord:
        """Place a call over HTTP; by default the customer's `/voice` says what is said."""
        asked = {"To": to, "From": OUR_NUMBER, "Url": f"{ADDRESS}/voice"} | fields
        asked = {name: value for name, value in asked.items() if value is not None}
        response = await self.http.post(f"{BASE}/Calls.json", data=asked)
        assert response.status_code == 201, response.text
        await self.simulator.settle()
        return self.simulator.call(response.json()["sid"])

    async def picked_up(self, to: str = ADA, **fields: Any) -> CallRecord:
        """Place a call and have someone at the page pick up after one second of ringing."""
        call = await self.call(to, **fields)
        await self.after(2)
        self.simulator.answer(call.sid)
        await self.simulator.settle()
        return call

    async def dialled(self, from_: str = ADA, to: str | None = None) -> CallRecord:
        """Call us from a phone; by default the customer's `/incoming` says what is said."""
        call = self.simulator.dial(from_, to)
        await self.simulator.settle()
        return call

    async def bridged(self, *numbers: str) -> list[CallRecord]:
        """Have phones pick up one after another, each put through by the customer's `/voice`."""
        return [await self.picked_up(number) for number in numbers]

    async def update(self, call: CallRecord, **fields: str) -> httpx.Response:
        """Update a call over HTTP."""
        response = await self.http.post(f"{BASE}/Calls/{call.sid}.json", data=fields)
        await self.simulator.settle()
        return response

    async def text(self, body: str, to: str = ADA, **fields: str) -> TextRecord:
        """Send a text over HTTP."""
        asked = {"To": to, "From": OUR_NUMBER, "Body": body} | fields
        response = await self.http.post(f"{BASE}/Messages.json", data=asked)
        assert response.status_code == 201, response.text
        return self.simulator.texts[-1]

    async def until_held(self) -> None:
        """Wait until a fault makes something wait."""
        with self.simulator.feed.listening() as queue:
            while not any(rule["held"] for rule in self.simulator.faults["rules"]):
                await queue.get()

    async def press(self, call: CallRecord, keys: str) -> None:
        """Press keys and let everything follow that follows at once."""
        for key in keys:
            self.simulator.press(call.sid, key)
        await self.simulator.settle()

    async def after(self, seconds: float) -> None:
        """Let time pass."""
        await self.clock.advance(seconds)

    async def to_the_end(self) -> None:
        """Let time pass until nothing is due any more."""
        await self.simulator.settle()
        while (deadline := self.clock.next_deadline()) is not None:
            await self.clock.advance_to(deadline)


def seconds_after_start(moment: datetime | None) -> float:
    """Tell how long after the start of the test something was."""
    assert moment is not None
    return round((moment - START).total_seconds(), 3)


def bridge(attributes: str = "", name: str = "bridge", dial: str = "") -> str:
    """Write the verb that puts a call through to a conference."""
    return f"<Dial {dial}><Conference {attributes}>{name}</Conference></Dial>"


def response(*verbs: str) -> str:
    """Write a TwiML document."""
    return f"<Response>{''.join(verbs)}</Response>"
