"""Webhooks over a real network."""

import pytest

from simulator.clock import ManualClock
from simulator.company import Simulator
from tests.simulator.conftest import Served
from tests.simulator.world import ADA, START


async def test_webhooks_go_straight_to_the_customer(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A webhook to loopback never takes the way through a proxy the environment names."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    simulator = Simulator(ManualClock(START))
    simulator.set_text_webhook(f"{served.url}/sim/health")
    text = simulator.send_text(ADA, "ACK 4821")
    await simulator.settle()
    await simulator.close()

    (webhook,) = text.callbacks
    assert (webhook.status, webhook.attempts, webhook.error) == (405, 1, None)


async def test_a_customer_that_is_not_there_is_noticed(unused_tcp_port: int) -> None:
    """A webhook nobody listens for fails in words, after one repeat."""
    simulator = Simulator(ManualClock(START))
    simulator.set_text_webhook(f"http://127.0.0.1:{unused_tcp_port}/texts")
    text = simulator.send_text(ADA, "ACK 4821")
    await simulator.settle()
    await simulator.close()

    (webhook,) = text.callbacks
    assert (webhook.status, webhook.attempts) == (None, 2)
    assert "A webhook failed (inbound_text): no connection" in simulator.feed.news[-1]["words"]
